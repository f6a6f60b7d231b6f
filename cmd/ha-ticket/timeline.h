/*
 * cmd/ha-ticket/timeline.h - what happened, as both sides could see it
 *
 * For a reader outside the shop: a line holds an instant and words that were
 * chosen for him, never an event as it is stored.
 */
#ifndef TICKET_TIMELINE_H
#define TICKET_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct event;
struct timeline {
	struct moment *v;
	size_t n, cap;
};

/* WHAT stays the caller's; CLOCK_NONE is left out. */
void timeline_add(struct timeline *, int64_t at, const char *what);
/* When it was resolved, closed, opened again; all else stays inside. */
void timeline_event(struct timeline *, const struct event *);
/* By time; what has the same one stays in the order in which it was added. */
void timeline_print(struct timeline *, struct buf *);
void timeline_free(struct timeline *);

#endif
