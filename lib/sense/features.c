/* sense/features.c - a text as the features that a linear model weighs */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "sense/features.h"

#define FNV_BASIS 0xcbf29ce484222325ull
#define FNV_PRIME 0x100000001b3ull

enum { PIECE_MIN = 3, PIECE_MAX = 5, WORD_MAX = 64 };

/* A text of two words is no surer than this many features make it. */
enum { FEW = 30 };

/* Where the hash of each sort of feature begins. */
enum { SORT_PIECE = 'p', SORT_WORD = 'w', SORT_NAME = 'n' };

static uint64_t
step(uint64_t h, unsigned char c)
{
	return (h ^ c) * FNV_PRIME;
}

static uint64_t
hash(uint64_t h, const char *s, size_t n)
{
	while (n-- > 0)
		h = step(h, (unsigned char)*s++);
	return h;
}

static void
add(struct features *f, uint64_t h, size_t word)
{
	h ^= h >> 32;
	f->v[f->n].index =
	    (uint32_t)(h ^ h >> FEATURE_BITS) & ((1u << FEATURE_BITS) - 1);
	f->v[f->n++].word =
	    (uint16_t)(word < FEATURE_NAMED ? word : FEATURE_NAMED - 1);
}

/* One digit for each run of them; returns the length. */
static size_t
plain(const char *s, size_t n, char *out)
{
	size_t i, k = 0;
	int digit, last = 0;

	for (i = 0; i < n; i++, last = digit) {
		digit = s[i] >= '0' && s[i] <= '9';
		if (!digit)
			out[k++] = s[i];
		else if (!last)
			out[k++] = '0';
	}
	return k;
}

static int
starts(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* The pieces of <word>, its ends marked. */
static void
pieces(struct features *f, char *s, size_t n, size_t word)
{
	size_t i, k, letters;
	uint64_t h;

	memmove(s + 1, s, n);
	s[0] = '<';
	s[n + 1] = '>';
	s[n + 2] = '\0';
	for (i = 0; i < n; i++) {
		if (!starts(s[i]))
			continue;
		h = FNV_BASIS ^ SORT_PIECE;
		for (k = i, letters = 0; k < n + 2;) {
			do
				h = step(h, (unsigned char)s[k++]);
			while (!starts(s[k]));
			if (++letters >= PIECE_MIN)
				add(f, h, word);
			if (letters == PIECE_MAX)
				break;
		}
	}
}

static int
is_single(const char *s, size_t n)
{
	return n <= 4 && (unsigned char)*s >= 0xe0 && !starts(s[n - 1]);
}

/* Room for all features of a word of N bytes. */
static void
reserve(struct features *f, size_t n)
{
	xgrow(&f->v, &f->cap, f->n + 3 * n + 8, sizeof *f->v);
	xgrow(&f->word, &f->word_cap, n + 3, 1);
}

static int
is_number(const char *s, size_t n)
{
	while (n > 0 && *s >= '0' && *s <= '9')
		s++, n--;
	return n == 0;
}

/* Word I, and what it makes with those behind it. */
static void
add_words(struct features *f, const struct words *w, size_t i, size_t longest,
    int number)
{
	uint64_t h = FNV_BASIS ^ SORT_WORD;
	size_t k, n;

	for (k = i; k < w->n && k < i + longest; k++) {
		reserve(f, w->v[k].len);
		n = plain(w->text.p + w->v[k].at, w->v[k].len, f->word);
		h = step(hash(h, f->word, n), ' ');
		if (k > i || !number)
			add(f, h, i);
	}
}

void
features_words(struct features *f, const struct words *w)
{
	const char *s;
	size_t i, n;
	int number;

	for (i = 0; i < w->n; i++) {
		s = w->text.p + w->v[i].at;
		n = w->v[i].len < WORD_MAX ? w->v[i].len : WORD_MAX;
		number = is_number(s, n);
		if (is_single(s, n)) {
			add_words(f, w, i, 4, number);
			continue;
		}
		add_words(f, w, i, 3, number);
		if (number)
			continue;
		reserve(f, n);
		pieces(f, f->word, plain(s, n, f->word), i);
	}
}

void
features_name(struct features *f, const char *name)
{
	reserve(f, 1);
	add(f, hash(FNV_BASIS ^ SORT_NAME, name, strlen(name)), 0);
	f->v[f->n - 1].word = FEATURE_NAMED;
	f->named++;
}

double
features_weight(const struct features *f)
{
	size_t n = f->n - f->named;

	return 1 / sqrt((double)(n + FEW));
}

void
features_reset(struct features *f)
{
	f->n = f->named = 0;
}

void
features_free(struct features *f)
{
	free(f->v);
	free(f->word);
	memset(f, 0, sizeof *f);
}
