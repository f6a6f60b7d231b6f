/*
 * store/reply_decide.c - what a person decides about a row of the outbox
 *
 * Each statement returns the row's account and ticket; the event that names
 * who decided is written in the same transaction.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "store/reply.h"
#include "store/stmt.h"

static int
refused(int64_t id, const char *what, struct err *err)
{
	return err_set(
	    err, ERR_DATA, "r%" PRId64 " cannot be %s any more", id, what);
}

/* What an event says of it; the caller's. */
static char *
decision(int64_t id, const char *by)
{
	json_t *data =
	    json_pack("{s:I, s:s*}", "reply", (json_int_t)id, "by", by);
	char *text = json_dumps(data, JSON_COMPACT | JSON_SORT_KEYS);

	json_decref(data);
	return text;
}

/* An event about a reply whose statement returned (account, ticket). */
static int
tell(struct db *db, struct stmt *st, int64_t id, const char *kind,
    const struct decider *who, int64_t now, struct err *err)
{
	struct event e = { .at = now, .kind = kind, .actor = who->name };
	enum step step = db_step(st, err);
	char *data;
	int rc;

	if (step != STEP_ROW)
		return step;
	e.account = col_int(st, 0);
	e.ticket = col_int(st, 1);
	stmt_end(st);
	e.data = data = decision(id, who->by);
	rc = event_add(db, &e, err);
	free(data);
	return rc < 0 ? -1 : 1;
}

int
reply_approve(struct db *db, const struct reply *r, const struct decider *who,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_APPROVE);
	int done;

	bind_int(st, 1, r->id);
	bind_text(st, 2, r->mode);
	bind_text(st, 3, r->author);
	bind_text(st, 4, r->key);
	bind_text(st, 5, r->recipient);
	bind_text(st, 6, r->payload);
	bind_text(st, 7, r->digest);
	bind_time(st, 8, r->not_before);
	bind_text(st, 9, r->lang);
	bind_text(st, 10, r->template);
	done = tell(db, st, r->id, "reply_approved", who, clock_now(), err);
	return done == 1 ? 0 : refused(r->id, "approved", err);
}

int
reply_cancel(struct db *db, int64_t id, const char *why,
    const struct decider *who, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_CANCEL);
	int done;

	bind_int(st, 1, id);
	bind_text(st, 2, why);
	done = tell(db, st, id, "reply_cancelled", who, clock_now(), err);
	return done == 1 ? 0 : refused(id, "cancelled", err);
}

int
reply_release(
    struct db *db, int64_t account, int64_t live_since, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_RELEASE);
	int64_t n;

	bind_int(st, 1, account);
	bind_int(st, 2, live_since);
	if (db_do(st, err) < 0)
		return -1;
	n = db_changes(db);
	st = db_stmt(db, STMT_REPLY_UNHOLD);
	bind_int(st, 1, account);
	return db_do(st, err) < 0 ? -1 : (int)n;
}

int
reply_settle(struct db *db, int64_t id, int sent, const struct decider *who,
    int64_t now, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_SETTLE);
	int done;

	bind_int(st, 1, id);
	bind_text(st, 2, sent ? "sent" : "ready");
	bind_time(st, 3, sent ? now : CLOCK_NONE);
	done = tell(db, st, id, sent ? "reply_was_sent" : "reply_not_sent", who,
	    now, err);
	return done == 1 ? 0 : refused(id, "settled", err);
}
