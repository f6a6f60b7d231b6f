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

#include "answer/outbox.h"
#include "answer/template.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "common/refs.h"
#include "desk/verb.h"
#include "send.h"

/* Who decides, and where. */
struct office {
	struct config *config;
	struct db *db;
	struct desk *desk; /* opened when an answer stops clocks */
	struct actor actor;
	struct arena arena;
};

/* What a verb does with one row; the statuses it may be in. */
struct act {
	const char *name;
	unsigned from;
	int (*run)(struct office *, const struct reply *, struct err *);
};

static void
office_open(struct office *o, unsigned flags)
{
	memset(o, 0, sizeof *o);
	o->config = open_config();
	o->db = open_db(o->config, flags);
	o->actor = open_actor(o->config, send_as);
}

static void
office_close(struct office *o)
{
	desk_close(o->desk);
	arena_free(&o->arena);
	db_close(o->db);
	config_free(o->config);
}

/* What a person lets go is that person's answer: the clocks stop. */
static int
answered(struct office *o, const struct reply *r, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct deed deed = { NULL, o->actor.name, o->actor.by, clock_now(),
		&o->arena, NULL };
	struct ticket t;
	int rc;

	if (o->desk == NULL &&
	    (o->desk = desk_open(o->db, o->config, NULL, &errs)) == NULL) {
		*err = errs.v[0];
		conf_errs_free(&errs);
		return -1;
	}
	deed.desk = o->desk;
	rc = ticket_get(o->db, r->ticket, 1, &t, &o->arena, err);
	return rc <= 0 ? rc : verb_answered(&deed, &t, r->id, 0, err);
}

static int
approve(struct office *o, const struct reply *r, struct err *err)
{
	struct reply own = *r;
	struct outbox out;
	const char *hole;

	if (outbox_read(r, &out, &o->arena, err) < 0)
		return -1;
	if ((hole = template_hole(out.text, &o->arena)) != NULL)
		return err_set(err, ERR_NO,
		    "r%lld lacks '%s'; write it with `ha ticket answer %lld`",
		    (long long)r->id, hole, (long long)r->ticket);
	/* who lets a draft go gives the answer */
	if (strcmp(own.mode, "draft") == 0) {
		own.mode = "human";
		own.author = o->actor.name;
	}
	if (reply_approve(o->db, &own, o->actor.name, err) < 0)
		return -1;
	/* a receipt is no answer, whoever lets it go */
	if (strcmp(r->kind, "receipt") == 0 || r->ticket == 0)
		return 0;
	return answered(o, r, err) < 0 ? -1 : 0;
}

static int
retry(struct office *o, const struct reply *r, struct err *err)
{
	if (r->status == REPLY_UNKNOWN)
		return reply_settle(
		    o->db, r->id, 0, o->actor.name, clock_now(), err);
	return reply_approve(o->db, r, o->actor.name, err);
}

static int
cancel(struct office *o, const struct reply *r, struct err *err)
{
	(void)o;
	return reply_cancel(o->db, r->id, "cancelled by a person", err);
}

static int
was_sent(struct office *o, const struct reply *r, struct err *err)
{
	if (reply_settle(o->db, r->id, 1, o->actor.name, clock_now(), err) < 0)
		return -1;
	return book_sent(o->db, r, clock_now(), err);
}

static int
one(struct office *o, const struct act *act, int64_t id, struct err *err)
{
	struct reply r;
	int rc = reply_get(o->db, id, &r, &o->arena, err);

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
	return act->run(o, &r, err);
}

/* All references in one transaction: all or none. */
static int
run(const struct act *act, char **args)
{
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	struct office o;
	size_t i;
	int rc;

	office_open(&o, 0);
	if (actor_may(o.config, &o.actor, "approve", &err) < 0 ||
	    refs_read(&refs, args, 'r', o.db, o.config, o.actor.name, &err) < 0)
		die(&err);
	rc = db_begin(o.db, &err);
	for (i = 0; rc >= 0 && i < refs.n; i++)
		rc = one(&o, act, refs.v[i], &err);
	if (rc >= 0)
		rc = db_commit(o.db, &err);
	if (rc < 0)
		complain(&err);
	refs_free(&refs);
	office_close(&o);
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
	struct office *office;
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
		rc = reply_settle(
		    o->db, r->id, sent, o->actor.name, clock_now(), err);
	if (rc >= 0 && sent)
		rc = book_sent(o->db, r, clock_now(), err);
	if (rc < 0) {
		db_rollback(o->db);
		return -1;
	}
	if (db_commit(o->db, err) < 0)
		return -1;
	note("r%lld: %s", (long long)r->id,
	    sent ? "it was sent" : "it was not sent; it leaves again");
	return 0;
}

static int
look_at(struct look *l, int64_t id, struct err *err)
{
	struct buf found = BUF_INIT;
	struct err why = ERR_INIT;
	struct reply r;
	int rc = reply_get(l->office->db, id, &r, &l->office->arena, err);
	int sent;

	if (rc <= 0)
		return rc;
	sent = ask_channel(l->office, &r, &found, &why);
	if (sent < 0) {
		l->open++;
		warn("r%lld (ticket %lld): nobody can tell%s%s; look there, "
		     "then `ha send reconcile --sent r%lld` or "
		     "`ha send retry r%lld`",
		    (long long)r.id, (long long)r.ticket, why.code ? ": " : "",
		    why.text, (long long)r.id, (long long)r.id);
	} else if (!common.dry_run) {
		rc = settle(l->office, &r, sent, err);
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
	struct office o;
	size_t i;
	int rc;

	if (settle_sent)
		return run(&sent, args);
	office_open(&o, 0);
	l.office = &o;
	rc = reply_each(
	    o.db, 0, 1u << REPLY_UNKNOWN, &o.arena, collect, &l, &err);
	for (i = 0; rc >= 0 && i < l.n; i++)
		rc = look_at(&l, l.ids[i], &err);
	if (rc < 0)
		complain(&err);
	free(l.ids);
	office_close(&o);
	if (rc < 0)
		return (int)err.code;
	return l.open > 0 ? ERR_NO : 0;
}
