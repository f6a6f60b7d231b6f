/* store/reply.c - the outbox */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "store/admin.h"
#include "store/reply.h"
#include "store/stmt.h"

static const char *const names[] = {
	[REPLY_NONE] = "none",
	[REPLY_DRAFT] = "draft",
	[REPLY_HELD] = "held",
	[REPLY_READY] = "ready",
	[REPLY_CLAIMED] = "claimed",
	[REPLY_CALLING] = "calling",
	[REPLY_SENT] = "sent",
	[REPLY_UNKNOWN] = "unknown",
	[REPLY_RETRY] = "retry",
	[REPLY_FAILED] = "failed",
	[REPLY_CANCELLED] = "cancelled",
};
#define NSTATUSES ((int)(sizeof names / sizeof names[0]))

/* What may have left already, or be asked for later, is not waited for. */
static const unsigned working =
    ~(1u << REPLY_NONE | 1u << REPLY_SENT | 1u << REPLY_CANCELLED);

const char *
reply_status_name(enum reply_status status)
{
	return names[status];
}

int
reply_status_of(const char *name)
{
	int i;

	for (i = 0; name != NULL && i < NSTATUSES; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static void
read_reply(struct stmt *st, struct reply *r, struct arena *arena)
{
	int status = reply_status_of(col_text(st, 8, NULL));

	r->id = col_int(st, 0);
	r->account = col_int(st, 1);
	r->ticket = col_int(st, 2);
	r->message = col_int(st, 3);
	r->channel = col_text(st, 4, arena);
	r->account_name = col_text(st, 5, arena);
	r->kind = col_text(st, 6, arena);
	r->mode = col_text(st, 7, arena);
	r->status = status < 0 ? REPLY_NONE : (enum reply_status)status;
	r->why = col_text(st, 9, arena);
	r->template = col_text(st, 10, arena);
	r->lang = col_text(st, 11, arena);
	r->author = col_text(st, 12, arena);
	r->key = col_text(st, 13, arena);
	r->recipient = col_text(st, 14, arena);
	r->payload = col_text(st, 15, arena);
	r->digest = col_text(st, 16, arena);
	r->attempt = (long)col_int(st, 17);
	r->worker = col_text(st, 18, arena);
	r->lease_until = col_time(st, 19);
	r->created_at = col_int(st, 20);
	r->not_before = col_time(st, 21);
	r->sent_at = col_time(st, 22);
	r->external_id = col_text(st, 23, arena);
	r->error = col_text(st, 24, arena);
}

static int
one(struct stmt *st, struct reply *r, struct arena *arena, struct err *err)
{
	enum step step = db_step(st, err);

	if (step == STEP_ROW) {
		read_reply(st, r, arena);
		stmt_end(st);
	}
	return step;
}

int
reply_of_message(struct db *db, int64_t message, const char *kind,
    struct reply *r, struct arena *arena, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_OF_MESSAGE);

	bind_int(st, 1, message);
	bind_text(st, 2, kind);
	return one(st, r, arena, err);
}

int
reply_get(struct db *db, int64_t id, struct reply *r, struct arena *arena,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_GET);

	bind_int(st, 1, id);
	return one(st, r, arena, err);
}

int
reply_draft(struct db *db, int64_t ticket, struct reply *r, struct arena *arena,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_DRAFT);

	bind_int(st, 1, ticket);
	return one(st, r, arena, err);
}

int
reply_add(struct db *db, struct reply *r, struct arena *arena, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_ADD);
	int made;

	bind_int(st, 1, r->account);
	bind_int(st, 2, r->ticket);
	bind_ref(st, 3, r->message);
	bind_text(st, 4, r->kind);
	bind_text(st, 5, r->mode);
	bind_text(st, 6, names[r->status]);
	bind_text(st, 7, r->why);
	bind_text(st, 8, r->template);
	bind_text(st, 9, r->lang);
	bind_text(st, 10, r->author);
	bind_text(st, 11, r->key);
	bind_text(st, 12, r->recipient);
	bind_text(st, 13, r->payload);
	bind_text(st, 14, r->digest);
	bind_int(st, 15, r->created_at);
	bind_time(st, 16, r->not_before);
	if ((made = db_insert(st, &r->id, err)) < 0)
		return err_wrap(err, "reply to ticket %" PRId64, r->ticket);
	if (made)
		return 1;
	return reply_of_message(db, r->message, r->kind, r, arena, err) == 1
		   ? 0
		   : err_set(
			 err, ERR_BUG, "a reply is there and cannot be found");
}

/* The narrowest list that holds what is asked for. */
static struct stmt *
list(struct db *db, int64_t ticket, unsigned statuses)
{
	struct stmt *st;

	if (ticket == 0 && statuses != 0 && (statuses & ~working) == 0)
		return db_stmt(db, STMT_REPLY_WORKING);
	st = db_stmt(db, ticket == 0 ? STMT_REPLY_EACH : STMT_REPLY_OF_TICKET);
	bind_int(st, 1, ticket);
	return st;
}

int
reply_each(struct db *db, int64_t ticket, unsigned statuses,
    struct arena *arena, int (*each)(const struct reply *, void *), void *arg,
    struct err *err)
{
	struct stmt *st = list(db, ticket, statuses);
	struct reply r;
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW) {
		read_reply(st, &r, arena);
		if (statuses != 0 && !(statuses & 1u << r.status))
			continue;
		if (each(&r, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int
reply_claim(struct db *db, int64_t account, const char *worker,
    int64_t lease_ms, int64_t now, int max, struct arena *arena,
    struct reply *rows, struct err *err)
{
	struct stmt *st;
	enum step step;
	int i, n = 0;

	if (admin_held(db))
		return 0;
	st = db_stmt(db, STMT_REPLY_CLAIM);
	bind_int(st, 1, account);
	bind_text(st, 2, worker);
	bind_int(st, 3, db_clock(db) + lease_ms);
	bind_int(st, 4, now);
	bind_int(st, 5, max);
	while ((step = db_step(st, err)) == STEP_ROW)
		rows[n++].id = col_int(st, 0);
	if (step == STEP_ERROR)
		return -1;
	for (i = 0; i < n; i++)
		if (reply_get(db, rows[i].id, &rows[i], arena, err) != 1)
			return -1;
	return n;
}

/* Exactly one row is ours; none: another attempt has it. */
static int
fenced(struct db *db, struct stmt *st, struct err *err)
{
	return db_do(st, err) < 0 ? -1 : db_changes(db) == 1;
}

int
reply_calling(
    struct db *db, const struct reply *r, int64_t lease_ms, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_CALLING);

	bind_int(st, 1, r->id);
	bind_int(st, 2, r->attempt);
	bind_int(st, 3, db_clock(db) + lease_ms);
	return fenced(db, st, err);
}

int
reply_sent(struct db *db, const struct reply *r, const char *external_id,
    int64_t now, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_SENT);

	bind_int(st, 1, r->id);
	bind_int(st, 2, r->attempt);
	bind_text(st, 3, external_id);
	bind_int(st, 4, now);
	return fenced(db, st, err);
}

int
reply_retry(struct db *db, const struct reply *r, int64_t not_before,
    const char *error, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_RETRY);

	bind_int(st, 1, r->id);
	bind_int(st, 2, r->attempt);
	bind_time(st, 3, not_before);
	bind_text(st, 4, error);
	return fenced(db, st, err);
}

int
reply_failed(struct db *db, const struct reply *r, enum reply_status status,
    const char *error, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_FAILED);

	bind_int(st, 1, r->id);
	bind_int(st, 2, r->attempt);
	bind_text(st, 3, names[status]);
	bind_text(st, 4, error);
	return fenced(db, st, err);
}

struct lost {
	int64_t id, attempt;
	int calling;
};

static int
lose(struct db *db, const struct lost *l, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_LOST);

	bind_int(st, 1, l->id);
	bind_int(st, 2, l->attempt);
	bind_text(st, 3, l->calling ? "calling" : "claimed");
	bind_text(st, 4, l->calling ? "unknown" : "ready");
	bind_text(
	    st, 5, l->calling ? "the sender ended while it was sending" : NULL);
	return fenced(db, st, err);
}

int
reply_expire(struct db *db, int (*alive)(const char *worker), struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_LEASED);
	int64_t now = db_clock(db);
	struct lost *lost = NULL;
	size_t i, n = 0, cap = 0;
	enum step step;
	int lives, rc = 0, changed = 0;

	while ((step = db_step(st, err)) == STEP_ROW) {
		lives = alive(col_text(st, 3, NULL));
		if (lives > 0 || (lives < 0 && col_int(st, 4) > now))
			continue;
		xgrow(&lost, &cap, n + 1, sizeof *lost);
		lost[n].id = col_int(st, 0);
		lost[n].attempt = col_int(st, 1);
		lost[n].calling = strcmp(col_text(st, 2, NULL), "calling") == 0;
		n++;
	}
	if (step == STEP_ERROR)
		rc = -1;
	for (i = 0; rc == 0 && i < n; i++) {
		if ((rc = lose(db, &lost[i], err)) > 0) {
			changed++;
			rc = 0;
		}
	}
	free(lost);
	return rc < 0 ? -1 : changed;
}

int64_t
reply_auto_count(
    struct db *db, const char *recipient, int64_t since, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_AUTO_TO);

	bind_text(st, 1, recipient);
	bind_int(st, 2, since);
	return db_count(st, err);
}

int64_t
reply_auto_count_ticket(struct db *db, int64_t ticket, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_AUTO_TICKET);

	bind_int(st, 1, ticket);
	return db_count(st, err);
}

int64_t
reply_auto_count_account(
    struct db *db, int64_t account, int64_t since, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_REPLY_AUTO_ACCOUNT);

	bind_int(st, 1, account);
	bind_int(st, 2, since);
	return db_count(st, err);
}

int
reply_answered_since(struct db *db, int64_t ticket, int64_t t, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ANSWERED_SINCE);
	int64_t one_row;

	bind_int(st, 1, ticket);
	bind_int(st, 2, t);
	return db_one(st, &one_row, err);
}
