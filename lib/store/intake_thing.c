/*
 * store/intake_thing.c - orders, shipments, returns and reviews come in
 */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/money.h"
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
	/* until when its record tells; NULL: a later line is a later state */
	int64_t (*until)(struct val, struct arena *);
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

static int
is_same(const struct thing *t, const char *was, size_t n)
{
	return n == t->in->record_len && memcmp(was, t->in->record, n) == 0;
}

/* A state that was overtaken on its way to us does not take anything back. */
static int
is_older(struct thing *t, const char *was, size_t n)
{
	return t->until != NULL &&
	       t->until(t->rec, &t->arena) <
		   t->until((struct val){ was, n }, &t->arena);
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
	    is_erased(was, len) || is_same(t, was, len) || is_older(t, was, len)
		? INTAKE_KNOWN
		: INTAKE_CHANGED;
	return 0;
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
	bind_text(
	    st, 3, order_number(number != NULL ? number : t->in->external_id));
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

static void
later(int64_t *newest, struct val at, struct arena *arena)
{
	const char *s = val_str(at, arena);
	int64_t ms = s != NULL ? clock_parse(s, strlen(s)) : CLOCK_NONE;

	if (ms > *newest)
		*newest = ms;
}

/* The newest instant that a shipment's record knows of. */
static int64_t
tracked_until(struct val rec, struct arena *arena)
{
	struct val events = val_get(rec, "events"), item = VAL_NONE;
	int64_t newest = CLOCK_NONE;

	later(&newest, val_get(rec, "shipped_at"), arena);
	later(&newest, val_get(rec, "delivered_at"), arena);
	while (val_next(events, &item))
		later(&newest, val_get(item, "at"), arena);
	return newest;
}

static int
intake(struct db *db, const struct intake_thing *in, enum stmt_id known,
    int (*add)(struct thing *, struct err *),
    int64_t (*until)(struct val, struct arena *), enum intake_result *result,
    struct err *err)
{
	struct thing t;
	int rc;

	thing_init(&t, db, in);
	t.until = until;
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
	return intake(db, in, STMT_ORDER_KNOWN, add_order, NULL, result, err);
}

int
intake_shipment(struct db *db, const struct intake_thing *in,
    enum intake_result *result, struct err *err)
{
	return intake(db, in, STMT_SHIPMENT_KNOWN, add_shipment, tracked_until,
	    result, err);
}

int
intake_return(struct db *db, const struct intake_thing *in,
    enum intake_result *result, struct err *err)
{
	return intake(db, in, STMT_RETURN_KNOWN, add_return, NULL, result, err);
}

int
intake_review(struct db *db, const struct intake_thing *in,
    enum intake_result *result, struct err *err)
{
	return intake(db, in, STMT_REVIEW_KNOWN, add_review, NULL, result, err);
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
