/* desk/thing.c - orders, shipments, returns and reviews that pass the desk */
#include <stdlib.h>

#include "base/clock.h"
#include "desk/about.h"
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
own(struct desk *d, struct rec *rec, const struct order *o, int64_t now,
    struct err *err)
{
	int64_t at = rec_time(rec, "placed_at");
	struct sender s;
	int rc;

	if (o->customer != 0)
		return 0;
	rc = letter_customer(d, rec, at != CLOCK_NONE ? at : now, &s, err);
	if (rc < 0 || s.customer == 0)
		return rc;
	if (order_own(d->db, o->id, s.customer, s.by != s.customer ? s.by : 0,
		err) < 0 ||
	    likeness_order(d->db, s.by, rec, err) < 0)
		return -1;
	return customer_retag(d, s.customer, now, err);
}

/* Who bought, and what those tickets are about that were here before it. */
static int
ordered(struct desk *d, struct rec *rec, const struct order *o, int64_t now,
    struct err *err)
{
	return own(d, rec, o, now, err) < 0
		   ? -1
		   : about_all(d, o, rec_arena(rec), err);
}

static int
shipped(struct desk *d, struct rec *rec, const struct order *o, int64_t now,
    struct err *err)
{
	(void)now;
	return about_all(d, o, rec_arena(rec), err);
}

/* What came back says something about who sent it. */
static int
returned(struct desk *d, struct rec *rec, const struct order *o, int64_t now,
    struct err *err)
{
	(void)rec;
	return o->customer != 0 ? customer_retag(d, o->customer, now, err) : 0;
}

/* What a thing means to the rest of the desk, and which member has its order.
 */
static const struct {
	const char *order;
	int (*tell)(struct desk *, struct rec *, const struct order *,
	    int64_t now, struct err *);
} effects[] = {
	[KIND_ORDER] = { "external_id", ordered },
	[KIND_SHIPMENT] = { "order_id", shipped },
	[KIND_RETURN] = { "order_id", returned },
	[KIND_REVIEW] = { NULL, NULL },
};

/* An order that is not there yet will find what came before it. */
static int
tell(struct desk *d, struct rec *rec, int64_t account, int64_t now,
    struct err *err)
{
	enum kind kind = rec_kind(rec);
	const char *number = effects[kind].order != NULL
				 ? rec_str(rec, effects[kind].order)
				 : NULL;
	struct order o;
	int rc;

	if (number == NULL)
		return 0;
	rc = order_find(d->db, account, number, &o, rec_arena(rec), err);
	return rc != 1 ? rc : effects[kind].tell(d, rec, &o, now, err);
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
	return tell(d, rec, account, now, err);
}
