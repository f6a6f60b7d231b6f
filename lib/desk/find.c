/* desk/find.c - the query language as terms for the store */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "desk/find.h"
#include "text/tokens.h"

struct job {
	const struct config *config;
	struct arena *arena;
	int64_t now;
};

static void
add_text(struct find_term *f, const char *text)
{
	f->text[f->n++] = text;
}

static void
room(const struct job *j, struct find_term *f, size_t n)
{
	f->text = arena_get(j->arena, (n + 1) * sizeof *f->text);
}

static const char *
written(const struct job *j, const struct query_value *v)
{
	return v->prefix ? arena_printf(j->arena, "%s*", v->text) : v->text;
}

static int
texts(const struct job *j, const struct query_term *q, struct find_term *f,
    struct err *err)
{
	size_t i;

	(void)err;
	room(j, f, q->n);
	for (i = 0; i < q->n; i++)
		add_text(f, written(j, &q->values[i]));
	return 0;
}

/* "zh" asks for zh-Hans too. */
static int
languages(const struct job *j, const struct query_term *q, struct find_term *f,
    struct err *err)
{
	size_t i;

	(void)err;
	room(j, f, 2 * q->n);
	for (i = 0; i < q->n; i++) {
		add_text(f, q->values[i].text);
		add_text(f, arena_printf(j->arena, "%s-*", q->values[i].text));
	}
	return 0;
}

/* The words of one value are a phrase in the index's own tokens. */
static int
words(const struct job *j, const struct query_term *q, struct find_term *f,
    struct err *err)
{
	struct buf b = BUF_INIT;
	size_t i;

	room(j, f, q->n);
	for (i = 0; i < q->n; i++) {
		buf_reset(&b);
		search_tokens(
		    q->values[i].text, strlen(q->values[i].text), NULL, &b);
		if (b.len == 0)
			break;
		add_text(f, arena_strndup(j->arena, b.p, b.len));
	}
	buf_free(&b);
	if (i < q->n)
		return err_set(err, ERR_USAGE,
		    "nothing to search for in 'text:%s'", q->values[i].text);
	return 0;
}

/* A shop is the accounts that name it. */
static int
shops(const struct job *j, const struct query_term *q, struct find_term *f,
    struct err *err)
{
	size_t naccounts = j->config != NULL ? j->config->naccounts : 0;
	size_t i, k, before;

	room(j, f, q->n * naccounts);
	for (i = 0; i < q->n; i++) {
		before = f->n;
		for (k = 0; k < naccounts; k++)
			if (j->config->accounts[k].shop != NULL &&
			    query_value_is(
				&q->values[i], j->config->accounts[k].shop))
				add_text(f, j->config->accounts[k].id);
		if (f->n == before)
			return err_set(err, ERR_USAGE,
			    "no account has the shop '%s' in ha.yaml",
			    q->values[i].text);
	}
	return 0;
}

static int64_t
shifted(int64_t t, int64_t by)
{
	return t == INT64_MIN || t == INT64_MAX ? t : t + by;
}

static int
instants(const struct job *j, const struct query_term *q, struct find_term *f,
    struct err *err)
{
	(void)err;
	f->from = shifted(q->from, q->relative ? j->now : 0);
	f->to = shifted(q->to, q->relative ? j->now : 0);
	return 0;
}

/* An age in [from, to) is an instant in (now - to, now - from]. */
static int
ages(const struct job *j, const struct query_term *q, struct find_term *f,
    struct err *err)
{
	(void)err;
	f->from = q->to == INT64_MAX ? INT64_MIN : j->now - q->to + 1;
	f->to = q->from == INT64_MIN ? INT64_MAX : j->now - q->from + 1;
	return 0;
}

static int
plain(const struct job *j, const struct query_term *q, struct find_term *f,
    struct err *err)
{
	(void)j;
	(void)err;
	f->from = q->from;
	f->to = q->to;
	return 0;
}

/* What tickets know of the fields of a query; the rest cannot be asked. */
static const struct {
	int (*put)(const struct job *, const struct query_term *,
	    struct find_term *, struct err *);
	enum find_field field;
} fields[QUERY_FIELDS] = {
	[QUERY_STATUS] = { texts, FIND_STATUS },
	[QUERY_PRIORITY] = { texts, FIND_PRIORITY },
	[QUERY_QUEUE] = { texts, FIND_QUEUE },
	[QUERY_ASSIGNEE] = { texts, FIND_ASSIGNEE },
	[QUERY_INTENT] = { texts, FIND_INTENT },
	[QUERY_DETAIL] = { texts, FIND_DETAIL },
	[QUERY_P] = { plain, FIND_P },
	[QUERY_SIGNAL] = { texts, FIND_SIGNAL },
	[QUERY_LANGUAGE] = { languages, FIND_LANG },
	[QUERY_URGENCY] = { texts, FIND_URGENCY },
	[QUERY_SENTIMENT] = { texts, FIND_SENTIMENT },
	[QUERY_CHANNEL] = { texts, FIND_CHANNEL },
	[QUERY_ACCOUNT] = { texts, FIND_ACCOUNT },
	[QUERY_SHOP] = { shops, FIND_ACCOUNT },
	[QUERY_TICKET] = { texts, FIND_NUMBER },
	[QUERY_CUSTOMER] = { texts, FIND_CUSTOMER },
	[QUERY_TAG] = { texts, FIND_TAG },
	[QUERY_ORDER] = { texts, FIND_ORDER },
	[QUERY_SKU] = { texts, FIND_SKU },
	[QUERY_COUNTRY] = { texts, FIND_COUNTRY },
	[QUERY_CARRIER] = { texts, FIND_CARRIER },
	[QUERY_RESPONSIBILITY] = { texts, FIND_RESPONSIBILITY },
	[QUERY_TEMPLATE] = { texts, FIND_TEMPLATE },
	[QUERY_FULLTEXT] = { words, FIND_TEXT },
	[QUERY_DUE] = { instants, FIND_DUE },
	[QUERY_AGED] = { ages, FIND_CREATED },
	[QUERY_CREATED] = { instants, FIND_CREATED },
	[QUERY_UPDATED] = { instants, FIND_UPDATED },
	[QUERY_LATE] = { plain, FIND_LATE },
	[QUERY_UNREAD] = { plain, FIND_UNREAD },
	[QUERY_UNASSIGNED] = { plain, FIND_UNASSIGNED },
	[QUERY_DRAFT] = { plain, FIND_DRAFT },
	[QUERY_HELD] = { plain, FIND_HELD },
	[QUERY_OPEN] = { plain, FIND_OPEN },
};

int
desk_find(const struct query *q, const struct config *config, struct find *find,
    struct arena *arena, struct err *err)
{
	struct job j = { config, arena, clock_now() };
	const struct query_term *t;
	struct find_term *f;
	size_t i;

	find->now = j.now;
	find->n = 0;
	find->terms = arena_get(arena, (q->n + 1) * sizeof *find->terms);
	for (i = 0; i < q->n; i++) {
		t = &q->terms[i];
		if (fields[t->id].put == NULL)
			return err_set(err, ERR_USAGE,
			    "tickets cannot be asked for '%s'; ask the "
			    "records by ha-view",
			    query_fields[t->id].name);
		f = &find->terms[find->n++];
		*f = (struct find_term){ fields[t->id].field, t->negated, NULL,
			0, INT64_MIN, INT64_MAX };
		if (fields[t->id].put(&j, t, f, err) < 0)
			return -1;
	}
	return 0;
}
