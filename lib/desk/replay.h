/*
 * desk/replay.h - what other rules would have made of old messages
 *
 * The messages of each ticket are held against two sets of rules, one after
 * the other, as they came in; nothing is written.  Rules see the ticket as
 * each set had made it, and the customer's tags as they are now.  What people
 * did stays as it was; clocks are computed anew under each set.
 */
#ifndef DESK_REPLAY_H
#define DESK_REPLAY_H

#include "desk/clocks.h"

struct replay_side {
	const char *queue; /* or NULL */
	enum ticket_priority priority;
	const char *tags; /* "a,b", "" when none */
	const char *sla;  /* or NULL */
	const char *to; /* who the assignment wants: "nobody", "mei", skills */
	const struct rule *rules[RULE_SECTIONS]; /* the last that fired */
	long late[SLA_CLOCKS]; /* breached clocks of each kind */
};

struct replay_ticket {
	int64_t number;
	struct replay_side was, is;
};

struct replay_ears {
	/* The first message that asks for work, before its ticket; or NULL. */
	int (*first)(const struct ticket *, struct rec *, void *, struct err *);
	int (*each)(const struct replay_ticket *, void *);
	void *arg;
};

/*
 * Every ticket that began in [FROM, TO) and was no history, under the rules of
 * the desk and under OTHER.  Returns 0 or -1.
 */
int desk_replay(struct desk *, const struct ruleset *other, int64_t from,
    int64_t to, int64_t now, const struct replay_ears *, struct err *);

#endif
