/*
 * sense/entity_amount.c - amounts of money that stand in a message
 *
 * A number is one with a sign beside it: before it first, as most write.
 */
#include <string.h>

#include "sense/amount.h"
#include "sense/entity_int.h"

static const char *
sign_of(const struct finder *f, const char *s, size_t n, const char *lang)
{
	char key[SIGN_MAX];
	const struct sign *g;

	for (g = map_get(&f->signs, key, sign_key(s, n, key)); g != NULL;
	     g = g->next)
		if (g->lang == NULL ||
		    strncmp(g->lang, lang, strlen(g->lang)) == 0)
			return g->currency;
	return NULL;
}

static int
is_letter(const char *s)
{
	return isalpha((unsigned char)*s);
}

/* The longest sign that ends at END; its start in *FROM. */
static const char *
sign_before(const struct reading *r, size_t end, const char *lang, size_t *from)
{
	const char *found = NULL, *c;
	size_t k, at;

	if (end > 0 && r->text[end - 1] == ' ')
		end--;
	for (k = 1; k < SIGN_MAX && k <= end; k++) {
		at = end - k;
		if ((r->text[at] & 0xc0) == 0x80 ||
		    (at > 0 && is_letter(r->text + at) &&
			is_letter(r->text + at - 1)))
			continue;
		if ((c = sign_of(r->f, r->text + at, k, lang)) != NULL) {
			found = c;
			*from = at;
		}
	}
	return found;
}

/* The longest sign that begins at FROM; its end in *TO. */
static const char *
sign_after(const struct reading *r, size_t from, const char *lang, size_t *to)
{
	const char *found = NULL, *c;
	size_t k, end;

	if (from < r->n && r->text[from] == ' ')
		from++;
	else if (from + 1 < r->n && memcmp(r->text + from, "\xc2\xa0", 2) == 0)
		from += 2;
	for (k = 1; k < SIGN_MAX && from + k <= r->n; k++) {
		end = from + k;
		if (end < r->n && ((r->text[end] & 0xc0) == 0x80 ||
				      (is_letter(r->text + end) &&
					  is_letter(r->text + end - 1))))
			continue;
		if ((c = sign_of(r->f, r->text + from, k, lang)) != NULL) {
			found = c;
			*to = end;
		}
	}
	/* "руб." keeps its point */
	if (found != NULL && *to < r->n && r->text[*to] == '.' &&
	    (r->text[*to - 1] & 0x80) && r->text[*to + 1] != '\0')
		++*to;
	return found;
}

long
characters_in(const char *s, size_t n)
{
	long k = 0;

	while (n-- > 0)
		k += (*s++ & 0xc0) != 0x80;
	return k;
}

static size_t
one_amount(const struct reading *r, size_t at, const char *lang)
{
	size_t n, from = at, to;
	const char *currency;
	struct amount *m;
	char value[NUMBER_TEXT];

	n = number_read(r->text + at, r->n - at, value);
	if (n == 0)
		return 0;
	to = at + n;
	currency = sign_before(r, at, lang, &from);
	if (currency == NULL)
		currency = sign_after(r, at + n, lang, &to);
	if (currency == NULL || r->out->namounts == ENTITIES_MAX)
		return n;
	m = &r->out->amounts[r->out->namounts++];
	m->value = arena_strdup(r->a, value);
	m->currency = currency;
	m->from = characters_in(r->text, from);
	m->to = m->from + characters_in(r->text + from, to - from);
	return to - at;
}

void
amounts_read(const struct reading *r, const char *lang)
{
	size_t at = 0, n;
	unsigned char before;

	while (at < r->n) {
		before = at > 0 ? (unsigned char)r->text[at - 1] : ' ';
		if (!isdigit((unsigned char)r->text[at])) {
			at++;
			continue;
		}
		n = before == '#' || before == '-' || before == '_' ||
			    isdigit(before)
			? 0
			: one_amount(r, at, lang);
		if (n == 0)
			while (at < r->n && is_code((unsigned char)r->text[at]))
				at++;
		at += n;
	}
}
