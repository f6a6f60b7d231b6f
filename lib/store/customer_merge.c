/*
 * store/customer_merge.c - two customers are one, and two again
 *
 * A merge only sets merged_into and moves tickets and orders, which remember
 * whose they were (store/customer.h).  An unmerge takes back what came by the
 * one that leaves and by its own parts: nothing has to be remembered of the
 * moment of the merge, so what came in between finds its place too.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "store/customer.h"
#include "store/stmt.h"

/* Rows are collected first: what is walked must not change below. */
struct ids {
	int64_t *v;
	size_t n, cap;
};

static void
add(struct ids *l, int64_t id)
{
	xgrow(&l->v, &l->cap, l->n + 1, sizeof *l->v);
	l->v[l->n++] = id;
}

static int
collect(struct stmt *st, int column, struct ids *l, struct err *err)
{
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW)
		add(l, col_int(st, column));
	return step;
}

/* ID and its parts, and theirs. */
static int
parts(struct db *db, int64_t id, struct ids *l, struct err *err)
{
	struct stmt *st;
	size_t i;

	add(l, id);
	for (i = 0; i < l->n; i++) {
		st = db_stmt(db, STMT_CUSTOMER_MERGED);
		bind_int(st, 1, l->v[i]);
		if (collect(st, 0, l, err) < 0)
			return -1;
	}
	return 0;
}

static int
two(struct db *db, enum stmt_id id, int64_t a, int64_t b, struct err *err)
{
	struct stmt *st = db_stmt(db, id);

	bind_int(st, 1, a);
	bind_ref(st, 2, b);
	return db_do(st, err);
}

/* (account, ticket) pairs of a statement about ID. */
static int
tickets(struct db *db, enum stmt_id stmt, int64_t id,
    int (*each)(int64_t, int64_t, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, stmt);
	struct ids l = { NULL, 0, 0 };
	enum step step;
	size_t i;
	int rc;

	bind_int(st, 1, id);
	while ((step = db_step(st, err)) == STEP_ROW) {
		add(&l, col_int(st, 0));
		add(&l, col_int(st, 1));
	}
	rc = step;
	for (i = 0; rc == 0 && i < l.n; i += 2)
		rc = each(l.v[i], l.v[i + 1], arg);
	free(l.v);
	return rc;
}

int
customer_tickets(struct db *db, int64_t id,
    int (*each)(int64_t, int64_t, void *), void *arg, struct err *err)
{
	return tickets(db, STMT_CUSTOMER_TICKETS, id, each, arg, err);
}

int
customer_merge(struct db *db, int64_t into, int64_t from,
    int (*each)(int64_t, int64_t, void *), void *arg, struct err *err)
{
	if (customer_tickets(db, from, each, arg, err) < 0 ||
	    two(db, STMT_TICKETS_JOIN, from, into, err) < 0 ||
	    two(db, STMT_ORDERS_JOIN, from, into, err) < 0)
		return -1;
	return two(db, STMT_CUSTOMER_MERGE, from, into, err);
}

static int
take_back(struct db *db, int64_t part, int64_t to,
    int (*each)(int64_t, int64_t, void *), void *arg, struct err *err)
{
	if (tickets(db, STMT_CUSTOMER_CAME_BY, part, each, arg, err) < 0 ||
	    two(db, STMT_TICKETS_LEAVE, part, to, err) < 0)
		return -1;
	return two(db, STMT_ORDERS_LEAVE, part, to, err);
}

int
customer_unmerge(struct db *db, int64_t id,
    int (*each)(int64_t, int64_t, void *), void *arg, struct err *err)
{
	struct ids l = { NULL, 0, 0 };
	size_t i;
	int rc = parts(db, id, &l, err);

	for (i = 0; rc == 0 && i < l.n; i++)
		rc = take_back(db, l.v[i], id, each, arg, err);
	if (rc == 0)
		rc = two(db, STMT_CUSTOMER_MERGE, id, 0, err);
	free(l.v);
	return rc;
}

int
customer_parts(struct db *db, int64_t id, int (*each)(int64_t, void *),
    void *arg, struct err *err)
{
	struct ids l = { NULL, 0, 0 };
	size_t i;
	int rc = parts(db, id, &l, err);

	for (i = 0; rc == 0 && i < l.n; i++)
		rc = each(l.v[i], arg);
	free(l.v);
	return rc;
}

int
customer_elsewhere(struct db *db, int64_t id, int (*each)(int64_t, void *),
    void *arg, struct err *err)
{
	struct ids l = { NULL, 0, 0 }, found = { NULL, 0, 0 };
	struct stmt *st;
	size_t i;
	int rc = parts(db, id, &l, err);

	for (i = 0; rc == 0 && i < l.n; i++) {
		st = db_stmt(db, STMT_MESSAGES_ELSEWHERE);
		bind_int(st, 1, l.v[i]);
		bind_int(st, 2, id);
		rc = collect(st, 0, &found, err);
	}
	for (i = 0; rc == 0 && i < found.n; i++)
		rc = each(found.v[i], arg);
	free(l.v);
	free(found.v);
	return rc;
}

int
customer_author(
    struct db *db, int64_t message, int64_t customer, struct err *err)
{
	return two(db, STMT_MESSAGE_WROTE, message, customer, err);
}
