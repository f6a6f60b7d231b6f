/* cmd/ha-customer/list.c - customers as a table, and who may be one person */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "desk/customer_find.h"
#include "ha-customer/customer.h"

enum { LIMIT = 100 };

static const struct column columns[] = { { N_("customer"), 0 },
	{ N_("name"), COL_TRUNC }, { N_("country"), 0 }, { N_("where"), 0 },
	{ N_("orders"), COL_RIGHT }, { N_("spent"), COL_RIGHT },
	{ N_("tags"), COL_TRUNC }, { NULL, 0 } };

struct list {
	struct session *s;
	struct table *table;
	struct arena arena; /* of a row */
	struct map pairs;   /* of suggest */
	struct err *err;
};

/* "ebay/us, email/care", where they wrote or bought most first. */
static const char *
places(const struct portrait *p, struct arena *a)
{
	const char *text = NULL;
	size_t i;

	for (i = 0; i < p->all.accounts.n; i++)
		text = arena_printf(a, "%s%s%s", text ? text : "",
		    text ? ", " : "", p->all.accounts.v[i].word);
	return or_dash(text);
}

static const char *
tags(const struct portrait *p, struct arena *a)
{
	const char *text = NULL;
	size_t i;

	for (i = 0; i < p->ntags; i++)
		text = arena_printf(a, "%s%s%s", text ? text : "",
		    text ? ", " : "", p->tags[i]);
	return or_dash(text);
}

static int
row(int64_t id, void *arg)
{
	struct list *l = arg;
	struct arena *a = &l->arena;
	struct portrait p;

	arena_reset(a);
	if (portrait_read(l->s->desk, id, l->s->deed.now, &p, a, l->err) != 1)
		return -1;
	table_row(l->table);
	if (table_wants_json(l->table)) {
		table_json(l->table, customer_json(&p));
	} else {
		table_cell(l->table, arena_printf(a, "c%" PRId64, p.c.id));
		table_cell(l->table, or_dash(p.c.name));
		table_cell(l->table, or_dash(p.c.country));
		table_cell(l->table, places(&p, a));
		table_cell(l->table, arena_printf(a, "%" PRId64, p.all.orders));
		table_cell(l->table, customer_money(&p.all, 0, a));
		table_cell(l->table, tags(&p, a));
	}
	portrait_free(&p);
	return 0;
}

/* Words and terms may be mixed; several words are one name. */
static int
read_args(struct session *s, char **args, struct customer_find *f,
    struct query *q, struct err *err)
{
	struct query_env env = { s->deed.now,
		s->config != NULL ? s->config->tz : NULL, s->actor.name };
	char *term[3] = { NULL, NULL, NULL };

	for (; *args != NULL; args++) {
		if (!query_is_word(*args)) {
			f->words = f->words == NULL
				       ? *args
				       : arena_printf(&s->arena, "%s %s",
					     f->words, *args);
			continue;
		}
		term[0] = *args;
		term[1] = strcmp(*args, "not") == 0 ? args[1] : NULL;
		args += term[1] != NULL;
		if (query_words(q, term, &env, err) < 0)
			return -1;
	}
	return 0;
}

int
run_list_customers(char **args)
{
	struct session s;
	struct query q = QUERY_INIT;
	struct customer_find f = { NULL, &q,
		options.limit > 0 ? options.limit : LIMIT };
	struct arena found = ARENA_INIT;
	struct err err = ERR_INIT;
	struct list l = { .s = &s, .err = &err };
	int n = -1;

	session_look(&s, options.as, DB_READ);
	if (read_args(&s, args, &f, &q, &err) == 0) {
		l.table = table_new(columns);
		n = customer_search(s.desk, &f, &found, row, &l, &err);
		table_end(l.table, &err);
	}
	query_free(&q);
	arena_free(&found);
	arena_free(&l.arena);
	return session_end(&s, n == 0 && f.words != NULL ? ERR_NO : 0, &err);
}

static const struct column pairs[] = { { N_("customer"), 0 }, { N_("and"), 0 },
	{ N_("share"), 0 }, { N_("what"), COL_TRUNC }, { NULL, 0 } };

/* A name that turns both ways proposes the same pair again. */
static int
pair(int64_t a, int64_t b, const char *kind, const char *value, void *arg)
{
	struct list *l = arg;
	const char *key;
	char one[24], two[24];
	void **slot;

	snprintf(one, sizeof one, "c%" PRId64, a < b ? a : b);
	snprintf(two, sizeof two, "c%" PRId64, a < b ? b : a);
	key = arena_printf(&l->arena, "%s %s %s", one, two, kind);
	slot = map_put(&l->pairs, key, strlen(key));
	if (*slot != NULL)
		return 0;
	*slot = l;
	table_row(l->table);
	table_cell(l->table, one);
	table_cell(l->table, two);
	table_cell(l->table, _(kind));
	table_cell(l->table, value);
	if (table_wants_json(l->table))
		table_json(
		    l->table, json_pack("{s:s s:s s:s s:s}", "ref", one,
				  "other", two, "share", kind, "value", value));
	return 0;
}

int
run_suggest(char **args)
{
	struct session s;
	struct err err = ERR_INIT;
	struct list l = { .s = &s, .pairs = MAP_INIT, .err = &err };

	if (*args != NULL)
		opt_usage(&program, "suggest takes no references");
	session_look(&s, options.as, DB_READ);
	l.table = table_new(pairs);
	customer_suggest(s.desk, &s.arena, pair, &l, &err);
	table_end(l.table, &err);
	map_free(&l.pairs);
	arena_free(&l.arena);
	return session_end(&s, 0, &err);
}
