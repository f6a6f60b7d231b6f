/*
 * desk/task.h - what somebody in the team has to do, mostly for a ticket
 *
 * Each act is one inside the caller's transaction, with its event in the
 * ticket's log; a task without a ticket has no log but its row.  As in
 * desk/verb.h: 1 done, 0 there was nothing to do, -1.
 */
#ifndef DESK_TASK_H
#define DESK_TASK_H

#include <jansson.h>

#include "desk/verb.h"
#include "store/task.h"

/*
 * Make the task K (assignee, words, due_at and what else is known), of T
 * unless it is NULL.  INSIDE: the ticket waits for it from now on.
 */
int desk_task_add(const struct deed *, struct task *k, struct ticket *t,
    int inside, struct err *);
/* Done or dropped; the last one of a ticket that waits for it wakes it. */
int desk_task_end(const struct deed *, struct task *, enum task_state,
    const char *result, struct err *);
int desk_task_reassign(
    const struct deed *, struct task *, const char *who, struct err *);

/*
 * SPAN ms from now: whole days end with the working day of WHO (their
 * calendar, or their team's), anything else is counted as it is.
 */
int64_t desk_task_due(
    struct desk *, const char *who, int64_t span, int64_t now);

/* METRIC(QUERY) < NUMBER: ERR_USAGE when it is none. */
int desk_task_goal(const char *goal, struct err *);

/* A record of kind task. */
json_t *desk_task_json(const struct task *);
/* Those of a ticket, oldest first; NULL on failure. */
json_t *desk_task_list(struct desk *, int64_t ticket, struct err *);

#endif
