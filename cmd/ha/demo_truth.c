/*
 * cmd/ha/demo_truth.c - truth.jsonl: the right answer for each message
 */
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "ha/demo_truth.h"
#include "rec/json.h"

static int
put(struct demo_out *out, json_t *j, struct err *err)
{
	int rc = json_add(&out->b, j);

	json_decref(j);
	if (rc < 0)
		return err_set(err, ERR_BUG, "a line of truth is no JSON");
	buf_addc(&out->b, '\n');
	return demo_out_check(out, err);
}

static json_t *
intents(const struct demo_truth *t)
{
	json_t *a = json_array();
	size_t i;

	if (t->text == NULL)
		json_array_append_new(a, json_string(t->intent));
	for (i = 0; t->text != NULL && i < t->text->intents.n; i++)
		json_array_append_new(a, json_string(t->text->intents.v[i]));
	return a;
}

/* WORD if the mail says it, as a list of none or one. */
static json_t *
written(const struct demo_truth *t, const char *word)
{
	json_t *a = json_array();

	if (word != NULL && *word != '\0' &&
	    (strstr(t->subject, word) != NULL || strstr(t->words, word)))
		json_array_append_new(a, json_string(word));
	return a;
}

int
demo_truth(struct demo_out *out, const struct demo_truth *t, struct err *err)
{
	const struct demo_plan *p = t->plan;
	char at[CLOCK_TEXT];

	/* clang-format off */
	return put(out,
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s?, "
	        "s:o, s:o, s:o, s:s?, s:s?, s:s, s:i, s:s?, s:s, s:s}",
	        "kind", demo_kinds[p->kind],
	        "message_id", t->message_id,
	        "account", t->account,
	        "file", t->file,
	        "received_at", clock_print(p->at, at),
	        "from", t->from,
	        "lang", t->lang,
	        "intents", intents(t),
	        "urgency", t->text != NULL ? t->text->urgency : "low",
	        "tone", t->text != NULL ? t->text->tone : "calm",
	        "order", t->order,
	        "order_ids", written(t, t->order),
	        "tracking_ids", written(t, t->tracking),
	        "skus", written(t, t->sku),
	        "detail", t->text != NULL ? t->text->detail : NULL,
	        "follow", t->text != NULL ? t->text->follow : NULL,
	        "thread", t->thread,
	        "photos", (int)t->photos,
	        "incident", demo_incidents[p->incident],
	        "subject", t->subject,
	        "text", t->words),
	    err);
	/* clang-format on */
}

/* The day of an instant, as 2026-11-20. */
static json_t *
day(int64_t t)
{
	char text[CLOCK_TEXT];

	return json_stringn(clock_print(t, text), 10);
}

static json_t *
batch(const struct demo_world *w)
{
	/* clang-format off */
	return json_pack("{s:s, s:s, s:s, s:o, s:s}",
	        "kind", "incident",
	        "incident", demo_incidents[INCIDENT_BATCH],
	        "sku", w->shop->batch.sku,
	        "from", day(w->batch_from),
	        "intent", w->shop->batch.intent);
	/* clang-format on */
}

static json_t *
lane(const struct demo_world *w)
{
	/* clang-format off */
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:i}",
	        "kind", "incident",
	        "incident", demo_incidents[INCIDENT_LANE],
	        "carrier", w->shop->lane.carrier,
	        "country", w->shop->lane.country,
	        "from", day(w->lane_from),
	        "extra_days", (int)w->shop->lane.extra_days);
	/* clang-format on */
}

static json_t *
sale(const struct demo_world *w)
{
	/* clang-format off */
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}",
	        "kind", "incident",
	        "incident", demo_incidents[INCIDENT_SALE],
	        "from", day(w->sale_from),
	        "to", day(w->sale_end),
	        "surge_from", day(w->surge_from),
	        "surge_to", day(w->surge_end));
	/* clang-format on */
}

static json_t *
person(const struct demo_world *w, uint64_t buyer, enum demo_incident what)
{
	struct buf email = BUF_INIT, name = BUF_INIT;
	struct demo_buyer b;
	json_t *j;

	demo_buyer(w, buyer, &b);
	demo_buyer_email(w, &b, &email);
	demo_buyer_name(&b, &name);
	/* clang-format off */
	j = json_pack("{s:s, s:s, s:s, s:s, s:s}",
	        "kind", "incident",
	        "incident", demo_incidents[what],
	        "name", name.p,
	        "from", email.p,
	        "account", b.at->id);
	/* clang-format on */
	buf_free(&email);
	buf_free(&name);
	return j;
}

int
demo_truth_incidents(
    struct demo_out *out, const struct demo_world *w, struct err *err)
{
	if (put(out, batch(w), err) < 0 || put(out, lane(w), err) < 0 ||
	    put(out, sale(w), err) < 0)
		return -1;
	if (put(out, person(w, BUYER_REFUNDER, INCIDENT_REFUNDER), err) < 0)
		return -1;
	return put(out, person(w, BUYER_ANGRY, INCIDENT_ANGRY), err);
}
