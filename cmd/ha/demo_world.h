/*
 * cmd/ha/demo_world.h - buyers and orders, each made from its number alone
 *
 * Nothing is kept: the same seed and number give the same buyer, order and
 * parcel whenever they are asked for.  So a mail can speak of an order that
 * was written an hour ago, and memory does not grow with the shop.
 *
 * What happens over the months is a curve: day by day a weight, and in a day
 * hour by hour.  The N events of a curve lie on it in their order.
 */
#ifndef HA_DEMO_WORLD_H
#define HA_DEMO_WORLD_H

#include "base/buf.h"
#include "ha/demo_rand.h"
#include "ha/demo_shop.h"

struct demo_curve {
	int64_t start; /* midnight of the first day */
	size_t days;
	uint64_t *sum;	    /* weights of the days before, DAYS + 1 */
	uint64_t hours[25]; /* the same for hours */
	uint64_t n;	    /* events */
};

int64_t demo_curve_at(const struct demo_curve *, uint64_t i);
/* How many events come before T. */
uint64_t demo_curve_before(const struct demo_curve *, int64_t t);

struct demo_world {
	const struct demo_shop *shop;
	uint64_t seed;
	int64_t start, end; /* whole days, UTC */
	int64_t read_until; /* mail before it has been read */
	struct demo_curve orders, mails;
	uint64_t buyers;
	uint64_t refunds; /* of the serial refunder */
	uint64_t angry_order;
	/* incidents, as instants */
	int64_t batch_from, lane_from, sale_from, sale_end, surge_from,
	    surge_end, angry_from;
	const struct demo_topic *batch_topic, *late_topic;
	const struct demo_language *refunder_lang, *angry_lang;
	const struct demo_account *refunder_at, *angry_at;
};

void demo_world_init(struct demo_world *, const struct demo_shop *,
    uint64_t seed, int64_t end, long months, uint64_t messages);
void demo_world_free(struct demo_world *);

enum { BUYER_REFUNDER = 0, BUYER_ANGRY = 1, BUYER_FIRST };

struct demo_buyer {
	uint64_t index;
	const struct demo_language *lang;
	const struct demo_account *at;
	const struct demo_city *city;
	const char *first, *last;
};

void demo_buyer(const struct demo_world *, uint64_t index, struct demo_buyer *);
void demo_buyer_name(const struct demo_buyer *, struct buf *);
/* "anna.berg4f", unique. */
void demo_buyer_handle(const struct demo_buyer *, struct buf *);
/* As the shop sees it: behind a marketplace, its alias. */
void demo_buyer_email(
    const struct demo_world *, const struct demo_buyer *, struct buf *);
void demo_buyer_street(
    const struct demo_world *, const struct demo_buyer *, struct buf *);
/* The mail program this buyer uses: a node of mail.yaml's clients. */
const struct node *demo_buyer_client(
    const struct demo_world *, const struct demo_buyer *);

enum { DEMO_LINES = 3 };

struct demo_line {
	const struct demo_product *product;
	const char *colour, *size; /* size may be NULL */
	long quantity;
	int64_t price; /* minor units, each */
};

enum demo_incident {
	INCIDENT_NONE,
	INCIDENT_BATCH,
	INCIDENT_LANE,
	INCIDENT_SALE,
	INCIDENT_REFUNDER,
	INCIDENT_ANGRY
};
extern const char *const demo_incidents[]; /* their names, or NULL */

struct demo_order {
	uint64_t index;
	struct demo_buyer buyer;
	int64_t placed, shipped, due, arrived;
	struct demo_line line[DEMO_LINES];
	size_t nlines, bad; /* the line meant */
	const struct demo_currency *money;
	const struct demo_carrier *carrier;
	int64_t total, discount;
	const struct demo_topic *trouble; /* or NULL */
	enum demo_incident incident;
	/* CLOCK_NONE when nothing comes back */
	int64_t return_opened, return_closed;
};

/* arrived is CLOCK_NONE when the parcel is lost. */
void demo_order(const struct demo_world *, uint64_t index, struct demo_order *);
void demo_order_number(
    const struct demo_world *, const struct demo_order *, struct buf *);
/* The platform's own id, often the number. */
void demo_order_external(
    const struct demo_world *, const struct demo_order *, struct buf *);
void demo_order_tracking(
    const struct demo_world *, const struct demo_order *, struct buf *);
void demo_sku(const struct demo_line *, struct buf *);
/* "red, M" */
void demo_variant(const struct demo_line *, struct buf *);
/* The N-th of the serial refunder's orders, N < refunds. */
uint64_t demo_refunder_order(const struct demo_world *, uint64_t n);

#endif
