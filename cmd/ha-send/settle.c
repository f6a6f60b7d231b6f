/*
 * cmd/ha-send/settle.c - what a person or a look decides about a row
 *
 *	approve		a draft leaves
 *	retry		what failed, or an unknown one, is sent (again)
 *	cancel		it never leaves
 *	reconcile	unknown ones are settled by looking at the channel;
 *			with --sent a person says that these were taken
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "common/refs.h"
#include "send.h"

struct desk {
	struct config *config;
	struct db *db;
	struct actor actor;
	struct arena arena;
};

/* What a verb does with one row; the statuses it may be in. */
struct act {
	const char *name;
	unsigned from;
	int (*run)(struct desk *, const struct reply *, struct err *);
};

static void
desk_open(struct desk *d, unsigned flags)
{
	memset(d, 0, sizeof *d);
	d->config = open_config();
	d->db = open_db(d->config, flags);
	d->actor = open_actor(d->config, send_as);
}

static void
desk_close(struct desk *d)
{
	arena_free(&d->arena);
	db_close(d->db);
	config_free(d->config);
}

static int
approve(struct desk *d, const struct reply *r, struct err *err)
{
	return reply_approve(d->db, r, d->actor.name, err);
}

static int
retry(struct desk *d, const struct reply *r, struct err *err)
{
	if (r->status == REPLY_UNKNOWN)
		return reply_settle(
		    d->db, r->id, 0, d->actor.name, clock_now(), err);
	return reply_approve(d->db, r, d->actor.name, err);
}

static int
cancel(struct desk *d, const struct reply *r, struct err *err)
{
	(void)d;
	return reply_cancel(d->db, r->id, "cancelled by a person", err);
}

static int
was_sent(struct desk *d, const struct reply *r, struct err *err)
{
	if (reply_settle(d->db, r->id, 1, d->actor.name, clock_now(), err) < 0)
		return -1;
	return book_sent(d->db, r, clock_now(), err);
}

static int
one(struct desk *d, const struct act *act, int64_t id, struct err *err)
{
	struct reply r;
	int rc = reply_get(d->db, id, &r, &d->arena, err);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no r%lld", (long long)id);
	if ((act->from & 1u << r.status) == 0)
		return err_set(err, ERR_NO, "r%lld is %s: cannot %s it",
		    (long long)id, reply_status_name(r.status), act->name);
	if (common.dry_run) {
		note("would %s r%lld (ticket %lld)", act->name, (long long)id,
		    (long long)r.ticket);
		return 0;
	}
	return act->run(d, &r, err);
}

/* All references in one transaction: all or none. */
static int
run(const struct act *act, char **args)
{
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	struct desk d;
	size_t i;
	int rc;

	desk_open(&d, 0);
	if (refs_read(&refs, args, 'r', d.db, d.config, &err) < 0)
		die(&err);
	rc = refs.by_query && refs.n > 1
		 ? ask(&err, "%s %zu replies?", act->name, refs.n)
		 : 1;
	if (rc <= 0 && err.code == ERR_OK)
		return ERR_NO;
	if (rc > 0)
		rc = db_begin(d.db, &err);
	for (i = 0; rc >= 0 && i < refs.n; i++)
		rc = one(&d, act, refs.v[i], &err);
	if (rc >= 0)
		rc = db_commit(d.db, &err);
	if (rc < 0)
		complain(&err);
	refs_free(&refs);
	desk_close(&d);
	return rc < 0 ? (int)err.code : 0;
}

int
verb_approve(char **args)
{
	static const struct act act = { "approve",
		1u << REPLY_DRAFT | 1u << REPLY_HELD, approve };

	return run(&act, args);
}

int
verb_retry(char **args)
{
	static const struct act act = { "retry",
		1u << REPLY_FAILED | 1u << REPLY_UNKNOWN | 1u << REPLY_RETRY,
		retry };

	return run(&act, args);
}

int
verb_cancel(char **args)
{
	static const struct act act = { "cancel",
		1u << REPLY_DRAFT | 1u << REPLY_HELD | 1u << REPLY_READY |
		    1u << REPLY_RETRY | 1u << REPLY_FAILED |
		    1u << REPLY_UNKNOWN,
		cancel };

	return run(&act, args);
}

/* ---- reconcile -------------------------------------------------------- */

struct look {
	struct desk *desk;
	int64_t *ids;
	size_t n, cap;
	size_t open; /* nobody can tell */
};

static int
collect(const struct reply *r, void *arg)
{
	struct look *l = arg;

	xgrow(&l->ids, &l->cap, l->n + 1, sizeof *l->ids);
	l->ids[l->n++] = r->id;
	return 0;
}

/* 1 sent, 0 not, -1 nobody can tell (or err). */
static int
ask_channel(
    struct desk *d, const struct reply *r, struct buf *id, struct err *err)
{
	const struct conf_account *a;
	struct channel *c = NULL;
	char *name = xasprintf("%s/%s", r->channel, r->account_name);
	int rc = -1;

	a = config_account(d->config, name);
	if (a != NULL)
		c = channel_open_send(d->config, a, err);
	if (c != NULL && c->driver->settle == SETTLE_LOOK)
		rc = c->driver->find(c, r->key, id, err);
	channel_close(c);
	free(name);
	return rc;
}

static int
settle(struct desk *d, const struct reply *r, int sent, struct err *err)
{
	int rc = db_begin(d->db, err);

	if (rc == 0)
		rc = reply_settle(
		    d->db, r->id, sent, d->actor.name, clock_now(), err);
	if (rc >= 0 && sent)
		rc = book_sent(d->db, r, clock_now(), err);
	if (rc < 0) {
		db_rollback(d->db);
		return -1;
	}
	note("r%lld: %s", (long long)r->id,
	    sent ? "it was sent" : "it was not sent; it leaves again");
	return db_commit(d->db, err);
}

static int
look_at(struct look *l, int64_t id, struct err *err)
{
	struct buf found = BUF_INIT;
	struct err why = ERR_INIT;
	struct reply r;
	int rc = reply_get(l->desk->db, id, &r, &l->desk->arena, err);
	int sent;

	if (rc <= 0)
		return rc;
	sent = ask_channel(l->desk, &r, &found, &why);
	if (sent < 0) {
		l->open++;
		warn("r%lld (ticket %lld): nobody can tell%s%s; look there, "
		     "then `ha send reconcile --sent r%lld` or "
		     "`ha send retry r%lld`",
		    (long long)r.id, (long long)r.ticket, why.code ? ": " : "",
		    why.text, (long long)r.id, (long long)r.id);
	} else if (!common.dry_run) {
		rc = settle(l->desk, &r, sent, err);
	}
	buf_free(&found);
	return rc < 0 ? -1 : 0;
}

int
verb_reconcile(char **args)
{
	static const struct act sent = { "settle", 1u << REPLY_UNKNOWN,
		was_sent };
	struct look l = { 0 };
	struct err err = ERR_INIT;
	struct desk d;
	size_t i;
	int rc;

	if (settle_sent)
		return run(&sent, args);
	desk_open(&d, 0);
	l.desk = &d;
	rc = reply_each(
	    d.db, 0, 1u << REPLY_UNKNOWN, &d.arena, collect, &l, &err);
	for (i = 0; rc >= 0 && i < l.n; i++)
		rc = look_at(&l, l.ids[i], &err);
	if (rc < 0)
		complain(&err);
	free(l.ids);
	desk_close(&d);
	if (rc < 0)
		return (int)err.code;
	return l.open > 0 ? ERR_NO : 0;
}
