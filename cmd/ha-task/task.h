/*
 * cmd/ha-task/task.h - what the verbs share
 */
#ifndef HA_TASK_TASK_H
#define HA_TASK_TASK_H

#include "base/opt.h"
#include "common/refs.h"
#include "common/session.h"
#include "desk/task.h"

/* Own options (main.c). */
struct options {
	const char *message, *file, *due, *goal, *as;
	struct opt_list because, attach;
	int no_wait;
};
extern struct options options;
extern const struct program program;

int run_add(char **), run_list_tasks(char **), run_show(char **),
    run_done(char **), run_drop(char **), run_reassign(char **);

#endif
