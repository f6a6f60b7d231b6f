/*
 * desk/colleague.h - a task's mail is answered
 *
 * Whoever was given a task by mail (subject "... [t31]") and answers it has
 * done it: the new words are the result, the files go with it.  The sender
 * must be who has the task; a machine's answer (out of office) does nothing.
 * The mail stands in the ticket, as a colleague's, and is never answered to.
 */
#ifndef DESK_COLLEAGUE_H
#define DESK_COLLEAGUE_H

#include "desk/letter.h"
#include "store/task.h"

/* Where mail for "mei" or "@warehouse" goes, or NULL. */
const char *colleague_address(const struct config *, const char *who);

/* 1 and *K when this answers a task of a ticket; 0, -1. */
int colleague_answers(struct desk *, struct rec *, const struct letter *,
    struct task *k, struct err *);

/* Take the message and end the task. */
int colleague_done(struct desk *, struct rec *, struct letter *, struct task *k,
    int64_t now, struct err *);

#endif
