/*
 * desk/shape.c - tickets that become one, or two, or begin with us
 *
 * Messages change their ticket; events never do.  So the one that gets
 * messages is told of them by events of its own, with the instants at which
 * they came, and the one that loses them by an event that takes them out of
 * its clocks.
 */
#include <inttypes.h>

#include "base/clock.h"
#include "desk/clocks.h"
#include "desk/record.h"
#include "desk/shape.h"
#include "desk/tell.h"
#include "desk/words.h"
#include "rec/val.h"
#include "store/fact.h"
#include "store/message.h"

static json_t *
word_data(const struct word *w)
{
	json_t *o = json_pack("{s:I}", "message", (json_int_t)w->row);

	if (w->platform > 0)
		json_object_set_new(o, "platform", json_integer(w->platform));
	return o;
}

static int
tell_word(const struct deed *d, const struct ticket *t, const struct word *w,
    int64_t from, struct err *err)
{
	json_t *o = word_data(w);

	json_object_set_new(o, "from_ticket", json_integer(from));
	return desk_tell(
	    d->desk, t, w->at, "message", "customer", o, NULL, err);
}

static void
earlier(int64_t *at, int64_t other)
{
	if (other != CLOCK_NONE && (*at == CLOCK_NONE || other < *at))
		*at = other;
}

static void
later(int64_t *at, int64_t other)
{
	if (other != CLOCK_NONE && (*at == CLOCK_NONE || other > *at))
		*at = other;
}

static void
add_counts(struct ticket *t, const struct ticket *other)
{
	t->in_count += other->in_count;
	t->out_count += other->out_count;
	t->auto_count += other->auto_count;
	earlier(&t->first_in_at, other->first_in_at);
	later(&t->last_in_at, other->last_in_at);
	later(&t->last_out_at, other->last_out_at);
	t->unread |= other->unread;
	if (t->order_id == NULL)
		t->order_id = other->order_id;
	if (other->priority < t->priority && other->merged_into == 0)
		t->priority = other->priority;
}

static int
may_merge(const struct ticket *into, const struct ticket *from, int force,
    struct err *err)
{
	if (into->number == from->number)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " cannot be merged into itself",
		    into->number);
	if (ticket_is_done(into->status))
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " is %s: reopen it first", into->number,
		    ticket_status_name(into->status));
	if (into->customer != from->customer && !force)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " is of c%" PRId64 ", not of c%" PRId64
		    ": --force merges it all the same",
		    from->number, from->customer, into->customer);
	return 0;
}

/* The one that ends: whatever ran for it runs no more. */
static int
end_as_part(
    const struct deed *d, struct ticket *from, int64_t into, struct err *err)
{
	json_t *data = json_pack("{s:I s:s s:s}", "into", (json_int_t)into,
	    "from", ticket_status_name(from->status), "status", "closed");

	from->merged_into = into;
	from->status = TICKET_CLOSED;
	if (from->resolved_at == CLOCK_NONE)
		from->resolved_at = d->now;
	from->closed_at = d->now;
	from->claimed = from->unread = 0;
	return verb_act(d, from, "merged", data, NULL, err);
}

/* A word that nobody has answered ends the waiting of the one that gets it. */
static int
wake(const struct deed *d, struct ticket *into, json_t *data, struct err *err)
{
	struct clocks_end end;

	if (clocks_late(d->desk, into, d->now, &end, err) < 0)
		return -1;
	if (into->history || end.status == into->status)
		return 0;
	into->status = end.status;
	json_object_set_new(
	    data, "status", json_string(ticket_status_name(end.status)));
	return 0;
}

/* The one that stays: what waits in the other waits here now. */
static int
go_on_as_one(const struct deed *d, struct ticket *into,
    const struct ticket *from, const struct words *w, struct err *err)
{
	enum ticket_priority before = into->priority;
	json_t *data = json_pack("{s:I}", "from", (json_int_t)from->number);
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < w->n; i++)
		rc = tell_word(d, into, &w->v[i], from->number, err);
	if (rc == 0 && w->n > 0)
		rc = wake(d, into, data, err);
	if (rc < 0) {
		json_decref(data);
		return -1;
	}
	add_counts(into, from);
	if (into->priority != before)
		json_object_set_new(data, "priority",
		    json_string(ticket_priority_name(into->priority)));
	return verb_act(d, into, "absorbed", data, NULL, err);
}

int
shape_merge(const struct deed *d, struct ticket *into, struct ticket *from,
    int force, struct err *err)
{
	struct words w = { .waiting = 1, .settled_at = CLOCK_NONE };
	int rc;

	if (from->merged_into == into->number)
		return 0;
	if (may_merge(into, from, force, err) < 0)
		return -1;
	rc = words_of(d->desk, from->number, &w, d->arena, err);
	if (rc == 0)
		rc =
		    ticket_absorb(d->desk->db, into->number, from->number, err);
	if (rc == 0)
		rc = go_on_as_one(d, into, from, &w, err);
	words_clear(&w);
	if (rc < 0)
		return -1;
	return end_as_part(d, from, into->number, err);
}

struct shares {
	const int64_t *rows;
	size_t n;
	struct ticket *leave, *stay; /* counts of either */
	const char *subject;
	int64_t first_at;
	struct arena *arena;
};

static int
chosen(const struct shares *s, int64_t row)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->rows[i] == row)
			return 1;
	return 0;
}

static int
share(const struct message *m, void *arg)
{
	struct shares *s = arg;
	int goes = chosen(s, m->id);
	struct ticket *t = goes ? s->leave : s->stay;
	struct val rec = { m->record, m->record_len };

	if (m->out) {
		t->out_count++;
		t->auto_count += m->automatic;
		later(&t->last_out_at, m->received_at);
		return 0;
	}
	if (m->author != NULL)
		return 0; /* a colleague's */
	t->in_count++;
	earlier(&t->first_in_at, m->received_at);
	later(&t->last_in_at, m->received_at);
	if (goes && t->subject == NULL)
		t->subject = val_str(val_get(rec, "subject"), s->arena);
	return 0;
}

static void
uncount(struct ticket *t)
{
	t->in_count = t->out_count = t->auto_count = 0;
	t->first_in_at = t->last_in_at = t->last_out_at = CLOCK_NONE;
}

/* What a ticket has that is not the other one's any more. */
static void
begin_like(const struct deed *d, const struct ticket *like, struct ticket *t)
{
	int i;

	*t = *like;
	t->number = t->merged_into = 0;
	t->thread = t->subject = NULL;
	t->status = TICKET_OPEN;
	t->claimed = t->unread = t->history = t->draft = 0;
	t->responsibility = t->result = NULL;
	t->severity = 0;
	t->reopens = 0;
	t->due_at = t->first_response_at = CLOCK_NONE;
	t->resolved_at = t->closed_at = t->watch_at = CLOCK_NONE;
	t->due_clock = -1;
	for (i = 0; i < DUE_CLOCKS; i++)
		t->due[i] = t->met[i] = CLOCK_NONE;
	t->created_at = t->updated_at = d->now;
	uncount(t);
}

static json_t *
row_list(const int64_t *rows, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, json_integer(rows[i]));
	return list;
}

/* The events of the new one: opened by the first that clocks see. */
static int
tell_new(const struct deed *d, struct ticket *made, const struct ticket *old,
    const struct shares *s, const struct words *w, struct err *err)
{
	json_t *data = json_pack("{s:I s:o s:s s:s}", "split_from",
	    (json_int_t)old->number, "messages", row_list(s->rows, s->n),
	    "status", ticket_status_name(made->status), "priority",
	    ticket_priority_name(made->priority));
	int rc = desk_tell(d->desk, made,
	    made->first_in_at != CLOCK_NONE ? made->first_in_at : d->now,
	    "opened", d->actor, data, NULL, err);
	size_t i;

	for (i = 0; rc == 0 && i < w->n; i++)
		if (chosen(s, w->v[i].row))
			rc = tell_word(d, made, &w->v[i], old->number, err);
	return rc;
}

int
shape_split(const struct deed *d, struct ticket *t, const int64_t *rows,
    size_t n, struct ticket *made, struct err *err)
{
	struct shares s = { .rows = rows,
		.n = n,
		.leave = made,
		.stay = t,
		.arena = d->arena };
	struct words w = WORDS_INIT;
	size_t i;
	int rc;

	begin_like(d, t, made);
	uncount(t);
	if (message_of_ticket(
		d->desk->db, t->number, d->arena, share, &s, err) < 0)
		return -1;
	if (t->in_count + t->out_count == 0)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " keeps at least one message", t->number);
	if (made->in_count == 0)
		made->status = TICKET_WAITING_CUSTOMER;
	made->unread = made->in_count > 0;
	if (words_of(d->desk, t->number, &w, d->arena, err) < 0 ||
	    ticket_open(d->desk->db, made, err) < 0) {
		words_clear(&w);
		return -1;
	}
	rc = tell_new(d, made, t, &s, &w, err);
	words_clear(&w);
	for (i = 0; rc == 0 && i < n; i++)
		rc = message_move(d->desk->db, rows[i], made->number, err);
	if (rc < 0 || clocks_update(d->desk, made, d->now, err) < 0 ||
	    ticket_update(d->desk->db, made, err) < 0)
		return -1;
	return verb_act(d, t, "split",
	    json_pack("{s:I s:o}", "into", (json_int_t)made->number, "messages",
		row_list(rows, n)),
	    NULL, err);
}

int
shape_link(
    const struct deed *d, struct ticket *t, int64_t other, struct err *err)
{
	int rc;

	if (other == t->number)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " cannot be linked to itself", other);
	if ((rc = ticket_link(d->desk->db, t->number, other, err)) <= 0)
		return rc;
	return verb_act(d, t, "linked",
	    json_pack("{s:I}", "to", (json_int_t)other), NULL, err);
}

/* The deadlines that begin with the customer's first word. */
static int
choose_sla(const struct deed *d, struct ticket *t, struct err *err)
{
	struct buf line = BUF_INIT;
	struct rec *rec = rec_new();
	const struct rule *r = NULL;
	int rc = desk_record(d->desk, t, rec, &line, err);

	if (rc == 0)
		r = ruleset_first(d->desk->rules, RULE_SLA, rec, d->now);
	t->sla = r != NULL ? r->name : NULL;
	rec_free(rec);
	buf_free(&line);
	return rc;
}

int
shape_new(const struct deed *d, const struct ticket *like, const char *subject,
    struct ticket *made, struct err *err)
{
	json_t *data;

	begin_like(d, like, made);
	made->subject = subject;
	made->priority = PRIORITY_NORMAL;
	made->assignee = d->actor;
	made->intent = made->intent2 = made->detail = NULL;
	made->order_id = made->sku = made->carrier = NULL;
	made->urgency = made->sentiment = NULL;
	made->p = 0;
	if (choose_sla(d, made, err) < 0 ||
	    ticket_open(d->desk->db, made, err) < 0)
		return -1;
	data = json_pack("{s:s s:s s:s}", "status",
	    ticket_status_name(made->status), "priority",
	    ticket_priority_name(made->priority), "assignee", made->assignee);
	return verb_act(d, made, "opened", data, NULL, err);
}
