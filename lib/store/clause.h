/*
 * store/clause.h - one term of a query as SQL (for lib/store only)
 *
 * Whole clauses out of a table; the values are only ever bound.
 */
#ifndef STORE_CLAUSE_H
#define STORE_CLAUSE_H

#include "base/buf.h"
#include "store/find.h"
#include "store/stmt.h"

/* A statement so far and what its parameters will be bound to. */
struct query {
	struct buf *to; /* where the text goes */
	struct value values[DRIVER_PARAMS];
	size_t n;
	int full; /* it has more values than that */
	const struct db_driver *driver;
};

/* $N for a number. */
void query_int(struct query *, int64_t);

/* " AND ..." about the ticket t, for one term of FIND. */
void clause_add(struct query *, const struct find *, const struct find_term *);

/* Which tickets a term leaves: each half has indexes of its own. */
enum half { HALF_WORKING = 1, HALF_DONE = 2, HALF_BOTH = 3 };
enum half clause_half(const struct find_term *);

/*
 * The term alone: a SELECT of the "number" of each ticket that it holds for,
 * some of them more than once, found by an index.  What has no such SELECT
 * among the tickets of HALF (0) is looked at in the tickets.
 */
int clause_has_source(const struct find_term *, enum half);
void clause_source(struct query *, const struct find_term *);
/* A SELECT of how many rows it reads, which stops behind MAX of each value. */
void clause_count(struct query *, const struct find_term *, int max);

#endif
