/*
 * cmd/ha-reply/filter.c - the stage: one decision a message
 *
 * What grants something is read from the database and not from the line: the
 * message as it was stored, the class it was routed by, the ticket.  A
 * message that has its decision gets the same one printed again.
 */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "common/open.h"
#include "io/filter.h"
#include "io/out.h"
#include "rec/json.h"
#include "reply.h"
#include "store/event.h"

struct stage {
	struct replier *me;
	struct rec *stored;
};

/* One message on its way to a decision; strings in ARENA. */
struct job {
	struct stage *s;
	struct arena *arena;
	struct rec *rec; /* as stored */
	struct message m;
	struct ticket t;
	struct outbox to;
	struct facts f;
	struct vars *vars;
	struct written w;
	struct verdict v;
	struct reply reply, receipt;
	int has_receipt;
};

static const char *
kind_of_reply(const struct replier *me, struct arena *arena)
{
	return me->proactive == NULL
		   ? "reply"
		   : arena_printf(arena, "to:%s", me->proactive->name);
}

/* Freeze the words W and put the row into the outbox. */
static int
add_row(struct job *j, const struct written *w, enum reply_status status,
    struct reply *r, struct err *err)
{
	struct outbox o = j->to;

	r->account = j->m.account;
	r->ticket = j->t.number;
	r->message = j->m.id;
	r->status = status;
	r->author = "ha-reply";
	r->created_at = clock_now();
	r->not_before = CLOCK_NONE;
	if (status != REPLY_NONE) {
		r->template = w->template->name;
		r->lang = w->lang;
		o.kind = r->kind;
		o.text = w->text;
		o.automatic = strcmp(r->mode, "auto") == 0;
		if (o.subject == NULL || j->s->me->proactive != NULL)
			o.subject = outbox_subject(&o, w->subject, j->arena);
		if (outbox_freeze(j->s->me->db, &o, r, j->arena, err) < 0)
			return -1;
	}
	return reply_add(j->s->me->db, r, j->arena, err) < 0 ? -1 : 0;
}

static int
note_event(struct job *j, const struct reply *r, struct err *err)
{
	struct buf b = BUF_INIT;
	/* clang-format off */
	json_t *data = json_pack("{s:I, s:s, s:s, s:s, s:s?}",
	    "reply", (json_int_t)r->id,
	    "kind", r->kind,
	    "mode", r->mode,
	    "status", reply_status_name(r->status),
	    "template", r->template);
	/* clang-format on */
	struct event e = { .account = r->account,
		.ticket = r->ticket,
		.at = r->created_at,
		.kind = "reply",
		.actor = "ha-reply" };
	int rc = json_add(&b, data);

	json_decref(data);
	e.data = b.p;
	if (rc == 0)
		rc = event_add(j->s->me->db, &e, err);
	buf_free(&b);
	return rc;
}

/* The template that fits and its text; what it says of itself as facts. */
static void
write_text(struct job *j)
{
	struct replier *me = j->s->me;
	const char *wishes[WISHES];

	j->f.template =
	    me->proactive != NULL ? me->proactive
	    : j->f.intent != NULL
		? book_for(&me->kit.book, j->f.intent, j->m.channel, j->vars)
		: NULL;
	if (j->f.template == NULL)
		return;
	writer_wishes(wishes, j->rec, &j->t, vars_shop(j->vars));
	writer_write(
	    &me->kit.book, j->f.template, wishes, j->vars, j->arena, &j->w);
	j->f.missing = j->w.nmissing;
	j->f.person_if = j->w.person_if;
	j->f.not_theirs = !j->w.theirs;
	j->f.broken = limit_broken(limits_of(&me->kit.limits, j->m.channel),
	    j->w.text, text_length(j->w.text), j->arena);
}

/*
 * A grave message is acknowledged in neutral words: what it is about is for
 * a person to name.  A receipt with a gap is no receipt.
 */
static int
add_receipt(struct job *j, struct err *err)
{
	struct replier *me = j->s->me;
	const struct template *t;
	const char *wishes[WISHES];
	struct written w;

	t = book_get(&me->kit.book, policy_is_open(&me->kit.policy, j->f.now)
					? "order_receipt"
					: "out_of_hours");
	if (t == NULL)
		return 0;
	vars_intent(j->vars, j->f.grave != NULL ? NULL : j->f.intent);
	writer_wishes(wishes, j->rec, &j->t, vars_shop(j->vars));
	writer_write(&me->kit.book, t, wishes, j->vars, j->arena, &w);
	if (w.nmissing > 0) {
		if (j->v.n < WHY_MAX)
			j->v.why[j->v.n++] = arena_printf(j->arena,
			    "no receipt: '%s' is missing", w.missing[0]);
		return 0;
	}
	j->receipt = (struct reply){ .kind = "receipt", .mode = "auto" };
	j->has_receipt = 1;
	if (add_row(j, &w, j->v.held ? REPLY_HELD : REPLY_READY, &j->receipt,
		err) < 0)
		return -1;
	return note_event(j, &j->receipt, err);
}

static int
add_decision(struct job *j, struct err *err)
{
	enum reply_status status = REPLY_DRAFT;

	if (strcmp(j->v.mode, "none") == 0)
		status = REPLY_NONE;
	else if (strcmp(j->v.mode, "auto") == 0)
		status = j->v.held ? REPLY_HELD : REPLY_READY;
	if (j->v.receipt && j->s->me->proactive == NULL &&
	    add_receipt(j, err) < 0)
		return -1;
	j->reply = (struct reply){ .mode = j->v.mode,
		.why = row_why(&j->v, &j->w, j->arena) };
	j->reply.kind = kind_of_reply(j->s->me, j->arena);
	if (add_row(j, &j->w, status, &j->reply, err) < 0 ||
	    note_event(j, &j->reply, err) < 0)
		return -1;
	return message_reply_decided(j->s->me->db, j->m.id, err);
}

/* A Reply-To that is not the sender. */
static int
goes_elsewhere(const struct job *j)
{
	const char *from = rec_str(j->rec, "from.email");

	return j->to.mail && j->to.to != NULL &&
	       (from == NULL || strcasecmp(from, j->to.to) != 0);
}

static int
decide_message(struct job *j, struct err *err)
{
	struct replier *me = j->s->me;

	j->to = (struct outbox){ .ticket = j->t.number, .message = j->m.id };
	outbox_address(&j->to, j->rec, me->config, j->arena);
	if (facts_gather(me, &j->m, &j->t, j->rec, &j->to, &j->f, err) < 0)
		return -1;
	j->vars = vars_new(&me->kit.env, me->db, &j->t, j->rec, j->arena, err);
	if (j->vars == NULL)
		return -1;
	vars_intent(j->vars, j->f.intent);
	j->f.foreign = vars_foreign(j->vars);
	j->f.elsewhere = vars_order(j->vars) != NULL && goes_elsewhere(j);
	write_text(j);
	decide(&me->kit.policy, &j->f, &j->v, j->arena);
	if (me->proactive != NULL && strcmp(j->v.mode, "auto") == 0)
		j->v.mode = "draft"; /* many at once: a person lets them go */
	return add_decision(j, err);
}

/* 1 there is one already, 0 not, -1. */
static int
known_decision(struct job *j, struct err *err)
{
	struct db *db = j->s->me->db;
	int rc = reply_of_message(db, j->m.id,
	    kind_of_reply(j->s->me, j->arena), &j->reply, j->arena, err);

	if (rc <= 0 || j->s->me->proactive != NULL)
		return rc;
	rc = reply_of_message(
	    db, j->m.id, "receipt", &j->receipt, j->arena, err);
	j->has_receipt = rc == 1;
	return rc < 0 ? -1 : 1;
}

/* A message without a row: nothing to decide by. */
static int
not_decided(struct rec *rec, const char *why, struct err *err)
{
	if (common.explain)
		out_printf("%s\n  none: %s\n", rec_str(rec, "id"), why);
	/* clang-format off */
	return rec_set(rec, "reply", json_pack("{s:n, s:n, s:s, s:s, s:n, s:n,"
	    " s:n, s:n, s:[s], s:[]}",
	    "id",
	    "ref",
	    "mode", "none",
	    "status", "none",
	    "template",
	    "lang",
	    "subject",
	    "text",
	    "why", why,
	    "missing"), err);
	/* clang-format on */
}

static int
show(struct rec *rec, struct job *j, struct err *err)
{
	json_t *reply;

	if (common.explain) {
		row_explain(rec_str(rec, "id"), &j->reply, j->arena);
		if (j->has_receipt)
			row_explain(rec_str(rec, "id"), &j->receipt, j->arena);
		return out_check(err);
	}
	reply = row_json(&j->reply, j->arena);
	if (j->has_receipt)
		json_object_set_new(
		    reply, "receipt", row_json(&j->receipt, j->arena));
	return rec_set(rec, "reply", reply, err);
}

static int
one_message(struct stage *s, struct rec *rec, struct err *err)
{
	struct job j = { .s = s, .arena = rec_arena(rec), .rec = s->stored };
	int rc =
	    message_by_id(s->me->db, rec_str(rec, "id"), &j.m, j.arena, err);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return not_decided(rec, "the message is not stored here", err);
	if (j.m.ticket == 0)
		return not_decided(
		    rec, "the message has no ticket (ha-route)", err);
	if (j.m.out)
		return 0;
	if ((rc = known_decision(&j, err)) < 0)
		return -1;
	if (rc == 1)
		return show(rec, &j, err);
	if (rec_parse(s->stored, j.m.record, j.m.record_len, err) < 0)
		return -1;
	if (j.m.class != NULL)
		rec_set_text(s->stored, "class", j.m.class, strlen(j.m.class));
	if ((rc = ticket_get(s->me->db, j.m.ticket, 1, &j.t, j.arena, err)) <=
	    0)
		return rc < 0 ? -1
			      : err_set(err, ERR_BUG,
				    "ticket %" PRId64 " is gone", j.m.ticket);
	if (decide_message(&j, err) < 0)
		return -1;
	return show(rec, &j, err);
}

static int
each(struct rec *rec, void *arg, struct err *err)
{
	struct stage *s = arg;
	const char *direction;
	int rc;

	direction = rec_str(rec, "direction");
	if (rec_kind(rec) != KIND_MESSAGE ||
	    (direction != NULL && strcmp(direction, "out") == 0))
		return 0;
	if (rec_str(rec, "id") == NULL)
		return err_set(err, ERR_DATA, "a message needs an id");
	if (s->me->db == NULL)
		return not_decided(rec, "there is no database", err);
	if (db_mark(s->me->db, err) < 0)
		return -1;
	rc = one_message(s, rec, err);
	if (rc < 0)
		db_mark_back(s->me->db);
	else
		db_mark_keep(s->me->db);
	return rc;
}

static int
begin(void *arg, struct err *err)
{
	struct stage *s = arg;

	return s->me->db != NULL ? db_begin(s->me->db, err) : 0;
}

static int
commit(void *arg, struct err *err)
{
	struct stage *s = arg;

	if (s->me->db == NULL)
		return 0;
	if (!common.dry_run)
		return db_commit(s->me->db, err);
	db_rollback(s->me->db);
	return 0;
}

static void
give_up(void *arg)
{
	struct stage *s = arg;

	if (s->me->db != NULL)
		db_rollback(s->me->db);
}

int
run_filter(struct replier *me, char **files)
{
	struct stage s = { .me = me, .stored = rec_new() };
	struct filter filter = { .each = each,
		.promises = open_promises(me->config),
		.begin = begin,
		.commit = commit,
		.abort = give_up,
		.arg = &s,
		.quiet = common.explain };
	struct err err = ERR_INIT;
	int status;

	if (template_name != NULL &&
	    (me->proactive = book_get(&me->kit.book, template_name)) == NULL) {
		err_set(&err, ERR_USAGE,
		    "no template '%s' (`ha reply list` shows them)",
		    template_name);
		die(&err);
	}
	if (open_db_uri(me->config) != NULL)
		me->db = open_db(me->config, 0);
	status = filter_run(files, &filter);
	if (common.explain && out_close(&err) < 0)
		die(&err);
	rec_free(s.stored);
	return status;
}
