/* sense/lexicon.c - the words that phrases are made of, by number */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "sense/lexicon.h"

struct entry {
	uint32_t hash;
	uint32_t at;
	uint16_t len;
	uint16_t id; /* 0: empty */
};

/* The last bit of the hash tells a beginning from a word. */
static uint32_t
step(uint32_t h, char c)
{
	return (h ^ (unsigned char)c) * 16777619u;
}

static uint32_t
finish(uint32_t h, int prefix)
{
	h ^= h >> 15;
	h *= 2246822519u;
	h ^= h >> 13;
	return (h & ~1u) | (prefix != 0);
}

#define START 0x811c9dc5u

void
lexicon_init(struct lexicon *l)
{
	l->cap = 1024;
	l->slots = xcalloc(l->cap, sizeof *l->slots);
	buf_init(&l->text);
	l->lengths = 0;
	l->n = 0;
}

void
lexicon_free(struct lexicon *l)
{
	free(l->slots);
	buf_free(&l->text);
}

static struct entry *
slot(const struct lexicon *l, uint32_t h, const char *s, size_t n)
{
	size_t i = (h >> 1) & (l->cap - 1);
	struct entry *e;

	for (;; i = (i + 1) & (l->cap - 1)) {
		e = &l->slots[i];
		if (e->id == 0 || (e->hash == h && e->len == n &&
				      memcmp(l->text.p + e->at, s, n) == 0))
			return e;
	}
}

static void
grow(struct lexicon *l)
{
	struct entry *old = l->slots;
	size_t i, n = l->cap;

	l->cap *= 2;
	l->slots = xcalloc(l->cap, sizeof *l->slots);
	for (i = 0; i < n; i++)
		if (old[i].id != 0)
			*slot(l, old[i].hash, l->text.p + old[i].at,
			    old[i].len) = old[i];
	free(old);
}

unsigned
lexicon_add(struct lexicon *l, const char *s, size_t n, int prefix)
{
	uint32_t h = START;
	struct entry *e;
	size_t i;

	for (i = 0; i < n; i++)
		h = step(h, s[i]);
	h = finish(h, prefix);
	if ((l->n + 1) * 2 > l->cap)
		grow(l);
	e = slot(l, h, s, n);
	if (e->id == 0) {
		e->hash = h;
		e->at = (uint32_t)l->text.len;
		e->len = (uint16_t)n;
		e->id = (uint16_t)++l->n;
		buf_add(&l->text, s, n);
		if (prefix)
			l->lengths |= 1ull << n;
	}
	return e->id;
}

unsigned
lexicon_find(const struct lexicon *l, const char *s, size_t n, uint16_t *ids,
    unsigned max)
{
	uint32_t h = START;
	unsigned found = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		h = step(h, s[i]);
		if (i < LEXICON_PREFIX && l->lengths >> (i + 1) & 1 &&
		    found < max &&
		    (ids[found] = slot(l, finish(h, 1), s, i + 1)->id) != 0)
			found++;
	}
	if (found == max)
		found--; /* the word itself counts first */
	if ((ids[found] = slot(l, finish(h, 0), s, n)->id) != 0)
		found++;
	return found;
}

const char *
lexicon_word(const struct lexicon *l, unsigned id, size_t *n)
{
	size_t i;

	for (i = 0; i < l->cap; i++)
		if (l->slots[i].id == id) {
			*n = l->slots[i].len;
			return l->text.p + l->slots[i].at;
		}
	*n = 0;
	return "";
}
