/* desk/customer_find.c - customers by what people type */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "desk/customer_find.h"
#include "desk/identity.h"
#include "desk/likeness.h"
#include "store/account.h"
#include "store/order.h"

enum { NAMES_MAX = 1000, PAGE = 500 };

struct search {
	struct desk *desk;
	const struct customer_find *find;
	struct arena *arena;
	int (*each)(int64_t, void *);
	void *arg;
	struct map seen;
	long n;
	int64_t last; /* of a page */
	const char *word;
	struct err *err;
};

/* Terms by which candidates are found, not held against. */
static const struct query_term *
term_of(const struct search *s, enum query_id id)
{
	size_t i;

	for (i = 0; i < s->find->query->n; i++)
		if (s->find->query->terms[i].id == id &&
		    !s->find->query->terms[i].negated)
			return &s->find->query->terms[i];
	return NULL;
}

static int
is_one_of(const struct query_term *t, const char *s)
{
	size_t i;

	for (i = 0; s != NULL && i < t->n; i++)
		if (query_value_is(&t->values[i], s))
			return 1;
	return 0;
}

struct match {
	const struct query_term *term;
	int found;
};

static int
match_tag(const char *tag, void *arg)
{
	struct match *m = arg;

	m->found |= is_one_of(m->term, tag);
	return 0;
}

static int
by_tag(struct search *s, const struct query_term *t, const struct customer *c)
{
	struct match m = { t, 0 };

	return customer_tags(
		   s->desk->db, c->id, s->arena, match_tag, &m, s->err) < 0
		   ? -1
		   : m.found;
}

static int
by_country(
    struct search *s, const struct query_term *t, const struct customer *c)
{
	(void)s;
	return is_one_of(t, c->country);
}

static int
by_lang(struct search *s, const struct query_term *t, const struct customer *c)
{
	size_t i;

	(void)s;
	for (i = 0; c->lang != NULL && i < t->n; i++)
		if (query_lang_is(t->values[i].text, c->lang))
			return 1;
	return 0;
}

static int
by_id(struct search *s, const struct query_term *t, const struct customer *c)
{
	size_t i;

	(void)s;
	for (i = 0; i < t->n; i++)
		if (strtoll(t->values[i].text, NULL, 10) == c->id)
			return 1;
	return 0;
}

struct places {
	struct search *s;
	const struct query_term *term;
	int found;
};

static int
match_place(const struct history *h, void *arg)
{
	struct places *p = arg;
	const struct conf_account *a = NULL;
	const char *id =
	    arena_printf(p->s->arena, "%s/%s", h->channel, h->account);

	if (p->term->id == QUERY_SHOP && p->s->desk->config != NULL)
		a = config_account(p->s->desk->config, id);
	p->found |= is_one_of(p->term, p->term->id == QUERY_CHANNEL ? h->channel
				       : p->term->id == QUERY_ACCOUNT ? id
				       : a != NULL		      ? a->shop
								      : NULL);
	return 0;
}

static int
by_place(struct search *s, const struct query_term *t, const struct customer *c)
{
	struct places p = { s, t, 0 };

	return history_each(
		   s->desk->db, c->id, s->arena, match_place, &p, s->err) < 0
		   ? -1
		   : p.found;
}

static int
as_found(struct search *s, const struct query_term *t, const struct customer *c)
{
	(void)s;
	(void)t;
	(void)c;
	return 1; /* it is by this that it was looked up */
}

static int (*const holds[QUERY_FIELDS])(
    struct search *, const struct query_term *, const struct customer *) = {
	[QUERY_CUSTOMER] = by_id,
	[QUERY_FROM] = as_found,
	[QUERY_ORDER] = as_found,
	[QUERY_TAG] = by_tag,
	[QUERY_COUNTRY] = by_country,
	[QUERY_LANGUAGE] = by_lang,
	[QUERY_CHANNEL] = by_place,
	[QUERY_ACCOUNT] = by_place,
	[QUERY_SHOP] = by_place,
};

/* 1: every term holds. */
static int
fits(struct search *s, const struct customer *c)
{
	const struct query_term *t;
	size_t i;
	int rc;

	for (i = 0; i < s->find->query->n; i++) {
		t = &s->find->query->terms[i];
		if ((rc = holds[t->id](s, t, c)) < 0)
			return -1;
		if (rc == t->negated)
			return 0;
	}
	return 1;
}

/* Its root, once, if everything holds. */
static int
candidate(int64_t id, void *arg)
{
	struct search *s = arg;
	struct customer c;
	char key[24];
	void **slot;
	int rc;

	s->last = id;
	if (s->find->limit > 0 && s->n >= s->find->limit)
		return 0;
	if ((id = customer_root(s->desk->db, id, s->err)) < 0)
		return -1;
	snprintf(key, sizeof key, "%" PRId64, id);
	slot = map_put(&s->seen, key, strlen(key));
	if (*slot != NULL)
		return 0;
	*slot = s;
	rc = customer_get(s->desk->db, id, &c, s->arena, s->err);
	if (rc != 1 || c.erased_at != CLOCK_NONE)
		return rc < 0 ? -1 : 0;
	if ((rc = fits(s, &c)) == 1) {
		s->n++;
		return s->each(id, s->arg);
	}
	return rc;
}

static int
identified(
    struct search *s, const char *kind, const char *scope, const char *value)
{
	struct identity i = { kind, scope, value };
	int64_t id =
	    value != NULL ? customer_owner(s->desk->db, &i, s->err) : 0;

	return id > 0 ? candidate(id, s) : (int)id;
}

/* A buyer's id means something on its own channel alone. */
static int
by_channel(const struct account *a, void *arg)
{
	struct search *s = arg;

	return identified(s, "platform", a->channel, s->word);
}

static int
by_order(struct search *s, const char *number)
{
	struct order o;
	int rc = order_find(s->desk->db, 0, number, &o, s->arena, s->err);

	return rc == 1 && o.customer != 0 ? candidate(o.customer, s)
					  : (rc < 0 ? -1 : 0);
}

static int
by_name(struct search *s, const char *word)
{
	const char *folded = likeness_folded(word, s->arena);

	return *folded == '\0' ? 0
			       : customer_alike(s->desk->db, "name", folded,
				     NAMES_MAX, candidate, s, s->err);
}

/* The first way that finds somebody is the one that was meant. */
static int
look_up(struct search *s, const char *word)
{
	struct identity mail;
	char *end;
	int64_t id = *word == 'c' ? strtoll(word + 1, &end, 10) : 0;

	s->word = word;
	if (id > 0 && *end == '\0')
		return candidate(id, s);
	if (strchr(word, '@') != NULL) {
		mail = identity_email(word, s->arena);
		return identified(s, mail.kind, mail.scope, mail.value);
	}
	if (identified(s, "phone", "", identity_phone(word, NULL, s->arena)) <
		0 ||
	    (s->n == 0 && by_order(s, word) < 0) ||
	    (s->n == 0 &&
		account_each(s->desk->db, s->arena, by_channel, s, s->err) < 0))
		return -1;
	return s->n == 0 ? by_name(s, word) : 0;
}

static int
each_value(struct search *s, const struct query_term *t,
    int (*find)(struct search *, const char *))
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (find(s, t->values[i].text) < 0)
			return -1;
	return 0;
}

static int
by_number(struct search *s, const char *number)
{
	return candidate(strtoll(number, NULL, 10), s);
}

static int
tagged(struct search *s, const char *tag)
{
	return customer_of_tag(s->desk->db, tag, candidate, s, s->err);
}

/* The value of a field, if it is one and whole. */
static const char *
single(const struct search *s, enum query_id id)
{
	const struct query_term *t = term_of(s, id);

	return t != NULL && t->n == 1 && !t->values[0].prefix
		   ? t->values[0].text
		   : NULL;
}

/* All, newest first. */
static int
walk(struct search *s)
{
	int64_t before = INT64_MAX;

	do {
		s->last = 0;
		if (customer_page(s->desk->db, before, single(s, QUERY_COUNTRY),
			PAGE, candidate, s, s->err) < 0)
			return -1;
		before = s->last;
	} while (s->last > 0 && (s->find->limit == 0 || s->n < s->find->limit));
	return 0;
}

static int
run(struct search *s)
{
	const struct query_term *t;

	if (s->find->words != NULL)
		return look_up(s, s->find->words);
	if ((t = term_of(s, QUERY_FROM)) != NULL)
		return each_value(s, t, look_up);
	if ((t = term_of(s, QUERY_ORDER)) != NULL)
		return each_value(s, t, by_order);
	if ((t = term_of(s, QUERY_CUSTOMER)) != NULL)
		return each_value(s, t, by_number);
	if (single(s, QUERY_TAG) != NULL)
		return tagged(s, single(s, QUERY_TAG));
	return walk(s);
}

/* What is looked up is held against nobody: there can be one of it. */
static int
check(const struct customer_find *find, struct err *err)
{
	const struct query_term *t;
	size_t i, looked_up = find->words != NULL;

	for (i = 0; i < find->query->n; i++) {
		t = &find->query->terms[i];
		if (holds[t->id] == NULL ||
		    (holds[t->id] == as_found && t->negated))
			return err_set(err, ERR_USAGE,
			    "customers cannot be asked for '%s'",
			    query_fields[t->id].name);
		looked_up += holds[t->id] == as_found;
	}
	return looked_up > 1 ? err_set(err, ERR_USAGE,
				   "customers are looked up by one name or "
				   "order at a time")
			     : 0;
}

int
customer_search(struct desk *d, const struct customer_find *find,
    struct arena *arena, int (*each)(int64_t, void *), void *arg,
    struct err *err)
{
	struct search s = { .desk = d,
		.find = find,
		.arena = arena,
		.each = each,
		.arg = arg,
		.seen = MAP_INIT,
		.err = err };
	int rc;

	if (check(find, err) < 0)
		return -1;
	rc = run(&s);
	map_free(&s.seen);
	return rc < 0 ? -1 : (int)s.n;
}
