/*
 * cmd/ha-send/reconcile.c - settle what is unknown
 *
 * By looking at the channel, where it can be asked; with --sent a person has
 * looked and says that these were taken.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "pick.h"

static int
was_sent(struct office *o, const struct reply *r, struct err *err)
{
	if (reply_settle(o->db, r->id, 1, &o->who, clock_now(), err) < 0)
		return -1;
	return book_sent(o->db, r, clock_now(), err);
}

/* 1 sent, 0 not, -1 nobody can tell (or err). */
static int
ask_channel(
    struct office *o, const struct reply *r, struct buf *id, struct err *err)
{
	const struct conf_account *a;
	struct channel *c = NULL;
	char *name = xasprintf("%s/%s", r->channel, r->account_name);
	int rc = -1;

	a = config_account(o->config, name);
	if (a != NULL)
		c = channel_open_send(o->config, a, err);
	if (c != NULL && c->driver->settle == SETTLE_LOOK)
		rc = c->driver->find(c, r->key, id, err);
	channel_close(c);
	free(name);
	return rc;
}

static int
settle(struct office *o, const struct reply *r, int sent, struct err *err)
{
	int rc = db_begin(o->db, err);

	if (rc == 0)
		rc =
		    reply_settle(o->db, r->id, sent, &o->who, clock_now(), err);
	if (rc >= 0 && sent)
		rc = book_sent(o->db, r, clock_now(), err);
	if (rc < 0) {
		db_rollback(o->db);
		return -1;
	}
	if (common.dry_run)
		db_rollback(o->db);
	else if (db_commit(o->db, err) < 0)
		return -1;
	note("%sr%lld: %s", common.dry_run ? "would settle " : "",
	    (long long)r->id,
	    sent ? "it was sent" : "it was not sent; it leaves again");
	return 0;
}

/* 1 settled, 0 nobody can tell, -1. */
static int
look_at(struct office *o, int64_t id, struct err *err)
{
	struct buf found = BUF_INIT;
	struct err why = ERR_INIT;
	struct reply r;
	int rc = reply_get(o->db, id, &r, &o->arena, err);
	int sent;

	if (rc <= 0)
		return rc < 0 ? -1
			      : err_set(err, ERR_NOINPUT, "there is no r%lld",
				    (long long)id);
	if (r.status != REPLY_UNKNOWN)
		return err_set(err, ERR_NO, "r%lld is %s: cannot settle it",
		    (long long)id, reply_status_name(r.status));
	sent = ask_channel(o, &r, &found, &why);
	if (sent < 0)
		warn("r%lld (ticket %lld): nobody can tell%s%s; look there, "
		     "then `ha send reconcile --sent r%lld` or "
		     "`ha send retry r%lld`",
		    (long long)r.id, (long long)r.ticket, why.code ? ": " : "",
		    why.text, (long long)r.id, (long long)r.id);
	buf_free(&found);
	if (sent < 0)
		return 0;
	return settle(o, &r, sent, err) < 0 ? -1 : 1;
}

/* Each by itself: what the channel says of one is true without the others. */
static int
look(char **args)
{
	char every[] = "reply:unknown", *all[] = { every, NULL };
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	struct office o;
	size_t i;
	int rc = 0, status = 0;

	office_open(&o);
	if (actor_may(o.config, &o.actor, "approve", &err) == 0)
		rc = pick_refs(&o, 1u << REPLY_UNKNOWN,
		    *args != NULL ? args : all, &refs, &err);
	for (i = 0; rc >= 0 && i < refs.n; i++) {
		rc = look_at(&o, refs.v[i], &err);
		if (rc == 0)
			status = ERR_NO;
	}
	refs_free(&refs);
	return office_close(&o, status, &err);
}

int
verb_reconcile(char **args)
{
	static const struct act sent = { "settle", 1u << REPLY_UNKNOWN,
		was_sent };

	return settle_sent ? settle_all(&sent, args) : look(args);
}
