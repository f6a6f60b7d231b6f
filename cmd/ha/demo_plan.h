/*
 * cmd/ha/demo_plan.h - who writes next, and what about
 *
 * Mails leave in the order of their time.  A plan is one mail: the first of a
 * story, or one that was put aside until its time when the mail before it was
 * written.
 */
#ifndef HA_DEMO_PLAN_H
#define HA_DEMO_PLAN_H

#include "ha/demo_world.h"

enum demo_kind { PLAN_BUYER, PLAN_AUTO_REPLY, PLAN_BOUNCE, PLAN_LIST };
extern const char *const demo_kinds[];

struct demo_plan {
	enum demo_kind kind;
	int64_t at;
	struct demo_order order; /* also whose buyer writes */
	int has_order;		 /* the mail is about it */
	const struct demo_topic *topic;
	const char *follow; /* NULL: a first mail */
	enum demo_incident incident;
	long depth; /* mails before it */
	/* of the mail before; the plan's own */
	char *subject, *root, *last, *said;
};

struct demo_plans {
	const struct demo_world *world;
	struct demo_plan *heap; /* the earliest on top */
	size_t n, cap;
	uint64_t next; /* number of the next mail */
};

void demo_plans_init(struct demo_plans *, const struct demo_world *);
void demo_plans_free(struct demo_plans *);

/* The next mail; the caller gives it to demo_plan_free. */
void demo_plan_next(
    struct demo_plans *, struct demo_rand *, struct demo_plan *);
void demo_plan_free(struct demo_plan *);

/* Another story for the same instant: this one had no words. */
void demo_plan_again(
    struct demo_plans *, struct demo_rand *, struct demo_plan *);

/*
 * The buyer will write again: FOLLOW at AT.  The strings are copied; the rest
 * is as in P.
 */
void demo_plan_follow(struct demo_plans *, const struct demo_plan *p,
    const char *follow, int64_t at, const char *root, const char *last,
    const char *subject, const char *said);

#endif
