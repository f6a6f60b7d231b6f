/* desk/record.c - a ticket as a record */
#include <string.h>

#include "base/clock.h"
#include "desk/about.h"
#include "desk/record.h"
#include "desk/tell.h"
#include "desk/words.h"
#include "rec/json.h"
#include "store/message.h"

static json_t *
intents(const struct ticket *t)
{
	json_t *list = json_array();

	if (t->intent != NULL)
		json_array_append_new(
		    list, json_pack("{s:s s:f s:s*}", "id", t->intent, "p",
			      t->p, "detail", t->detail));
	if (t->intent2 != NULL)
		json_array_append_new(
		    list, json_pack("{s:s}", "id", t->intent2));
	return list;
}

json_t *
desk_ticket_shape(struct desk *d, const struct ticket *t, struct err *err)
{
	json_t *tags = desk_tags(d, t->number, err), *theirs, *class;

	if (tags == NULL ||
	    (theirs = desk_customer_tags(d, t->customer, err)) == NULL) {
		json_decref(tags);
		return NULL;
	}
	class = json_pack("{s:s? s:o s:s?}", "lang", t->lang, "intents",
	    intents(t), "urgency", t->urgency);
	if (t->sentiment != NULL)
		json_object_set_new(class, "sentiment",
		    json_pack("{s:s}", "label", t->sentiment));
	return json_pack("{s:s s:s s:s? s:{s:s? s:s?} s:o s:o s:s? s:s*}",
	    "channel", t->channel, "account", t->account_name, "subject",
	    t->subject, "from", "name", t->customer_name, "country", t->country,
	    "class", class, "ticket", desk_ticket_json(t, -1, tags, theirs),
	    "sku", t->sku, "carrier", t->carrier);
}

/* What O does not say is as FROM says. */
static void
complete(json_t *o, json_t *from)
{
	const char *key;
	json_t *value, *have;

	json_object_foreach(from, key, value)
	{
		have = json_object_get(o, key);
		if (have == NULL || json_is_null(have))
			json_object_set(o, key, value);
		else if (json_is_object(have) && json_is_object(value))
			complete(have, value);
	}
}

static int
has_intent(json_t *list, const char *intent)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		const char *id = json_string_value(json_object_get(one, "id"));

		if (id != NULL && strcmp(id, intent) == 0)
			return 1;
	}
	return 0;
}

/* A message without what the desk knows better by now. */
static void
give_way(json_t *message, const struct ticket *t)
{
	json_t *class = json_object_get(message, "class");

	json_object_del(message, "ticket");
	json_object_del(message, "received_at"); /* its age is the ticket's */
	if (t->sku != NULL)
		json_object_del(message, "sku");
	if (t->intent != NULL &&
	    !has_intent(json_object_get(class, "intents"), t->intent))
		json_object_del(class, "intents");
}

/* *OUT is the newest message, as ha-route had it, or nothing. */
static int
newest(struct desk *d, const struct ticket *t, json_t **out, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct words w = WORDS_INIT;
	const struct word *last;
	struct message m;
	int rc = words_of(d, t->number, &w, &arena, err);

	*out = NULL;
	if (rc == 0 && (last = words_newest(&w)) != NULL)
		rc = message_by_row(d->db, last->row, &m, &arena, err);
	if (rc == 1)
		*out = json_loadb(m.record, m.record_len, 0, NULL);
	if (*out != NULL && m.class != NULL)
		json_object_set_new(
		    *out, "class", json_loads(m.class, 0, NULL));
	words_clear(&w);
	arena_free(&arena);
	return rc < 0 ? -1 : 0;
}

/* The ticket's order, where rules look at orders. */
static int
add_order(struct desk *d, const struct ticket *t, json_t *o, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct order order;
	int rc = d->orders ? about_find(d, t, &order, &arena, err) : 0;

	if (rc == 1)
		json_object_set_new(json_object_get(o, "ticket"), "order",
		    about_scene(&order, &arena));
	arena_free(&arena);
	return rc < 0 ? -1 : 0;
}

int
desk_record(struct desk *d, const struct ticket *t, struct rec *rec,
    struct buf *line, struct err *err)
{
	json_t *o, *shape = desk_ticket_shape(d, t, err);
	int64_t at =
	    t->first_in_at != CLOCK_NONE ? t->first_in_at : t->created_at;
	int rc;

	if (shape == NULL || add_order(d, t, shape, err) < 0 ||
	    newest(d, t, &o, err) < 0) {
		json_decref(shape);
		return -1;
	}
	if (o == NULL)
		o = json_pack("{s:s}", "kind", "message");
	give_way(o, t);
	complete(o, shape);
	json_put_time(o, "received_at", at);
	buf_reset(line);
	rc = json_add(line, o);
	json_decref(o);
	json_decref(shape);
	return rc < 0 ? err_set(err, ERR_BUG, "a ticket cannot be written")
		      : rec_parse(rec, line->p, line->len, err);
}
