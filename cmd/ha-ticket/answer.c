/*
 * cmd/ha-ticket/answer.c - write to the customer
 *
 * The words are given (-m, -F) or come from wording.c.  They go into the outbox
 * and leave with ha-send.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/attach.h"
#include "ha-ticket/wording.h"
#include "rec/rec.h"
#include "store/account.h"
#include "store/message.h"
#include "store/reply.h"

struct answers {
	struct wording *v;
	size_t n, cap;
	const char *given;	   /* -m, -F: the same for all */
	struct outbox_file *files; /* -a, kept already */
};

static int
prepare(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	struct answers *a = arg;
	struct wording l = { t->number, a->given, NULL };

	if (l.text == NULL && wording_of(s, t, &l, err) < 0)
		return -1;
	xgrow(&a->v, &a->cap, a->n + 1, sizeof *a->v);
	a->v[a->n++] = l;
	return 0;
}

struct rivals {
	int64_t message;
	const char *author;
	int64_t at, replies;
};

/* Answers of people to the same message that leave or have left. */
static int
see_rival(const struct reply *r, void *arg)
{
	struct rivals *v = arg;

	v->replies++;
	if (r->message != v->message || strcmp(r->mode, "human") != 0 ||
	    r->status == REPLY_DRAFT || r->status == REPLY_CANCELLED ||
	    r->status == REPLY_FAILED)
		return 0;
	v->author = r->author != NULL ? r->author : "?";
	v->at = r->created_at;
	return 0;
}

static int
check_rivals(struct session *s, const struct ticket *t, const struct message *m,
    struct rivals *v, struct err *err)
{
	char ago[CLOCK_TEXT];
	int rc;

	*v = (struct rivals){ .message = m->id };
	if (reply_each(s->db, t->number, 0, &s->arena, see_rival, v, err) < 0)
		return -1;
	if (options.force)
		return 0;
	if (v->author != NULL)
		return err_set(err, ERR_NO,
		    "%s answered ticket %" PRId64
		    " %s ago: --force answers again",
		    v->author, t->number, clock_ago(s->deed.now - v->at, ago));
	rc = reply_answered_since(s->db, t->number, m->received_at, err);
	return rc <= 0 ? rc
		       : err_set(err, ERR_NO,
			     "ticket %" PRId64
			     " was answered since: --force answers again",
			     t->number);
}

/* Where it goes: the draft's own address, else that of the message. */
static int
address(struct session *s, const struct ticket *t, const struct message *m,
    const struct reply *draft, struct outbox *o, struct err *err)
{
	struct rec *rec;
	int rc = 0;

	if (draft != NULL)
		return outbox_read(draft, o, &s->arena, err);
	memset(o, 0, sizeof *o);
	o->ticket = t->number;
	o->message = m->id;
	rec = rec_new();
	rc = rec_parse(rec, m->record, m->record_len, err);
	if (rc == 0)
		outbox_address(o, rec, s->config, &s->arena);
	rec_free(rec);
	return rc;
}

/* Put the row into the outbox: the draft's, or a new one. */
static int
put(struct session *s, const struct ticket *t, const struct message *m,
    const struct wording *l, struct reply *r, int has_draft, struct outbox *o,
    struct err *err)
{
	int rc;

	o->automatic = 0;
	if (l->text != NULL)
		o->text = l->text;
	if (o->to == NULL)
		return err_set(err, ERR_DATA,
		    "ticket %" PRId64 ": there is no address to answer to",
		    t->number);
	o->kind = r->kind;
	r->mode = "human";
	r->author = s->actor.name;
	if (l->template != NULL)
		r->template = l->template;
	if (outbox_freeze(s->db, o, r, &s->arena, err) < 0)
		return -1;
	if (has_draft)
		return reply_approve(s->db, r,
		    &(struct decider){ s->actor.name, s->actor.by }, err);
	r->account = m->account;
	r->ticket = t->number;
	r->message = m->id;
	r->status = REPLY_READY;
	r->created_at = s->deed.now;
	r->not_before = CLOCK_NONE;
	rc = reply_add(s->db, r, &s->arena, err);
	if (rc == 0)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " has this answer already, r%" PRId64,
		    t->number, r->id);
	return rc;
}

int
say_shadow(struct session *s, const struct message *m, struct err *err)
{
	struct account a;
	int rc = account_find(
	    s->db, m->channel, m->account_name, &a, &s->arena, err);

	if (rc == 1 && a.state != ACCOUNT_LIVE)
		note(_("%s/%s is not live: the answer waits until `ha account "
		       "live %s/%s`"),
		    m->channel, m->account_name, m->channel, m->account_name);
	return rc < 0 ? -1 : 0;
}

static const struct wording *
text_for(const struct answers *a, int64_t number)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->v[i].number == number)
			return &a->v[i];
	return NULL;
}

static int
answer(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	const struct wording *l = text_for(arg, t->number);
	struct message m;
	struct rivals rivals;
	struct reply r = { .lang = t->lang };
	struct outbox o;
	int rc, draft;

	rc = message_newest(s->db, t->number, &s->arena, &m, err);
	if (rc == 0)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " has no message to answer", t->number);
	if (rc < 0 || check_rivals(s, t, &m, &rivals, err) < 0)
		return -1;
	draft = reply_draft(s->db, t->number, &r, &s->arena, err);
	if (draft < 0 || l == NULL)
		return -1;
	if (draft == 0)
		r.kind = arena_printf(
		    &s->arena, "answer:%" PRId64, rivals.replies + 1);
	if (address(s, t, &m, draft ? &r : NULL, &o, err) < 0)
		return -1;
	o.files = ((const struct answers *)arg)->files;
	o.nfiles = options.attach.n;
	if (put(s, t, &m, l, &r, draft, &o, err) < 0 ||
	    say_shadow(s, &m, err) < 0)
		return -1;
	return verb_answered(&s->deed, t, r.id, options.proposal, err);
}

int
run_answer(char **args)
{
	struct answers a = { .v = NULL };
	struct work w = { answer, &a, prepare, N_("answered"), N_("answer"), 0,
		NULL };
	struct err err = ERR_INIT;
	struct session s;
	int status;

	session_begin(&s, options.as);
	if (actor_may(s.config, &s.actor, "answer", &err) < 0)
		return session_end(&s, 0, &err);
	a.given =
	    given_text(args, options.message, options.file, &s.arena, &err);
	if (err.code != ERR_OK)
		return session_end(&s, 0, &err);
	if (attach_files(&s, &options.attach, &a.files, &err) < 0)
		return session_end(&s, 0, &err);
	status = work_on(&s, args, &w);
	free(a.v);
	return status;
}
