/* sense/guess_json.c - the value of a record's "class" */
#include "sense/sense_int.h"

static json_t *
rounded(double x, double steps)
{
	return json_real(
	    (double)(long)(x * steps + (x < 0 ? -0.5 : 0.5)) / steps);
}

static json_t *
ids_json(const struct code *v, size_t n)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(a, json_string(v[i].id));
	return a;
}

/* Where each of them stands; NULL when there is none. */
static json_t *
spans_json(const struct code *v, size_t n)
{
	json_t *a = n > 0 ? json_array() : NULL;
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(
		    a, json_pack("[i, i]", (int)v[i].from, (int)v[i].to));
	return a;
}

static json_t *
parcels_json(const struct code *v, size_t n)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(a,
		    json_pack("{s:s, s:s?, s:[i, i]}", "id", v[i].id, "carrier",
			v[i].carrier, "span", (int)v[i].from, (int)v[i].to));
	return a;
}

/* Each sort under its own name, "emails": [{"text", "span"}]. */
static void
add_marks(json_t *to, const struct mark *v, size_t n)
{
	json_t *list, *one;

	for (; n-- > 0; v++) {
		list = json_object_get(to, v->sort);
		if (list == NULL) {
			list = json_array();
			json_object_set_new(to, v->sort, list);
		}
		one = json_pack("{s:s, s:[i, i]}", "text", v->text, "span",
		    (int)v->from, (int)v->to);
		if (v->deadline)
			json_object_set_new(one, "deadline", json_true());
		json_array_append_new(list, one);
	}
}

static json_t *
amounts_json(const struct amount *v, size_t n)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(
		    a, json_pack("{s:s, s:s, s:[i, i]}", "value", v[i].value,
			   "currency", v[i].currency, "span", (int)v[i].from,
			   (int)v[i].to));
	return a;
}

static json_t *
entities_json(const struct entities *e)
{
	json_t *o = json_pack("{s:o, s:o*, s:o, s:o*, s:o, s:o*, s:o}",
	    "order_ids", ids_json(e->orders, e->norders), "order_spans",
	    spans_json(e->orders, e->norders), "tracking_ids",
	    parcels_json(e->parcels, e->nparcels), "invalid_ids",
	    e->ninvalid > 0 ? parcels_json(e->invalid, e->ninvalid) : NULL,
	    "skus", ids_json(e->skus, e->nskus), "sku_spans",
	    spans_json(e->skus, e->nskus), "amounts",
	    amounts_json(e->amounts, e->namounts));

	add_marks(o, e->marks, e->nmarks);
	return o;
}

static json_t *
intents_json(const struct taxonomy *t, const struct guess *g)
{
	json_t *a = json_array();
	const char *detail;
	size_t i;

	for (i = 0; i < g->nintents; i++) {
		detail = g->intents[i].detail < 0
			     ? NULL
			     : t->details[g->intents[i].detail].id;
		json_array_append_new(
		    a, json_pack("{s:s, s:o, s:s*}", "id",
			   t->intents[g->intents[i].intent].id, "p",
			   rounded(g->intents[i].p, 100), "detail", detail));
	}
	return a;
}

static json_t *
signals_json(const struct taxonomy *t, unsigned long signals)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < t->nsignals; i++)
		if (signals >> i & 1)
			json_array_append_new(a, json_string(t->signals[i].id));
	return a;
}

static json_t *
why_json(const struct guess *g)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < g->nwhy; i++)
		json_array_append_new(a, json_string(g->why[i]));
	return a;
}

/* Of a mixed text all languages, the main one first; else NULL. */
static json_t *
langs_json(const struct lang *l)
{
	json_t *a;
	int i;

	if (l->nothers == 0)
		return NULL;
	a = json_pack("[s]", l->tag);
	for (i = 0; i < l->nothers; i++)
		json_array_append_new(a, json_string(l->others[i]));
	return a;
}

json_t *
guess_json(const struct sense *s, const struct guess *g)
{
	char tone[16], emotion[16], urgency[16];

	return json_pack(
	    "{s:s, s:o, s:o*, s:o, s:{s:s, s:o}, s:s, s:s, s:i, s:o, "
	    "s:o, s:o, s:s}",
	    "lang", g->lang.tag, "lang_p", rounded(g->lang.p, 100), "langs",
	    langs_json(&g->lang), "intents", intents_json(s->taxonomy, g),
	    "sentiment", "label", choice_word(TONE_WORDS, g->tone, tone),
	    "score", rounded(g->score, 100), "emotion",
	    choice_word(EMOTION_WORDS, g->emotion, emotion), "urgency",
	    choice_word(URGENCY_WORDS, g->urgency, urgency), "severity",
	    (int)g->severity, "signals", signals_json(s->taxonomy, g->signals),
	    "entities", entities_json(&g->entities), "why", why_json(g),
	    "model", g->model);
}
