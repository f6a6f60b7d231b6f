/*
 * desk/desk.h - the desk during one run
 *
 * What does not change from record to record is read once: rules, calendars,
 * the team and its load.  A desk belongs to one database handle; its caller
 * owns the transactions and tells when one was rolled back.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "base/map.h"
#include "conf/config.h"
#include "desk/assign.h"
#include "desk/customer_rules.h"
#include "desk/ruleset.h"
#include "desk/timers.h"
#include "store/db.h"
#include "store/ticket.h"

struct calendar;
struct deed;
struct task;

struct desk {
	struct db *db;
	const struct config *config; /* or NULL */
	struct ruleset *rules;
	struct timers timers;
	struct customer_rules *customers;
	struct map accounts;	  /* "channel/name": its row */
	struct staff *staff;	  /* agents, by conf order */
	struct calendar **shifts; /* of each; NULL: always */
	size_t nstaff;
	int orders;  /* rules or timers look at orders */
	int replies; /* replies are configured */
	int counted; /* loads were read */
	int explain; /* routes say which rules did not fit */
	/*
	 * Hears of each new task, in the transaction that makes it: the desk
	 * itself sends no mail.  The ticket is NULL when there is none.  0, -1;
	 * NULL: nobody hears.
	 */
	int (*on_task)(const struct deed *, const struct task *,
	    const struct ticket *, struct err *);
};

/*
 * CONFIG may be NULL; FILE is --rules or NULL.  NULL and every error in
 * ERRS.
 */
struct desk *desk_open(
    struct db *, const struct config *, const char *file, struct conf_errs *);
void desk_close(struct desk *);

/* A transaction begins or was rolled back: forget what it may have changed. */
void desk_forget(struct desk *);

/* The row of an account, remembered; -1. */
int64_t desk_account(
    struct desk *, const char *channel, const char *name, struct err *);

/* desk/staff.c: who takes T, as the rule says; NULL when nobody does. */
const char *desk_pick(struct desk *, const struct rule *, const struct ticket *,
    const char *previous, int64_t now, struct err *);
/* Who had the customer's newest ticket, or NULL. */
const char *desk_last_agent(struct desk *, int64_t customer, struct arena *);
/* WHO (or nobody, NULL) has got it: that counts when the next is picked. */
int desk_book(struct desk *, const char *who, int64_t now, struct err *);
/*
 * Try the tickets that wait for somebody, most urgent first, while there is
 * room; EACH (or NULL) gets those that were assigned.  Returns how many, or
 * -1.
 */
int desk_assign_waiting(struct desk *, int64_t now,
    int (*each)(const struct ticket *, void *), void *, struct err *);

#endif
