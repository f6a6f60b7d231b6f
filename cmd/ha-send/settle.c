/*
 * cmd/ha-send/settle.c - what a person decides about a row
 *
 *	approve		a draft leaves
 *	retry		what failed, waits or is unknown is sent (again)
 *	cancel		it never leaves
 */
#include <string.h>

#include "answer/outbox.h"
#include "answer/template.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "desk/verb.h"
#include "store/customer.h"
#include "pick.h"

static void
open_with(struct office *o, struct config *config, unsigned db_flags)
{
	memset(o, 0, sizeof *o);
	o->config = config;
	o->db = open_db(o->config, db_flags);
	o->actor = open_actor(o->config, send_as);
	o->who = (struct decider){ o->actor.name, o->actor.by };
}

void
office_open(struct office *o)
{
	open_with(o, open_config(), 0);
}

void
office_look(struct office *o)
{
	open_with(o, open_config_if_any(), DB_READ);
}

int
office_close(struct office *o, int status, const struct err *err)
{
	desk_close(o->desk);
	limits_free(&o->limits);
	arena_free(&o->arena);
	db_close(o->db);
	config_free(o->config);
	if (err->code == ERR_OK)
		return status;
	complain(err);
	return (int)err->code;
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

/* What the channel forbids in TEXT; NULL: nothing, or ERR is set. */
static const char *
forbidden(
    struct office *o, const struct reply *r, const char *text, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };

	if (o->limits.n == 0)
		limits_load(&o->limits, &errs);
	if (errs.n > 0)
		*err = errs.v[0];
	conf_errs_free(&errs);
	if (err->code != ERR_OK)
		return NULL;
	return limit_broken(limits_of(&o->limits, r->channel), text,
	    text_length(text), &o->arena);
}

/*
 * Nobody asked for a letter to many: it goes to no customer who wants none,
 * and not where the channel forbids what stands in it.
 */
static int
may_be_written_to(
    struct office *o, const struct reply *r, const char *text, struct err *err)
{
	struct customer c = { 0 };
	struct ticket t;
	const char *broken;
	int rc = ticket_get(o->db, r->ticket, 1, &t, &o->arena, err);

	if (rc == 1 && t.customer != 0)
		rc = customer_get(o->db, t.customer, &c, &o->arena, err);
	if (rc < 0)
		return -1;
	if (c.opted_out)
		return err_set(err, ERR_NO,
		    "r%lld stays: c%lld does not want to be written to",
		    (long long)r->id, (long long)t.customer);
	if ((broken = forbidden(o, r, text, err)) != NULL)
		err_set(
		    err, ERR_NO, "r%lld stays: %s", (long long)r->id, broken);
	return err->code == ERR_OK ? 0 : -1;
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
	if (strncmp(r->kind, "to:", 3) == 0 &&
	    may_be_written_to(o, r, out.text, err) < 0)
		return -1;
	/* who lets a draft go gives the answer */
	if (strcmp(own.mode, "draft") == 0) {
		own.mode = "human";
		own.author = o->actor.name;
	}
	if (reply_approve(o->db, &own, &o->who, err) < 0)
		return -1;
	/* a receipt is no answer, whoever lets it go */
	if (strcmp(r->kind, "receipt") == 0 || r->ticket == 0)
		return 0;
	return answered(o, r, err) < 0 ? -1 : 0;
}

static int
retry(struct office *o, const struct reply *r, struct err *err)
{
	struct reply own = *r;

	if (r->status == REPLY_UNKNOWN)
		return reply_settle(o->db, r->id, 0, &o->who, clock_now(), err);
	own.not_before = CLOCK_NONE;
	return reply_approve(o->db, &own, &o->who, err);
}

static int
cancel(struct office *o, const struct reply *r, struct err *err)
{
	return reply_cancel(
	    o->db, r->id, "cancelled by a person", &o->who, err);
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
	if (act->run(o, &r, err) < 0)
		return -1;
	if (common.dry_run)
		note("would %s r%lld (ticket %lld)", act->name, (long long)id,
		    (long long)r.ticket);
	return 0;
}

/*
 * All that were named, or none.  Of what a query found the rest goes on
 * without one that may not: it is told, and the status is 1.
 */
static int
each(struct office *o, const struct act *act, const struct refs *refs,
    struct err *err)
{
	struct err why;
	size_t i;
	int status = 0;

	for (i = 0; i < refs->n; i++) {
		why = (struct err)ERR_INIT;
		if (db_mark(o->db, err) < 0)
			return -1;
		if (one(o, act, refs->v[i], &why) == 0) {
			db_mark_keep(o->db);
			continue;
		}
		db_mark_back(o->db);
		if (!refs->by_query || why.code != ERR_NO) {
			*err = why;
			return -1;
		}
		complain(&why);
		status = ERR_NO;
	}
	return status;
}

/* With -n all is done and then undone: what is said is what would be. */
static int
decide(struct office *o, const struct act *act, const struct refs *refs,
    struct err *err)
{
	int status;

	if (db_begin(o->db, err) < 0)
		return -1;
	status = each(o, act, refs, err);
	if (status < 0 || common.dry_run)
		db_rollback(o->db);
	else if (db_commit(o->db, err) < 0)
		return -1;
	return status;
}

/* Many that nobody has named are asked for once. */
static int
sure(const struct act *act, const struct refs *refs, struct err *err)
{
	if (!refs->by_query || refs->n < 2 || common.dry_run)
		return 1;
	return ask(err, _("%s %zu replies?"), _(act->name), refs->n);
}

int
settle_all(const struct act *act, char **args)
{
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	struct office o;
	int status = 0;

	office_open(&o);
	if (actor_may(o.config, &o.actor, "approve", &err) == 0 &&
	    pick_refs(&o, act->from, args, &refs, &err) == 0) {
		if (refs.n == 0)
			status = refs.by_query ? ERR_NO : 0;
		else if (sure(act, &refs, &err) == 1)
			status = decide(&o, act, &refs, &err);
	}
	refs_free(&refs);
	return office_close(&o, status, &err);
}

int
verb_approve(char **args)
{
	static const struct act act = { N_("approve"),
		1u << REPLY_DRAFT | 1u << REPLY_HELD, approve };

	return settle_all(&act, args);
}

int
verb_retry(char **args)
{
	static const struct act act = { N_("retry"),
		1u << REPLY_FAILED | 1u << REPLY_UNKNOWN | 1u << REPLY_RETRY,
		retry };

	return settle_all(&act, args);
}

int
verb_cancel(char **args)
{
	static const struct act act = { N_("cancel"),
		1u << REPLY_DRAFT | 1u << REPLY_HELD | 1u << REPLY_READY |
		    1u << REPLY_RETRY | 1u << REPLY_FAILED,
		cancel };

	return settle_all(&act, args);
}
