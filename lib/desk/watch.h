/*
 * desk/watch.h - what timers do to tickets and tasks
 *
 * A ticket whose watch_at has come is looked at: every rule of a timer
 * (desk/timers.h) whose instant is past does its work, once for each clock of
 * the ticket, however often and wherever this runs; then the ticket's next
 * instant is noted.  All of it belongs to the caller's transaction; what
 * happened is told as records, to be printed once it is committed.
 */
#ifndef DESK_WATCH_H
#define DESK_WATCH_H

#include <jansson.h>

#include "desk/desk.h"
#include "store/watch.h"

struct watch {
	struct desk *desk;
	int64_t now;
	struct arena *arena; /* of one ticket or task */
	/* A record of kind event or alert; stolen. */
	void (*emit)(json_t *, void *arg);
	/*
	 * Ask the customer of a resolved ticket whether it helped: 1 asked,
	 * 0 there is a reason not to, -1.
	 */
	int (*ask)(struct ticket *, void *arg, struct err *);
	void *arg;
};

/* 0: somebody else has looked at it meanwhile; 1; -1. */
int watch_ticket(struct watch *, int64_t number, struct err *);
int watch_task(struct watch *, int64_t id, struct err *);
/* Offer what waits for somebody to who has become free. */
int watch_waiting(struct watch *, struct err *);

/* A record of kind alert; NULL on failure. */
json_t *watch_alert_json(
    struct desk *, const struct alert *, struct arena *, struct err *);

#endif
