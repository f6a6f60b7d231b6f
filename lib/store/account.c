/* store/account.c - accounts of channels */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/account.h"
#include "store/event.h"
#include "store/stmt.h"

static const char *const names[] = {
	[ACCOUNT_SHADOW] = "shadow",
	[ACCOUNT_LIVE] = "live",
	[ACCOUNT_PAUSED] = "paused",
};

const char *
account_state_name(enum account_state state)
{
	return names[state];
}

static enum account_state
state_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (name != NULL && strcmp(names[i], name) == 0)
			return (enum account_state)i;
	return ACCOUNT_SHADOW;
}

static void
read_account(struct stmt *st, struct account *a, struct arena *arena)
{
	a->id = col_int(st, 0);
	a->channel = col_text(st, 1, arena);
	a->name = col_text(st, 2, arena);
	a->state = state_of(col_text(st, 3, NULL));
	a->live_since = col_time(st, 4);
	a->last_fetch = col_time(st, 5);
}

int
account_find(struct db *db, const char *channel, const char *name,
    struct account *a, struct arena *arena, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ACCOUNT_FIND);
	enum step step;

	bind_text(st, 1, channel);
	bind_text(st, 2, name);
	if ((step = db_step(st, err)) == STEP_ROW) {
		read_account(st, a, arena);
		stmt_end(st);
	}
	return step;
}

int
account_need(struct db *db, const char *channel, const char *name,
    struct account *a, struct arena *arena, struct err *err)
{
	int found = account_find(db, channel, name, a, arena, err);
	struct stmt *st;

	if (found != 0)
		return found < 0 ? -1 : 0;
	st = db_stmt(db, STMT_ACCOUNT_NEW);
	bind_text(st, 1, channel);
	bind_text(st, 2, name);
	if (db_do(st, err) < 0)
		return err_wrap(err, "account '%s/%s'", channel, name);
	return account_find(db, channel, name, a, arena, err) == 1 ? 0 : -1;
}

int
account_each(struct db *db, struct arena *arena,
    int (*each)(const struct account *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ACCOUNT_EACH);
	struct account a;
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW) {
		read_account(st, &a, arena);
		if (each(&a, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

/* The caller's. */
static char *
decided_by(const char *login)
{
	json_t *data = json_pack("{s:s}", "by", login);
	char *text = json_dumps(data, JSON_COMPACT);

	json_decref(data);
	return text;
}

int
account_set_state(struct db *db, int64_t account, enum account_state state,
    int64_t now, const struct decider *who, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ACCOUNT_STATE);
	struct event e = { .account = account,
		.at = now,
		.kind = names[state],
		.actor = who->name };
	char *data = NULL;
	int rc;

	bind_int(st, 1, account);
	bind_text(st, 2, names[state]);
	bind_time(st, 3, state == ACCOUNT_LIVE ? now : CLOCK_NONE);
	if (db_do(st, err) < 0)
		return -1;
	if (who->by != NULL)
		e.data = data = decided_by(who->by);
	rc = event_add(db, &e, err);
	free(data);
	return rc;
}
