/*
 * desk/route.h - one record through the desk
 *
 * A message gets its ticket: stored if it never was, its sender known, the
 * ticket found or opened, rules and clocks and assignment applied, taken, and
 * "ticket" set on the record.  A message that was routed before gets the same
 * ticket and nothing changes.  Orders, shipments, returns and reviews are
 * stored if they are not known, and their buyers are known from then on.
 *
 * A record with ERR_DATA has written nothing.
 */
#ifndef DESK_ROUTE_H
#define DESK_ROUTE_H

#include "desk/desk.h"
#include "rec/rec.h"

/* What was decided and why, for --explain and tests. */
struct route {
	int64_t ticket;	   /* 0: the record is no message */
	int opened, again; /* new; routed before */
	const char *how;   /* of threading */
	int64_t suggested; /* may belong to this one; 0 */
	const struct rule *rules[RULE_SECTIONS];
	/* with desk->explain: each rule that was asked */
	struct rule_look *looks[RULE_SECTIONS];
	size_t nlooks[RULE_SECTIONS];
	const char *assignee; /* or NULL */
};

int route_record(
    struct desk *, struct rec *, int64_t now, struct route *, struct err *);

#endif
