/* desk/thing.c - orders, shipments, returns and reviews that pass the desk */
#include <stdlib.h>

#include "base/clock.h"
#include "desk/letter.h"
#include "desk/thing.h"
#include "store/intake.h"

/* What is no message: kept if it is new, its buyer known. */
static int
keep(struct desk *d, struct rec *rec, int64_t account, const char *id,
    struct err *err)
{
	static int (*const put[])(struct db *, const struct intake_thing *,
	    enum intake_result *, struct err *) = {
		[KIND_ORDER] = intake_order,
		[KIND_SHIPMENT] = intake_shipment,
		[KIND_RETURN] = intake_return,
		[KIND_REVIEW] = intake_review,
	};
	enum intake_result result;
	struct buf line = BUF_INIT;
	struct intake_thing thing = { account, id, NULL, 0 };
	int rc = intake_has(d->db, kind_name(rec_kind(rec)), account, id, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	rec_write(rec, &line);
	thing.record = line.p;
	thing.record_len = line.len - 1;
	rc = put[rec_kind(rec)](d->db, &thing, &result, err);
	buf_free(&line);
	return rc;
}

/* An order belongs to its buyer, once we know who that is. */
static int
own(struct desk *d, struct rec *rec, int64_t account, const char *id,
    int64_t now, struct err *err)
{
	struct order o;
	int64_t customer, at = rec_time(rec, "placed_at");
	int rc = order_find(d->db, account, id, &o, rec_arena(rec), err);

	if (rc != 1 || o.customer != 0)
		return rc < 0 ? -1 : 0;
	customer = letter_customer(d, rec, at != CLOCK_NONE ? at : now, err);
	if (customer <= 0)
		return (int)customer;
	return order_own(d->db, o.id, customer, err);
}

int
thing_keep(struct desk *d, struct rec *rec, int64_t now, struct err *err)
{
	const char *channel = rec_str(rec, "channel");
	const char *name = rec_str(rec, "account");
	const char *id = rec_str(rec, "external_id");
	int64_t account;

	if (channel == NULL || name == NULL || id == NULL)
		return err_set(err, ERR_DATA,
		    "a record needs channel, account and external_id");
	if ((account = desk_account(d, channel, name, err)) < 0 ||
	    keep(d, rec, account, id, err) < 0)
		return -1;
	return rec_kind(rec) == KIND_ORDER ? own(d, rec, account, id, now, err)
					   : 0;
}
