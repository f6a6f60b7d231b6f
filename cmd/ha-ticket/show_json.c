/* cmd/ha-ticket/show_json.c - a ticket with all that belongs to it, as JSON */
#include <inttypes.h>
#include <stdio.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "desk/customer.h"
#include "desk/issue.h"
#include "desk/task.h"
#include "ha-ticket/show.h"
#include "rec/json.h"
#include "store/message.h"
#include "store/reply.h"
#include "store/similar.h"

static int
add_message(const struct message *m, void *arg)
{
	json_array_append_new(
	    arg, json_loadb(m->record, m->record_len, 0, NULL));
	return 0;
}

static json_t *
messages_json(struct page *p, const struct ticket *t, struct err *err)
{
	json_t *list = json_array();

	if (message_of_ticket(
		p->s->db, t->number, p->a, add_message, list, err) == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *
order_json(struct page *p, const struct ticket *t, struct err *err)
{
	struct order order;
	int rc = page_find_order(p, t, &order, err);

	if (rc < 0)
		return NULL;
	return rc == 1 ? json_loads(order.record, 0, NULL) : json_null();
}

static json_t *
tasks_json(struct page *p, const struct ticket *t, struct err *err)
{
	return desk_task_list(p->s->desk, t->number, err);
}

static json_t *
issue_whole(struct page *p, const struct ticket *t, struct err *err)
{
	struct issue issue;

	if (issue_read(p->s->desk, t, p->s->deed.now, &issue, p->a, err) < 0)
		return NULL;
	return issue_json(&issue);
}

static json_t *
similar_json(struct page *p, const struct ticket *t, struct err *err)
{
	struct similar v[SIMILAR_MOST];
	int i, n = ticket_similar(p->s->db, t, v, p->a, err);
	char at[CLOCK_TEXT];
	json_t *list = n < 0 ? NULL : json_array();

	for (i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{s:I s:s s:s s:s? s:s? s:s?}", "ref",
			(json_int_t)v[i].number, "alike", similar_name(v[i].by),
			"resolved_at", clock_print(v[i].resolved_at, at),
			"result", v[i].result, "evidence", v[i].evidence,
			"responsibility", v[i].responsibility));
	return list;
}

static json_t *
draft_json(struct page *p, const struct ticket *t, struct err *err)
{
	struct reply r;
	struct outbox o;
	char ref[24];

	if (reply_draft(p->s->db, t->number, &r, p->a, err) != 1)
		return json_null();
	snprintf(ref, sizeof ref, "r%" PRId64, r.id);
	if (outbox_read(&r, &o, p->a, err) < 0)
		return NULL;
	return json_pack("{s:s s:s? s:s? s:s? s:s?}", "ref", ref, "template",
	    r.template, "lang", r.lang, "subject", o.subject, "text", o.text);
}

static json_t *
customer_whole(struct page *p, const struct ticket *t, struct err *err)
{
	struct portrait who;
	json_t *o;
	int rc = portrait_read(
	    p->s->desk, t->customer, p->s->deed.now, &who, p->a, err);

	if (rc != 1)
		return rc == 0 ? json_null() : NULL;
	o = customer_json(&who);
	portrait_free(&who);
	return o;
}

/* In the order in which they are printed. */
static const struct {
	const char *key;
	json_t *(*make)(struct page *, const struct ticket *, struct err *);
} parts[] = {
	{ "order", order_json },
	{ "customer", customer_whole },
	{ "messages", messages_json },
	{ "tasks", tasks_json },
	{ "draft", draft_json },
	{ "issue", issue_whole },
	{ "similar", similar_json },
};

int
page_json(struct page *p, const struct ticket *t, struct err *err)
{
	json_t *o = list_json(p->s, t, err), *part;
	size_t i;
	int rc = o != NULL ? 0 : -1;

	for (i = 0; rc == 0 && i < sizeof parts / sizeof parts[0]; i++) {
		part = parts[i].make(p, t, err);
		rc = part != NULL ? json_object_set_new(o, parts[i].key, part)
				  : -1;
	}
	if (rc == 0 && (rc = json_add(p->out, o)) == 0)
		buf_addc(p->out, '\n');
	json_decref(o);
	return rc;
}

int
show_json(struct session *s, struct ticket *t, struct buf *out, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct page p = { s, out, &arena };
	int rc = page_json(&p, t, err);

	arena_free(&arena);
	return rc;
}
