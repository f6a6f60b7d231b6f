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
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/xalloc.h"
#include "sense/amount.h"
#include "sense/check.h"
#include "sense/entity.h"
#include "sense/pattern.h"

enum { CODE_MAX = 40, LOOK_BACK = 60, SIGN_MAX = 16 };

struct carrier {
	const char *name, *text, *check_name;
	struct conf_list near;
	check_fn *check;
	struct pattern *pattern;
};

struct order_form {
	const char *name, *text;
	struct pattern *pattern;
};

/* What a sign of money stands for, in one language or (NULL) in all. */
struct sign {
	const char *currency, *lang;
	struct sign *next;
};

struct finder {
	struct node *trees[2];
	struct carrier *carriers;
	struct order_form *orders;
	size_t ncarriers, norders, nskus;
	struct pattern *order, *parcel, *product, *other; /* before a number */
	struct pattern **skus, *not_skus;
	const struct node *posts;
	struct map signs;
};

static const struct conf_key carrier_keys[] = {
	{ "name", CONF_STR, offsetof(struct carrier, name), "!", NULL, "" },
	{ "pattern", CONF_STR, offsetof(struct carrier, text), "!", NULL, "" },
	{ "check", CONF_STR, offsetof(struct carrier, check_name), "none", NULL,
	    "" },
	{ "near", CONF_LIST, offsetof(struct carrier, near), NULL, NULL, "" },
	CONF_KEYS_END
};

static const struct conf_key order_keys[] = {
	{ "name", CONF_STR, offsetof(struct order_form, name), "!", NULL, "" },
	{ "pattern", CONF_STR, offsetof(struct order_form, text), "!", NULL,
	    "" },
	CONF_KEYS_END
};

struct currency {
	const char *code, *lang;
	struct conf_list signs;
};

static const struct conf_key currency_keys[] = {
	{ "code", CONF_STR, offsetof(struct currency, code), "!", NULL, "" },
	{ "lang", CONF_STR, offsetof(struct currency, lang), NULL, NULL, "" },
	{ "signs", CONF_LIST, offsetof(struct currency, signs), "!", NULL, "" },
	CONF_KEYS_END
};

/* ---- the data files ---- */

static struct pattern *
compile(const struct node *at, const char *text, unsigned flags,
    struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	struct pattern *p;

	if (text == NULL) {
		conf_fault(errs, at, "a pattern is missing");
		return NULL;
	}
	p = pattern_new(text, flags, &err);
	if (p == NULL)
		conf_fault(errs, at, "%s", err.text);
	return p;
}

static void
load_carriers(struct finder *f, const struct node *list, struct conf_errs *errs)
{
	const struct node *c;
	struct carrier *k;

	f->carriers = xcalloc((list ? list->n : 0) + 1, sizeof *f->carriers);
	for (c = list ? list->child : NULL; c != NULL; c = c->next) {
		k = &f->carriers[f->ncarriers++];
		if (conf_fill(c, carrier_keys, k, errs) > 0)
			continue;
		k->pattern = compile(c, k->text, PATTERN_WHOLE, errs);
		k->check = check_named(k->check_name);
		if (k->check == NULL)
			conf_fault(
			    errs, c, "unknown check '%s'", k->check_name);
	}
}

static void
load_orders(struct finder *f, const struct node *list, struct conf_errs *errs)
{
	const struct node *c;
	struct order_form *k;

	f->orders = xcalloc((list ? list->n : 0) + 1, sizeof *f->orders);
	for (c = list ? list->child : NULL; c != NULL; c = c->next) {
		k = &f->orders[f->norders++];
		if (conf_fill(c, order_keys, k, errs) == 0)
			k->pattern = compile(c, k->text, PATTERN_WHOLE, errs);
	}
}

/* Letters of ASCII only: the other signs have no second case worth it. */
static size_t
lower(const char *s, size_t n, char out[SIGN_MAX])
{
	size_t i;

	for (i = 0; i < n && i < SIGN_MAX; i++)
		out[i] = (char)tolower((unsigned char)s[i]);
	return i;
}

static void
add_sign(struct finder *f, const struct currency *c, const char *text)
{
	char key[SIGN_MAX];
	size_t n = lower(text, strlen(text), key);
	struct sign **at = (struct sign **)map_put(&f->signs, key, n);
	struct sign *s = xmalloc(sizeof *s);

	/* those of one language come before those of all */
	while (*at != NULL && (c->lang == NULL || (*at)->lang != NULL))
		at = &(*at)->next;
	*s = (struct sign){ c->code, c->lang, *at };
	*at = s;
}

static void
load_currencies(
    struct finder *f, const struct node *list, struct conf_errs *errs)
{
	const struct node *c;
	struct currency k;
	size_t i;

	for (c = list ? list->child : NULL; c != NULL; c = c->next) {
		k = (struct currency){ NULL, NULL, { NULL, 0 } };
		if (conf_fill(c, currency_keys, &k, errs) == 0)
			for (i = 0; i < k.signs.n; i++)
				add_sign(f, &k, k.signs.v[i]);
		conf_release(currency_keys, &k);
	}
}

static void
load_skus(struct finder *f, const struct node *root, struct conf_errs *errs)
{
	const struct node *list = node_get(root, "skus"), *c;

	f->skus = xcalloc((list ? list->n : 0) + 1, sizeof *f->skus);
	for (c = list ? list->child : NULL; c != NULL; c = c->next)
		f->skus[f->nskus++] =
		    compile(c, c->text, PATTERN_WHOLE | PATTERN_CASE, errs);
	f->not_skus = compile(root, node_str(root, "not_skus"),
	    PATTERN_WHOLE | PATTERN_WORDS, errs);
}

static struct node *
load(const char *path, struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	struct node *n = node_load(path, &err);

	if (n == NULL)
		conf_errs_add(errs, &err);
	return n;
}

struct finder *
finder_open(const char *entities, const char *carriers, struct conf_errs *errs)
{
	struct finder *f = xcalloc(1, sizeof *f);
	size_t old = errs->n;
	const struct node *e = f->trees[0] = load(entities, errs);
	const struct node *c = f->trees[1] = load(carriers, errs), *before;

	if (e != NULL && c != NULL) {
		load_orders(f, node_get(e, "orders"), errs);
		load_skus(f, e, errs);
		load_currencies(f, node_get(e, "currencies"), errs);
		load_carriers(f, node_get(c, "carriers"), errs);
		f->posts = node_get(c, "posts");
		before = node_get(e, "before");
		f->order =
		    compile(e, node_str(before, "order"), PATTERN_WORDS, errs);
		f->parcel =
		    compile(e, node_str(before, "parcel"), PATTERN_WORDS, errs);
		f->product = compile(
		    e, node_str(before, "product"), PATTERN_WORDS, errs);
		f->other =
		    compile(e, node_str(before, "other"), PATTERN_WORDS, errs);
	}
	if (errs->n > old) {
		finder_free(f);
		return NULL;
	}
	return f;
}

static void
free_signs(struct map *m)
{
	struct sign *s, *next;
	size_t i;

	for (i = 0; i < m->cap; i++)
		for (s = m->slots[i].key ? m->slots[i].value : NULL; s != NULL;
		     s = next) {
			next = s->next;
			free(s);
		}
	map_free(m);
}

void
finder_free(struct finder *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->ncarriers; i++) {
		pattern_free(f->carriers[i].pattern);
		conf_release(carrier_keys, &f->carriers[i]);
	}
	for (i = 0; i < f->norders; i++)
		pattern_free(f->orders[i].pattern);
	for (i = 0; i < f->nskus; i++)
		pattern_free(f->skus[i]);
	pattern_free(f->not_skus);
	pattern_free(f->order);
	pattern_free(f->parcel);
	pattern_free(f->product);
	pattern_free(f->other);
	free(f->carriers);
	free(f->orders);
	free(f->skus);
	free_signs(&f->signs);
	node_free(f->trees[0]);
	node_free(f->trees[1]);
	free(f);
}

/* ---- codes ---- */

struct reading {
	struct finder *f;
	const char *text;
	size_t n;
	struct arena *a;
	struct entities *out;
};

struct span {
	size_t from, to;
};

static int
is_code(unsigned char c)
{
	return isalnum(c) || c == '-' || c == '_';
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
		    (digit || (upper && hyphen && !lower_)))
			return 1;
	}
	return 0;
}

static int
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

static void
code_add(const struct reading *r, struct code *v, size_t *n, const char *s,
    size_t len, const char *carrier)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (strlen(v[i].id) == len && memcmp(v[i].id, s, len) == 0)
			return;
	if (*n < ENTITIES_MAX)
		v[(*n)++] =
		    (struct code){ arena_strndup(r->a, s, len), carrier };
}

/* The carrier of a code in capital letters, or NULL. */
static const char *
carrier_of(const struct reading *r, const char *s, size_t n, int named_only)
{
	const struct carrier *c = r->f->carriers, *end = c + r->f->ncarriers;
	char country[3];

	for (; c < end; c++) {
		if (named_only && c->near.n > 0)
			continue;
		if (!pattern_match(c->pattern, s, n) || !c->check(s, n) ||
		    !is_near(r, &c->near))
			continue;
		if (strcmp(c->check_name, "s10") != 0)
			return c->name;
		snprintf(country, sizeof country, "%.2s", s + n - 2);
		return node_str(r->f->posts, country);
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
		code_add(r, r->out->parcels, &r->out->nparcels, t, n, NULL);
	else if (is_before(r, r->f->order, s->from) ||
		 (n >= 10 && n <= 13 && *t != '0' &&
		     (s->from == 0 || r->text[s->from - 1] != '+')))
		code_add(r, r->out->orders, &r->out->norders, t, n, NULL);
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
			!is_before(r, r->f->other, s->from);
	if (named && *t != '#')
		code_add(r, r->out->skus, &r->out->nskus, t, n, NULL);
}

static void
one_code(const struct reading *r, const struct span *s)
{
	const char *t = r->text + s->from, *carrier;
	size_t i, n = s->to - s->from;
	char upper[CODE_MAX + 1];

	for (i = 0; i < n; i++)
		upper[i] = (char)toupper((unsigned char)t[i]);
	upper[n] = '\0';
	if ((carrier = carrier_of(r, upper, n, 0)) != NULL)
		code_add(r, r->out->parcels, &r->out->nparcels, t, n, carrier);
	else if (is_order(r, upper, n))
		code_add(r, r->out->orders, &r->out->norders, t, n, NULL);
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
	const char *carrier, *found = NULL;

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
		    (carrier = carrier_of(r, all, n, 1)) != NULL) {
			best = i;
			found = carrier;
			break;
		}
		if (i >= r->n || r->text[i] != ' ')
			break;
		at = i + 1;
	}
out:
	if (best > 0)
		code_add(r, r->out->parcels, &r->out->nparcels, all, n, found);
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

/* ---- amounts ---- */

static const char *
sign_of(const struct finder *f, const char *s, size_t n, const char *lang)
{
	char key[SIGN_MAX];
	const struct sign *g;

	for (g = map_get(&f->signs, key, lower(s, n, key)); g != NULL;
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

static long
characters(const char *s, size_t n)
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
	m->from = characters(r->text, from);
	m->to = m->from + characters(r->text + from, to - from);
	return to - at;
}

static void
read_amounts(const struct reading *r, const char *lang)
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

void
finder_read(struct finder *f, const char *text, size_t n, const char *lang,
    struct arena *a, struct entities *out)
{
	struct reading r = { f, text, n, a, out };

	out->norders = out->nparcels = out->nskus = out->namounts = 0;
	read_codes(&r);
	read_amounts(&r, lang);
}
