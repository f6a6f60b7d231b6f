/*
 * cmd/ha/demo_records.c - orders, shipments, returns and reviews, as of the
 * last day
 */
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "ha/demo_fill.h"
#include "ha/demo_out.h"
#include "ha/demo_records.h"
#include "rec/json.h"
#include "rec/rec.h"

enum { ORDERS, SHIPMENTS, RETURNS, REVIEWS, FILES };
static const char *const names[FILES] = { "orders.jsonl", "shipments.jsonl",
	"returns.jsonl", "reviews.jsonl" };

struct writer {
	const struct demo_world *world;
	struct demo_out out[FILES];
	struct demo_words words; /* of the order at hand */
};

static const char *
word(const struct writer *w, const char *name)
{
	return demo_word_get(&w->words, name);
}

static json_t *
instant(const struct writer *w, int64_t t)
{
	char text[CLOCK_TEXT];

	if (t == CLOCK_NONE || t >= w->world->end)
		return json_null();
	return json_string(clock_print(t / CLOCK_SECOND * CLOCK_SECOND, text));
}

/* What every record begins with. */
static json_t *
head(const char *kind, const struct demo_order *o, const char *external)
{
	const char *account = o->buyer.at->id, *slash = strchr(account, '/');
	struct buf channel = BUF_INIT, id = BUF_INIT;
	json_t *j;

	buf_add(&channel, account, (size_t)(slash - account));
	rec_id(&id, channel.p, slash + 1, external);
	/* clang-format off */
	j = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s}",
	        "v", 1,
	        "kind", kind,
	        "id", id.p,
	        "channel", channel.p,
	        "account", slash + 1,
	        "external_id", external);
	/* clang-format on */
	buf_free(&channel);
	buf_free(&id);
	return j;
}

static int
put(struct writer *w, int file, json_t *j, struct err *err)
{
	struct demo_out *out = &w->out[file];
	int rc = json_add(&out->b, j);

	json_decref(j);
	if (rc < 0)
		return err_set(
		    err, ERR_BUG, "a record of '%s' is no JSON", names[file]);
	buf_addc(&out->b, '\n');
	return demo_out_check(out, err);
}

static json_t *
lines(const struct demo_order *o)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; i < o->nlines; i++) {
		const struct demo_line *l = &o->line[i];
		struct buf sku = BUF_INIT, price = BUF_INIT, how = BUF_INIT;

		demo_sku(l, &sku);
		demo_money(l->price, o->money->digits, &price);
		demo_variant(l, &how);
		/* clang-format off */
		json_array_append_new(
		    all, json_pack("{s:s, s:s, s:s, s:i, s:s}",
		        "sku", sku.p,
		        "title", l->product->title,
		        "variant", how.p,
		        "quantity", (int)l->quantity,
		        "price", price.p));
		/* clang-format on */
		buf_free(&sku);
		buf_free(&price);
		buf_free(&how);
	}
	return all;
}

static const char *
order_status(const struct demo_world *w, const struct demo_order *o)
{
	if (o->shipped >= w->end)
		return "unfulfilled";
	if (o->return_closed != CLOCK_NONE && o->return_closed < w->end)
		return "refunded";
	if (o->arrived != CLOCK_NONE && o->arrived < w->end)
		return "delivered";
	return "fulfilled";
}

static int
write_order(struct writer *w, const struct demo_order *o, struct err *err)
{
	json_t *j = head("order", o, word(w, "external"));
	int relay = o->buyer.at->relay != NULL;

	/* clang-format off */
	json_object_update_new(j,
	    json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:s}, "
	        "s:{s:s, s:s, s:s, s:s, s:s}, s:o}",
	        "number", word(w, "number"),
	        "placed_at", instant(w, o->placed),
	        "status", order_status(w->world, o),
	        "currency", o->money->id,
	        "total", word(w, "total"),
	        "discount", word(w, "discount"),
	        "customer",
	            "id", word(w, relay ? "user" : "email"),
	            "name", word(w, "name"),
	            "email", word(w, "email"),
	            "country", word(w, "country"),
	        "ship_to",
	            "name", word(w, "name"),
	            "street", word(w, "street"),
	            "city", word(w, "city"),
	            "zip", word(w, "zip"),
	            "country", word(w, "country"),
	        "lines", lines(o)));
	/* clang-format on */
	return put(w, ORDERS, j, err);
}

/* When a parcel is at a step.  A lost one stays half way. */
static int64_t
step_at(const struct demo_order *o, const struct demo_event *e)
{
	int64_t end = o->arrived != CLOCK_NONE
			  ? o->arrived
			  : o->due + (int64_t)30 * CLOCK_DAY;

	return o->shipped + (end - o->shipped) * e->at / 1000;
}

static const char *
place_of(const struct demo_order *o, const struct demo_event *e)
{
	if (strcmp(e->place, "city") == 0)
		return o->buyer.city->city;
	return strcmp(e->place, "country") == 0 ? o->buyer.city->country
						: e->place;
}

struct course {
	json_t *events;
	const char *code, *place; /* where it is now */
};

static struct course
course(const struct writer *w, const struct demo_order *o)
{
	const struct demo_shop *shop = w->world->shop;
	struct course c = { json_array(), "label", NULL };
	size_t i;

	for (i = 0; i < shop->nevents; i++) {
		const struct demo_event *e = &shop->events[i];
		int64_t t = step_at(o, e);

		if (t >= w->world->end ||
		    (o->arrived == CLOCK_NONE && e->at > 600))
			break;
		c.code = e->code;
		c.place = place_of(o, e);
		/* clang-format off */
		json_array_append_new(c.events,
		    json_pack("{s:o, s:s, s:s, s:s}",
		        "at", instant(w, t),
		        "code", e->code,
		        "text", e->text,
		        "place", c.place));
		/* clang-format on */
	}
	return c;
}

static const char *
parcel_status(const char *code)
{
	static const char *const same[] = { "label", "out_for_delivery",
		"delivered" };
	size_t i;

	for (i = 0; i < sizeof same / sizeof *same; i++)
		if (strcmp(code, same[i]) == 0)
			return same[i];
	return "in_transit";
}

static int
write_shipment(struct writer *w, const struct demo_order *o, struct err *err)
{
	struct course c;
	json_t *j;
	int here = o->arrived != CLOCK_NONE && o->arrived < w->world->end;

	if (o->shipped >= w->world->end)
		return 0;
	c = course(w, o);
	j = head("shipment", o, word(w, "tracking"));
	/* clang-format off */
	json_object_update_new(
	    j, json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s?, s:s?, s:o, s:o}",
	        "order_id", word(w, "external"),
	        "carrier", o->carrier->name,
	        "tracking", word(w, "tracking"),
	        "status", parcel_status(c.code),
	        "shipped_at", instant(w, o->shipped),
	        "delivered_at", instant(w, o->arrived),
	        "signed_by", here ? o->buyer.last : NULL,
	        "place", c.place,
	        "lines", lines(o),
	        "events", c.events));
	/* clang-format on */
	return put(w, SHIPMENTS, j, err);
}

static int
write_return(struct writer *w, const struct demo_order *o, struct err *err)
{
	const struct demo_line *l = &o->line[o->bad];
	int closed = o->return_closed < w->world->end;
	json_t *j;

	if (o->return_opened == CLOCK_NONE || o->return_opened >= w->world->end)
		return 0;
	j = head("return", o, word(w, "return_id"));
	/* clang-format off */
	json_object_update_new(j,
	    json_pack("{s:s, s:o, s:o, s:s, s:s?, s:s, s:i}",
	        "order_id", word(w, "external"),
	        "opened_at", instant(w, o->return_opened),
	        "closed_at", instant(w, o->return_closed),
	        "status", closed ? "refunded" : "open",
	        "reason", word(w, "reason"),
	        "sku", word(w, "sku"),
	        "quantity", 1));
	/* clang-format on */
	if (closed) {
		struct buf b = BUF_INIT;

		demo_money(l->price, o->money->digits, &b);
		/* clang-format off */
		json_object_set_new(j, "refund",
		    json_pack("{s:s, s:s}",
		        "value", b.p,
		        "currency", o->money->id));
		/* clang-format on */
		buf_free(&b);
	}
	return put(w, RETURNS, j, err);
}

static int
fits(const struct demo_review *v, const struct demo_order *o)
{
	const struct demo_topic *t = o->trouble;

	if (v->only.n > 0 && !demo_has(&v->only, o->line[o->bad].product->item))
		return 0;
	if (t == NULL || t->about.n == 0)
		return strcmp(v->about, "none") == 0 &&
		       v->stars > 3 - (t != NULL);
	return demo_has(&t->about, v->about);
}

static const struct demo_review *
some_review(const struct demo_order *o, struct demo_rand *r)
{
	const struct demo_language *l = o->buyer.lang;
	size_t i, n = 0, start = demo_below(r, l->nreviews);

	for (n = 0; n < l->nreviews; n++) {
		i = (start + n) % l->nreviews;
		if (fits(&l->reviews[i], o))
			return &l->reviews[i];
	}
	return NULL;
}

static int
write_review(struct writer *w, const struct demo_order *o, struct err *err)
{
	const struct demo_review *v;
	struct demo_rand r;
	int64_t at;
	json_t *j;

	demo_rand_init(&r, w->world->seed, STREAM_REVIEW, o->index);
	at = o->arrived + demo_between(&r, 6, 300) * CLOCK_HOUR;
	if (o->arrived == CLOCK_NONE || at >= w->world->end ||
	    !demo_chance(&r, o->trouble != NULL ? 300 : 110) ||
	    (v = some_review(o, &r)) == NULL)
		return 0;
	j = head("review", o, word(w, "review_id"));
	/* clang-format off */
	json_object_update_new(j,
	    json_pack("{s:s, s:s, s:i, s:s, s:s, s:o, s:s}",
	        "order_id", word(w, "external"),
	        "sku", word(w, "sku"),
	        "stars", (int)v->stars,
	        "text", v->text,
	        "lang", o->buyer.lang->id,
	        "written_at", instant(w, at),
	        "author", word(w, "user")));
	/* clang-format on */
	return put(w, REVIEWS, j, err);
}

static int
write_all(struct writer *w, const struct demo_order *o, struct err *err)
{
	demo_words_reset(&w->words);
	demo_words_buyer(&w->words, w->world, &o->buyer);
	demo_words_order(&w->words, w->world, o);
	demo_words_line(&w->words, w->world, o, &o->line[o->bad]);
	demo_words_return(&w->words, w->world, o);
	if (write_order(w, o, err) < 0 || write_shipment(w, o, err) < 0 ||
	    write_return(w, o, err) < 0)
		return -1;
	return write_review(w, o, err);
}

int
demo_records(const struct demo_world *world, const char *dir, struct err *err)
{
	struct writer w = { .world = world };
	struct demo_order o;
	uint64_t i;
	int f, rc = 0;

	for (f = 0; f < FILES; f++) {
		w.out[f].fd = -1;
		if (rc == 0)
			rc = demo_out_open(&w.out[f], dir, names[f], err);
	}
	for (i = 0; rc == 0 && i < world->orders.n; i++) {
		demo_order(world, i, &o);
		rc = write_all(&w, &o, err);
	}
	for (f = 0; f < FILES; f++)
		if (demo_out_close(&w.out[f], err) < 0)
			rc = -1;
	demo_words_free(&w.words);
	return rc;
}
