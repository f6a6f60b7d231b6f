/*
 * desk/route.c - one record through the desk
 *
 * One event a message holds all that was decided about it: the rules that
 * fired, the status it leaves behind.  The row of the ticket is written once,
 * after the clocks were computed.
 */
#include <string.h>

#include "base/clock.h"
#include "desk/about.h"
#include "desk/aside.h"
#include "desk/colleague.h"
#include "desk/customer.h"
#include "desk/job.h"
#include "desk/letter.h"
#include "desk/tell.h"
#include "desk/thing.h"
#include "store/event.h"

/* Of the order that the message is about, else that of its ticket. */
static int
add_order(struct job *j, const struct ticket *t, json_t *scene, struct err *err)
{
	struct arena *a = rec_arena(j->rec);
	struct order of_ticket;
	const struct order *o = j->has_order ? &j->order : &of_ticket;
	int rc = j->has_order;

	if (!j->desk->orders)
		return 0;
	if (rc == 0 && t->number != 0 &&
	    (rc = about_find(j->desk, t, &of_ticket, a, err)) < 0)
		return -1;
	if (rc == 1)
		json_object_set_new(scene, "order", about_scene(o, a));
	return 0;
}

/* Rules see the ticket and the customer as they stand before. */
static int
set_scene(struct job *j, struct err *err)
{
	const struct ticket *t = &j->threading.ticket;
	const struct letter *l = &j->letter;
	json_t *tags, *scene;

	/* who has just come into being has no tags yet */
	j->customer_tags =
	    desk_customer_tags(j->desk, l->met ? l->customer : 0, err);
	if (j->customer_tags == NULL)
		return -1;
	if (t->number == 0 || j->first) {
		scene = json_object();
		if (json_array_size(j->customer_tags) > 0)
			json_object_set_new(scene, "customer",
			    json_pack("{s:O}", "tags", j->customer_tags));
	} else {
		if ((tags = desk_tags(j->desk, t->number, err)) == NULL)
			return -1;
		scene = desk_ticket_json(
		    t, -1, tags, json_incref(j->customer_tags));
	}
	if (add_order(j, t, scene, err) < 0 || json_object_size(scene) == 0) {
		json_decref(scene);
		return err->code != ERR_OK ? -1 : 0;
	}
	return rec_set(j->rec, "ticket", scene, err);
}

/*
 * Did it come after what follows it?  Most do not, and the row alone says
 * so: nothing is known of a ticket that happened after its last change.
 */
static int
place_in_time(struct job *j, const struct ticket *t, struct err *err)
{
	int64_t at = j->letter.at;

	j->first = job_is_live(j) &&
		   (t->first_in_at == CLOCK_NONE || at < t->first_in_at);
	if (at >= t->updated_at && at >= t->last_in_at && at >= t->last_out_at)
		return 0;
	j->late = event_after(j->desk->db, t->number, at, err);
	return j->late < 0 ? -1 : 0;
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
	rc = is_new ? job_open(j, t, err) : job_go_on(j, t, err);
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
