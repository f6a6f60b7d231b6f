/*
 * cmd/ha-watch/ask.c - did it help?
 *
 * One question after a solution, in the customer's language, into the outbox;
 * it answers their newest message and leaves with ha-send.  Nobody is asked
 * whose newest words are a machine's, who opted out, or where the text would
 * have a hole or break a rule of the channel.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/log.h"
#include "desk/tell.h"
#include "ha-watch/watch.h"
#include "store/account.h"
#include "store/customer.h"
#include "store/message.h"

/* One question on its way. */
struct question {
	struct asker *a;
	struct ticket *t;
	struct message m;
	struct rec *rec;
	struct outbox o;
	struct written w;
};

/*
 * Templates and what they speak of, at the first question of a run; what
 * cannot be opened is tried again at the next.
 */
static int
prepare(struct asker *a, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };

	if (a->open)
		return 0;
	if (kit_open(&a->kit, a->s->config, &errs) < 0)
		*err = errs.v[0];
	else
		a->open = 1;
	conf_errs_free(&errs);
	return a->open ? 0 : -1;
}

void
asker_close(struct asker *a)
{
	kit_close(&a->kit);
}

/* A person wrote last, and can be written to: 1, 0, -1. */
static int
may_ask(struct question *q, struct err *err)
{
	struct customer c;
	struct db *db = q->a->s->db;
	int rc;

	rc = message_newest(db, q->t->number, q->a->arena, &q->m, err);
	if (rc != 1)
		return rc;
	if (q->m.automatic || q->m.history)
		return 0;
	if (q->t->customer != 0 &&
	    (rc = customer_get(db, q->t->customer, &c, q->a->arena, err)) != 0)
		if (rc < 0 || c.opted_out)
			return rc < 0 ? -1 : 0;
	if (rec_parse(q->rec, q->m.record, q->m.record_len, err) < 0)
		return -1;
	if (q->m.class != NULL)
		rec_set_text(q->rec, "class", q->m.class, strlen(q->m.class));
	q->o = (struct outbox){ .ticket = q->t->number, .message = q->m.id };
	outbox_address(&q->o, q->rec, q->a->s->config, q->a->arena);
	return rec_get(q->rec, "mail.auto").p == NULL && q->o.to != NULL &&
	       (!q->o.mail || q->o.from != NULL);
}

/* 1 written, 0 there is something missing or forbidden, -1. */
static int
write_it(struct question *q, struct err *err)
{
	struct asker *a = q->a;
	const struct template *t = book_get(&a->kit.book, "follow_up");
	const char *wishes[WISHES];
	struct vars *vars;

	if (t == NULL)
		return 0;
	vars = vars_new(&a->kit.env, a->s->db, q->t, q->rec, a->arena, err);
	if (vars == NULL)
		return -1;
	vars_intent(vars, q->t->intent);
	writer_wishes(wishes, q->rec, q->t, vars_shop(vars));
	writer_write(&a->kit.book, t, wishes, vars, a->arena, &q->w);
	return q->w.nmissing == 0 &&
	       limit_broken(limits_of(&a->kit.limits, q->m.channel), q->w.text,
		   text_length(q->w.text), a->arena) == NULL;
}

/* Ready, held while the account is not live; mail from before it was never. */
static int
status_of(const struct question *q, enum reply_status *status, struct err *err)
{
	struct account a;
	int rc = account_find(
	    q->a->s->db, q->m.channel, q->m.account_name, &a, q->a->arena, err);

	if (rc <= 0)
		return rc;
	*status = a.state == ACCOUNT_LIVE ? REPLY_READY : REPLY_HELD;
	return a.live_since == CLOCK_NONE || q->m.received_at > a.live_since;
}

static int
put(struct question *q, struct err *err)
{
	struct session *s = q->a->s;
	struct reply r = { .account = q->m.account,
		.ticket = q->t->number,
		.message = q->m.id,
		.kind = "follow_up",
		.mode = "auto",
		.template = "follow_up",
		.lang = q->w.lang,
		.author = "ha-watch",
		.created_at = s->deed.now,
		.not_before = CLOCK_NONE };
	int rc = status_of(q, &r.status, err);

	if (rc <= 0)
		return rc;
	q->o.kind = r.kind;
	q->o.text = q->w.text;
	q->o.automatic = 1;
	if (q->o.subject == NULL)
		q->o.subject = outbox_subject(&q->o, q->w.subject, q->a->arena);
	if (outbox_freeze(s->db, &q->o, &r, q->a->arena, err) < 0 ||
	    (rc = reply_add(s->db, &r, q->a->arena, err)) <= 0)
		return err->code == ERR_OK ? 0 : -1;
	return desk_tell(s->desk, q->t, s->deed.now, "reply", "ha-watch",
		   json_pack("{s:I s:s s:s s:s s:s}", "reply", (json_int_t)r.id,
		       "kind", r.kind, "mode", r.mode, "template", r.template,
		       "reply_status", reply_status_name(r.status)),
		   NULL, err) < 0
		   ? -1
		   : 1;
}

int
asker_ask(struct asker *a, struct ticket *t, struct err *err)
{
	struct question q = { .a = a, .t = t, .rec = rec_new() };
	int rc = prepare(a, err);

	if (rc == 0)
		rc = may_ask(&q, err);
	if (rc == 1)
		rc = write_it(&q, err);
	if (rc == 1)
		rc = put(&q, err);
	rec_free(q.rec);
	return rc;
}
