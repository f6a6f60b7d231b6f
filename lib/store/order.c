/* store/order.c - orders and what belongs to them, found again */
#include <string.h>

#include "store/columns.h"
#include "store/inside.h"
#include "store/order.h"
#include "store/pack.h"

const char *
order_number(const char *number)
{
	return number != NULL && *number == '#' && number[1] != '\0'
		   ? number + 1
		   : number;
}

static const char *
unpacked(
    struct db *db, struct stmt *st, int i, struct arena *arena, struct err *err)
{
	size_t n, len;
	const void *p = col_blob(st, i, &n);

	return pack_open(&db->pack, p, n, &len, arena, err);
}

static int
read_order(struct db *db, struct stmt *st, struct order *o, struct arena *arena,
    struct err *err)
{
	const char *currency;

	memset(o, 0, sizeof *o);
	o->id = col_int(st, 0);
	o->account = col_int(st, 1);
	o->customer = col_int(st, 2);
	o->channel = col_text(st, 3, arena);
	o->account_name = col_text(st, 4, arena);
	o->external_id = col_text(st, 5, arena);
	o->status = col_text(st, 6, arena);
	o->country = col_text(st, 7, arena);
	o->placed_at = col_time(st, 8);
	o->total.minor = col_int(st, 9);
	if ((currency = col_text(st, 10, NULL)) != NULL)
		memcpy(o->total.currency, currency,
		    strnlen(currency, sizeof o->total.currency - 1));
	o->record = unpacked(db, st, 11, arena, err);
	return o->record != NULL ? 0 : -1;
}

static int
one_order(struct db *db, struct stmt *st, struct order *o, struct arena *arena,
    struct err *err)
{
	enum step step = db_step(st, err);
	int rc;

	if (step != STEP_ROW)
		return step;
	rc = read_order(db, st, o, arena, err);
	stmt_end(st);
	return rc < 0 ? -1 : 1;
}

int
order_find(struct db *db, int64_t account, const char *number, struct order *o,
    struct arena *arena, struct err *err)
{
	struct stmt *st = db_stmt(
	    db, account != 0 ? STMT_ORDER_FIND_ACCOUNT : STMT_ORDER_FIND);

	bind_text(st, 1, number);
	bind_text(st, 2, order_number(number));
	if (account != 0)
		bind_int(st, 3, account);
	return one_order(db, st, o, arena, err);
}

int
order_by_tracking(struct db *db, const char *tracking, struct order *o,
    struct arena *arena, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ORDER_BY_TRACKING);

	bind_text(st, 1, tracking);
	return one_order(db, st, o, arena, err);
}

int
order_of_customer(struct db *db, int64_t customer, struct arena *arena,
    int (*each)(const struct order *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ORDER_OF_CUSTOMER);
	struct order o;
	enum step step;

	bind_int(st, 1, customer);
	while ((step = db_step(st, err)) == STEP_ROW)
		if (read_order(db, st, &o, arena, err) < 0 ||
		    each(&o, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	return step;
}

int
order_own(struct db *db, int64_t order, int64_t customer, int64_t origin,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ORDER_OWN);

	bind_int(st, 1, order);
	bind_ref(st, 2, customer);
	bind_ref(st, 3, origin);
	return db_do(st, err);
}

int
order_shipments(struct db *db, int64_t order, struct arena *arena,
    int (*each)(const struct shipment *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ORDER_SHIPMENTS);
	struct shipment s;
	enum step step;

	bind_int(st, 1, order);
	while ((step = db_step(st, err)) == STEP_ROW) {
		s.id = col_int(st, 0);
		s.order = order;
		s.carrier = col_text(st, 1, arena);
		s.tracking = col_text(st, 2, arena);
		s.status = col_text(st, 3, arena);
		s.shipped_at = col_time(st, 4);
		s.delivered_at = col_time(st, 5);
		s.record = unpacked(db, st, 6, arena, err);
		if (s.record == NULL || each(&s, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

/* EACH gets the record of every row of a statement about ORDER. */
static int
each_record(struct db *db, enum stmt_id id, int64_t order, struct arena *arena,
    int (*each)(const char *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, id);
	const char *record;
	enum step step;

	bind_int(st, 1, order);
	while ((step = db_step(st, err)) == STEP_ROW) {
		record = unpacked(db, st, 0, arena, err);
		if (record == NULL || each(record, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int
order_returns(struct db *db, int64_t order, struct arena *arena,
    int (*each)(const char *, void *), void *arg, struct err *err)
{
	return each_record(
	    db, STMT_ORDER_RETURNS, order, arena, each, arg, err);
}

int
order_reviews(struct db *db, int64_t order, struct arena *arena,
    int (*each)(const char *, void *), void *arg, struct err *err)
{
	return each_record(
	    db, STMT_ORDER_REVIEWS, order, arena, each, arg, err);
}
