/* desk/tell.c - events of a ticket, and a ticket as JSON */
#include <stdlib.h>

#include "base/clock.h"
#include "desk/tell.h"
#include "rec/json.h"
#include "store/customer.h"
#include "store/event.h"

char *
desk_text(json_t *json)
{
	struct buf b = BUF_INIT;

	if (json == NULL)
		return NULL;
	if (json_add(&b, json) < 0)
		buf_reset(&b);
	json_decref(json);
	return buf_detach(&b);
}

int
desk_tell(struct desk *d, const struct ticket *t, int64_t at, const char *kind,
    const char *actor, json_t *data, json_t *content, struct err *err)
{
	char *text = desk_text(data), *words = desk_text(content);
	struct event e = { .account = t->account,
		.ticket = t->number,
		.at = at,
		.kind = kind,
		.actor = actor,
		.data = text,
		.content = words };
	int rc = event_add(d->db, &e, err);

	free(text);
	free(words);
	return rc;
}

/* A clock that stopped is no deadline any more. */
static void
set_dues(json_t *o, const struct ticket *t)
{
	static const char *const keys[DUE_CLOCKS] = {
		[DUE_FIRST] = "first_response_due",
		[DUE_NEXT] = "next_response_due",
		[DUE_PROPOSAL] = "proposal_due",
		[DUE_RESOLUTION] = "resolution_due",
		[DUE_PLATFORM] = "platform_due",
	};
	int i;

	for (i = 0; i < DUE_CLOCKS; i++)
		if (t->met[i] == CLOCK_NONE)
			json_put_time(o, keys[i], t->due[i]);
}

json_t *
desk_ticket_json(
    const struct ticket *t, int is_new, json_t *tags, json_t *customer_tags)
{
	json_t *o = json_pack("{s:I}", "number", (json_int_t)t->number);

	if (is_new >= 0)
		json_object_set_new(o, "new", json_boolean(is_new));
	json_put(o, "status", ticket_status_name(t->status));
	json_put(o, "priority", ticket_priority_name(t->priority));
	json_put(o, "queue", t->queue != NULL ? t->queue : "general");
	json_object_set_new(o, "assignee",
	    t->assignee != NULL ? json_string(t->assignee) : json_null());
	json_put(o, "sla", t->sla);
	set_dues(o, t);
	if (t->history)
		json_object_set_new(o, "history", json_true());
	json_put(o, "order_id", t->order_id);
	json_put(o, "responsibility", t->responsibility);
	if (tags != NULL && json_array_size(tags) > 0)
		json_object_set(o, "tags", tags);
	json_decref(tags);
	if (customer_tags == NULL)
		customer_tags = json_array();
	/* what a machine wrote is of nobody */
	json_object_set_new(o, "customer",
	    t->customer == 0
		? json_null()
		: json_pack("{s:I s:O}", "id", (json_int_t)t->customer, "tags",
		      customer_tags));
	json_decref(customer_tags);
	return o;
}

static int
add_tag(const char *tag, void *arg)
{
	json_array_append_new(arg, json_string(tag));
	return 0;
}

json_t *
desk_tags(struct desk *d, int64_t ticket, struct err *err)
{
	struct arena arena = ARENA_INIT;
	json_t *list = json_array();

	if (ticket_tags(d->db, ticket, &arena, add_tag, list, err) < 0) {
		json_decref(list);
		list = NULL;
	}
	arena_free(&arena);
	return list;
}

json_t *
desk_customer_tags(struct desk *d, int64_t customer, struct err *err)
{
	struct arena arena = ARENA_INIT;
	json_t *list = json_array();

	if (customer != 0 &&
	    customer_tags(d->db, customer, &arena, add_tag, list, err) < 0) {
		json_decref(list);
		list = NULL;
	}
	arena_free(&arena);
	return list;
}
