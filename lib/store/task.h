/*
 * store/task.h - tasks inside the team
 */
#ifndef STORE_TASK_H
#define STORE_TASK_H

#include "store/db.h"

enum task_state { TASK_OPEN, TASK_DONE, TASK_DROPPED };

struct task {
	int64_t id;
	int64_t account, ticket;	    /* 0: it stands alone */
	const char *channel, *account_name; /* of the ticket, or NULL */
	const char *assignee;		    /* "mei", "@warehouse" */
	const char *words;
	const char *goal;    /* or NULL */
	const char *because; /* a JSON list, or NULL */
	enum task_state state;
	const char *author;
	int64_t created_at, due_at;
	int64_t watch_at; /* timers look next (store/watch.h) */
	int64_t ended_at;
	const char *ended_by, *result; /* or NULL */
	const char *files;	       /* a JSON list, or NULL */
};

const char *task_state_name(enum task_state);

/* Make the row; its id is set. */
int task_add(struct db *, struct task *, struct err *);
/* 1 found, 0 not, -1. */
int task_get(
    struct db *, int64_t id, struct task *, struct arena *, struct err *);
/* Write who has it, its state, and how it ended. */
int task_update(struct db *, const struct task *, struct err *);

/* Those of a ticket; of TICKET 0 the open ones, due first, or ALL by id. */
int task_each(struct db *, int64_t ticket, int all, struct arena *,
    int (*each)(const struct task *, void *), void *, struct err *);
/* How many of the ticket are open; -1. */
int64_t task_left(struct db *, int64_t ticket, struct err *);

#endif
