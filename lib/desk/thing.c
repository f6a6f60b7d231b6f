/* desk/thing.c - orders, shipments, returns and reviews that pass the desk */
#include <stdlib.h>

#include "base/clock.h"
#include "desk/customer.h"
#include "desk/letter.h"
#include "desk/likeness.h"
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
	int64_t at = rec_time(rec, "placed_at");
	int rc = order_find(d->db, account, id, &o, rec_arena(rec), err);
	struct sender s;

	if (rc != 1 || o.customer != 0)
		return rc < 0 ? -1 : 0;
	rc = letter_customer(d, rec, at != CLOCK_NONE ? at : now, &s, err);
	if (rc < 0 || s.customer == 0)
		return rc;
	if (order_own(d->db, o.id, s.customer, s.by != s.customer ? s.by : 0,
		err) < 0 ||
	    likeness_order(d->db, s.by, rec, err) < 0)
		return -1;
	return customer_retag(d, s.customer, now, err);
}

/* What came back says something about who sent it. */
static int
returned(struct desk *d, struct rec *rec, int64_t account, int64_t now,
    struct err *err)
{
	const char *number = rec_str(rec, "order_id");
	struct order o;
	int rc;

	if (number == NULL)
		return 0;
	rc = order_find(d->db, account, number, &o, rec_arena(rec), err);
	if (rc != 1 || o.customer == 0)
		return rc < 0 ? -1 : 0;
	return customer_retag(d, o.customer, now, err);
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
	if (rec_kind(rec) == KIND_ORDER)
		return own(d, rec, account, id, now, err);
	return rec_kind(rec) == KIND_RETURN
		   ? returned(d, rec, account, now, err)
		   : 0;
}
