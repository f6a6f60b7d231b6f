/*
 * store/history.h - the past of one customer, row by row
 *
 * A customer has few of each: they are read whole and counted by who asks
 * (desk/customer.h), for any shop and any span of time.
 */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "base/money.h"
#include "store/db.h"

enum history_kind {
	HISTORY_ORDER,	/* status, money: the total */
	HISTORY_RETURN, /* reason, money: what was refunded */
	HISTORY_REVIEW, /* stars */
	HISTORY_TICKET	/* number, status, reason: the intent, result, lang */
};

struct history {
	enum history_kind kind;
	const char *channel, *account;
	int64_t at;	    /* CLOCK_NONE when it was not told */
	struct money money; /* currency "" when there is none */
	const char *status, *reason, *result, *lang;
	int64_t stars, number;
};

/* The result "unfounded", alone or before what shows it. */
int history_is_unfounded(const char *result);

/* ID is a root.  Kind by kind, each oldest first. */
int history_each(struct db *, int64_t id, struct arena *,
    int (*each)(const struct history *, void *), void *, struct err *);

#endif
