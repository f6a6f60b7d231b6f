/*
 * cmd/common/taskmail.h - a task by mail
 *
 * Whoever has an address in the team gets each task as a mail, whose number in
 * the subject says what an answer is about (desk/colleague.h).
 */
#ifndef COMMON_TASKMAIL_H
#define COMMON_TASKMAIL_H

#include "desk/verb.h"

struct task;

/*
 * For desk->on_task.  0, also when nobody is written to, or -1.  A task
 * without a ticket is not mailed: its answer would have none to go to.
 */
int taskmail(const struct deed *, const struct task *, const struct ticket *,
    struct err *);

#endif
