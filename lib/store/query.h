/* store/query.h - a struct find as a statement (for lib/store only) */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "store/find.h"
#include "store/stmt.h"
#include "store/ticket.h"

/* Tickets that [from, to) touches (store/figures.h). */
struct find_cohort {
	int64_t from, to;
};

/* Bound and ready to step; COHORT may be NULL. */
struct stmt *find_stmt(
    struct db *, const struct find *, const struct find_cohort *);

/* A row of TICKET_COLUMNS. */
void ticket_read(struct stmt *, struct ticket *, struct arena *);

#endif
