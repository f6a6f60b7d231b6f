/*
 * desk/story.h - the events of a ticket as its clocks see them
 *
 *	story_begin(&s, desk, t);
 *	event_of_ticket(desk->db, t->number, arena, story_tell, &s, err);
 *	story_settle(&s);	now s.v[s.n], s.priority and s.end hold
 *	story_free(&s);
 *
 * Events are told in the order in which they came in, and count in that of
 * their times: what each of them means comes out when the story is settled.
 * desk/clocks.h has the kinds of event and what stands in them.
 */
#ifndef DESK_STORY_H
#define DESK_STORY_H

#include "desk/clocks.h"

/* What an event means depends on those before it, and they may come later. */
enum means {
	ALWAYS,
	IF_WORKING, /* a status, of a ticket that waits for us */
	IF_RAISED,  /* a priority, when it is more urgent */
	IF_FIRST    /* a priority; IF_RAISED when there was one before */
};

struct told {
	struct sla_event e;
	int64_t row; /* the message, or 0 */
	enum means means;
};

struct story {
	const struct ruleset *rules;
	struct told *told;
	size_t n, cap;
	struct sla_event *v; /* the same, settled */
	const struct sla_policy *policy;
	const struct what_if *what_if; /* or NULL */
	int priority;		       /* at the beginning */
	int touched;		       /* by a person */
	int64_t first_answer;
	struct clocks_end end;
};

/* Its rules, policy and priority are those of the ticket, until changed. */
void story_begin(struct story *, const struct desk *, const struct ticket *);
/* An event of the ticket, for event_of_ticket; always 0. */
int story_tell(const struct event *, void *story);
/* In the order of their times, without what then means nothing. */
void story_settle(struct story *);
void story_free(struct story *);

#endif
