/* store/clause.c - one term of a query as SQL */
#include <stdlib.h>
#include <string.h>

#include "store/clause.h"
#include "store/columns.h"
#include "store/ticket.h"

enum shape {
	SHAPE_TEXT,	/* one of the values, or begins with one */
	SHAPE_NUMBER,	/* values are numbers, letters before them dropped */
	SHAPE_PRIORITY, /* priorities are kept as numbers */
	SHAPE_RANGE,	/* from <= column < to */
	SHAPE_PROB,	/* the same in millionths */
	SHAPE_FLAG,	/* the clause says all */
	SHAPE_NOW,	/* the clause ends in the parameter of "now" */
	SHAPE_WORDS	/* full text */
};

#define OF_TICKET "SELECT t.number FROM ticket t WHERE "
#define OF_DONE(column)                                                        \
	OF_TICKET "t." TICKET_DONE " AND t." column " IS NOT NULL AND "
#define OF_TAG "SELECT g.ticket AS number FROM ticket_tag g WHERE "
#define OF_SIGNAL "SELECT s.ticket AS number FROM ticket_signal s WHERE "
#define OF_REPLY "SELECT r.ticket AS number FROM reply r WHERE "
#define OF_MESSAGE "SELECT m.ticket AS number FROM message m WHERE "
#define WAITS(status) OF_REPLY "r." REPLY_WORKING " AND r.status = '" status "'"

/*
 * BEFORE (column = $n OR ...) AFTER; a second column is asked beside it.
 * Where a term has a source, too, it is asked of tickets only when it holds
 * for many: a column that is an expression keeps SQLite from going by its
 * index all the same, and so does that of the priority, by which a list is
 * sorted.
 */
static const struct {
	enum shape shape;
	const char *before, *column, *second, *after;
} clauses[FIND_FIELDS] = {
	[FIND_NUMBER] = { SHAPE_NUMBER, "", "t.number + 0", NULL, "" },
	[FIND_STATUS] = { SHAPE_TEXT, "", "t.status", NULL, "" },
	[FIND_PRIORITY] = { SHAPE_PRIORITY, "", "t.priority + 0", NULL, "" },
	[FIND_QUEUE] = { SHAPE_TEXT, "", "t.queue", NULL, "" },
	[FIND_ASSIGNEE] = { SHAPE_TEXT, "", "t.assignee", NULL, "" },
	[FIND_INTENT] = { SHAPE_TEXT, "", "t.intent", "t.intent2", "" },
	[FIND_DETAIL] = { SHAPE_TEXT, "", "substr(t.detail, 1)", NULL, "" },
	[FIND_LANG] = { SHAPE_TEXT, "", "t.lang", NULL, "" },
	[FIND_CHANNEL] = { SHAPE_TEXT,
	    "t.account IN (SELECT a.id FROM account a WHERE ", "a.channel",
	    NULL, ")" },
	[FIND_ACCOUNT] = { SHAPE_TEXT,
	    "t.account IN (SELECT a.id FROM account a WHERE ",
	    "a.channel || '/' || a.name", NULL, ")" },
	[FIND_TAG] = { SHAPE_TEXT,
	    "EXISTS (SELECT 1 FROM ticket_tag g WHERE g.account = t.account "
	    "AND g.ticket = t.number AND ",
	    "g.tag", NULL, ")" },
	[FIND_CUSTOMER] = { SHAPE_NUMBER, "", "t.customer + 0", NULL, "" },
	[FIND_ORDER] = { SHAPE_TEXT, "", "substr(t.order_id, 1)", NULL, "" },
	[FIND_SKU] = { SHAPE_TEXT, "", "substr(t.sku, 1)", NULL, "" },
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
	[FIND_DRAFT] = { SHAPE_FLAG, "+t.number IN (" WAITS("draft"), NULL,
	    NULL, ")" },
	[FIND_HELD] = { SHAPE_FLAG, "+t.number IN (" WAITS("held"), NULL, NULL,
	    ")" },
	[FIND_OPEN] = { SHAPE_FLAG, "t." TICKET_WORKING, NULL, NULL, "" },
	[FIND_TEXT] = { SHAPE_WORDS,
	    "EXISTS (SELECT 1 FROM message m WHERE m.ticket = t.number AND ",
	    "+m.id", NULL, ")" },
};

/* The term alone: HEAD (key = $n), with an index for each. */
static const struct {
	const char *head, *key;
	int done; /* it is only of what is done */
} sources[FIND_FIELDS] = {
	[FIND_NUMBER] = { OF_TICKET, "t.number", 0 },
	[FIND_CUSTOMER] = { OF_TICKET, "t.customer", 0 },
	[FIND_ORDER] = { OF_TICKET, "t.order_id", 0 },
	[FIND_SKU] = { OF_TICKET, "t.sku", 0 },
	[FIND_DETAIL] = { OF_TICKET, "t.detail", 0 },
	[FIND_TAG] = { OF_TAG, "g.tag", 0 },
	[FIND_SIGNAL] = { OF_SIGNAL, "s.signal", 0 },
	[FIND_TEMPLATE] = { OF_REPLY, "r.template", 0 },
	[FIND_DRAFT] = { WAITS("draft"), NULL, 0 },
	[FIND_HELD] = { WAITS("held"), NULL, 0 },
	[FIND_TEXT] = { OF_MESSAGE, "m.id", 0 },
	[FIND_ASSIGNEE] = { OF_DONE("assignee"), "t.assignee", 1 },
	[FIND_LANG] = { OF_DONE("lang"), "t.lang", 1 },
	[FIND_COUNTRY] = { OF_DONE("country"), "t.country", 1 },
	[FIND_CARRIER] = { OF_DONE("carrier"), "t.carrier", 1 },
	[FIND_RESPONSIBILITY] = { OF_DONE("responsibility"), "t.responsibility",
	    1 },
	[FIND_CREATED] = { OF_DONE("created_at"), NULL, 1 },
	[FIND_UPDATED] = { OF_DONE("updated_at"), NULL, 1 },
	[FIND_UNREAD] = { OF_DONE("unread") "t.unread = 1", NULL, 1 },
};

static void
param(struct query *q, struct value v)
{
	if (q->n == DRIVER_PARAMS) {
		q->full = 1;
		buf_adds(q->to, "NULL");
		return;
	}
	q->values[q->n++] = v;
	buf_addf(q->to, "$%zu", q->n);
}

void
query_int(struct query *q, int64_t i)
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
	buf_addf(q->to, "(%s >= ", column);
	param_text(q, s, n);
	buf_addf(q->to, " AND %s < ", column);
	param_text(q, s, n);
	buf_adds(q->to, " || '\xF4\x8F\xBF\xBF')");
}

static void
add_value(
    struct query *q, enum shape shape, const char *column, const char *value)
{
	size_t n = strlen(value);

	if (shape == SHAPE_TEXT && n > 0 && value[n - 1] == '*') {
		add_prefix(q, column, value, n - 1);
		return;
	}
	buf_addf(q->to, "%s = ", column);
	if (shape == SHAPE_NUMBER)
		query_int(
		    q, strtoll(value + strcspn(value, "0123456789"), NULL, 10));
	else if (shape == SHAPE_PRIORITY)
		query_int(q, ticket_priority_of(value));
	else
		param_text(q, value, n);
}

static void
add_values(struct query *q, const struct find_term *t, const char *column,
    const char *second)
{
	const char *columns[] = { column, second };
	size_t i, c;

	buf_addc(q->to, '(');
	for (i = 0; i < t->n; i++)
		for (c = 0; c < 2 && columns[c] != NULL; c++) {
			if (i + c > 0)
				buf_adds(q->to, " OR ");
			add_value(
			    q, clauses[t->field].shape, columns[c], t->text[i]);
		}
	buf_adds(q->to, t->n == 0 ? "1 = 0)" : ")");
}

static void
add_bound(
    struct query *q, const struct find_term *t, const char *op, int64_t bound)
{
	buf_addf(q->to, " AND %s %s ", clauses[t->field].column, op);
	if (clauses[t->field].shape == SHAPE_PROB)
		param(q, (struct value){ .type = VALUE_REAL,
			     .d = (double)bound / FIND_P_ONE });
	else
		query_int(q, bound);
}

static void
add_range(struct query *q, const struct find_term *t)
{
	buf_addf(q->to, "%s IS NOT NULL", clauses[t->field].column);
	if (t->from != INT64_MIN)
		add_bound(q, t, ">=", t->from);
	if (t->to != INT64_MAX)
		add_bound(q, t, "<", t->to);
}

/* A SELECT of the ids of messages. */
static void
add_match(struct query *q, const char *words)
{
	buf_adds(q->to, q->driver->match);
	q->to->len -= 1; /* its '$': param adds one */
	param_text(q, words, strlen(words));
	buf_adds(q->to, q->driver->match_end);
}

static void
add_words(struct query *q, const char *column, const struct find_term *t)
{
	size_t i;

	buf_addc(q->to, '(');
	for (i = 0; i < t->n; i++) {
		buf_addf(q->to, "%s%s IN (", i > 0 ? " OR " : "", column);
		add_match(q, t->text[i]);
		buf_addc(q->to, ')');
	}
	buf_addc(q->to, ')');
}

/* By the index of what is done, status by status, only in its own order. */
static const char *
column(const struct find *find, const struct find_term *t)
{
	if (t->field == FIND_STATUS && find->sort != SORT_DUE)
		return "t.status || ''";
	return clauses[t->field].column;
}

void
clause_add(struct query *q, const struct find *find, const struct find_term *t)
{
	/* "not assignee:mei" means the unassigned too: NULL is no */
	buf_adds(q->to, t->negate ? " AND 0 = CASE WHEN " : " AND (");
	buf_adds(q->to, clauses[t->field].before);
	switch (clauses[t->field].shape) {
	case SHAPE_TEXT:
	case SHAPE_NUMBER:
	case SHAPE_PRIORITY:
		add_values(q, t, column(find, t), clauses[t->field].second);
		break;
	case SHAPE_RANGE:
	case SHAPE_PROB:
		add_range(q, t);
		break;
	case SHAPE_FLAG:
		break;
	case SHAPE_NOW:
		query_int(q, find->now);
		break;
	case SHAPE_WORDS:
		add_words(q, clauses[t->field].column, t);
		break;
	}
	buf_addf(q->to, "%s%s", clauses[t->field].after,
	    t->negate ? " THEN 1 ELSE 0 END" : ")");
}

int
clause_has_source(const struct find_term *t, enum half half)
{
	return !t->negate && sources[t->field].head != NULL &&
	       (t->text == NULL || t->n > 0) &&
	       (!sources[t->field].done || half == HALF_DONE);
}

/* One SELECT a value: of alternatives SQLite would try no partial index. */
void
clause_source(struct query *q, const struct find_term *t)
{
	struct find_term one = *t;
	size_t i, n = t->text != NULL ? t->n : 1;

	for (i = 0; i < n; i++) {
		if (t->text != NULL) {
			one.text = &t->text[i];
			one.n = 1;
		}
		buf_addf(q->to, "%s%s", i > 0 ? " UNION ALL " : "",
		    sources[t->field].head);
		if (clauses[t->field].shape == SHAPE_WORDS)
			add_words(q, sources[t->field].key, &one);
		else if (clauses[t->field].shape == SHAPE_RANGE)
			add_range(q, &one);
		else if (clauses[t->field].shape != SHAPE_FLAG)
			add_values(q, &one, sources[t->field].key, NULL);
	}
}

/* The ids of messages are counted, as their tickets are dear to look up. */
void
clause_count(struct query *q, const struct find_term *t, int max)
{
	int words = clauses[t->field].shape == SHAPE_WORDS;
	size_t i, n = words ? t->n : 1;

	buf_adds(q->to, "SELECT 0");
	for (i = 0; i < n; i++) {
		buf_adds(q->to, " + (SELECT count(*) FROM (");
		if (words)
			add_match(q, t->text[i]);
		else
			clause_source(q, t);
		buf_addf(q->to, " LIMIT %d) c)", max);
	}
}

static enum half
half_of(const char *status)
{
	int s = ticket_status_of(status);

	if (s < 0) /* an ending that is left open */
		return HALF_BOTH;
	return s == TICKET_RESOLVED || s == TICKET_CLOSED ? HALF_DONE
							  : HALF_WORKING;
}

enum half
clause_half(const struct find_term *t)
{
	int half = 0;
	size_t i;

	switch (t->field) {
	case FIND_STATUS:
		for (i = 0; !t->negate && i < t->n; i++)
			half |= (int)half_of(t->text[i]);
		return half != 0 ? (enum half)half : HALF_BOTH;
	case FIND_OPEN:
		return t->negate ? HALF_DONE : HALF_WORKING;
	case FIND_LATE:
		return t->negate ? HALF_BOTH : HALF_WORKING;
	default:
		return HALF_BOTH;
	}
}
