/*
 * store/order.h - orders, shipments, returns, reviews as fetched
 *
 * The record is kept as JSON; what is searched by has columns.  An order is
 * found by any number a buyer may write: platform id, shop number (#1042).
 */
#ifndef STORE_ORDER_H
#define STORE_ORDER_H

#include "base/money.h"
#include "store/db.h"

struct order {
	int64_t id, account, customer; /* customer 0: unknown */
	const char *channel, *account_name, *external_id;
	const char *status, *country;
	int64_t placed_at;
	struct money total;
	const char *record; /* JSON */
};

struct shipment {
	int64_t id, order;
	const char *carrier, *tracking, *status;
	int64_t shipped_at, delivered_at; /* CLOCK_NONE */
	const char *record;
};

/* "#1042" and "1042" are one number: without the '#'.  NULL stays NULL. */
const char *order_number(const char *);

/* 1, 0, -1.  ACCOUNT 0: any; "#1042" equals "1042". */
int order_find(struct db *, int64_t account, const char *number, struct order *,
    struct arena *, struct err *);
int order_by_tracking(struct db *, const char *tracking, struct order *,
    struct arena *, struct err *);
/* Newest first. */
int order_of_customer(struct db *, int64_t customer, struct arena *,
    int (*each)(const struct order *, void *), void *, struct err *);
/* ORIGIN: whose identity it came by, 0: the customer's own. */
int order_own(
    struct db *, int64_t order, int64_t customer, int64_t origin, struct err *);
int order_shipments(struct db *, int64_t order, struct arena *,
    int (*each)(const struct shipment *, void *), void *, struct err *);
/* JSON records of reviews and returns of an order. */
int order_reviews(struct db *, int64_t order, struct arena *,
    int (*each)(const char *record, void *), void *, struct err *);
int order_returns(struct db *, int64_t order, struct arena *,
    int (*each)(const char *record, void *), void *, struct err *);

#endif
