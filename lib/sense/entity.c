/*
 * sense/entity.c - numbers and codes that stand in a message
 *
 * Codes are cut out of the text by hand, runs of ASCII letters, digits and
 * hyphens; only these few are held against the patterns, so a text costs
 * what its codes cost.  A number alone proves little: what stands before it
 * decides.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "sense/entity_int.h"

enum { LOOK_BACK = 60 };

struct span {
	size_t from, to;
};

size_t
code_key(const char *s, size_t n, char out[CODE_MAX + 1])
{
	size_t i;

	for (i = 0; i < n && i < CODE_MAX; i++)
		out[i] = (char)toupper((unsigned char)s[i]);
	out[i] = '\0';
	return i;
}

static int
is_own(const struct reading *r, const char *s, size_t n)
{
	char key[CODE_MAX + 1];

	return r->f->own.n > 0 && n <= CODE_MAX &&
	       map_get(&r->f->own, key, code_key(s, n, key)) != NULL;
}

/* The next code at or behind AT; 0 at the end. */
static int
next_code(const struct reading *r, size_t at, struct span *s)
{
	const char *t = r->text;
	int digit, upper, lower_, hyphen;

	for (; at < r->n; at = s->to + (s->to == at)) {
		if (t[at] != '#' && !isalnum((unsigned char)t[at])) {
			s->to = at;
			continue;
		}
		digit = upper = lower_ = hyphen = 0;
		s->from = at;
		for (s->to = at + (t[at] == '#');
		     s->to < r->n && is_code((unsigned char)t[s->to]);
		     s->to++) {
			digit |= isdigit((unsigned char)t[s->to]) != 0;
			upper |= isupper((unsigned char)t[s->to]) != 0;
			lower_ |= islower((unsigned char)t[s->to]) != 0;
			hyphen |= !isalnum((unsigned char)t[s->to]);
		}
		while (s->to > s->from + 1 &&
		       !isalnum((unsigned char)t[s->to - 1]))
			s->to--;
		if (s->to - s->from <= CODE_MAX && s->to - s->from > 2 &&
		    (digit || (upper && hyphen && !lower_) ||
			is_own(r, t + s->from, s->to - s->from)))
			return 1;
	}
	return 0;
}

int
is_before(const struct reading *r, const struct pattern *p, size_t at)
{
	size_t from = at > LOOK_BACK ? at - LOOK_BACK : 0;

	while (from < at && (r->text[from] & 0xc0) == 0x80)
		from++;
	return pattern_match(p, r->text + from, at - from);
}

static int
is_near(const struct reading *r, const struct conf_list *words)
{
	size_t i, n;
	const char *p;

	for (i = 0; i < words->n; i++)
		for (n = strlen(words->v[i]), p = r->text;
		     p + n <= r->text + r->n; p++)
			if (strncasecmp(p, words->v[i], n) == 0)
				return 1;
	return words->n == 0;
}

/* What the letters S of the text at [FROM, TO) are, once. */
static void
code_add(const struct reading *r, struct code *v, size_t *n, const char *s,
    size_t len, const struct span *at, const char *carrier)
{
	struct code *c;
	size_t i;

	for (i = 0; i < *n; i++)
		if (strlen(v[i].id) == len && memcmp(v[i].id, s, len) == 0)
			return;
	if (*n == ENTITIES_MAX)
		return;
	c = &v[(*n)++];
	c->id = arena_strndup(r->a, s, len);
	c->carrier = carrier;
	c->from = characters_in(r->text, at->from);
	c->to = c->from + characters_in(r->text + at->from, at->to - at->from);
}

static void
order_add(const struct reading *r, const struct span *s)
{
	code_add(r, r->out->orders, &r->out->norders, r->text + s->from,
	    s->to - s->from, s, NULL);
}

/* Whose number C says that it is: the carrier, or the post of a country. */
static const char *
carrier_name(
    const struct finder *f, const struct carrier *c, const char *s, size_t n)
{
	char country[3];

	if (strcmp(c->check_name, "s10") != 0)
		return c->name;
	snprintf(country, sizeof country, "%.2s", s + n - 2);
	return node_str(f->posts, country);
}

/*
 * The carrier of a code in capital letters, or NULL.  *WRONG is whose form it
 * has when only the check digit speaks against it.
 */
static const char *
carrier_of(const struct reading *r, const char *s, size_t n, int named_only,
    const char **wrong)
{
	const struct carrier *c = r->f->carriers, *end = c + r->f->ncarriers;

	*wrong = NULL;
	for (; c < end; c++) {
		if ((named_only && c->near.n > 0) ||
		    !pattern_match(c->pattern, s, n) || !is_near(r, &c->near))
			continue;
		if (c->check(s, n))
			return carrier_name(r->f, c, s, n);
		if (c->near.n == 0 && *wrong == NULL)
			*wrong = carrier_name(r->f, c, s, n);
	}
	return NULL;
}

static int
all_digits(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isdigit((unsigned char)s[i]))
			return 0;
	return n > 0;
}

static int
is_order(const struct reading *r, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < r->f->norders; i++)
		if (pattern_match(r->f->orders[i].pattern, s, n))
			return 1;
	return 0;
}

/*
 * A number that only its neighbours can explain.  Alone it may be an order's
 * if it is long enough and cannot be a telephone's.
 */
static void
bare_number(const struct reading *r, const struct span *s)
{
	const char *t = r->text + s->from;
	size_t n = s->to - s->from;

	if (n < 4 || n > 20 || is_before(r, r->f->other, s->from))
		return;
	if (n >= 8 && is_before(r, r->f->parcel, s->from))
		code_add(r, r->out->parcels, &r->out->nparcels, t, n, s, NULL);
	else if (is_before(r, r->f->order, s->from) ||
		 (n >= 10 && n <= 13 && *t != '0' &&
		     (s->from == 0 || r->text[s->from - 1] != '+')))
		order_add(r, s);
}

static void
maybe_sku(const struct reading *r, const struct span *s)
{
	const char *t = r->text + s->from;
	size_t i, n = s->to - s->from;
	int named = is_before(r, r->f->product, s->from);

	for (i = 0; i < r->f->nskus && !named; i++)
		named = pattern_match(r->f->skus[i], t, n) &&
			!pattern_match(r->f->not_skus, t, n) &&
			!is_before(r, r->f->other, s->from) &&
			!is_before(r, r->f->order, s->from);
	if (named && *t != '#')
		code_add(r, r->out->skus, &r->out->nskus, t, n, s, NULL);
}

static void
one_code(const struct reading *r, const struct span *s)
{
	const char *t = r->text + s->from, *carrier, *wrong;
	size_t n = s->to - s->from;
	char upper[CODE_MAX + 1];

	if (is_own(r, t, n)) {
		code_add(r, r->out->skus, &r->out->nskus, t, n, s, NULL);
		return;
	}
	code_key(t, n, upper);
	if ((carrier = carrier_of(r, upper, n, 0, &wrong)) != NULL)
		code_add(
		    r, r->out->parcels, &r->out->nparcels, t, n, s, carrier);
	else if (is_order(r, upper, n))
		order_add(r, s);
	else if (wrong != NULL)
		code_add(r, r->out->invalid, &r->out->ninvalid, t, n, s, wrong);
	else if (all_digits(t, n))
		bare_number(r, s);
	else
		maybe_sku(r, s);
}

/*
 * "RB 123 456 785 CN", "9400 1112 0255 5842 3326 69": pieces with one blank
 * between them that only together are a number.  The end of what was taken,
 * or 0.
 */
static size_t
joined(const struct reading *r, const struct span *first)
{
	char all[CODE_MAX + 1];
	size_t n = 0, at = first->from, best = 0, i;
	const char *carrier, *found = NULL, *wrong;
	struct span s;

	for (;;) {
		for (i = at; i < r->n && isalnum((unsigned char)r->text[i]);
		     i++) {
			if (n == CODE_MAX || islower((unsigned char)r->text[i]))
				goto out;
			all[n++] = r->text[i];
		}
		if (i == at)
			break;
		if (at > first->from && n >= 13 &&
		    (carrier = carrier_of(r, all, n, 1, &wrong)) != NULL) {
			best = i;
			found = carrier;
			break;
		}
		if (i >= r->n || r->text[i] != ' ')
			break;
		at = i + 1;
	}
out:
	s = (struct span){ first->from, best };
	if (best > 0)
		code_add(
		    r, r->out->parcels, &r->out->nparcels, all, n, &s, found);
	return best;
}

static int
starts_joined(const struct reading *r, const struct span *s)
{
	const char *t = r->text + s->from;

	return s->to - s->from <= 5 && s->to + 2 < r->n &&
	       r->text[s->to] == ' ' && *t != '#' &&
	       isdigit((unsigned char)r->text[s->to + 1]);
}

static void
read_codes(const struct reading *r)
{
	struct span s;
	size_t at = 0, end;

	while (next_code(r, at, &s)) {
		end = 0;
		if (starts_joined(r, &s)) {
			/* the letters of "RB 123" are no code by themselves */
			if (s.from >= 3 && r->text[s.from - 1] == ' ' &&
			    isupper((unsigned char)r->text[s.from - 2]) &&
			    isupper((unsigned char)r->text[s.from - 3]) &&
			    (s.from == 3 ||
				!isalnum((unsigned char)r->text[s.from - 4])))
				s.from -= 3;
			end = joined(r, &s);
			if (r->text[s.from + 2] == ' ' && end == 0 &&
			    isupper((unsigned char)r->text[s.from]))
				s.from += 3;
		}
		if (end == 0)
			one_code(r, &s);
		at = end > 0 ? end : s.to;
	}
}

void
finder_read(struct finder *f, const char *text, size_t n, const char *lang,
    struct arena *a, struct entities *out)
{
	struct reading r = { f, text, n, a, out };

	out->norders = out->nparcels = out->nskus = out->namounts = 0;
	out->ninvalid = out->nmarks = 0;
	read_codes(&r);
	amounts_read(&r, lang);
	marks_read(&r);
}
