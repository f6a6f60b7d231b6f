/*
 * desk/clocks.h - a ticket's deadlines, from its events
 *
 * The kinds of event that the clocks read, and what stands in their data:
 *
 *	opened		message, platform, priority	a ticket begins
 *	message		message, platform, first	the customer wrote
 *	answered	reply or message, proposal	a person answered
 *	reply_approved	reply				the same, by a draft
 *	no_reply					nothing is owed
 *	split		messages			these went elsewhere
 *
 * "thanks" and "machine" (desk/aside.h) are messages that no clock sees.
 *
 * "message" is the row, "platform" the marketplace's limit in seconds.  Any
 * event may carry "status" and "priority": what the ticket's are from then
 * on; and "calendar": the hours of the team that has it, "" the policy's.  A
 * message with "quiet" moves no clock: history, mail that no person wrote.  A
 * ticket that was merged into another has no clocks any more.
 *
 * Events are told in any order and count in that of their times.  So some of
 * them say only what they do, and what that means comes out when they are
 * sorted: a message wakes what rests, one of ours ("elsewhere") leaves waiting
 * what was worked on, a message raises the priority and does not lower it, and
 * the first one sets it ("first": it was before all that had come in).
 */
#ifndef DESK_CLOCKS_H
#define DESK_CLOCKS_H

#include "desk/desk.h"
#include "store/event.h"

/*
 * Compute what the row of T caches (due, met, due_at, due_clock,
 * first_response_at, watch_at) from its stored events as they stand at NOW.
 */
int clocks_update(struct desk *, struct ticket *, int64_t now, struct err *);
/*
 * The same after something was told that other events may follow in time:
 * what the ticket's status and priority are by all of them, and whether a
 * person has done anything.
 */
struct clocks_end {
	enum ticket_status status;
	enum ticket_priority priority;
	int touched;
};
int clocks_late(struct desk *, struct ticket *, int64_t now,
    struct clocks_end *, struct err *);
/* As clocks_update, for a ticket of which FIRST is the only event. */
void clocks_begin(
    struct desk *, struct ticket *, const struct event *first, int64_t now);

/* All clocks of a ticket, for `ha-ticket sla`; lives in the arena. */
int clocks_read(struct desk *, const struct ticket *, int64_t now,
    struct sla_result *, struct arena *, struct err *);
/* As they stood at AT: what happened later is left out. */
int clocks_at(struct desk *, const struct ticket *, int64_t at,
    struct sla_result *, struct arena *, struct err *);

/*
 * What other rules had made of the same ticket: its deadlines under SLA of
 * RULES, begun with PRIORITY, each message with another limit and priority
 * (-1: unchanged).  What people and answers did stays.
 */
struct what_if {
	const struct ruleset *rules;
	const char *sla; /* NULL: no deadlines */
	int priority;
	const struct what_if_word {
		int64_t row, platform;
		int priority;
	} * v;
	size_t n;
};
int clocks_what_if(struct desk *, const struct ticket *, const struct what_if *,
    int64_t now, struct sla_result *, struct arena *, struct err *);

#endif
