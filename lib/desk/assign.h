/*
 * desk/assign.h - who gets a ticket
 *
 * Eligible is who is on shift, has every required skill (languages are
 * skills) and fewer open tickets than the capacity.  The agent who had the
 * ticket or knows the customer gets it if eligible; else the lowest ratio of
 * open tickets to capacity wins, then the one whose last assignment is longest
 * ago (never comes first), then the name in byte order.  Pure.
 */
#ifndef DESK_ASSIGN_H
#define DESK_ASSIGN_H

#include <stddef.h>
#include <stdint.h>

struct staff {
	const char *name;
	const char *const *skills;    /* NULL at the end, or NULL */
	const char *const *languages; /* the same; "zh" is also zh-Hans */
	long capacity, load;
	int on_shift;
	int64_t last_assigned; /* CLOCK_NONE: never */
};

struct need {
	const char *language;	   /* or NULL */
	const char *const *skills; /* NULL at the end, or NULL */
};

/* The index of who gets it, or -1: it waits. */
int assign_pick(
    const struct staff *, size_t n, const struct need *, const char *previous);
int assign_eligible(const struct staff *, const struct need *);
/* Does anybody at all know the language, on shift or not? */
int assign_language_known(const struct staff *, size_t n, const char *tag);

#endif
