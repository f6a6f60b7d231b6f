/*
 * store/find.c - a parsed query as clauses
 *
 * The statement is put together of whole clauses out of the table below; the
 * values are only ever bound.  A term that cannot be bound (more than
 * DRIVER_PARAMS values in all) is refused, not cut.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "store/columns.h"
#include "store/inside.h"
#include "store/query.h"

/* Longer than any marketplace waits for an answer. */
enum { COHORT_BEFORE = 3 * CLOCK_DAY };

enum shape {
	SHAPE_TEXT,   /* one of the values, or begins with one */
	SHAPE_NUMBER, /* values are numbers, letters before them dropped */
	SHAPE_STATUS, /* priorities are kept as numbers */
	SHAPE_RANGE,  /* from <= column < to */
	SHAPE_PROB,   /* the same in millionths */
	SHAPE_FLAG,   /* the clause says all */
	SHAPE_NOW,    /* the clause ends in the parameter of "now" */
	SHAPE_WORDS   /* full text */
};

/* BEFORE (column = $n OR ...) AFTER; a second column is asked beside it. */
static const struct {
	enum shape shape;
	const char *before, *column, *second, *after;
} clauses[FIND_FIELDS] = {
	[FIND_NUMBER] = { SHAPE_NUMBER, "", "t.number", NULL, "" },
	[FIND_STATUS] = { SHAPE_TEXT, "", "t.status", NULL, "" },
	[FIND_PRIORITY] = { SHAPE_STATUS, "", "t.priority", NULL, "" },
	[FIND_QUEUE] = { SHAPE_TEXT, "", "t.queue", NULL, "" },
	[FIND_ASSIGNEE] = { SHAPE_TEXT, "", "t.assignee", NULL, "" },
	[FIND_INTENT] = { SHAPE_TEXT, "", "t.intent", "t.intent2", "" },
	[FIND_LANG] = { SHAPE_TEXT, "", "t.lang", NULL, "" },
	[FIND_CHANNEL] = { SHAPE_TEXT, "", "a.channel", NULL, "" },
	[FIND_ACCOUNT] = { SHAPE_TEXT, "", "a.channel || '/' || a.name", NULL,
	    "" },
	[FIND_TAG] = { SHAPE_TEXT,
	    "EXISTS (SELECT 1 FROM ticket_tag g WHERE g.account = t.account "
	    "AND g.ticket = t.number AND ",
	    "g.tag", NULL, ")" },
	[FIND_CUSTOMER] = { SHAPE_NUMBER, "", "t.customer", NULL, "" },
	[FIND_ORDER] = { SHAPE_TEXT, "", "t.order_id", NULL, "" },
	[FIND_SKU] = { SHAPE_TEXT, "", "t.sku", NULL, "" },
	[FIND_URGENCY] = { SHAPE_TEXT, "", "t.urgency", NULL, "" },
	[FIND_COUNTRY] = { SHAPE_TEXT, "", "t.country", NULL, "" },
	[FIND_RESPONSIBILITY] = { SHAPE_TEXT, "", "t.responsibility", NULL,
	    "" },
	[FIND_TEMPLATE] = { SHAPE_TEXT,
	    "EXISTS (SELECT 1 FROM reply r WHERE r.ticket = t.number AND ",
	    "r.template", NULL, ")" },
	[FIND_CARRIER] = { SHAPE_TEXT, "", "t.carrier", NULL, "" },
	[FIND_SENTIMENT] = { SHAPE_TEXT, "", "t.sentiment", NULL, "" },
	[FIND_SIGNAL] = { SHAPE_TEXT,
	    "EXISTS (SELECT 1 FROM ticket_signal s WHERE s.account = t.account "
	    "AND s.ticket = t.number AND ",
	    "s.signal", NULL, ")" },
	[FIND_DUE] = { SHAPE_RANGE, "", "t.due_at", NULL, "" },
	[FIND_CREATED] = { SHAPE_RANGE, "", "t.created_at", NULL, "" },
	[FIND_UPDATED] = { SHAPE_RANGE, "", "t.updated_at", NULL, "" },
	[FIND_P] = { SHAPE_PROB, "", "t.p", NULL, "" },
	[FIND_UNREAD] = { SHAPE_FLAG, "t.unread = 1", NULL, NULL, "" },
	[FIND_LATE] = { SHAPE_NOW, "t." TICKET_WORKING " AND t.due_at < ", NULL,
	    NULL, "" },
	[FIND_UNASSIGNED] = { SHAPE_FLAG, "t.assignee IS NULL", NULL, NULL,
	    "" },
	[FIND_DRAFT] = { SHAPE_FLAG,
	    "EXISTS (SELECT 1 FROM reply r WHERE r.ticket = t.number "
	    "AND r.status = 'draft')",
	    NULL, NULL, "" },
	[FIND_HELD] = { SHAPE_FLAG,
	    "EXISTS (SELECT 1 FROM reply r WHERE r.ticket = t.number "
	    "AND r.status = 'held')",
	    NULL, NULL, "" },
	[FIND_OPEN] = { SHAPE_FLAG, "t." TICKET_WORKING, NULL, NULL, "" },
	[FIND_TEXT] = { SHAPE_WORDS,
	    "t.number IN (SELECT m.ticket FROM message m WHERE ", "m.id", NULL,
	    ")" },
};

/* Few tickets have the value, and an index finds them. */
static const int narrow[FIND_FIELDS] = { [FIND_NUMBER] = 1,
	[FIND_CUSTOMER] = 1,
	[FIND_ORDER] = 1,
	[FIND_SKU] = 1,
	[FIND_TEXT] = 1 };

static const char *const orders[] = {
	[SORT_DUE] = " ORDER BY t.due_at NULLS LAST, t.priority, t.number DESC",
	[SORT_TIME] = " ORDER BY coalesce(t.last_in_at, t.created_at) DESC",
	[SORT_CREATED] = " ORDER BY t.created_at DESC, t.number DESC",
	[SORT_NUMBER] = " ORDER BY t.number",
	[SORT_PRIORITY] = " ORDER BY t.priority, t.due_at NULLS LAST, t.number",
};

/* The text so far and what its parameters will be bound to. */
struct query {
	struct buf sql;
	struct value values[DRIVER_PARAMS];
	size_t n;
	int full;
	int narrow; /* an index finds the few that it is about */
	struct err err;
};

static void
param(struct query *q, struct value v)
{
	if (q->n == DRIVER_PARAMS) {
		q->full = 1;
		buf_adds(&q->sql, "NULL");
		return;
	}
	q->values[q->n++] = v;
	buf_addf(&q->sql, "$%zu", q->n);
}

static void
param_int(struct query *q, int64_t i)
{
	param(q, (struct value){ .type = VALUE_INT, .i = i });
}

static void
param_text(struct query *q, const char *s, size_t n)
{
	param(q, (struct value){ .type = VALUE_TEXT, .p = s, .n = n });
}

/*
 * SCARF* is "SCARF" <= column < "SCARF" and the highest character behind it:
 * a prefix without LIKE, which folds case differently everywhere.
 */
static void
add_prefix(struct query *q, const char *column, const char *s, size_t n)
{
	buf_addf(&q->sql, "(%s >= ", column);
	param_text(q, s, n);
	buf_addf(&q->sql, " AND %s < ", column);
	param_text(q, s, n);
	buf_adds(&q->sql, " || '\xF4\x8F\xBF\xBF')");
}

static void
add_number(struct query *q, const char *column, const char *s)
{
	s += strcspn(s, "0123456789");
	buf_addf(&q->sql, "%s = ", column);
	param_int(q, strtoll(s, NULL, 10));
}

static void
add_value(
    struct query *q, enum shape shape, const char *column, const char *value)
{
	size_t n = strlen(value);

	if (shape == SHAPE_NUMBER)
		add_number(q, column, value);
	else if (shape == SHAPE_STATUS) {
		buf_addf(&q->sql, "%s = ", column);
		param_int(q, ticket_priority_of(value));
	} else if (n > 0 && value[n - 1] == '*')
		add_prefix(q, column, value, n - 1);
	else {
		buf_addf(&q->sql, "%s = ", column);
		param_text(q, value, n);
	}
}

/* Only statuses of tickets that are worked on. */
static int
is_working(const struct find_term *t)
{
	size_t i;
	int s;

	for (i = 0; i < t->n; i++) {
		s = ticket_status_of(t->text[i]);
		if (s < 0 || s == TICKET_RESOLVED || s == TICKET_CLOSED)
			return 0;
	}
	return t->field == FIND_STATUS && !t->negate && t->n > 0;
}

static void
add_values(struct query *q, const struct find_term *t)
{
	const char *column = clauses[t->field].column;
	const char *second = clauses[t->field].second;
	size_t i;

	/* not by the index of statuses, when one that holds fewer is there */
	if (t->field == FIND_STATUS && (q->narrow || is_working(t)))
		column = "t.status || ''";
	buf_addc(&q->sql, '(');
	for (i = 0; i < t->n; i++) {
		if (i > 0)
			buf_adds(&q->sql, " OR ");
		add_value(q, clauses[t->field].shape, column, t->text[i]);
		if (second == NULL)
			continue;
		buf_adds(&q->sql, " OR ");
		add_value(q, clauses[t->field].shape, second, t->text[i]);
	}
	buf_adds(&q->sql, t->n == 0 ? "1 = 0)" : ")");
}

static void
add_bound(
    struct query *q, const struct find_term *t, const char *op, int64_t bound)
{
	buf_addf(&q->sql, " AND %s %s ", clauses[t->field].column, op);
	if (clauses[t->field].shape == SHAPE_PROB)
		param(q, (struct value){ .type = VALUE_REAL,
			     .d = (double)bound / FIND_P_ONE });
	else
		param_int(q, bound);
}

static void
add_range(struct query *q, const struct find_term *t)
{
	buf_addf(&q->sql, "%s IS NOT NULL", clauses[t->field].column);
	if (t->from != INT64_MIN)
		add_bound(q, t, ">=", t->from);
	if (t->to != INT64_MAX)
		add_bound(q, t, "<", t->to);
}

static void
add_words(struct db *db, struct query *q, const struct find_term *t)
{
	size_t i;

	if (db_words_flush(db, &q->err) < 0)
		return;
	for (i = 0; i < t->n; i++) {
		buf_addf(&q->sql, "%sm.id IN (%s", i > 0 ? " OR " : "",
		    db->driver->match);
		q->sql.len -= 1; /* its '$': param adds one */
		param_text(q, t->text[i], strlen(t->text[i]));
		buf_addf(&q->sql, "%s)", db->driver->match_end);
	}
}

static int
is_narrow(const struct find *find)
{
	size_t i;

	for (i = 0; find != NULL && i < find->n; i++)
		if (narrow[find->terms[i].field] && !find->terms[i].negate)
			return 1;
	return 0;
}

static void
add_term(struct db *db, struct query *q, const struct find *find,
    const struct find_term *t)
{
	/* the index holds them only as "none of the others" */
	if (is_working(t))
		buf_adds(&q->sql, " AND t." TICKET_WORKING);
	/* "not assignee:mei" means the unassigned too: NULL is no */
	buf_adds(&q->sql, t->negate ? " AND 0 = CASE WHEN " : " AND (");
	buf_adds(&q->sql, clauses[t->field].before);
	switch (clauses[t->field].shape) {
	case SHAPE_TEXT:
	case SHAPE_NUMBER:
	case SHAPE_STATUS:
		add_values(q, t);
		break;
	case SHAPE_RANGE:
	case SHAPE_PROB:
		add_range(q, t);
		break;
	case SHAPE_FLAG:
		break;
	case SHAPE_NOW:
		param_int(q, find->now);
		break;
	case SHAPE_WORDS:
		add_words(db, q, t);
		break;
	}
	buf_addf(&q->sql, "%s%s", clauses[t->field].after,
	    t->negate ? " THEN 1 ELSE 0 END" : ")");
}

/*
 * Begun before the end and not done with before the beginning.  A clock of
 * the marketplace may run on after the resolve, so that messages of the days
 * before count too.
 */
static void
add_cohort(struct query *q, const struct find_cohort *c)
{
	buf_adds(&q->sql, " AND t.first_in_at < ");
	param_int(q, c->to);
	buf_adds(&q->sql,
	    " AND t.number IN (SELECT w.number FROM ticket w "
	    "WHERE w." TICKET_WORKING " UNION SELECT d.number FROM ticket d "
	    "WHERE d.resolved_at >= ");
	param_int(q, c->from);
	buf_adds(&q->sql, " UNION SELECT f.number FROM ticket f "
			  "WHERE f.first_in_at >= ");
	param_int(q, c->from);
	buf_adds(&q->sql, " AND f.first_in_at < ");
	param_int(q, c->to);
	buf_adds(&q->sql, " UNION SELECT m.ticket FROM message m "
			  "WHERE m.received_at >= ");
	param_int(q, c->from - COHORT_BEFORE);
	buf_adds(&q->sql, " AND m.received_at < ");
	param_int(q, c->to);
	buf_addc(&q->sql, ')');
}

static void
build(struct db *db, struct query *q, const struct find *find,
    enum find_want want, const struct find_cohort *cohort)
{
	size_t i;

	q->narrow = is_narrow(find);
	buf_addf(&q->sql, "SELECT %s%sWHERE t.merged_into IS NULL",
	    want == FIND_COUNT ? "count(*)" : TICKET_COLUMNS, TICKET_FROM);
	if (cohort != NULL)
		add_cohort(q, cohort);
	for (i = 0; find != NULL && i < find->n; i++)
		add_term(db, q, find, &find->terms[i]);
	if (want == FIND_COUNT)
		return;
	if (cohort != NULL)
		buf_adds(&q->sql, " ORDER BY t.number");
	else
		buf_adds(&q->sql, orders[find != NULL ? find->sort : SORT_DUE]);
	if (find != NULL && find->limit > 0) {
		buf_adds(&q->sql, " LIMIT ");
		param_int(q, find->limit);
	}
}

struct stmt *
find_stmt(struct db *db, const struct find *find, enum find_want want,
    const struct find_cohort *cohort)
{
	struct query q = { .sql = BUF_INIT };
	struct stmt *st;
	size_t i;

	build(db, &q, find, want, cohort);
	st = db_stmt_of(db, q.sql.p);
	for (i = 0; i < q.n; i++)
		bind_value(st, (int)i + 1, &q.values[i]);
	if (q.err.code != ERR_OK)
		stmt_refuse(st, q.err.code, "%s", q.err.text);
	if (q.full)
		stmt_refuse(st, ERR_USAGE, "a query may hold %d values at most",
		    DRIVER_PARAMS);
	buf_free(&q.sql);
	return st;
}
