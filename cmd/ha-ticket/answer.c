/*
 * cmd/ha-ticket/answer.c - write to the customer
 *
 * The words come from -m, -F, a template, the draft as it stands (-y), or the
 * editor, which opens on the draft with the message, the order, the tracking
 * and the customer's past below a line that cuts them off.  What is written
 * goes into the outbox and leaves with ha-send.
 */
#include <inttypes.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer/outbox.h"
#include "answer/template.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/attach.h"
#include "common/run.h"
#include "ha-ticket/ticket.h"
#include "rec/rec.h"
#include "store/account.h"
#include "store/message.h"
#include "store/reply.h"
#include "text/quote.h"

#define SCISSORS "# ---------------- >8 ----------------\n"

enum { MAX_TEXT = 1 << 20 };

/* What was written for one ticket. */
struct letter_text {
	int64_t number;
	const char *text, *template; /* text NULL: the draft as it stands */
};

struct answers {
	struct letter_text *v;
	size_t n, cap;
	const char *given;	   /* -m, -F: the same for all */
	struct outbox_file *files; /* -a, kept already */
};

/* A template with a hole in it is no answer. */
static const char *
template_text(struct session *s, int64_t number, struct err *err)
{
	struct run_words w = { NULL, 0, 0 };
	struct buf b = BUF_INIT;
	struct val all, missing;
	const char *text = NULL;

	run_word(&w, "ha-reply");
	run_word(&w, "preview");
	run_common(&w);
	run_word(&w, "-j");
	run_word(&w, options.template);
	run_word(&w, arena_printf(&s->arena, "%" PRId64, number));
	if (run_capture(&w, &b, err) == 0) {
		all = (struct val){ b.p, b.len };
		missing = val_get(all, "missing.0");
		text = val_str(val_get(all, "text"), &s->arena);
		if (text == NULL)
			err_set(err, ERR_USAGE, "no text of template '%s'",
			    options.template);
		else if (missing.p != NULL)
			err_set(err, ERR_DATA,
			    "template '%s' lacks '%s' for ticket %" PRId64
			    ": write with -m or in the editor",
			    options.template, val_str(missing, &s->arena),
			    number);
	} else if (err->code == ERR_OK) {
		err_set(err, ERR_USAGE, "template '%s' cannot be written",
		    options.template);
	}
	run_words_free(&w);
	buf_free(&b);
	return err->code == ERR_OK ? text : NULL;
}

/* Each line behind "# ". */
static void
add_comment(struct buf *b, const char *text, struct arena *arena)
{
	const char *nl;

	for (; *text != '\0'; text = *nl != '\0' ? nl + 1 : nl) {
		nl = text + strcspn(text, "\n");
		buf_addf(b, "# %s\n",
		    table_clean(arena_strndup(arena, text, (size_t)(nl - text)),
			arena));
	}
}

/* What the editor opens on: the draft, then what one must know. */
static int
compose(struct session *s, const struct ticket *t, const char *draft,
    struct buf *b, struct err *err)
{
	struct buf facts = BUF_INIT;
	struct message m;
	const char *text;
	int rc = message_newest(s->db, t->number, &s->arena, &m, err);

	buf_addf(b, "%s\n\n" SCISSORS, draft != NULL ? draft : "");
	buf_addf(b, "# %s\n# %" PRId64 "  %s\n",
	    _("Only what stands above this line is sent."), t->number,
	    t->subject != NULL ? table_clean(t->subject, &s->arena) : "");
	if (rc == 1) {
		text = val_str(
		    val_get((struct val){ m.record, m.record_len }, "text"),
		    &s->arena);
		add_comment(b, text != NULL ? text : "", &s->arena);
	}
	if (rc >= 0)
		rc = show_facts(s, t, &facts, err);
	buf_adds(b, "#\n");
	add_comment(b, facts.p, &s->arena);
	buf_free(&facts);
	return rc < 0 ? -1 : 0;
}

static int
run_editor(const char *path, struct err *err)
{
	const char *editor = getenv("VISUAL");
	struct run_words w = { NULL, 0, 0 };
	char *copy, *next, *word;
	int status;

	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	next = copy =
	    xstrdup(editor != NULL && *editor != '\0' ? editor : "vi");
	while ((word = strsep(&next, " ")) != NULL)
		if (*word != '\0')
			run_word(&w, word);
	run_word(&w, path);
	status = run_one(&w, err);
	run_words_free(&w);
	free(copy);
	return status == 0 ? 0
			   : err_set(err, ERR_NO,
				 "the editor ended with status %d: nothing is "
				 "sent",
				 status);
}

/* What stands above the scissors when the editor is done; NULL: nothing. */
static const char *
edit(struct session *s, const struct ticket *t, const char *draft,
    struct err *err)
{
	const char *dir = getenv("TMPDIR"), *text = NULL;
	char *path = xasprintf("%s/ha-answer.XXXXXX", dir ? dir : "/tmp");
	struct buf b = BUF_INIT;
	char *cut;
	int fd = mkstemp(path); /* 0600: it holds a customer's words */

	if (fd < 0) {
		err_sys(err, err_of_create(errno), "cannot create '%s'", path);
	} else if (compose(s, t, draft, &b, err) == 0 &&
		   file_put(fd, b.p, b.len) == 0 &&
		   run_editor(path, err) == 0) {
		buf_reset(&b);
		if (file_read(path, MAX_TEXT, &b, err) == 0) {
			if ((cut = strstr(b.p, SCISSORS)) != NULL)
				buf_cut(&b, (size_t)(cut - b.p));
			buf_trim(&b);
			text = arena_strdup(&s->arena, b.p);
		}
	}
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	if (text != NULL && *text == '\0')
		err_set(err, ERR_NO, "ticket %" PRId64 ": nothing was written",
		    t->number);
	buf_free(&b);
	free(path);
	return err->code == ERR_OK ? text : NULL;
}

/* 1 and the draft's text (which may be NULL), 0 there is no draft, -1. */
static int
draft_text(struct session *s, const struct ticket *t, const char **text,
    struct err *err)
{
	struct reply r;
	struct outbox o;
	int rc = reply_draft(s->db, t->number, &r, &s->arena, err);

	*text = NULL;
	if (rc != 1)
		return rc;
	if (outbox_read(&r, &o, &s->arena, err) < 0)
		return -1;
	*text = o.text;
	return 1;
}

/* -y: there is a draft, and nothing is missing in it. */
static int
as_it_stands(
    struct session *s, int64_t number, const char *draft, struct err *err)
{
	const char *hole;

	if (draft == NULL)
		return err_set(
		    err, ERR_NO, "ticket %" PRId64 " has no draft", number);
	if ((hole = template_hole(draft, &s->arena)) == NULL)
		return 0;
	return err_set(err, ERR_NO,
	    "the draft of ticket %" PRId64 " lacks '%s'; write it without -y",
	    number, hole);
}

static int
write_one(struct session *s, const struct ticket *t, struct letter_text *l,
    struct err *err)
{
	const char *draft;
	int rc = draft_text(s, t, &draft, err);

	if (rc < 0)
		return -1;
	if (options.template != NULL) {
		l->template = options.template;
		l->text = template_text(s, t->number, err);
		return l->text != NULL ? 0 : -1;
	}
	if (common.yes)
		return as_it_stands(s, t->number, draft, err);
	if (!isatty(STDIN_FILENO) && getenv("EDITOR") == NULL)
		return err_set(err, ERR_USAGE,
		    "an answer wants its text: -m TEXT, -F FILE, -t TEMPLATE, "
		    "or -y for the draft as it stands");
	l->text = edit(s, t, draft, err);
	return l->text != NULL ? 0 : -1;
}

static int
prepare(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	struct answers *a = arg;
	struct letter_text l = { t->number, a->given, NULL };

	if (l.text == NULL && write_one(s, t, &l, err) < 0)
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
    const struct letter_text *l, struct reply *r, int has_draft,
    struct outbox *o, struct err *err)
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

static const struct letter_text *
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
	const struct letter_text *l = text_for(arg, t->number);
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
