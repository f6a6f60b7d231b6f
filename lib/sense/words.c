/*
 * sense/words.c - a text as the words that phrases are matched against
 *
 * What a character becomes does not depend on its neighbours (but for the
 * few that compose), so ICU is asked once per character: a cell keeps its
 * sort and its folded bytes.  Texts with loose kana marks or Hangul letters
 * are composed whole before they are read.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "base/xalloc.h"
#include "sense/han.h"
#include "sense/words.h"

enum sort {
	UNKNOWN, /* ICU was not asked yet */
	BREAK,	 /* between words */
	RUN,	 /* part of a word */
	SINGLE,	 /* a word of its own */
	APOS,
	FULLSTOP, /* ends a sentence before white space */
	STOP,	  /* ends a sentence */
	LINE,	  /* two of them end a sentence */
	SKIP,	  /* as if it were not there */
	COMPOSE	  /* goes together with the one before it */
};

struct cell {
	uint8_t sort;
	uint8_t n;
	char s[6];
};

/* The basic plane, then U+1F000 to U+1FFFF. */
enum { CELLS = 0x11000, PICTURES = 0x1f000 };
static struct cell cells[CELLS];

static const struct {
	UChar32 from;
	const char *to;
} plain[] = { { 0xe6, "ae" }, { 0xf8, "o" }, { 0x111, "d" }, { 0x131, "i" },
	{ 0x142, "l" }, { 0x153, "oe" }, { 0xfe, "th" }, { 0xf0, "d" } };

static int
is_single(UChar32 c)
{
	return (c >= 0x0e00 && c <= 0x0eff) || /* Thai, Lao */
	       (c >= 0x1000 && c <= 0x109f) || /* Burmese */
	       (c >= 0x1780 && c <= 0x17ff) || /* Khmer */
	       (c >= 0x3041 && c <= 0x30ff) || /* Kana */
	       (c >= 0x3400 && c <= 0x9fff) || /* Han */
	       (c >= 0xac00 && c <= 0xd7a3) || /* Hangul */
	       (c >= 0xf900 && c <= 0xfaff) || c == 0x3005 ||
	       (c >= 0x20000 && c <= 0x3ffff);
}

static int
composes(UChar32 c)
{
	return c == 0x3099 || c == 0x309a || (c >= 0x1100 && c <= 0x11ff) ||
	       (c >= 0xff61 && c <= 0xffdc);
}

static enum sort
mark_of(UChar32 c)
{
	static const UChar32 stops[] = { '!', '?', 0x203c, 0x2047, 0x2048,
		0x2049, 0x3002, 0xff01, 0xff0e, 0xff1f, 0x61f, 0x6d4, 0x964,
		0x965, 0xff61 };
	static const UChar32 apostrophes[] = { '\'', '`', 0xb4, 0x2bc, 0x2018,
		0x2019, 0x201b, 0x2032, 0xff07 };
	size_t i;

	if (c == '.' || c == 0x2026)
		return FULLSTOP;
	if (c == '\n')
		return LINE;
	for (i = 0; i < sizeof stops / sizeof *stops; i++)
		if (c == stops[i])
			return STOP;
	for (i = 0; i < sizeof apostrophes / sizeof *apostrophes; i++)
		if (c == apostrophes[i])
			return APOS;
	return BREAK;
}

static enum sort
sort_of(UChar32 c)
{
	if (composes(c))
		return COMPOSE;
	if (is_single(c) && u_charType(c) != U_UNASSIGNED)
		return SINGLE;
	if (mark_of(c) != BREAK)
		return mark_of(c);
	switch (u_charType(c)) {
	case U_UPPERCASE_LETTER:
	case U_LOWERCASE_LETTER:
	case U_TITLECASE_LETTER:
	case U_MODIFIER_LETTER:
	case U_OTHER_LETTER:
	case U_DECIMAL_DIGIT_NUMBER:
	case U_LETTER_NUMBER:
	case U_OTHER_NUMBER:
		return RUN;
	case U_NON_SPACING_MARK:
	case U_COMBINING_SPACING_MARK:
	case U_ENCLOSING_MARK:
		return c >= 0x0900 && c < 0x1ab0 ? RUN : SKIP;
	case U_FORMAT_CHAR:
		return SKIP;
	case U_OTHER_SYMBOL:
		return SINGLE;
	default:
		return BREAK;
	}
}

/* Bases without their marks, where a mark is not a letter's other half. */
static int
drop_marks(UChar *s, int32_t n)
{
	UErrorCode ec = U_ZERO_ERROR;
	const UNormalizer2 *nfd = unorm2_getNFDInstance(&ec);
	UChar out[32];
	int32_t i, k = 0;

	n = unorm2_normalize(nfd, s, n, out, 32, &ec);
	if (U_FAILURE(ec))
		return -1;
	for (i = 0; i < n; i++)
		if (u_charType(out[i]) != U_NON_SPACING_MARK)
			s[k++] = out[i];
	return k;
}

static int
has_marks(UChar32 c)
{
	return c < 0x0900 || (c >= 0x1e00 && c <= 0x1fff);
}

/* The folded bytes of one character; nothing when they do not fit. */
static void
fold(UChar32 c, struct cell *out)
{
	UErrorCode ec = U_ZERO_ERROR;
	const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&ec);
	UChar in[2], s[32];
	int32_t n = 0, len = 0;
	size_t i;

	U16_APPEND_UNSAFE(in, n, c);
	n = unorm2_normalize(nfkc, in, n, s, 32, &ec);
	if (U_SUCCESS(ec) && has_marks(c))
		n = drop_marks(s, n);
	if (U_FAILURE(ec) || n < 0)
		return;
	for (i = 0; n == 1 && i < sizeof plain / sizeof *plain; i++)
		if (s[0] == plain[i].from) {
			out->n = (uint8_t)strlen(plain[i].to);
			memcpy(out->s, plain[i].to, out->n);
			return;
		}
	u_strToUTF8(out->s, sizeof out->s, &len, s, n, &ec);
	out->n = U_SUCCESS(ec) ? (uint8_t)len : 0;
}

static struct cell
cell_make(UChar32 c)
{
	struct cell cell = { BREAK, 0, "" };

	cell.sort = (uint8_t)sort_of(c);
	if (cell.sort == RUN || cell.sort == SINGLE) {
		fold(c, &cell);
		if (cell.n == 0)
			cell.sort = BREAK;
	}
	return cell;
}

static struct cell
cell_of(UChar32 c)
{
	struct cell *k;

	if (c < 0x10000)
		k = &cells[c];
	else if (c >= PICTURES && c < PICTURES + 0x1000)
		k = &cells[c - PICTURES + 0x10000];
	else
		return cell_make(c);
	if (k->sort == UNKNOWN)
		*k = cell_make(c);
	return *k;
}

static void
simplify(struct cell *k, UChar32 c)
{
	int32_t n = 0;

	U8_APPEND_UNSAFE((uint8_t *)k->s, n, han_simplified(c));
	k->n = (uint8_t)n;
}

static void
begin(struct words *w, int first)
{
	xgrow(&w->v, &w->cap, w->n + 1, sizeof *w->v);
	w->v[w->n].at = (uint32_t)w->text.len;
	w->v[w->n].len = 0;
	w->v[w->n++].first = (uint16_t)first;
}

/* Make ae, oe and ue of the word that was read last one letter. */
static void
plain_umlauts(struct words *w)
{
	char *s = w->text.p + w->v[w->n - 1].at;
	size_t i, k = 0, n = w->v[w->n - 1].len;

	for (i = 0; i < n; i++)
		if (k == 0 || s[i] != 'e' || strchr("aou", s[k - 1]) == NULL)
			s[k++] = s[i];
	w->v[w->n - 1].len = (uint16_t)k;
	buf_cut(&w->text, w->v[w->n - 1].at + k);
}

/* Where the reader stands between two characters. */
struct reader {
	struct words *w;
	unsigned how;
	int open;     /* the last word may grow */
	int composed; /* what goes together does by now */
	int first;    /* the next word begins a sentence, or MAYBE */
	int lines;    /* line ends since the last word */
	int point;    /* a full stop was the last character */
};

/* A full stop may as well end an abbreviation: what follows decides. */
enum { MAYBE = 2 };

static void
close_word(struct reader *r)
{
	if (r->open && (r->how & WORDS_UMLAUT))
		plain_umlauts(r->w);
	r->open = 0;
}

static void
take(struct reader *r, const struct cell *k, UChar32 c)
{
	struct words *w = r->w;

	if (!r->open || k->sort == SINGLE || w->v[w->n - 1].len > 1000) {
		close_word(r);
		begin(w, r->first == MAYBE ? !u_islower(c) : r->first);
		r->first = 0;
	}
	if (w->text.len + sizeof k->s >= w->text.cap)
		buf_room(&w->text, 256);
	memcpy(w->text.p + w->text.len, k->s, sizeof k->s);
	w->text.len += k->n;
	w->v[w->n - 1].len = (uint16_t)(w->v[w->n - 1].len + k->n);
	r->open = k->sort == RUN;
	r->lines = r->point = 0;
}

/* What may stand between a full stop and the blank behind it. */
static int
closes(UChar32 c)
{
	int8_t type = u_charType(c);

	return c == '"' || c == '\'' || type == U_END_PUNCTUATION ||
	       type == U_FINAL_PUNCTUATION;
}

static void
part(struct reader *r, enum sort sort, UChar32 c)
{
	if (sort == APOS && r->open && !(r->how & WORDS_SPLIT))
		return;
	close_word(r);
	if (sort == LINE)
		r->lines++;
	if (sort == STOP || r->lines > 1)
		r->first = 1;
	else if (r->point && u_isUWhiteSpace(c) && r->first == 0)
		r->first = MAYBE;
	r->point = sort == FULLSTOP || (r->point && closes(c));
}

/* 0, or -1 when the text must be composed first. */
static int
read_all(struct reader *r, const uint8_t *s, int32_t n)
{
	struct cell k;
	int32_t i = 0;
	UChar32 c;

	while (i < n && r->w->n < WORDS_MAX) {
		U8_NEXT(s, i, n, c);
		k = cell_of(c < 0 ? ' ' : c);
		switch (k.sort) {
		case SINGLE:
			if (r->how & WORDS_HANS)
				simplify(&k, c);
			/* FALLTHROUGH */
		case RUN:
			take(r, &k, c);
			break;
		case COMPOSE:
			if (!r->composed)
				return -1;
			break;
		case SKIP:
			break;
		default:
			part(r, k.sort, c < 0 ? ' ' : c);
		}
	}
	close_word(r);
	return 0;
}

/* NFKC of the whole text, into B. */
static void
compose(struct buf *b, const char *text, size_t n)
{
	UErrorCode ec = U_ZERO_ERROR;
	const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&ec);
	int32_t len = 0, cap = (int32_t)n * 4 + 16;
	UChar *in = xarray(n + 1, sizeof *in);
	UChar *out = xarray((size_t)cap, sizeof *out);

	u_strFromUTF8WithSub(
	    in, (int32_t)n + 1, &len, text, (int32_t)n, ' ', NULL, &ec);
	len = unorm2_normalize(nfkc, in, len, out, cap, &ec);
	buf_room(b, (size_t)cap * 3);
	if (U_SUCCESS(ec)) {
		u_strToUTF8WithSub(
		    b->p, cap * 3, &len, out, len, ' ', NULL, &ec);
		b->len = U_SUCCESS(ec) ? (size_t)len : 0;
		b->p[b->len] = '\0';
	}
	free(in);
	free(out);
}

void
words_add(struct words *w, const char *text, size_t n, unsigned how)
{
	struct reader r = { .w = w, .how = how, .first = 1 };
	size_t n0 = w->n, len0 = w->text.len;
	struct buf b = BUF_INIT;

	if (n > WORDS_MAX * 64)
		n = WORDS_MAX * 64;
	if (read_all(&r, (const uint8_t *)text, (int32_t)n) == 0)
		return;
	w->n = n0;
	buf_cut(&w->text, len0);
	r = (struct reader){ .w = w, .how = how, .first = 1, .composed = 1 };
	compose(&b, text, n);
	read_all(&r, (const uint8_t *)b.p, (int32_t)b.len);
	buf_free(&b);
}

void
words_reset(struct words *w)
{
	w->n = 0;
	buf_reset(&w->text);
}

void
words_free(struct words *w)
{
	free(w->v);
	w->v = NULL;
	w->n = w->cap = 0;
	buf_free(&w->text);
}
