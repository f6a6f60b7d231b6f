/* store/task.c - tasks inside the team */
#include <inttypes.h>
#include <string.h>

#include "store/stmt.h"
#include "store/task.h"

static const char *const states[] = {
	[TASK_OPEN] = "open",
	[TASK_DONE] = "done",
	[TASK_DROPPED] = "dropped",
};

const char *
task_state_name(enum task_state state)
{
	return states[state];
}

static enum task_state
state_of(const char *name)
{
	if (strcmp(name, states[TASK_DONE]) == 0)
		return TASK_DONE;
	return strcmp(name, states[TASK_DROPPED]) == 0 ? TASK_DROPPED
						       : TASK_OPEN;
}

/* A row of TASK_COLUMNS. */
static void
read_task(struct stmt *st, struct task *k, struct arena *arena)
{
	k->id = col_int(st, 0);
	k->account = col_int(st, 1);
	k->ticket = col_int(st, 2);
	k->assignee = col_text(st, 3, arena);
	k->words = col_text(st, 4, arena);
	k->goal = col_text(st, 5, arena);
	k->because = col_text(st, 6, arena);
	k->state = state_of(col_text(st, 7, NULL));
	k->author = col_text(st, 8, arena);
	k->created_at = col_int(st, 9);
	k->due_at = col_int(st, 10);
	k->watch_at = col_time(st, 11);
	k->ended_at = col_time(st, 12);
	k->ended_by = col_text(st, 13, arena);
	k->result = col_text(st, 14, arena);
	k->files = col_text(st, 15, arena);
	k->channel = col_text(st, 16, arena);
	k->account_name = col_text(st, 17, arena);
}

int
task_add(struct db *db, struct task *k, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TASK_ADD);

	bind_ref(st, 1, k->account);
	bind_ref(st, 2, k->ticket);
	bind_text(st, 3, k->assignee);
	bind_text(st, 4, k->words);
	bind_text(st, 5, k->goal);
	bind_text(st, 6, k->because);
	bind_text(st, 7, k->author);
	bind_int(st, 8, k->created_at);
	bind_int(st, 9, k->due_at);
	bind_time(st, 10, k->watch_at);
	return db_insert(st, &k->id, err) == 1 ? 0 : err_wrap(err, "a task");
}

int
task_get(struct db *db, int64_t id, struct task *k, struct arena *arena,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TASK_GET);
	enum step step;

	bind_int(st, 1, id);
	if ((step = db_step(st, err)) != STEP_ROW)
		return step;
	read_task(st, k, arena);
	stmt_end(st);
	return 1;
}

int
task_update(struct db *db, const struct task *k, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TASK_UPDATE);

	bind_int(st, 1, k->id);
	bind_text(st, 2, k->assignee);
	bind_text(st, 3, states[k->state]);
	bind_time(st, 4, k->watch_at);
	bind_time(st, 5, k->ended_at);
	bind_text(st, 6, k->ended_by);
	bind_text(st, 7, k->result);
	bind_text(st, 8, k->files);
	return db_do(st, err) < 0 ? err_wrap(err, "task t%" PRId64, k->id) : 0;
}

static struct stmt *
list(struct db *db, int64_t ticket, int all)
{
	struct stmt *st;

	if (ticket == 0 && !all)
		return db_stmt(db, STMT_TASK_OPEN);
	st = db_stmt(db, ticket != 0 ? STMT_TASK_OF_TICKET : STMT_TASK_EACH);
	bind_int(st, 1, ticket);
	return st;
}

int
task_each(struct db *db, int64_t ticket, int all, struct arena *arena,
    int (*each)(const struct task *, void *), void *arg, struct err *err)
{
	struct stmt *st = list(db, ticket, all);
	struct task k;
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW) {
		read_task(st, &k, arena);
		if (each(&k, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int64_t
task_left(struct db *db, int64_t ticket, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TASK_LEFT);

	bind_int(st, 1, ticket);
	return db_count(st, err);
}
