/* desk/thread.c - which ticket a message belongs to */
#include <string.h>

#include "desk/thread.h"
#include "store/awaited.h"
#include "store/message.h"
#include "text/subject.h"

enum { REFERENCES = 8 }; /* of a long thread the newest */

struct search {
	struct desk *desk;
	struct rec *rec;
	const struct letter *letter;
	struct threading *out;
};

/* A message of ours belongs where it answers; others must take part. */
static int
takes_part(const struct search *s, const struct ticket *t)
{
	return s->letter->out ||
	       (s->letter->customer != 0 && t->customer == s->letter->customer);
}

static int
still_its_own(const struct search *s, const struct ticket *t)
{
	const struct sla_policy *p = ruleset_policy(s->desk->rules, t->sla);

	if (!ticket_is_done(t->status))
		return 1;
	return p == NULL || sla_reopens(p, t->resolved_at, s->letter->at);
}

/*
 * Try ticket NUMBER: 1 it is the one, 0 it is not, -1.  One that the sender
 * does not take part in, or that is closed for good, is only suggested.
 */
static int
try(const struct search *s, int64_t number, int conversation, const char *how,
    struct err *err)
{
	struct ticket *t = &s->out->ticket;
	int rc, part;

	if (number <= 0)
		return number < 0 ? -1 : 0;
	rc = ticket_get(s->desk->db, number, 0, t, rec_arena(s->rec), err);
	/* who takes part in what was merged takes part in the one that stays */
	part = rc == 1 && (conversation || takes_part(s, t));
	if (rc == 1 && t->merged_into != 0)
		rc = ticket_get(
		    s->desk->db, number, 1, t, rec_arena(s->rec), err);
	if (rc == 1 && part && still_its_own(s, t)) {
		s->out->how = how;
		return 1;
	}
	if (rc == 1 && s->out->suggested == 0)
		s->out->suggested = t->number;
	t->number = 0;
	return rc < 0 ? -1 : 0;
}

/* What answers the mail of this id came before it. */
static int
by_answers(const struct search *s, const char *id, struct err *err)
{
	return try(s, awaited_ticket(s->desk->db, id, err), 0, "reply", err);
}

static int
by_message_id(const struct search *s, const char *id, struct err *err)
{
	struct message m;
	int rc;

	if (id == NULL || *id == '\0')
		return 0;
	rc = message_by_mail_id(
	    s->desk->db, s->letter->channel, id, &m, rec_arena(s->rec), err);
	if (rc != 0)
		return rc == 1 ? try(s, m.ticket, 0, "reply", err) : rc;
	if (s->out->nunknown < THREAD_UNKNOWN)
		s->out->unknown[s->out->nunknown++] = id;
	return by_answers(s, id, err);
}

/* In-Reply-To or what came back, then References from the newest. */
static int
by_headers(const struct search *s, struct err *err)
{
	struct val list = rec_get(s->rec, "mail.references"), item = VAL_NONE;
	const char *ids[REFERENCES] = { NULL };
	const char *parent = rec_str(s->rec, "mail.in_reply_to.0");
	size_t n = 0, i;
	int rc;

	if (parent == NULL) /* a record of another tool, with one id alone */
		parent = rec_str(s->rec, "mail.in_reply_to");
	rc = by_message_id(s, parent, err);
	if (rc == 0 && s->letter->failed != NULL)
		rc = by_message_id(
		    s, rec_str(s->rec, "mail.auto.bounce.original_id"), err);
	while (val_next(list, &item))
		ids[n++ % REFERENCES] = val_str(item, rec_arena(s->rec));
	for (i = 0; rc == 0 && i < n && i < REFERENCES; i++) {
		const char *id = ids[(n - 1 - i) % REFERENCES];

		if (id != NULL && (parent == NULL || strcmp(id, parent) != 0))
			rc = by_message_id(s, id, err);
	}
	return rc;
}

static int
by_order(const struct search *s, struct err *err)
{
	const struct letter *l = s->letter;
	const struct sla_policies *all = &s->desk->rules->policies;
	int64_t window = 0;
	size_t i;

	/* the widest: the ticket's own is held against it by try */
	for (i = 0; i < all->n; i++)
		if (all->v[i].reopen_window * 1000 > window)
			window = all->v[i].reopen_window * 1000;
	if (l->out || l->order == NULL || l->customer == 0)
		return 0;
	return try(s,
	    ticket_of_order(
		s->desk->db, l->customer, l->order, l->at - window, err),
	    0, "order", err);
}

int
thread_find(struct desk *d, struct rec *rec, const struct letter *l,
    struct threading *out, struct err *err)
{
	struct search s = { d, rec, l, out };
	const char *id;
	int rc = 0;

	*out = (struct threading){ .how = "new" };
	if (!l->mail && l->thread != NULL)
		rc =
		    try(&s, ticket_of_thread(d->db, l->account, l->thread, err),
			1, "conversation", err);
	if (rc == 0 && l->mail)
		rc = by_headers(&s, err);
	if (rc == 0 && l->mail &&
	    (id = rec_str(rec, "mail.message_id")) != NULL)
		rc = by_answers(&s, id, err);
	if (rc == 0 && l->mail)
		rc = try(&s, subject_number(l->subject), 0, "token", err);
	if (rc == 0)
		rc = by_order(&s, err);
	return rc < 0 ? -1 : 0;
}

int
thread_await(struct desk *d, struct rec *rec, const struct letter *l,
    const struct threading *th, int64_t ticket, struct err *err)
{
	const char *id = l->mail ? rec_str(rec, "mail.message_id") : NULL;
	int64_t awaits;
	size_t i;

	/* what no person wrote joins a conversation and begins none */
	for (i = 0; i < th->nunknown && !l->automatic; i++)
		if (awaited_add(
			d->db, th->unknown[i], l->account, ticket, err) < 0)
			return -1;
	if (id == NULL)
		return 0;
	awaits = awaited_ticket(d->db, id, err);
	return awaits > 0 ? awaited_came(d->db, id, err) : (int)awaits;
}
