/*
 * desk/route.c - one record through the desk
 *
 * One event a message holds all that was decided about it: the rules that
 * fired, the status it leaves behind.  The row of the ticket is written once,
 * after the clocks were computed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "desk/aside.h"
#include "desk/clocks.h"
#include "desk/colleague.h"
#include "desk/customer.h"
#include "desk/issue.h"
#include "desk/letter.h"
#include "desk/route.h"
#include "desk/tell.h"
#include "desk/thing.h"
#include "store/message.h"

struct job {
	struct desk *desk;
	struct rec *rec;
	struct letter letter;
	const char *aside; /* it asks for nothing: the kind of its event */
	struct order order;
	int has_order;
	struct threading threading;
	struct route *out;
	json_t *customer_tags;
	int64_t now;
	int first; /* of a ticket that is there: nothing came in before it */
	int late;  /* something that is known happened after it */
};

/* The message asks for work: nobody imported it, a customer wrote it. */
static int
is_live(const struct job *j)
{
	return !j->letter.history && !j->letter.automatic && !j->letter.out &&
	       j->aside == NULL;
}

static const struct rule *
rule(struct job *j, enum rule_section s)
{
	if (j->desk->explain)
		j->out->nlooks[s] = ruleset_look(
		    j->desk->rules, s, j->rec, j->now, &j->out->looks[s]);
	return j->out->rules[s] =
		   ruleset_first(j->desk->rules, s, j->rec, j->now);
}

static const char *
text(struct job *j, const char *path)
{
	return rec_str(j->rec, path);
}

static void
default_text(const char **at, const char *s)
{
	if (*at == NULL && s != NULL && *s != '\0')
		*at = s;
}

/* The only article of an order needs no guess. */
static const char *
only_sku(struct job *j)
{
	struct val order = { j->order.record, 0 }, lines;

	if (!j->has_order)
		return NULL;
	order.n = strlen(j->order.record);
	lines = val_get(order, "lines");
	if (val_get(lines, "1").p != NULL)
		return NULL;
	return val_str(val_get(lines, "0.sku"), rec_arena(j->rec));
}

static int
keep_carrier(const struct shipment *s, void *arg)
{
	struct ticket *t = arg;

	default_text(&t->carrier, s->carrier);
	return 0;
}

/* What the ticket is about, as far as it does not know yet. */
static int
describe(struct job *j, struct ticket *t, struct err *err)
{
	const struct letter *l = &j->letter;

	default_text(&t->thread, l->mail ? NULL : l->thread);
	default_text(&t->subject, l->subject);
	default_text(&t->lang, text(j, "class.lang"));
	default_text(&t->country, text(j, "from.country"));
	default_text(&t->order_id, l->order);
	default_text(&t->sku, text(j, "sku"));
	default_text(&t->sku, text(j, "class.entities.skus.0"));
	default_text(&t->sku, only_sku(j));
	if (!j->has_order)
		return 0;
	default_text(&t->country, j->order.country);
	return order_shipments(
	    j->desk->db, j->order.id, rec_arena(j->rec), keep_carrier, t, err);
}

static void
set_intent(struct job *j, struct ticket *t)
{
	t->intent = text(j, "class.intents.0.id");
	t->intent2 = text(j, "class.intents.1.id");
	val_double(rec_get(j->rec, "class.intents.0.p"), &t->p);
}

/* What the newest message says; the first intent stays, unless it was none. */
static void
understand(struct job *j, struct ticket *t)
{
	const char *intent = text(j, "class.intents.0.id");
	const char *s;

	if (intent != NULL &&
	    (t->intent == NULL || strcmp(t->intent, "other") == 0))
		set_intent(j, t);
	if (t->last_in_at != CLOCK_NONE && j->letter.at < t->last_in_at)
		return;
	if ((s = text(j, "class.urgency")) != NULL)
		t->urgency = s;
	if ((s = text(j, "class.sentiment.label")) != NULL)
		t->sentiment = s;
}

/* Rules see the ticket and the customer as they stand before. */
static int
set_scene(struct job *j, struct err *err)
{
	const struct ticket *t = &j->threading.ticket;
	const struct letter *l = &j->letter;
	json_t *tags;

	/* who has just come into being has no tags yet */
	j->customer_tags =
	    desk_customer_tags(j->desk, l->met ? l->customer : 0, err);
	if (j->customer_tags == NULL)
		return -1;
	if (t->number == 0 || j->first)
		return json_array_size(j->customer_tags) == 0
			   ? 0
			   : rec_set(j->rec, "ticket",
				 json_pack("{s:{s:O}}", "customer", "tags",
				     j->customer_tags),
				 err);
	if ((tags = desk_tags(j->desk, t->number, err)) == NULL)
		return -1;
	return rec_set(j->rec, "ticket",
	    desk_ticket_json(t, -1, tags, json_incref(j->customer_tags)), err);
}

static int
add_tags(struct job *j, const struct ticket *t, struct err *err)
{
	const struct rule *r = j->out->rules[RULE_TAGS];
	size_t i;

	for (i = 0; r != NULL && i < r->tags.n; i++)
		if (ticket_tag(j->desk->db, t->number, r->tags.v[i], 1, err) <
		    0)
			return -1;
	return 0;
}

static json_t *
fired(const struct job *j)
{
	json_t *o = json_object();
	int s;

	for (s = 0; s < RULE_SECTIONS; s++)
		if (j->out->rules[s] != NULL)
			json_object_set_new(o, ruleset_section(s),
			    json_string(j->out->rules[s]->name));
	json_object_set_new(
	    o, "digest", json_string(ruleset_digest(j->desk->rules)));
	return o;
}

/* The event of a message that a customer wrote. */
static json_t *
message_data(const struct job *j)
{
	const struct rule *p = j->out->rules[RULE_PLATFORM];
	json_t *o = json_pack("{s:I}", "message", (json_int_t)j->letter.row);

	if (!is_live(j))
		json_object_set_new(o, "quiet", json_true());
	else if (p != NULL)
		json_object_set_new(
		    o, "platform", json_integer(p->within / 1000));
	if (j->letter.automatic)
		json_object_set_new(o, "automatic", json_true());
	if (j->first)
		json_object_set_new(o, "first", json_true());
	if (j->letter.out && !j->letter.history && !j->letter.automatic)
		json_object_set_new(o, "elsewhere", json_true());
	if (j->threading.suggested != 0)
		json_object_set_new(
		    o, "suggested", json_integer(j->threading.suggested));
	json_object_set_new(o, "rules", fired(j));
	return o;
}

static int
assign(struct job *j, struct ticket *t, const char *previous, struct err *err)
{
	const char *who =
	    desk_pick(j->desk, rule(j, RULE_ASSIGN), t, previous, j->now, err);

	if (err->code != ERR_OK)
		return -1;
	t->assignee = j->out->assignee = who;
	return 0;
}

/* A ticket that has work in it from now on. */
static int
begin_work(
    struct job *j, struct ticket *t, const char *previous, struct err *err)
{
	const struct rule *r = rule(j, RULE_SLA);

	t->sla = r != NULL ? r->name : NULL;
	rule(j, RULE_PLATFORM);
	return assign(j, t, previous, err);
}

static void
blank(const struct job *j, struct ticket *t)
{
	const struct letter *l = &j->letter;
	int i;

	*t = (struct ticket){ .account = l->account,
		.channel = l->channel,
		.account_name = l->account_name,
		.customer = l->customer,
		.status = TICKET_NEW,
		.priority = PRIORITY_NORMAL,
		.due_at = CLOCK_NONE,
		.due_clock = -1,
		.created_at = l->at,
		.updated_at = j->now,
		.first_in_at = CLOCK_NONE,
		.last_in_at = CLOCK_NONE,
		.last_out_at = CLOCK_NONE,
		.first_response_at = CLOCK_NONE,
		.resolved_at = CLOCK_NONE,
		.closed_at = CLOCK_NONE,
		.watch_at = CLOCK_NONE };
	for (i = 0; i < DUE_CLOCKS; i++)
		t->due[i] = t->met[i] = CLOCK_NONE;
}

static void
came_in(struct job *j, struct ticket *t)
{
	t->in_count++;
	if (t->first_in_at == CLOCK_NONE || t->first_in_at > j->letter.at)
		t->first_in_at = j->letter.at;
	if (t->last_in_at == CLOCK_NONE || t->last_in_at < j->letter.at)
		t->last_in_at = j->letter.at;
	if (j->aside == NULL || j->letter.automatic)
		t->unread = !j->letter.history;
}

static void
went_out(struct job *j, struct ticket *t)
{
	t->out_count++;
	if (t->last_out_at == CLOCK_NONE || t->last_out_at < j->letter.at)
		t->last_out_at = j->letter.at;
}

static void
lay_to_rest(struct job *j, struct ticket *t)
{
	t->history = 1;
	t->status = TICKET_CLOSED;
	t->resolved_at = t->closed_at = j->letter.at;
}

static int
previous_agent(struct job *j, const char **who)
{
	*who = j->desk->nstaff > 0 && j->letter.customer != 0
		   ? ticket_last_agent(
			 j->desk->db, j->letter.customer, rec_arena(j->rec))
		   : NULL;
	return 0;
}

/* Everything about a new ticket but its number. */
static int
plan(struct job *j, struct ticket *t, struct err *err)
{
	const struct rule *r;
	const char *previous = NULL;

	blank(j, t);
	if (describe(j, t, err) < 0)
		return -1;
	understand(j, t);
	if ((r = rule(j, RULE_QUEUE)) != NULL)
		t->queue = r->queue;
	if ((r = rule(j, RULE_ISSUE)) != NULL)
		t->severity = r->severity;
	rule(j, RULE_TAGS);
	if (j->letter.automatic)
		t->priority = PRIORITY_LOW;
	else if ((r = rule(j, RULE_PRIORITY)) != NULL)
		t->priority = (enum ticket_priority)r->priority;
	if (j->letter.out)
		went_out(j, t);
	else
		came_in(j, t);
	if (j->letter.history)
		lay_to_rest(j, t);
	else if (j->letter.out)
		t->status = TICKET_WAITING_CUSTOMER;
	if (!is_live(j))
		return 0;
	previous_agent(j, &previous);
	return begin_work(j, t, previous, err);
}

static json_t *
opened_data(const struct job *j, const struct ticket *t)
{
	json_t *o = message_data(j);

	json_object_set_new(
	    o, "priority", json_string(ticket_priority_name(t->priority)));
	if (t->status != TICKET_NEW)
		json_object_set_new(
		    o, "status", json_string(ticket_status_name(t->status)));
	if (t->queue != NULL)
		json_object_set_new(o, "queue", json_string(t->queue));
	if (t->assignee != NULL)
		json_object_set_new(o, "assignee", json_string(t->assignee));
	return o;
}

/* A decision about an answer is owed where answers are configured. */
static int
take(struct job *j, const struct ticket *t, struct err *err)
{
	int owed = j->desk->replies && is_live(j) && !j->letter.noreply;

	return letter_take(j->desk, j->rec, &j->letter, t->number, owed, err);
}

/* The procedure for its kind of trouble begins. */
static int
follow(struct job *j, struct ticket *t, struct err *err)
{
	struct deed d = { .desk = j->desk,
		.actor = "ha-route",
		.now = j->now,
		.arena = rec_arena(j->rec) };

	return issue_follow(&d, t, j->out->rules[RULE_ISSUE], err);
}

static int
open_ticket(struct job *j, struct ticket *t, struct err *err)
{
	struct event e = {
		.at = j->letter.at, .kind = "opened", .actor = "ha-route"
	};
	json_t *o;
	char *data;
	int rc;

	if (plan(j, t, err) < 0)
		return -1;
	o = opened_data(j, t);
	e.data = data = desk_text(json_incref(o));
	clocks_begin(j->desk, t, &e, j->now);
	free(data);
	rc = ticket_open(j->desk->db, t, err);
	if (rc == 0)
		rc = take(j, t, err);
	/* only now the message surely has a row */
	json_object_set_new(o, "message", json_integer(j->letter.row));
	e.data = data = desk_text(o);
	e.account = t->account;
	e.ticket = t->number;
	if (rc == 0)
		rc = event_add(j->desk->db, &e, err);
	free(data);
	j->out->opened = 1;
	if (rc < 0 || add_tags(j, t, err) < 0)
		return -1;
	return is_live(j) ? follow(j, t, err) : 0;
}

/* STATUS is what it was while it rested or waited. */
static int
woken(
    struct job *j, struct ticket *t, enum ticket_status status, struct err *err)
{
	int rested = status == TICKET_RESOLVED || status == TICKET_CLOSED;

	t->status = TICKET_OPEN;
	t->resolved_at = t->closed_at = CLOCK_NONE;
	if (rested)
		t->claimed = 0;
	if (t->history || t->sla == NULL) {
		t->history = 0;
		return begin_work(j, t, t->assignee, err);
	}
	return rested ? assign(j, t, t->assignee, err) : 0;
}

/* A customer's word wakes a ticket that waits or rests. */
static int
wake(struct job *j, struct ticket *t, json_t *data, struct err *err)
{
	if (t->status == TICKET_NEW || t->status == TICKET_OPEN)
		return 0;
	json_object_set_new(data, "status", json_string("open"));
	return woken(j, t, t->status, err);
}

/* A message makes a ticket more urgent, never less. */
static void
raise_priority(struct job *j, struct ticket *t, json_t *data)
{
	const struct rule *r = rule(j, RULE_PRIORITY);

	if (r == NULL || (r->priority >= (int)t->priority && !j->first))
		return;
	if (j->first) /* what that leaves comes out of the events */
		json_object_set_new(data, "priority",
		    json_string(ticket_priority_name(
			(enum ticket_priority)r->priority)));
	if (r->priority >= (int)t->priority)
		return;
	t->priority = (enum ticket_priority)r->priority;
	json_object_set_new(
	    data, "priority", json_string(ticket_priority_name(t->priority)));
}

/*
 * It was there before all that the customer has written: it decides by what
 * policy the clocks count, and from when.
 */
static void
comes_first(struct job *j, struct ticket *t)
{
	const struct rule *r = rule(j, RULE_SLA);

	t->sla = r != NULL ? r->name : NULL;
}

static int
answered_elsewhere(struct job *j, struct ticket *t, struct err *err)
{
	json_t *data = json_pack(
	    "{s:I s:b}", "message", (json_int_t)j->letter.row, "elsewhere", 1);

	went_out(j, t);
	if (j->letter.history || j->letter.automatic)
		json_object_set_new(data, "quiet", json_true());
	else if (!j->late &&
		 (t->status == TICKET_NEW || t->status == TICKET_OPEN)) {
		t->status = TICKET_WAITING_CUSTOMER;
		json_object_set_new(
		    data, "status", json_string("waiting_customer"));
	}
	return desk_tell(
	    j->desk, t, j->letter.at, "answered", "elsewhere", data, NULL, err);
}

static int
customer_wrote(struct job *j, struct ticket *t, struct err *err)
{
	json_t *data, *more = json_object();
	int rc = 0;

	came_in(j, t);
	if (is_live(j)) {
		rule(j, RULE_TAGS);
		rule(j, RULE_PLATFORM);
		raise_priority(j, t, more);
		if (j->first && t->sla != NULL)
			comes_first(j, t);
		if (!j->late)
			rc = wake(j, t, more, err);
	}
	data = message_data(j);
	json_object_update(data, more);
	json_decref(more);
	if (rc < 0) {
		json_decref(data);
		return -1;
	}
	if (desk_tell(j->desk, t, j->letter.at,
		j->aside != NULL ? j->aside : "message", "customer", data, NULL,
		err) < 0)
		return -1;
	return add_tags(j, t, err);
}

/*
 * Work that nobody has begun is what its first message makes of it.  A
 * procedure that was begun for a later one goes on.
 */
static int
begin_anew(struct job *j, struct ticket *t, struct err *err)
{
	const struct rule *r = rule(j, RULE_QUEUE);

	t->queue = r != NULL ? r->queue : NULL;
	r = rule(j, RULE_ISSUE);
	t->severity = r != NULL ? r->severity : 0;
	if (text(j, "class.intents.0.id") != NULL)
		set_intent(j, t);
	if (j->letter.subject != NULL && *j->letter.subject != '\0')
		t->subject = j->letter.subject;
	return t->in_count == 1 ? follow(j, t, err) : 0;
}

/* The clocks, and where the ticket stands after all that has happened. */
static int
take_stock(struct job *j, struct ticket *t, struct err *err)
{
	enum ticket_status was = t->status;
	struct clocks_end end;

	if (clocks_late(j->desk, t, j->now, &end, err) < 0)
		return -1;
	if (!j->late && !j->first)
		return 0;
	t->priority = end.priority;
	if (j->first && !end.touched && begin_anew(j, t, err) < 0)
		return -1;
	if (end.status == was || t->history)
		return 0;
	t->status = end.status;
	if (end.status != TICKET_OPEN || was == TICKET_NEW)
		return 0;
	return woken(j, t, was, err) < 0
		   ? -1
		   : clocks_update(j->desk, t, j->now, err);
}

/*
 * Did it come after what follows it?  Most do not, and the row alone says
 * so: nothing is known of a ticket that happened after its last change.
 */
static int
place_in_time(struct job *j, const struct ticket *t, struct err *err)
{
	int64_t at = j->letter.at;

	j->first =
	    is_live(j) && (t->first_in_at == CLOCK_NONE || at < t->first_in_at);
	if (at >= t->updated_at && at >= t->last_in_at && at >= t->last_out_at)
		return 0;
	j->late = event_after(j->desk->db, t->number, at, err);
	return j->late < 0 ? -1 : 0;
}

static int
go_on(struct job *j, struct ticket *t, struct err *err)
{
	if (describe(j, t, err) < 0 || take(j, t, err) < 0)
		return -1;
	t->updated_at = j->now;
	if (t->customer == 0 && !j->letter.automatic)
		t->customer = j->letter.customer; /* we had written first */
	if (t->created_at > j->letter.at)
		t->created_at = j->letter.at;
	if (j->letter.out) {
		if (answered_elsewhere(j, t, err) < 0)
			return -1;
	} else {
		if (is_live(j))
			understand(j, t);
		if (customer_wrote(j, t, err) < 0)
			return -1;
	}
	if (take_stock(j, t, err) < 0)
		return -1;
	return ticket_update(j->desk->db, t, err);
}

static int
print(struct job *j, const struct ticket *t, int is_new, struct err *err)
{
	json_t *tags = NULL;

	if ((!j->out->opened || j->out->rules[RULE_TAGS] != NULL) &&
	    (tags = desk_tags(j->desk, t->number, err)) == NULL)
		return -1;
	j->out->ticket = t->number;
	return rec_set(j->rec, "ticket",
	    desk_ticket_json(t, is_new, tags, json_incref(j->customer_tags)),
	    err);
}

/* Did this message open the ticket?  Its first event says so. */
static int
is_opener(const struct event *e, void *arg)
{
	struct val data = { e->data, e->data != NULL ? strlen(e->data) : 0 };
	int64_t *row = arg, message;

	if (*row > 0 && strcmp(e->kind, "opened") == 0)
		*row = val_int(val_get(data, "message"), &message) == 0 &&
			       message == *row
			   ? -1
			   : 0;
	return 0;
}

/* Routed before: the same ticket, as it stands now, and nothing changes. */
static int
again(struct job *j, int64_t number, struct err *err)
{
	struct ticket *t = &j->threading.ticket;
	int64_t row = j->letter.row;

	if (ticket_get(j->desk->db, number, 1, t, rec_arena(j->rec), err) != 1)
		return err_set(
		    err, ERR_BUG, "a message has a ticket that is not there");
	j->customer_tags = desk_customer_tags(j->desk, t->customer, err);
	if (j->customer_tags == NULL ||
	    event_of_ticket(j->desk->db, number, rec_arena(j->rec), is_opener,
		&row, err) < 0)
		return -1;
	j->out->again = 1;
	j->out->how = "again";
	j->out->assignee = t->assignee;
	return print(j, t, row == -1, err);
}

static int
know_sender(struct job *j, struct err *err)
{
	if (letter_sender(j->desk, j->rec, &j->letter, err) < 0)
		return -1;
	j->has_order =
	    letter_order(j->desk, j->rec, &j->letter, &j->order, err);
	return j->has_order < 0 ? -1 : 0;
}

/* Whose identity brought it, when the ticket does not say it already. */
static int
sign(struct job *j, const struct ticket *t, int is_new, struct err *err)
{
	const struct letter *l = &j->letter;
	int64_t came_by = t->origin != 0 ? t->origin : t->customer;

	if (l->by == 0 || l->by == came_by)
		return 0;
	return is_new ? ticket_origin(j->desk->db, t->number, l->by, err)
		      : customer_author(j->desk->db, l->row, l->by, err);
}

static int
route_new(struct job *j, struct err *err)
{
	struct ticket *t = &j->threading.ticket;
	const struct letter *l = &j->letter;
	int is_new, rc;

	if (know_sender(j, err) < 0 ||
	    thread_find(j->desk, j->rec, &j->letter, &j->threading, err) < 0)
		return -1;
	is_new = t->number == 0;
	if (!is_new) {
		j->aside = aside_kind(j->rec, &j->letter, t);
		if (place_in_time(j, t, err) < 0)
			return -1;
	}
	/* a new ticket is judged by what its customer is by now */
	if ((is_new && l->met && l->customer != 0 &&
		customer_retag(j->desk, l->customer, j->now, err) < 0) ||
	    set_scene(j, err) < 0)
		return -1;
	j->out->how = j->threading.how;
	j->out->suggested = j->threading.suggested;
	rc = is_new ? open_ticket(j, t, err) : go_on(j, t, err);
	if (rc < 0 || sign(j, t, is_new, err) < 0 ||
	    thread_await(
		j->desk, j->rec, &j->letter, &j->threading, t->number, err) < 0)
		return -1;
	if (j->out->assignee == NULL)
		j->out->assignee = t->assignee;
	return print(j, t, is_new, err);
}

/* A colleague's answer to a task's mail belongs to the task's ticket. */
static int
task_answer(struct job *j, int64_t *ticket, struct err *err)
{
	struct task k;
	int rc = colleague_answers(j->desk, j->rec, &j->letter, &k, err);

	if (rc <= 0)
		return rc;
	*ticket = k.ticket;
	return colleague_done(j->desk, j->rec, &j->letter, &k, j->now, err);
}

static int
route_message(struct desk *d, struct rec *rec, int64_t now, struct route *out,
    struct err *err)
{
	struct job j = { .desk = d, .rec = rec, .out = out, .now = now };
	int64_t ticket;
	int rc;

	if (letter_read(d, rec, &j.letter, err) < 0)
		return -1;
	/* what grants something is taken from the database only */
	rec_unset(rec, "ticket");
	rec_unset(rec, "reply");
	if (letter_known(d, &j.letter, &ticket, err) < 0)
		return -1;
	if (ticket == 0 && (rc = task_answer(&j, &ticket, err)) < 0)
		return -1;
	rc = ticket != 0 ? again(&j, ticket, err) : route_new(&j, err);
	json_decref(j.customer_tags);
	return rc;
}

int
route_record(struct desk *d, struct rec *rec, int64_t now, struct route *out,
    struct err *err)
{
	*out = (struct route){ .how = "" };
	switch (rec_kind(rec)) {
	case KIND_MESSAGE:
		return route_message(d, rec, now, out, err);
	case KIND_ORDER:
	case KIND_SHIPMENT:
	case KIND_RETURN:
	case KIND_REVIEW:
		return thing_keep(d, rec, now, err);
	default:
		return 0;
	}
}
