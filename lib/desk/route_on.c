/* desk/route_on.c - a message to a ticket that is there */
#include "base/clock.h"
#include "desk/clocks.h"
#include "desk/job.h"
#include "desk/tell.h"

/* STATUS is what it was while it rested or waited. */
static int
woken(
    struct job *j, struct ticket *t, enum ticket_status status, struct err *err)
{
	int rested = ticket_is_done(status);

	t->status = TICKET_OPEN;
	t->resolved_at = t->closed_at = CLOCK_NONE;
	if (rested)
		t->claimed = 0;
	if (t->history || t->sla == NULL) {
		t->history = 0;
		return job_begin_work(j, t, t->assignee, err);
	}
	return rested ? job_assign(j, t, t->assignee, err) : 0;
}

/* A customer's word wakes a ticket that waits or rests. */
static int
wake(struct job *j, struct ticket *t, json_t *data, struct err *err)
{
	if (ticket_is_working(t->status))
		return 0;
	json_object_set_new(data, "status", json_string("open"));
	return woken(j, t, t->status, err);
}

/* A message makes a ticket more urgent, never less. */
static void
raise_priority(struct job *j, struct ticket *t, json_t *data)
{
	const struct rule *r = job_rule(j, RULE_PRIORITY);

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
	const struct rule *r = job_rule(j, RULE_SLA);

	t->sla = r != NULL ? r->name : NULL;
}

static int
answered_elsewhere(struct job *j, struct ticket *t, struct err *err)
{
	json_t *data = json_pack(
	    "{s:I s:b}", "message", (json_int_t)j->letter.row, "elsewhere", 1);

	job_went_out(j, t);
	if (j->letter.history || j->letter.automatic)
		json_object_set_new(data, "quiet", json_true());
	else if (!j->late && ticket_is_working(t->status)) {
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

	job_came_in(j, t);
	if (job_is_live(j)) {
		job_rule(j, RULE_TAGS);
		job_rule(j, RULE_PLATFORM);
		raise_priority(j, t, more);
		if (j->first && t->sla != NULL)
			comes_first(j, t);
		if (!j->late)
			rc = wake(j, t, more, err);
	}
	data = job_message_data(j);
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
	return job_add_tags(j, t, err);
}

/*
 * Work that nobody has begun is what its first message makes of it.  A
 * procedure that was begun for a later one goes on.
 */
static int
begin_anew(struct job *j, struct ticket *t, struct err *err)
{
	const struct rule *r = job_rule(j, RULE_QUEUE);

	t->queue = r != NULL ? r->queue : NULL;
	r = job_rule(j, RULE_ISSUE);
	t->severity = r != NULL ? r->severity : 0;
	if (job_text(j, "class.intents.0.id") != NULL)
		job_set_intent(j, t);
	if (j->letter.subject != NULL && *j->letter.subject != '\0')
		t->subject = j->letter.subject;
	return t->in_count == 1 ? job_follow(j, t, err) : 0;
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

int
job_go_on(struct job *j, struct ticket *t, struct err *err)
{
	if (job_describe(j, t, err) < 0 || job_take(j, t, err) < 0)
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
		if (job_is_live(j))
			job_understand(j, t);
		if (customer_wrote(j, t, err) < 0)
			return -1;
	}
	if (take_stock(j, t, err) < 0)
		return -1;
	return ticket_update(j->desk->db, t, err);
}
