/*
 * store/ticket.h - tickets
 *
 * The row caches what lists sort and filter by; the events are the truth.
 * Status: new open waiting_customer waiting_internal resolved closed.
 */
#ifndef STORE_TICKET_H
#define STORE_TICKET_H

#include "store/db.h"
#include "store/find.h"

enum ticket_status {
	TICKET_NEW,
	TICKET_OPEN,
	TICKET_WAITING_CUSTOMER,
	TICKET_WAITING_INTERNAL,
	TICKET_RESOLVED,
	TICKET_CLOSED
};
enum ticket_priority {
	PRIORITY_URGENT,
	PRIORITY_HIGH,
	PRIORITY_NORMAL,
	PRIORITY_LOW
};
/* The clocks of sla/sla.h, in its order. */
enum ticket_clock {
	DUE_FIRST,
	DUE_NEXT,
	DUE_PROPOSAL,
	DUE_RESOLUTION,
	DUE_PLATFORM,
	DUE_CLOCKS
};

/*
 * What it is found by and what seldom changes.  An update that leaves it alone
 * touches three indexes instead of twelve.
 */
struct ticket_place {
	int64_t account, customer, merged_into;
	int64_t created_at, first_in_at, resolved_at;
	const char *thread, *order_id, *sku, *intent, *detail;
};

struct ticket {
	int64_t number, account, customer;
	const char *channel, *account_name;
	const char *thread, *subject; /* or NULL */
	const char *customer_name;    /* or NULL */
	enum ticket_status status;
	enum ticket_priority priority;
	const char *queue;
	const char *assignee;	      /* NULL: nobody */
	int claimed;		      /* by the assignee, now */
	const char *intent, *intent2; /* or NULL */
	const char *detail;	      /* what exactly, of either, or NULL */
	double p;
	const char *lang, *urgency, *sentiment, *country;
	const char *order_id, *sku, *carrier; /* or NULL */
	const char *responsibility, *result;  /* or NULL */
	long severity;
	const char *sla;	 /* name of the rule */
	int64_t due[DUE_CLOCKS]; /* CLOCK_NONE: off */
	int64_t met[DUE_CLOCKS]; /* when it stopped */
	int64_t due_at;		 /* the next one that runs */
	int due_clock;		 /* enum ticket_clock, or -1 */
	int64_t created_at, updated_at;
	int64_t first_in_at, last_in_at, last_out_at;
	int64_t first_response_at, resolved_at, closed_at;
	int64_t reopens, in_count, out_count, auto_count;
	int unread, history;
	int64_t merged_into; /* 0 when not */
	int64_t watch_at;    /* timers look next (store/watch.h) */
	int draft;	     /* a draft waits (join) */
	/* whose identity it came by, 0: the customer's; see ticket_origin */
	int64_t origin;
	struct ticket_place was; /* as it stands in the row */
};

/* Resolved or closed; new or open: neither while it waits. */
int ticket_is_done(enum ticket_status);
int ticket_is_working(enum ticket_status);

const char *ticket_status_name(enum ticket_status);
int ticket_status_of(const char *); /* -1 unknown */
const char *ticket_priority_name(enum ticket_priority);
int ticket_priority_of(const char *);
const char *ticket_clock_name(enum ticket_clock); /* "first_response" */

/* Make the row; t->number is set. */
int ticket_open(struct db *, struct ticket *, struct err *);
/* 1 found (following merges when FOLLOW), 0 not, -1. */
int ticket_get(struct db *, int64_t number, int follow, struct ticket *,
    struct arena *, struct err *);
/* Write T back, its place only when it has moved. */
int ticket_update(struct db *, struct ticket *, struct err *);

/* Remember by whose identity it came (store/customer.h); 0: its customer's. */
int ticket_origin(struct db *, int64_t number, int64_t customer, struct err *);

/* Threading: the newest ticket of a conversation; of a customer's order. */
int64_t ticket_of_thread(
    struct db *, int64_t account, const char *thread, struct err *);
int64_t ticket_of_order(struct db *, int64_t customer, const char *order_id,
    int64_t resolved_after, struct err *);
/* All of an order's number, whosever they are, in their order. */
int tickets_about(struct db *, const char *order_id,
    int (*each)(int64_t number, void *), void *, struct err *);

int ticket_find(struct db *, const struct find *, struct arena *,
    int (*each)(const struct ticket *, void *), void *, struct err *);

/*
 * Claim for WHO what ends first among unclaimed, or exactly NUMBER (0: any).
 * 1 and *NUMBER claimed; 0 nothing to claim (or somebody else has it).
 */
int ticket_claim(
    struct db *, int64_t *number, const char *who, int64_t now, struct err *);

/* It is WHO's if it is nobody's: 1, 0, -1. */
int ticket_offer(struct db *, int64_t number, const char *who, struct err *);

/* 1: it has it now, or has not; 0: so it was; -1. */
int ticket_tag(
    struct db *, int64_t number, const char *tag, int on, struct err *);
int ticket_tags(struct db *, int64_t number, struct arena *,
    int (*each)(const char *tag, void *), void *, struct err *);

/* Open tickets per assignee, for the load. */
int ticket_loads(struct db *, struct arena *,
    int (*each)(const char *assignee, int64_t n, void *), void *, struct err *);
/* The agent of the customer's newest ticket, or NULL. */
const char *ticket_last_agent(struct db *, int64_t customer, struct arena *);

#endif
