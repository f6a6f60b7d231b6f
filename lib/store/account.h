/*
 * store/account.h - accounts of channels, and what may leave through them
 *
 * ha.yaml says which accounts there are and how to reach them; the database
 * says since when one is live.  Shadow: everything is done, nothing leaves.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/event.h"

enum account_state { ACCOUNT_SHADOW, ACCOUNT_LIVE, ACCOUNT_PAUSED };

struct account {
	int64_t id;
	const char *channel, *name; /* "email", "support" */
	enum account_state state;
	int64_t live_since; /* CLOCK_NONE when never */
	int64_t last_fetch; /* end of the last good one */
};

/* The row of channel/name, made in shadow when it is not there. */
int account_need(struct db *, const char *channel, const char *name,
    struct account *, struct arena *, struct err *);
/* 1 found, 0 not, -1. */
int account_find(struct db *, const char *channel, const char *name,
    struct account *, struct arena *, struct err *);
int account_each(struct db *, struct arena *,
    int (*each)(const struct account *, void *), void *, struct err *);
/*
 * Live now: older mail than NOW never gets an automatic answer.  Writes the
 * event; what is held is reply_release's.
 */
int account_set_state(struct db *, int64_t account, enum account_state,
    int64_t now, const struct decider *, struct err *);
const char *account_state_name(enum account_state);

#endif
