/* store/watch.c - what timers look at, what they did, and alerts */
#include <inttypes.h>
#include <string.h>

#include "store/stmt.h"
#include "store/watch.h"

static const char *const states[] = {
	[ALERT_OPEN] = "open",
	[ALERT_ACKED] = "acked",
	[ALERT_MUTED] = "muted",
	[ALERT_CLOSED] = "closed",
};

const char *
alert_state_name(enum alert_state state)
{
	return states[state];
}

static int
numbers(struct db *db, enum stmt_id id, int64_t now, int64_t *out, int max,
    struct err *err)
{
	struct stmt *st = db_stmt(db, id);
	enum step step;
	int n = 0;

	bind_int(st, 1, now);
	bind_int(st, 2, max);
	while ((step = db_step(st, err)) == STEP_ROW)
		out[n++] = col_int(st, 0);
	return step == STEP_ERROR ? -1 : n;
}

int
watch_tickets(
    struct db *db, int64_t now, int64_t *out, int max, struct err *err)
{
	return numbers(db, STMT_WATCH_TICKETS, now, out, max, err);
}

int
watch_tasks(struct db *db, int64_t now, int64_t *ids, int max, struct err *err)
{
	return numbers(db, STMT_WATCH_TASKS, now, ids, max, err);
}

int
watch_everything(struct db *db, int64_t now, struct err *err)
{
	static const enum stmt_id all[] = { STMT_WATCH_TICKETS_ALL,
		STMT_WATCH_TASKS_ALL };
	struct stmt *st;
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++) {
		st = db_stmt(db, all[i]);
		bind_int(st, 1, now);
		if (db_do(st, err) < 0)
			return err_wrap(err, "look at everything again");
	}
	return 0;
}

int
effect_once(struct db *db, int64_t account, const char *subject,
    const char *rule, const char *occurrence, int64_t at, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_EFFECT_ONCE);

	bind_int(st, 1, account);
	bind_text(st, 2, subject);
	bind_text(st, 3, rule);
	bind_text(st, 4, occurrence);
	bind_int(st, 5, at);
	if (db_do(st, err) < 0)
		return err_wrap(err, "'%s' of %s", rule, subject);
	return db_changes(db) == 1;
}

static enum alert_state
state_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof states / sizeof states[0]; i++)
		if (strcmp(states[i], name) == 0)
			return (enum alert_state)i;
	return ALERT_OPEN;
}

/* A row of ALERT_COLUMNS. */
static void
read_alert(struct stmt *st, struct alert *w, struct arena *arena)
{
	w->id = col_int(st, 0);
	w->account = col_int(st, 1);
	w->ticket = col_int(st, 2);
	w->task = col_int(st, 3);
	w->rule = col_text(st, 4, arena);
	w->occurrence = col_text(st, 5, arena);
	w->what = col_text(st, 6, arena);
	w->clock = col_text(st, 7, arena);
	w->due_at = col_time(st, 8);
	w->notify = col_text(st, 9, arena);
	w->state = state_of(col_text(st, 10, NULL));
	w->note = col_text(st, 11, arena);
	w->raised_at = col_int(st, 12);
	w->changed_at = col_int(st, 13);
	w->changed_by = col_text(st, 14, arena);
}

int
alert_add(struct db *db, struct alert *w, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ALERT_ADD);

	bind_ref(st, 1, w->account);
	bind_ref(st, 2, w->ticket);
	bind_ref(st, 3, w->task);
	bind_text(st, 4, w->rule);
	bind_text(st, 5, w->occurrence);
	bind_text(st, 6, w->what);
	bind_text(st, 7, w->clock);
	bind_time(st, 8, w->due_at);
	bind_text(st, 9, w->notify);
	bind_text(st, 10, states[w->state]);
	bind_int(st, 11, w->raised_at);
	bind_text(st, 12, w->changed_by);
	return db_insert(st, &w->id, err) == 1
		   ? 0
		   : err_wrap(err, "an alert of '%s'", w->rule);
}

int
alert_get(struct db *db, int64_t id, struct alert *w, struct arena *arena,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ALERT_GET);
	enum step step;

	bind_int(st, 1, id);
	if ((step = db_step(st, err)) != STEP_ROW)
		return step;
	read_alert(st, w, arena);
	stmt_end(st);
	return 1;
}

int
alert_each(struct db *db, int all, struct arena *arena,
    int (*each)(const struct alert *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, all ? STMT_ALERT_EACH : STMT_ALERT_OPEN);
	struct alert w;
	enum step step;

	if (all)
		bind_int(st, 1, 0);
	while ((step = db_step(st, err)) == STEP_ROW) {
		read_alert(st, &w, arena);
		if (each(&w, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int
alert_set(struct db *db, int64_t id, enum alert_state to, const char *note,
    int64_t now, const char *who, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ALERT_SET);

	bind_int(st, 1, id);
	bind_text(st, 2, states[to]);
	bind_text(st, 3, note);
	bind_int(st, 4, now);
	bind_text(st, 5, who);
	if (db_do(st, err) < 0)
		return err_wrap(err, "alert w%" PRId64, id);
	return db_changes(db) == 1;
}

int
alert_muted(struct db *db, const struct alert *w, struct err *err)
{
	struct stmt *st = db_stmt(
	    db, w->task != 0 ? STMT_ALERT_MUTED_TASK : STMT_ALERT_MUTED);
	int64_t one;

	bind_int(st, 1, w->task != 0 ? w->task : w->ticket);
	bind_text(st, 2, w->rule);
	return db_one(st, &one, err);
}

int
alert_settle(struct db *db, int64_t now, const char *who, struct err *err)
{
	static const enum stmt_id all[] = { STMT_ALERT_SETTLE_TICKETS,
		STMT_ALERT_SETTLE_TASKS };
	struct stmt *st;
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++) {
		st = db_stmt(db, all[i]);
		bind_int(st, 1, now);
		bind_text(st, 2, who);
		if (db_do(st, err) < 0)
			return err_wrap(err, "close alerts");
	}
	return 0;
}
