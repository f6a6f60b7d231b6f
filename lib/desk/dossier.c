/* desk/dossier.c - everything that we hold of a person, to be handed over */
#include <inttypes.h>
#include <string.h>

#include "desk/dossier.h"
#include "desk/task.h"
#include "rec/json.h"
#include "rec/val.h"
#include "store/event.h"
#include "store/message.h"
#include "store/order.h"
#include "store/quarantine.h"
#include "store/reply.h"

struct job {
	struct desk *desk;
	struct dossier *d;
	struct arena *arena;
	int64_t root;
	json_t *list; /* of what is being read */
	struct err *err;
};

static void
add(struct job *j, json_t *item)
{
	json_array_append_new(j->list, item != NULL ? item : json_null());
	j->d->items++;
}

static json_t *
parsed(const char *text, size_t n)
{
	return json_loadb(text, n, JSON_DECODE_ANY, NULL);
}

static int
add_record(const char *record, void *arg)
{
	add(arg, parsed(record, strlen(record)));
	return 0;
}

/* LIST for what EACH of the next call adds. */
static json_t *
begin(struct job *j, json_t *o, const char *key)
{
	json_t *before = j->list;

	j->list = json_array();
	json_object_set_new(o, key, j->list);
	return before;
}

static int
add_identity(const struct identity *i, void *arg)
{
	add(arg, json_pack("{s:s s:s s:s}", "kind", i->kind, "scope", i->scope,
		     "value", i->value));
	return 0;
}

static int
add_note(int64_t at, const char *author, const char *text, void *arg)
{
	add(arg, json_pack("{s:o s:s s:s}", "at", json_time(at), "author",
		     author, "text", text));
	return 0;
}

static int
add_shipment(const struct shipment *s, void *arg)
{
	return add_record(s->record, arg);
}

static int
add_order(const struct order *order, void *arg)
{
	struct job *j = arg;
	json_t *o = parsed(order->record, strlen(order->record)), *before;
	int rc;

	add(j, o);
	before = begin(j, o, "shipments");
	rc = order_shipments(
	    j->desk->db, order->id, j->arena, add_shipment, j, j->err);
	if (rc >= 0) {
		begin(j, o, "returns");
		rc = order_returns(
		    j->desk->db, order->id, j->arena, add_record, j, j->err);
	}
	if (rc >= 0) {
		begin(j, o, "reviews");
		rc = order_reviews(
		    j->desk->db, order->id, j->arena, add_record, j, j->err);
	}
	j->list = before;
	return rc < 0 ? -1 : 0;
}

static int
hand_files(struct job *j, struct val list)
{
	struct val item = VAL_NONE;
	const char *sha, *name;

	while (val_next(list, &item)) {
		sha = val_str(val_get(item, "sha256"), j->arena);
		name = val_str(val_get(item, "name"), j->arena);
		if (sha != NULL &&
		    j->d->file(name != NULL ? name : sha, sha, j->d->arg) < 0)
			return -1;
	}
	return 0;
}

static int
hand_raw(struct job *j, int64_t row)
{
	struct buf raw = BUF_INIT;
	int rc = message_raw(j->desk->db, row, &raw, j->err);

	if (rc == 1)
		rc = j->d->raw(row, &raw, j->d->arg);
	buf_free(&raw);
	return rc;
}

static int
add_message(const struct message *m, void *arg)
{
	struct job *j = arg;
	struct val rec = { m->record, m->record_len };
	json_t *o = parsed(m->record, m->record_len);

	if (m->class != NULL)
		json_object_set_new(
		    o, "class", parsed(m->class, strlen(m->class)));
	add(j, o);
	if (hand_files(j, val_get(rec, "attachments")) < 0)
		return -1;
	return hand_raw(j, m->id) < 0 ? -1 : 0;
}

static int
add_reply(const struct reply *r, void *arg)
{
	add(arg,
	    json_pack("{s:I s:s s:s s:s? s:o s:o}", "reply", (json_int_t)r->id,
		"status", reply_status_name(r->status), "mode", r->mode, "to",
		r->recipient, "created_at", json_time(r->created_at), "content",
		r->payload != NULL ? parsed(r->payload, strlen(r->payload))
				   : json_null()));
	return 0;
}

static int
add_event(const struct event *e, void *arg)
{
	json_t *o = json_pack("{s:o s:s s:s}", "at", json_time(e->at), "kind",
	    e->kind, "actor", e->actor);

	if (e->data != NULL)
		json_object_set_new(
		    o, "data", parsed(e->data, strlen(e->data)));
	if (e->content != NULL)
		json_object_set_new(
		    o, "content", parsed(e->content, strlen(e->content)));
	add(arg, o);
	return 0;
}

static json_t *
ticket_json(const struct ticket *t)
{
	return json_pack("{s:I s:s s:s s:s s:s? s:s? s:s? s:s? s:s? s:o}",
	    "ticket", (json_int_t)t->number, "channel", t->channel, "account",
	    t->account_name, "status", ticket_status_name(t->status), "subject",
	    t->subject, "intent", t->intent, "lang", t->lang, "order_id",
	    t->order_id, "result", t->result, "created_at",
	    json_time(t->created_at));
}

static int
add_tasks(struct job *j, json_t *o, int64_t ticket)
{
	json_t *tasks = desk_task_list(j->desk, ticket, j->err), *k;
	struct buf files = BUF_INIT;
	size_t i;
	int rc = tasks != NULL ? 0 : -1;

	json_array_foreach(tasks, i, k)
	{
		if (rc < 0 || json_object_get(k, "files") == NULL)
			continue;
		buf_reset(&files);
		json_add(&files, json_object_get(k, "files"));
		rc = hand_files(j, (struct val){ files.p, files.len });
	}
	j->d->items += (int64_t)json_array_size(tasks);
	json_object_set_new(o, "tasks", tasks);
	buf_free(&files);
	return rc;
}

static int
add_ticket(int64_t account, int64_t number, void *arg)
{
	struct job *j = arg;
	struct ticket t;
	json_t *o, *before;
	int rc = ticket_get(j->desk->db, number, 0, &t, j->arena, j->err);

	(void)account;
	if (rc != 1)
		return -1;
	add(j, o = ticket_json(&t));
	before = begin(j, o, "messages");
	rc = message_of_ticket(
	    j->desk->db, number, j->arena, add_message, j, j->err);
	if (rc >= 0) {
		begin(j, o, "answers");
		rc = reply_each(
		    j->desk->db, number, 0, j->arena, add_reply, j, j->err);
	}
	if (rc >= 0) {
		begin(j, o, "events");
		rc = event_of_ticket(
		    j->desk->db, number, j->arena, add_event, j, j->err);
	}
	j->list = before;
	return rc < 0 ? -1 : add_tasks(j, o, number);
}

static int
add_elsewhere(const struct message *m, void *arg)
{
	struct job *j = arg;
	struct ticket t;

	/* since a merge the ticket may be their own, and was told */
	if (ticket_get(j->desk->db, m->ticket, 0, &t, j->arena, j->err) < 0)
		return -1;
	return t.customer == j->root ? 0 : add_message(m, j);
}

/* What they wrote in the tickets of others. */
static int
add_part(int64_t id, void *arg)
{
	struct job *j = arg;

	return message_of_customer(
	    j->desk->db, id, j->arena, add_elsewhere, j, j->err);
}

static int
add_likeness(const char *kind, const char *value, void *arg)
{
	add(arg, json_pack("{s:s s:s}", "kind", kind, "value", value));
	return 0;
}

static int
add_quarantined(const struct quarantined *q, void *arg)
{
	json_t *o = json_pack("{s:o s:s s:s s:s?}", "at", json_time(q->at),
	    "source", q->source, "reason", q->reason, "detail", q->detail);
	/* bytes that are no text can only be counted */
	json_t *text = json_stringn(q->data.p, q->data.n);

	json_object_set_new(o, "content",
	    text != NULL
		? text
		: json_sprintf("%zu bytes that are no UTF-8", q->data.n));
	add(arg, o);
	return 0;
}

static int
read_all(struct job *j, int64_t id, json_t *o)
{
	struct db *db = j->desk->db;

	begin(j, o, "identities");
	if (customer_identities(db, id, j->arena, add_identity, j, j->err) < 0)
		return -1;
	begin(j, o, "notes");
	if (customer_notes(db, id, j->arena, add_note, j, j->err) < 0)
		return -1;
	begin(j, o, "order_records");
	if (order_of_customer(db, id, j->arena, add_order, j, j->err) < 0)
		return -1;
	begin(j, o, "ticket_records");
	if (customer_tickets(db, id, add_ticket, j, j->err) < 0)
		return -1;
	begin(j, o, "messages_elsewhere");
	if (customer_parts(db, id, add_part, j, j->err) < 0)
		return -1;
	begin(j, o, "compared_by");
	if (customer_likeness(db, id, j->arena, add_likeness, j, j->err) < 0)
		return -1;
	begin(j, o, "unreadable");
	return quarantine_naming(db, id, j->arena, add_quarantined, j, j->err);
}

json_t *
dossier_read(struct desk *desk, int64_t id, struct dossier *d,
    struct arena *arena, struct err *err)
{
	struct job j = { desk, d, arena, 0, NULL, err };
	struct portrait p;
	json_t *o;
	int rc = portrait_read(desk, id, d->now, &p, arena, err);

	if (rc == 0)
		err_set(err, ERR_NOINPUT, "there is no customer c%" PRId64, id);
	if (rc != 1)
		return NULL;
	o = customer_json(&p);
	j.root = p.c.id;
	rc = read_all(&j, p.c.id, o);
	portrait_free(&p);
	if (rc == 0)
		return o;
	json_decref(o);
	return NULL;
}
