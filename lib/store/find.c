/*
 * store/find.c - a parsed query as a statement
 *
 * What is asked for at most is found in one of two ways, and in both only the
 * tickets that are shown are read whole.
 *
 * A term that few tickets hold for is where the search begins; how few is
 * counted beforehand, to a bound.  Otherwise the index of what is worked on,
 * or of what is done, is read in the order that was asked for: it has what
 * most terms look at (schema/0011_find.sql), and ends when there are enough.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "store/clause.h"
#include "store/columns.h"
#include "store/inside.h"
#include "store/query.h"

enum {
	FEW = 5000, /* rows that are looked up as fast as an index is read */
	/* Longer than any marketplace waits for an answer. */
	COHORT_BEFORE = 3 * CLOCK_DAY
};

static const char *const orders[] = {
	[SORT_DUE] = " ORDER BY t.due_at NULLS LAST, t.priority, t.number DESC",
	[SORT_TIME] = (" ORDER BY coalesce(t.last_in_at, t.created_at) DESC, "
		       "t.number DESC"),
	[SORT_CREATED] = " ORDER BY t.created_at DESC, t.number DESC",
	[SORT_NUMBER] = " ORDER BY t.number",
	[SORT_PRIORITY] = " ORDER BY t.priority, t.due_at NULLS LAST, t.number",
};

/* How many rows the term alone reads, FEW + 1 standing for more; -1. */
static int64_t
count(struct db *db, const struct find_term *t, struct err *err)
{
	struct buf sql = BUF_INIT;
	struct query q = { .to = &sql, .driver = db->driver };
	struct stmt *st;
	int64_t n = FEW + 1;
	size_t i;

	clause_count(&q, t, FEW + 1);
	if (!q.full) {
		st = db_stmt_of(db, sql.p);
		for (i = 0; i < q.n; i++)
			bind_value(st, (int)i + 1, &q.values[i]);
		n = db_count(st, err);
	}
	buf_free(&sql);
	return n;
}

/* *FEWEST is the term to begin with, NULL when all hold for many. */
static int
choose(struct db *db, const struct find *find, enum half half,
    const struct find_term **fewest, struct err *err)
{
	int64_t n, least = FEW + 1;
	size_t i;

	*fewest = NULL;
	for (i = 0; find != NULL && i < find->n; i++) {
		if (!clause_has_source(&find->terms[i], half))
			continue;
		if (find->terms[i].field == FIND_TEXT &&
		    db_words_flush(db, err) < 0)
			return -1;
		if ((n = count(db, &find->terms[i], err)) < 0)
			return -1;
		if (n < least) {
			least = n;
			*fewest = &find->terms[i];
		}
	}
	return 0;
}

/*
 * Begun before the end and not done with before the beginning.  A clock of
 * the marketplace may run on after the resolve, so that messages of the days
 * before count too.
 */
static void
add_cohort(struct query *q, const struct find_cohort *c)
{
	buf_adds(q->to, " AND t.first_in_at < ");
	query_int(q, c->to);
	buf_adds(q->to,
	    " AND t.number IN (SELECT w.number FROM ticket w "
	    "WHERE w." TICKET_WORKING " UNION SELECT d.number FROM ticket d "
	    "WHERE d.resolved_at >= ");
	query_int(q, c->from);
	buf_adds(q->to, " UNION SELECT f.number FROM ticket f "
			"WHERE f.first_in_at >= ");
	query_int(q, c->from);
	buf_adds(q->to, " AND f.first_in_at < ");
	query_int(q, c->to);
	buf_adds(q->to, " UNION SELECT m.ticket FROM message m "
			"WHERE m.received_at >= ");
	query_int(q, c->from - COHORT_BEFORE);
	buf_adds(q->to, " AND m.received_at < ");
	query_int(q, c->to);
	buf_addc(q->to, ')');
}

/* Which tickets the query is about. */
static enum half
half_of(const struct find *find)
{
	int half = HALF_BOTH;
	size_t i;

	for (i = 0; find != NULL && i < find->n; i++)
		half &= (int)clause_half(&find->terms[i]);
	return half != 0 ? (enum half)half : HALF_BOTH;
}

/* As SORT_PRIORITY orders: what has no due instant comes last. */
static void
add_after(struct query *q, const struct find_after *a)
{
	buf_adds(q->to, " AND (t.priority > ");
	query_int(q, a->priority);
	buf_adds(q->to, " OR (t.priority = ");
	query_int(q, a->priority);
	if (a->due_at == CLOCK_NONE) {
		buf_adds(q->to, " AND t.due_at IS NULL AND t.number > ");
	} else {
		buf_adds(q->to, " AND (t.due_at IS NULL OR t.due_at > ");
		query_int(q, a->due_at);
		buf_adds(q->to, " OR (t.due_at = ");
		query_int(q, a->due_at);
		buf_adds(q->to, " AND t.number > ");
	}
	query_int(q, a->number);
	buf_adds(q->to, a->due_at == CLOCK_NONE ? "))" : "))))");
}

/* FEWEST says it already, the rest is asked of each ticket. */
static void
add_terms(
    struct query *q, const struct find *find, const struct find_term *fewest)
{
	size_t i;

	for (i = 0; find != NULL && i < find->n; i++)
		if (&find->terms[i] != fewest)
			clause_add(q, find, &find->terms[i]);
	if (find != NULL && find->after != NULL)
		add_after(q, find->after);
}

/* CROSS keeps SQLite from beginning elsewhere. */
static void
add_from(struct query *q, const struct find_term *fewest, const char *tables)
{
	buf_adds(q->to, " FROM ");
	if (fewest != NULL) {
		buf_adds(q->to, "(SELECT DISTINCT u.number FROM (");
		clause_source(q, fewest);
		buf_adds(q->to, ") u) f CROSS JOIN ");
	}
	buf_addf(q->to, "%sWHERE t.merged_into IS NULL%s", tables,
	    fewest != NULL ? " AND t.number = f.number" : "");
}

/* Word for word the conditions of the partial indexes. */
static const char *
half_clause(enum half half, const struct find_term *fewest)
{
	if (fewest != NULL || half == HALF_BOTH)
		return "";
	return half == HALF_WORKING ? " AND t." TICKET_WORKING
				    : " AND t." TICKET_DONE;
}

/* All of them: each is read whole, as it comes. */
static void
build_all(struct query *q, const struct find *find,
    const struct find_cohort *cohort, const struct find_term *fewest)
{
	buf_adds(q->to, "SELECT " TICKET_COLUMNS);
	add_from(q, fewest, TICKET_TABLES);
	if (cohort != NULL)
		add_cohort(q, cohort);
	add_terms(q, find, fewest);
	buf_adds(q->to, half_clause(half_of(find), fewest));
	if (cohort != NULL)
		buf_adds(q->to, " ORDER BY t.number");
	else
		buf_adds(q->to, orders[find != NULL ? find->sort : SORT_DUE]);
}

/* The first of them: their numbers from an index, of each half that counts. */
static void
build_first(
    struct query *q, const struct find *find, const struct find_term *fewest)
{
	struct buf *out = q->to, where = BUF_INIT, limit = BUF_INIT;
	enum half half = half_of(find);
	int h, parts = 0;

	q->to = &where;
	add_from(q, fewest, "ticket t ");
	add_terms(q, find, fewest);
	q->to = &limit;
	buf_addf(&limit, "%s LIMIT ", orders[find->sort]);
	query_int(q, find->limit);
	q->to = out;
	buf_adds(
	    out, "SELECT " TICKET_COLUMNS TICKET_FROM "WHERE t.number IN (");
	for (h = HALF_WORKING; h <= HALF_DONE; h++)
		if (fewest != NULL ? h == HALF_WORKING : half & h)
			buf_addf(out,
			    "%sSELECT p.number FROM "
			    "(SELECT t.number%s%s%s) p",
			    parts++ > 0 ? " UNION ALL " : "", where.p,
			    half_clause((enum half)h, fewest), limit.p);
	buf_addf(out, ")%s", limit.p);
	buf_free(&where);
	buf_free(&limit);
}

struct stmt *
find_stmt(
    struct db *db, const struct find *find, const struct find_cohort *cohort)
{
	const struct find_term *fewest;
	struct buf sql = BUF_INIT;
	struct query q = { .to = &sql, .driver = db->driver };
	struct err err = ERR_INIT;
	struct stmt *st;
	size_t i;

	choose(db, find, half_of(find), &fewest, &err);
	if (cohort != NULL || find == NULL || find->limit == 0)
		build_all(&q, find, cohort, fewest);
	else
		build_first(&q, find, fewest);
	st = db_stmt_of(db, sql.p);
	for (i = 0; i < q.n; i++)
		bind_value(st, (int)i + 1, &q.values[i]);
	if (err.code != ERR_OK)
		stmt_refuse(st, err.code, "%s", err.text);
	if (q.full)
		stmt_refuse(st, ERR_USAGE, "a query may hold %d values at most",
		    DRIVER_PARAMS);
	buf_free(&sql);
	return st;
}
