/* desk/route_open.c - a message that opens a ticket */
#include <stdlib.h>

#include "base/clock.h"
#include "desk/clocks.h"
#include "desk/job.h"
#include "desk/tell.h"
#include "store/event.h"

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
lay_to_rest(struct job *j, struct ticket *t)
{
	t->history = 1;
	t->status = TICKET_CLOSED;
	t->resolved_at = t->closed_at = j->letter.at;
}

/* Everything about a new ticket but its number. */
static int
plan(struct job *j, struct ticket *t, struct err *err)
{
	const struct rule *r;

	blank(j, t);
	if (job_describe(j, t, err) < 0)
		return -1;
	job_understand(j, t);
	if ((r = job_rule(j, RULE_QUEUE)) != NULL)
		t->queue = r->queue;
	if ((r = job_rule(j, RULE_ISSUE)) != NULL)
		t->severity = r->severity;
	job_rule(j, RULE_TAGS);
	if (j->letter.automatic)
		t->priority = PRIORITY_LOW;
	else if ((r = job_rule(j, RULE_PRIORITY)) != NULL)
		t->priority = (enum ticket_priority)r->priority;
	if (j->letter.out)
		job_went_out(j, t);
	else
		job_came_in(j, t);
	if (j->letter.history)
		lay_to_rest(j, t);
	else if (j->letter.out)
		t->status = TICKET_WAITING_CUSTOMER;
	if (!job_is_live(j))
		return 0;
	return job_begin_work(j, t,
	    desk_last_agent(j->desk, t->customer, rec_arena(j->rec)), err);
}

static json_t *
opened_data(const struct job *j, const struct ticket *t)
{
	json_t *o = job_message_data(j);

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

int
job_open(struct job *j, struct ticket *t, struct err *err)
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
		rc = job_take(j, t, err);
	/* only now the message surely has a row */
	json_object_set_new(o, "message", json_integer(j->letter.row));
	e.data = data = desk_text(o);
	e.account = t->account;
	e.ticket = t->number;
	if (rc == 0)
		rc = event_add(j->desk->db, &e, err);
	free(data);
	j->out->opened = 1;
	if (rc < 0 || job_add_tags(j, t, err) < 0)
		return -1;
	return job_is_live(j) ? job_follow(j, t, err) : 0;
}
