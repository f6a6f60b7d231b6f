/*
 * desk/verb.c - what people do with a ticket
 *
 * The event is the act; the row follows it.  An event whose status is the one
 * that the ticket has already is no act and not written.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/opt.h"
#include "desk/clocks.h"
#include "desk/issue.h"
#include "desk/mention.h"
#include "desk/tell.h"
#include "desk/verb.h"
#include "desk/words.h"
#include "store/fact.h"
#include "store/order.h"

int
verb_act(const struct deed *d, struct ticket *t, const char *kind, json_t *data,
    json_t *content, struct err *err)
{
	if (data == NULL)
		data = json_object();
	if (d->by != NULL)
		json_object_set_new(data, "by", json_string(d->by));
	t->updated_at = d->now;
	if (desk_tell(d->desk, t, d->now, kind, d->actor, data, content, err) <
		0 ||
	    clocks_update(d->desk, t, d->now, err) < 0 ||
	    ticket_update(d->desk->db, t, err) < 0)
		return -1;
	return 1;
}

static json_t *
status_data(const struct ticket *t, enum ticket_status to)
{
	return json_pack("{s:s s:s}", "from", ticket_status_name(t->status),
	    "status", ticket_status_name(to));
}

/* What a status says about the rest of the row. */
static void
enter(const struct deed *d, struct ticket *t, enum ticket_status to)
{
	int was_done = ticket_is_done(t->status);

	t->status = to;
	if (!ticket_is_done(t->status)) {
		t->resolved_at = t->closed_at = CLOCK_NONE;
		return;
	}
	if (!was_done)
		t->resolved_at = d->now;
	t->closed_at = to == TICKET_CLOSED ? d->now : CLOCK_NONE;
	t->claimed = 0;
	t->unread = 0;
}

int
verb_status(const struct deed *d, struct ticket *t, enum ticket_status to,
    struct err *err)
{
	json_t *data;

	if (t->status == to)
		return 0;
	if (ticket_is_done(t->status) && to != TICKET_OPEN &&
	    to != TICKET_CLOSED)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " is %s: reopen it first", t->number,
		    ticket_status_name(t->status));
	data = status_data(t, to);
	enter(d, t, to);
	return verb_act(d, t, "status", data, NULL, err);
}

int64_t
verb_claim_next(const struct deed *d, struct err *err)
{
	int64_t number = 0;
	int rc = ticket_claim(d->desk->db, &number, d->actor, d->now, err);
	struct arena arena = ARENA_INIT;
	struct ticket t;

	if (rc == 1 &&
	    (rc = ticket_get(d->desk->db, number, 0, &t, &arena, err)) == 1)
		rc = verb_act(d, &t, "claimed", NULL, NULL, err);
	arena_free(&arena);
	return rc < 0 ? -1 : rc == 0 ? 0 : number;
}

int
verb_claim(const struct deed *d, struct ticket *t, struct err *err)
{
	if (t->claimed && strcmp(t->assignee, d->actor) == 0)
		return 0;
	if (t->claimed)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " is claimed by %s", t->number,
		    t->assignee);
	t->assignee = d->actor;
	t->claimed = 1;
	return verb_act(d, t, "claimed", NULL, NULL, err);
}

/* Of a team; NULL for a person, or a team without. */
static const char *
hours_of(const struct conf_member *m)
{
	return m != NULL && m->members.n > 0 ? m->calendar : NULL;
}

/* Always said where teams have hours: who had it before may be long gone. */
void
verb_hours(const struct config *c, const char *who, json_t *data)
{
	const char *hours = who != NULL ? hours_of(config_who(c, who)) : NULL;
	size_t i, n = c != NULL ? c->nteam : 0;

	for (i = 0; i < n && hours_of(&c->team[i]) == NULL; i++)
		continue;
	if (i < n)
		json_object_set_new(
		    data, "calendar", json_string(hours != NULL ? hours : ""));
}

int
verb_release(const struct deed *d, struct ticket *t, struct err *err)
{
	json_t *data;

	if (t->assignee == NULL)
		return 0;
	data = json_pack("{s:s}", "from", t->assignee);
	verb_hours(d->desk->config, NULL, data);
	t->assignee = NULL;
	t->claimed = 0;
	return verb_act(d, t, "released", data, NULL, err);
}

int
verb_who(const struct config *c, const char *who, struct err *err)
{
	const char *names[256], *near;
	size_t i;

	if (c == NULL || c->nteam == 0 || config_who(c, who) != NULL)
		return 0;
	for (i = 0; i < c->nteam && i < 256; i++)
		names[i] = c->team[i].name;
	near = opt_nearest(who + (*who == '@'), names, i);
	if (near != NULL && config_member_named(c, near)->members.n > 0)
		return err_set(err, ERR_USAGE,
		    "'%s' is not in team: (did you mean '@%s'?)", who, near);
	if (near != NULL)
		return err_set(err, ERR_USAGE,
		    "'%s' is not in team: (did you mean '%s'?)", who, near);
	return err_set(err, ERR_USAGE, "'%s' is not in team:", who);
}

int
verb_assign(
    const struct deed *d, struct ticket *t, const char *who, struct err *err)
{
	json_t *data;

	if (verb_who(d->desk->config, who, err) < 0)
		return -1;
	if (t->assignee != NULL && strcmp(t->assignee, who) == 0)
		return 0;
	data = json_pack("{s:s? s:s}", "from", t->assignee, "to", who);
	verb_hours(d->desk->config, who, data);
	t->assignee = who;
	t->claimed = 0;
	return verb_act(d, t, "assigned", data, NULL, err);
}

int
verb_note(
    const struct deed *d, struct ticket *t, const char *text, struct err *err)
{
	if (mention_tell(d, t, text, err) < 0)
		return -1;
	return verb_act(
	    d, t, "note", NULL, json_pack("{s:s}", "text", text), err);
}

/* A word that nobody has answered: 1, 0, -1. */
static int
owes(const struct deed *d, const struct ticket *t, struct err *err)
{
	struct words w = { .waiting = 1, .settled_at = CLOCK_NONE };
	int rc = words_of(d->desk, t->number, &w, d->arena, err);

	if (rc == 0)
		rc = w.n > 0;
	words_clear(&w);
	return rc;
}

/* Nothing is owed: what waited for an answer ends, the ball is theirs. */
int
verb_no_reply(const struct deed *d, struct ticket *t, struct err *err)
{
	json_t *data = NULL;
	int rc;

	if (!ticket_is_working(t->status) && !t->unread && !t->claimed &&
	    (rc = owes(d, t, err)) <= 0)
		return rc;
	if (ticket_is_working(t->status)) {
		data = status_data(t, TICKET_WAITING_CUSTOMER);
		enter(d, t, TICKET_WAITING_CUSTOMER);
	}
	t->unread = 0;
	t->claimed = 0;
	return verb_act(d, t, "no_reply", data, NULL, err);
}

int
verb_answered(const struct deed *d, struct ticket *t, int64_t reply,
    int proposal, struct err *err)
{
	json_t *data = json_pack("{s:I}", "reply", (json_int_t)reply);

	if (proposal)
		json_object_set_new(data, "proposal", json_true());
	if (!ticket_is_done(t->status) &&
	    t->status != TICKET_WAITING_CUSTOMER) {
		json_object_update_missing_new(
		    data, status_data(t, TICKET_WAITING_CUSTOMER));
		enter(d, t, TICKET_WAITING_CUSTOMER);
	}
	if (t->assignee == NULL)
		t->assignee = d->actor; /* who knows the customer now */
	t->claimed = 0;
	t->unread = 0;
	return verb_act(d, t, "answered", data, NULL, err);
}

int
verb_tag(const struct deed *d, struct ticket *t, const char *tag, int on,
    struct err *err)
{
	int rc = ticket_tag(d->desk->db, t->number, tag, on, err);

	if (rc <= 0)
		return rc;
	return verb_act(d, t, on ? "tagged" : "untagged",
	    json_pack("{s:s}", "tag", tag), NULL, err);
}

/* What one has seen is no event: nobody answers for it. */
int
verb_read(const struct deed *d, struct ticket *t, int unread, struct err *err)
{
	if (t->unread == unread)
		return 0;
	t->unread = unread;
	return ticket_update(d->desk->db, t, err) < 0 ? -1 : 1;
}

struct change {
	const struct deed *deed;
	struct ticket *ticket;
	const char *value;
	const char *from; /* what it was, for the event */
};

/* So it was, and there is no reason to be kept with it. */
static int
is_so(const struct change *c)
{
	return c->from != NULL && strcmp(c->from, c->value) == 0 &&
	       c->deed->why == NULL;
}

static int
set_priority(struct change *c, struct err *err)
{
	int p = ticket_priority_of(c->value);

	if (p < 0)
		return err_set(err, ERR_USAGE,
		    "unknown priority '%s' (urgent, high, normal or low)",
		    c->value);
	c->from = ticket_priority_name(c->ticket->priority);
	c->ticket->priority = (enum ticket_priority)p;
	return !is_so(c);
}

static int
set_severity(struct change *c, struct err *err)
{
	if (c->value[0] < '0' || c->value[0] > '3' || c->value[1] != '\0')
		return err_set(err, ERR_USAGE,
		    "a severity is 0 (none) to 3 (grave), not '%s'", c->value);
	c->from = arena_printf(c->deed->arena, "%ld", c->ticket->severity);
	c->ticket->severity = c->value[0] - '0';
	return !is_so(c);
}

/* Kept with the reason that was given. */
static int
know(struct change *c, const char *name, const char *value, struct err *err)
{
	struct fact f = { name, value, c->deed->why };

	if (is_so(c))
		return 0;
	return fact_set(c->deed->desk->db, c->ticket->number, &f, err) < 0 ? -1
									   : 1;
}

static int
set_responsibility(struct change *c, struct err *err)
{
	if (!ruleset_is_responsibility(c->value))
		return err_set(err, ERR_USAGE,
		    "unknown responsibility '%s' (warehouse, carrier, customs, "
		    "product, listing, customer or unknown)",
		    c->value);
	c->from = c->ticket->responsibility;
	c->ticket->responsibility = c->value;
	return know(c, "responsibility", c->value, err);
}

/* A day is its first instant, and both are written as instants. */
static int
set_arose(struct change *c, struct err *err)
{
	int64_t at = clock_parse(c->value, strlen(c->value));
	struct arena *a = c->deed->arena;
	char text[CLOCK_TEXT];
	struct fact f;
	int rc;

	if (at == CLOCK_NONE)
		return err_set(err, ERR_USAGE,
		    "'arose' wants a day or an instant like 2026-06-01, not "
		    "'%s'",
		    c->value);
	rc =
	    fact_get(c->deed->desk->db, c->ticket->number, "arose", &f, a, err);
	if (rc < 0)
		return -1;
	if (rc == 1)
		c->from = arena_strdup(
		    a, clock_print(strtoll(f.value, NULL, 10), text));
	c->value = arena_strdup(a, clock_print(at, text));
	return know(c, "arose", arena_printf(a, "%" PRId64, at), err);
}

/* Of an order that we know its own number is kept. */
static int
set_order(struct change *c, struct err *err)
{
	struct order o;
	int rc =
	    order_find(c->deed->desk->db, 0, c->value, &o, c->deed->arena, err);

	if (rc < 0)
		return -1;
	c->from = c->ticket->order_id;
	c->ticket->order_id = rc == 1 ? o.external_id : c->value;
	c->value = c->ticket->order_id;
	return !is_so(c);
}

static int
set_queue(struct change *c, struct err *err)
{
	(void)err;
	c->from = c->ticket->queue;
	c->ticket->queue = c->value;
	return !is_so(c);
}

/* What a person says is a change of what was only probable. */
static int
set_intent(struct change *c, struct err *err)
{
	const struct rule *r;

	c->from = c->ticket->intent;
	if (is_so(c) && c->ticket->p == 1)
		return 0;
	c->ticket->intent = c->value;
	c->ticket->detail = NULL; /* it was of the other one */
	c->ticket->p = 1;
	r = issue_rule(c->deed->desk, c->ticket, c->deed->now, err);
	if (err->code != ERR_OK)
		return -1;
	return issue_follow(c->deed, c->ticket, r, err) < 0 ? -1 : 1;
}

static int
set_sku(struct change *c, struct err *err)
{
	(void)err;
	c->from = c->ticket->sku;
	c->ticket->sku = c->value;
	return !is_so(c);
}

static int
set_result(struct change *c, struct err *err)
{
	if (strcmp(c->value, "unfounded") == 0 && c->deed->why == NULL)
		return err_set(err, ERR_USAGE,
		    "result=unfounded wants the evidence: -m TEXT");
	c->from = c->ticket->result;
	c->ticket->result = c->value;
	return know(c, "result", "", err);
}

/* 1: changed, 0: so it was, -1. */
static const struct {
	const char *name;
	int (*set)(struct change *, struct err *);
	int personal; /* its words are a person's: not hashed */
} fields[] = {
	{ "priority", set_priority, 0 },
	{ "queue", set_queue, 0 },
	{ "intent", set_intent, 0 },
	{ "severity", set_severity, 0 },
	{ "responsibility", set_responsibility, 0 },
	{ "arose", set_arose, 0 },
	{ "order", set_order, 0 },
	{ "sku", set_sku, 0 },
	{ "result", set_result, 1 },
};
#define NFIELDS (sizeof fields / sizeof fields[0])

static size_t
field_of(const char *name, struct err *err)
{
	const char *names[NFIELDS], *near;
	size_t i;

	for (i = 0; i < NFIELDS; i++) {
		names[i] = fields[i].name;
		if (strcmp(names[i], name) == 0)
			return i;
	}
	near = opt_nearest(name, names, NFIELDS);
	if (near != NULL)
		err_set(err, ERR_USAGE,
		    "unknown field '%s' (did you mean '%s'?)", name, near);
	else
		err_set(err, ERR_USAGE,
		    "unknown field '%s' (priority, queue, intent, severity, "
		    "responsibility, arose, order, sku or result)",
		    name);
	return NFIELDS;
}

static json_t *
set_data(const struct change *c, const char *field, int personal)
{
	json_t *data = json_pack("{s:s}", "field", field);

	if (personal)
		return data;
	json_object_set_new(
	    data, "from", c->from ? json_string(c->from) : json_null());
	json_object_set_new(data, "to", json_string(c->value));
	if (strcmp(field, "priority") == 0)
		json_object_set_new(data, "priority", json_string(c->value));
	return data;
}

/* A person's words: the value of some fields, and the reason. */
static json_t *
set_content(const struct change *c, int personal)
{
	json_t *o = json_object();

	if (personal)
		json_object_set_new(o, "to", json_string(c->value));
	if (c->deed->why != NULL)
		json_object_set_new(o, "why", json_string(c->deed->why));
	if (json_object_size(o) > 0)
		return o;
	json_decref(o);
	return NULL;
}

int
verb_set(const struct deed *d, struct ticket *t, const char *field,
    const char *value, struct err *err)
{
	struct change c = { d, t, value, NULL };
	size_t i = field_of(field, err);
	int rc;

	if (i == NFIELDS)
		return -1;
	if (*value == '\0')
		return err_set(err, ERR_USAGE, "'%s=' wants a value", field);
	rc = fields[i].set(&c, err);
	if (rc == 1)
		rc = verb_act(d, t, "set",
		    set_data(&c, field, fields[i].personal),
		    set_content(&c, fields[i].personal), err);
	return rc;
}
