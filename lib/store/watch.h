/*
 * store/watch.h - what timers have to look at, what they did, and alerts
 *
 * A ticket's and a task's watch_at is the next instant at which a timer looks
 * at it, so that a run touches only what is due; WATCH_NEVER where nothing is
 * to come, none once it is closed.
 *
 * An effect is done once for (subject, rule, occurrence): its row is written
 * in the transaction of the effect, and whoever comes second, in this run or
 * on another machine, finds it.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

#include "store/db.h"

#define WATCH_NEVER INT64_C(253402300799000) /* the end of the year 9999 */

/* Numbers of tickets (ids of tasks) to look at; how many, at most MAX; -1. */
int watch_tickets(
    struct db *, int64_t now, int64_t *numbers, int max, struct err *);
int watch_tasks(struct db *, int64_t now, int64_t *ids, int max, struct err *);
/* New rules: all that is not closed is looked at again. */
int watch_everything(struct db *, int64_t now, struct err *);

/* 1: it is ours to do; 0: it was done; -1. */
int effect_once(struct db *, int64_t account, const char *subject,
    const char *rule, const char *occurrence, int64_t at, struct err *);

enum alert_state { ALERT_OPEN, ALERT_ACKED, ALERT_MUTED, ALERT_CLOSED };

struct alert {
	int64_t id;
	int64_t account, ticket, task; /* 0: not about one */
	const char *rule, *occurrence;
	const char *what;   /* "warning" "breach" "task" "note" */
	const char *clock;  /* or NULL */
	int64_t due_at;	    /* of what it is about */
	const char *notify; /* a JSON list, or NULL */
	enum alert_state state;
	const char *note; /* or NULL */
	int64_t raised_at, changed_at;
	const char *changed_by;
};

const char *alert_state_name(enum alert_state);

/* Make the row; its id is set. */
int alert_add(struct db *, struct alert *, struct err *);
/* 1 found, 0 not, -1. */
int alert_get(
    struct db *, int64_t id, struct alert *, struct arena *, struct err *);
/* The newest first: what is not closed, or ALL. */
int alert_each(struct db *, int all, struct arena *,
    int (*each)(const struct alert *, void *), void *, struct err *);
/* NOTE may be NULL; 1 changed, 0 it was so already, -1. */
int alert_set(struct db *, int64_t id, enum alert_state, const char *note,
    int64_t now, const char *who, struct err *);
/* Somebody wants to hear no more of this rule about this ticket or task. */
int alert_muted(struct db *, const struct alert *, struct err *);
/* Close those whose clock has stopped or whose task has ended. */
int alert_settle(struct db *, int64_t now, const char *who, struct err *);

#endif
