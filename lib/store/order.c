/* store/order.c - orders, shipments, returns, reviews as fetched */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "rec/val.h"
#include "store/inside.h"
#include "store/intake.h"
#include "store/order.h"
#include "store/pack.h"

/* A record while its columns are bound. */
struct thing {
	struct db *db;
	const struct intake_thing *in;
	struct val rec;
	struct arena arena;
	struct buf packed;
	int64_t row; /* 0: it is new */
};

static void
thing_init(struct thing *t, struct db *db, const struct intake_thing *in)
{
	*t = (struct thing){ .db = db,
		.in = in,
		.arena = ARENA_INIT,
		.rec = { in->record, in->record_len },
		.packed = BUF_INIT };
}

static void
thing_free(struct thing *t)
{
	arena_free(&t->arena);
	buf_free(&t->packed);
}

static const char *
text(struct thing *t, const char *path)
{
	return val_str(val_get(t->rec, path), &t->arena);
}

static int64_t
instant(struct thing *t, const char *path)
{
	const char *s = text(t, path);

	return s != NULL ? clock_parse(s, strlen(s)) : CLOCK_NONE;
}

static void
bind_key(struct stmt *st, const struct intake_thing *in)
{
	bind_int(st, 1, in->account);
	bind_text(st, 2, in->external_id);
}

static void
bind_record(struct stmt *st, int n, struct thing *t)
{
	pack_json(&t->db->pack, t->in->record, t->in->record_len, &t->packed);
	bind_blob(st, n, t->packed.p, t->packed.len);
}

/* Of somebody who was forgotten: what the channel still has stays outside. */
static int
is_erased(const char *record, size_t n)
{
	return val_true(val_get((struct val){ record, n }, "erased"));
}

/* Held against the content as it was, not as it was packed. */
static int
look_up(struct thing *t, enum stmt_id id, enum intake_result *result,
    struct err *err)
{
	struct stmt *st = db_stmt(t->db, id);
	const char *was;
	size_t n, len;
	const void *p;
	enum step step;

	*result = INTAKE_NEW;
	bind_key(st, t->in);
	if ((step = db_step(st, err)) != STEP_ROW)
		return step == STEP_ERROR ? -1 : 0;
	t->row = col_int(st, 0);
	p = col_blob(st, 1, &n);
	was = pack_open(&t->db->pack, p, n, &len, &t->arena, err);
	stmt_end(st);
	if (was == NULL)
		return -1;
	*result =
	    is_erased(was, len) || (len == t->in->record_len &&
				       memcmp(was, t->in->record, len) == 0)
		? INTAKE_KNOWN
		: INTAKE_CHANGED;
	return 0;
}

/* "#1042" and "1042" are one number. */
static const char *
bare(const char *number)
{
	return number != NULL && *number == '#' && number[1] != '\0'
		   ? number + 1
		   : number;
}

static int
add_line(struct thing *t, int64_t order, int64_t line, struct val item,
    struct err *err)
{
	const char *sku = val_str(val_get(item, "sku"), &t->arena);
	struct stmt *st;
	int64_t quantity;

	if (sku == NULL)
		return 0;
	if (val_int(val_get(item, "quantity"), &quantity) < 0)
		quantity = 1;
	st = db_stmt(t->db, STMT_ORDER_LINE_ADD);
	bind_int(st, 1, t->in->account);
	bind_int(st, 2, order);
	bind_int(st, 3, line);
	bind_text(st, 4, sku);
	bind_int(st, 5, quantity);
	return db_do(st, err);
}

static int
add_lines(struct thing *t, int64_t order, struct err *err)
{
	struct val lines = val_get(t->rec, "lines"), item = VAL_NONE;
	struct stmt *st = db_stmt(t->db, STMT_ORDER_LINES_DROP);
	int64_t n = 0;

	bind_int(st, 1, t->in->account);
	bind_int(st, 2, order);
	if (db_do(st, err) < 0)
		return -1;
	while (val_next(lines, &item))
		if (add_line(t, order, ++n, item, err) < 0)
			return -1;
	return 0;
}

/* Minor units; an amount that is none is left out, the record has it. */
static void
bind_total(struct stmt *st, struct thing *t)
{
	const char *total = text(t, "total");
	const char *currency = text(t, "currency");
	struct err ignored = ERR_INIT;
	struct money m;

	bind_null(st, 7);
	bind_null(st, 8);
	if (total == NULL || currency == NULL ||
	    money_parse(&m, total, currency, &ignored) < 0)
		return;
	bind_int(st, 7, m.minor);
	bind_text(st, 8, currency);
}

static int
add_order(struct thing *t, struct err *err)
{
	struct stmt *st =
	    db_stmt(t->db, t->row != 0 ? STMT_ORDER_UPDATE : STMT_ORDER_ADD);
	const char *number = text(t, "number");
	const char *country = text(t, "ship_to.country");
	int rc;

	if (country == NULL)
		country = text(t, "customer.country");
	bind_key(st, t->in);
	bind_text(st, 3, bare(number != NULL ? number : t->in->external_id));
	bind_text(st, 4, text(t, "status"));
	bind_text(st, 5, country);
	bind_time(st, 6, instant(t, "placed_at"));
	bind_total(st, t);
	bind_record(st, 9, t);
	rc = t->row != 0 ? db_do(st, err) : db_insert(st, &t->row, err);
	return rc < 0 ? -1 : add_lines(t, t->row, err);
}

static int
add_shipment(struct thing *t, struct err *err)
{
	struct stmt *st = db_stmt(t->db, STMT_SHIPMENT_ADD);

	bind_key(st, t->in);
	bind_text(st, 3, text(t, "order_id"));
	bind_text(st, 4, text(t, "carrier"));
	bind_text(st, 5, text(t, "tracking"));
	bind_text(st, 6, text(t, "status"));
	bind_time(st, 7, instant(t, "shipped_at"));
	bind_time(st, 8, instant(t, "delivered_at"));
	bind_record(st, 9, t);
	return db_do(st, err);
}

static int
add_return(struct thing *t, struct err *err)
{
	struct stmt *st = db_stmt(t->db, STMT_RETURN_ADD);

	bind_key(st, t->in);
	bind_text(st, 3, text(t, "order_id"));
	bind_text(st, 4, text(t, "sku"));
	bind_text(st, 5, text(t, "reason"));
	bind_text(st, 6, text(t, "status"));
	bind_time(st, 7, instant(t, "opened_at"));
	bind_record(st, 8, t);
	return db_do(st, err);
}

static int
add_review(struct thing *t, struct err *err)
{
	struct stmt *st = db_stmt(t->db, STMT_REVIEW_ADD);
	int64_t stars;

	bind_key(st, t->in);
	bind_text(st, 3, text(t, "order_id"));
	bind_text(st, 4, text(t, "sku"));
	if (val_int(val_get(t->rec, "stars"), &stars) == 0)
		bind_int(st, 5, stars);
	else
		bind_null(st, 5);
	bind_time(st, 6, instant(t, "written_at"));
	bind_record(st, 7, t);
	return db_do(st, err);
}

static int
intake(struct db *db, const struct intake_thing *in, enum stmt_id known,
    int (*add)(struct thing *, struct err *), enum intake_result *result,
    struct err *err)
{
	struct thing t;
	int rc;

	thing_init(&t, db, in);
	rc = look_up(&t, known, result, err);
	if (rc == 0 && *result != INTAKE_KNOWN)
		rc = add(&t, err);
	thing_free(&t);
	return rc < 0 ? err_wrap(err, "store '%s'", in->external_id) : 0;
}

int
intake_order(struct db *db, const struct intake_thing *in,
    enum intake_result *result, struct err *err)
{
	return intake(db, in, STMT_ORDER_KNOWN, add_order, result, err);
}

int
intake_shipment(struct db *db, const struct intake_thing *in,
    enum intake_result *result, struct err *err)
{
	return intake(db, in, STMT_SHIPMENT_KNOWN, add_shipment, result, err);
}

int
intake_return(struct db *db, const struct intake_thing *in,
    enum intake_result *result, struct err *err)
{
	return intake(db, in, STMT_RETURN_KNOWN, add_return, result, err);
}

int
intake_review(struct db *db, const struct intake_thing *in,
    enum intake_result *result, struct err *err)
{
	return intake(db, in, STMT_REVIEW_KNOWN, add_review, result, err);
}

int
intake_has(struct db *db, const char *kind, int64_t account,
    const char *external_id, struct err *err)
{
	static const struct {
		const char *kind;
		enum stmt_id known;
	} things[] = { { "order", STMT_ORDER_KNOWN },
		{ "shipment", STMT_SHIPMENT_KNOWN },
		{ "return", STMT_RETURN_KNOWN },
		{ "review", STMT_REVIEW_KNOWN } };
	struct intake_thing in = { .account = account,
		.external_id = external_id };
	struct stmt *st;
	int64_t row;
	size_t i;

	for (i = 0; i < sizeof things / sizeof things[0]; i++)
		if (strcmp(things[i].kind, kind) == 0) {
			st = db_stmt(db, things[i].known);
			bind_key(st, &in);
			return db_one(st, &row, err);
		}
	return 0;
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
	bind_text(st, 2, bare(number));
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
