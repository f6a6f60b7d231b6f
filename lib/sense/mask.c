/* sense/mask.c - a text without what tells whose it is */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"
#include "sense/mask.h"
#include "text/utf8.h"

enum { DIGITS = 5, SIGNED_DIGITS = 3, BLANKS = 2 };

struct hole {
	size_t from, to; /* bytes */
	const char *word;
	size_t number; /* of its word */
};

struct mask {
	const char *text;
	size_t n;
	struct hole *v;
	size_t holes, cap;
};

static void
add(struct mask *m, const char *word, size_t from, size_t to)
{
	while (from < to && strchr(".,;:!?'", m->text[to - 1]) != NULL)
		to--; /* of the sentence around it */
	if (from >= to)
		return;
	xgrow(&m->v, &m->cap, m->holes + 1, sizeof *m->v);
	m->v[m->holes++] = (struct hole){ from, to, word, 0 };
}

/* ---- what the entities know ---- */

/* Where character C begins. */
static size_t
byte_of(const struct mask *m, long c)
{
	size_t i = 0;

	while (i < m->n && c-- > 0)
		utf8_next(m->text, &i, m->n);
	return i;
}

static void
add_codes(struct mask *m, const char *word, const struct code *v, size_t n)
{
	for (; n-- > 0; v++)
		add(m, word, byte_of(m, v->from), byte_of(m, v->to));
}

static void
add_marks(struct mask *m, const struct mark *v, size_t n)
{
	static const char *const words[][2] = { { "emails", "EMAIL" },
		{ "phones", "PHONE" } };
	size_t i;

	for (; n-- > 0; v++)
		for (i = 0; i < sizeof words / sizeof words[0]; i++)
			if (strcmp(v->sort, words[i][0]) == 0)
				add(m, words[i][1], byte_of(m, v->from),
				    byte_of(m, v->to));
}

/* ---- the net ---- */

static int
begins(const struct mask *m, size_t at, const char *word)
{
	size_t n = strlen(word);

	return m->n - at >= n && strncasecmp(m->text + at, word, n) == 0;
}

static int
is_link(unsigned char c)
{
	return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '"';
}

static void
add_links(struct mask *m)
{
	size_t i, end;

	for (i = 0; i < m->n; i = end) {
		end = i + 1;
		if (!begins(m, i, "http://") && !begins(m, i, "https://") &&
		    !begins(m, i, "www."))
			continue;
		while (end < m->n && is_link((unsigned char)m->text[end]))
			end++;
		add(m, "URL", i, end);
	}
}

static int
is_at(int32_t c)
{
	return c == '@' || c == 0xff20;
}

/* Letters too, but not of scripts that are written without blanks. */
static int
is_address(int32_t c)
{
	if (c >= 0x80)
		return is_at(c) || (c >= 0xc0 && c < 0xe00);
	return isalnum(c) || (c != '\0' && strchr("._%+-'@", c) != NULL);
}

static void
add_addresses(struct mask *m)
{
	size_t i = 0, at, from = 0;
	int ats = 0;
	int32_t c;

	while (i < m->n) {
		at = i;
		c = utf8_next(m->text, &i, m->n);
		if (is_address(c)) {
			ats += is_at(c);
			continue;
		}
		if (ats > 0)
			add(m, "EMAIL", from, at);
		from = i;
		ats = 0;
	}
	if (ats > 0)
		add(m, "EMAIL", from, m->n);
}

/* The zeros of the digits that people type, ten in a row each. */
static int
is_digit(int32_t c)
{
	static const int32_t zeros[] = { '0', 0x660, 0x6f0, 0x966, 0x9e6, 0xe50,
		0xff10 };
	size_t i;

	for (i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
		if (c >= zeros[i] && c <= zeros[i] + 9)
			return 1;
	return 0;
}

static int
is_number(int32_t c)
{
	return is_digit(c) ||
	       (c > 0 && c < 0x80 && (isalnum(c) || strchr("-_/.+#()", c)));
}

/* Pieces with a digit each, one or two blanks between them. */
struct run {
	size_t from, to, digits, blanks;
};

static void
end_run(struct mask *m, struct run *r)
{
	if (r->digits >= DIGITS ||
	    (r->digits >= SIGNED_DIGITS && m->text[r->from] == '#')) {
		while (ispunct((unsigned char)m->text[r->to - 1]))
			r->to--;
		add(m, "NUMBER", r->from, r->to);
	}
	*r = (struct run){ 0, 0, 0, 0 };
}

/* The piece at AT; its end, AT when there is none. */
static size_t
piece(const struct mask *m, size_t at, size_t *digits)
{
	size_t i = at, end = at;
	int32_t c;

	for (*digits = 0; i < m->n; end = i) {
		c = utf8_next(m->text, &i, m->n);
		if (!is_number(c))
			break;
		*digits += (size_t)is_digit(c);
	}
	return end;
}

static void
add_numbers(struct mask *m)
{
	struct run r = { 0, 0, 0, 0 };
	size_t i = 0, end, digits;
	int32_t c;

	while (i < m->n) {
		end = piece(m, i, &digits);
		if (end > i && digits > 0) {
			if (r.digits == 0)
				r.from = i;
			r.digits += digits;
			r.to = i = end;
			r.blanks = 0;
		} else if (end > i) {
			end_run(m, &r);
			i = end;
		} else {
			c = utf8_next(m->text, &i, m->n);
			if ((c != ' ' && c != 0xa0) || ++r.blanks > BLANKS)
				end_run(m, &r);
		}
	}
	end_run(m, &r);
}

/* ---- names ---- */

static int
is_letter(const struct mask *m, size_t at)
{
	unsigned char c = (unsigned char)m->text[at];

	return isalnum(c) || c >= 0x80;
}

/* A word of a name; two letters count as they are, "Li" is not "li". */
static void
add_word(struct mask *m, const char *word, size_t n)
{
	size_t k = 0, i;
	int alone = !utf8_is_cjk(utf8_next(word, &k, n));

	if (n < 2)
		return;
	for (i = 0; i + n <= m->n; i++) {
		if ((n > 2 ? strncasecmp(m->text + i, word, n)
			   : memcmp(m->text + i, word, n)) != 0)
			continue;
		if (alone && ((i > 0 && is_letter(m, i - 1)) ||
				 (i + n < m->n && is_letter(m, i + n))))
			continue;
		add(m, "NAME", i, i + n);
	}
}

static void
add_name(struct mask *m, const char *name)
{
	static const char between[] = " \t,.\"'()<>";
	size_t n;

	for (; *name != '\0'; name += n) {
		name += strspn(name, between);
		n = strcspn(name, between);
		add_word(m, name, n);
	}
}

/* ---- the text ---- */

/* By place; of those that begin together the longest first. */
static int
by_place(const void *a, const void *b)
{
	const struct hole *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to > y->to ? -1 : x->to < y->to;
}

/* Holes that overlap are one, under the word of the first, the longest. */
static void
join(struct mask *m)
{
	size_t i, n = 0;

	if (m->holes == 0)
		return;
	qsort(m->v, m->holes, sizeof *m->v, by_place);
	for (i = 1; i < m->holes; i++) {
		if (m->v[i].from >= m->v[n].to)
			m->v[++n] = m->v[i];
		else if (m->v[i].to > m->v[n].to)
			m->v[n].to = m->v[i].to;
	}
	m->holes = n + 1;
}

/* The same text has the same number. */
static size_t
number_of(const struct mask *m, const struct hole *h)
{
	size_t len = h->to - h->from, most = 0;
	const struct hole *o;

	for (o = m->v; o < h; o++) {
		if (strcmp(o->word, h->word) != 0)
			continue;
		if (o->to - o->from == len &&
		    memcmp(m->text + o->from, m->text + h->from, len) == 0)
			return o->number;
		if (o->number > most)
			most = o->number;
	}
	return most + 1;
}

static void
write_out(const struct mask *m, struct buf *out)
{
	struct hole *h, *end = m->v + m->holes;
	size_t at = 0;

	for (h = m->v; h < end; at = h++->to) {
		h->number = number_of(m, h);
		buf_add(out, m->text + at, h->from - at);
		buf_addf(out, "[%s_%zu]", h->word, h->number);
	}
	buf_add(out, m->text + at, m->n - at);
}

void
mask_text(const char *text, size_t n, const struct entities *e,
    const char *const *names, struct buf *out)
{
	struct mask m = { text, n, NULL, 0, 0 };

	add_codes(&m, "ORDER", e->orders, e->norders);
	add_codes(&m, "PARCEL", e->parcels, e->nparcels);
	add_codes(&m, "PARCEL", e->invalid, e->ninvalid);
	add_marks(&m, e->marks, e->nmarks);
	add_links(&m);
	add_addresses(&m);
	add_numbers(&m);
	for (; *names != NULL; names++)
		add_name(&m, *names);
	join(&m);
	write_out(&m, out);
	free(m.v);
}
