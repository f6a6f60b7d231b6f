/*
 * desk/timers.h - what is to happen when time has passed
 *
 *	watch:
 *	  timers:
 *	    - {name: late, on: breach, priority: high, notify: [agent]}
 *	    - {name: marketplace soon, on: breach, clocks: [platform],
 *	       before: 2h, notify: [agent, "role:lead"]}
 *	    - {name: task soon, on: task, before: 4h, notify: [agent]}
 *	follow_up: {ask_after: 3d, close_after: 7d}
 *
 * "on" says from which instant a rule counts: the warning or the due instant
 * of a clock, or the due instant of a task; "before" and "after" move it.
 * Every rule that fits fires, once for each clock (desk/watch.h).  The list
 * of the configuration takes the place of the shipped one
 * (share/rules/watch.yaml).  Nothing here reads a clock or a database.
 */
#ifndef DESK_TIMERS_H
#define DESK_TIMERS_H

#include "conf/config.h"
#include "rule/query.h"
#include "sla/sla.h"
#include "store/task.h"
#include "store/ticket.h"

enum timer_on { ON_WARNING, ON_BREACH, ON_TASK };

struct timer {
	const char *name, *when; /* when NULL: always */
	struct query query;
	int on; /* enum timer_on */
	struct conf_list clock_names;
	unsigned clocks; /* 1u << enum sla_clock */
	int64_t before, after;
	int priority; /* at least; enum ticket_priority + 1, 0: as it is */
	const char *assign; /* to whom, or NULL */
	struct conf_list notify;
};

struct timers {
	struct timer *v;
	size_t n;
	int asks_orders;		/* one of them does */
	int64_t ask_after, close_after; /* ms; 0: never */
	const struct node *rating;	/* read where answers are rated */
	struct node *shipped;
};

extern const struct conf_key timer_keys[], follow_up_keys[];

/* C may be NULL.  Every error in ERRS; freed by timers_free in any case. */
void timers_load(struct timers *, const struct config *c, struct conf_errs *);
void timers_free(struct timers *);

const char *timer_on_name(enum timer_on);

/* When rule T has to do with the clock R; CLOCK_NONE: not, as things stand. */
int64_t timer_of_run(const struct timer *, const struct sla_run *r);
/* The same for a task that is open. */
int64_t timer_of_task(const struct timer *, const struct task *);
/* When a resolved ticket is asked about, and closed; CLOCK_NONE: never. */
int64_t timers_ask_at(const struct timers *, const struct ticket *);
int64_t timers_close_at(const struct timers *, const struct ticket *);

/*
 * The next instant after AFTER (CLOCK_NONE: of all) at which a timer looks at
 * the ticket, whose clocks are RESULT, or at the task: what its watch_at is.
 */
int64_t timers_next(const struct timers *, const struct ticket *,
    const struct sla_result *, int64_t after);
int64_t timers_next_task(
    const struct timers *, const struct task *, int64_t after);

#endif
