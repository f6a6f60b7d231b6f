/* desk/about.c - what a ticket is about, as far as its order says */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "desk/about.h"
#include "rec/val.h"

static struct val
record_of(const struct order *o)
{
	return (struct val){ o->record, strlen(o->record) };
}

/* The only article of an order needs no guess; of several it is open. */
static const char *
only_sku(const struct order *o, struct arena *arena)
{
	struct val lines = val_get(record_of(o), "lines");

	if (val_get(lines, "1").p != NULL)
		return NULL;
	return val_str(val_get(lines, "0.sku"), arena);
}

int
about_find(struct desk *d, const struct ticket *t, struct order *o,
    struct arena *arena, struct err *err)
{
	int rc;

	if (t->order_id == NULL)
		return 0;
	rc = order_find(d->db, t->account, t->order_id, o, arena, err);
	return rc != 0 ? rc : order_find(d->db, 0, t->order_id, o, arena, err);
}

json_t *
about_scene(const struct order *o, struct arena *arena)
{
	struct val lines = val_get(record_of(o), "lines"), item = VAL_NONE;
	char at[CLOCK_TEXT], total[MONEY_TEXT];
	json_t *skus = json_array();
	const char *sku;
	int n = 0;

	for (; val_next(lines, &item); n++)
		if ((sku = val_str(val_get(item, "sku"), arena)) != NULL)
			json_array_append_new(skus, json_string(sku));
	return json_pack("{s:s* s:s* s:s* s:s* s:s* s:o s:i}", "total",
	    *o->total.currency ? money_amount(&o->total, total) : NULL,
	    "currency", *o->total.currency ? o->total.currency : NULL,
	    "country", o->country, "status", o->status, "placed_at",
	    o->placed_at != CLOCK_NONE ? clock_print(o->placed_at, at) : NULL,
	    "skus", skus, "lines", n);
}

struct first {
	const char *carrier;
};

/* Of the parcel that was sent first: whichever we heard of first. */
static int
see_carrier(const struct shipment *s, void *arg)
{
	struct first *f = arg;

	if (f->carrier == NULL)
		f->carrier = s->carrier;
	return 0;
}

int
about_order(struct desk *d, const struct order *o, struct ticket *t,
    struct arena *arena, struct err *err)
{
	struct first f = { NULL };

	if (order_shipments(d->db, o->id, arena, see_carrier, &f, err) < 0)
		return -1;
	t->order_id = o->external_id;
	if (t->sku == NULL)
		t->sku = only_sku(o, arena);
	if (t->country == NULL)
		t->country = o->country;
	if (f.carrier != NULL)
		t->carrier = f.carrier;
	return 0;
}

struct numbers {
	int64_t *v;
	size_t n, cap;
};

static int
note_number(int64_t number, void *arg)
{
	struct numbers *all = arg;

	xgrow(&all->v, &all->cap, all->n + 1, sizeof *all->v);
	all->v[all->n++] = number;
	return 0;
}

static int
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/*
 * By a number alone the order of another shop may be meant: a mail is about
 * any of ours, a message of a marketplace about its own.
 */
static int
fill(struct desk *d, const struct order *o, int64_t number, struct arena *arena,
    struct err *err)
{
	struct ticket t, was;
	int rc = ticket_get(d->db, number, 0, &t, arena, err);

	if (rc != 1 ||
	    (t.account != o->account && strcmp(t.channel, "email") != 0))
		return rc < 0 ? -1 : 0;
	was = t;
	if (about_order(d, o, &t, arena, err) < 0)
		return -1;
	if (same(t.order_id, was.order_id) && same(t.sku, was.sku) &&
	    same(t.country, was.country) && same(t.carrier, was.carrier))
		return 0;
	return ticket_update(d->db, &t, err);
}

int
about_all(
    struct desk *d, const struct order *o, struct arena *arena, struct err *err)
{
	const char *number = val_str(val_get(record_of(o), "number"), arena);
	const char *bare = order_number(number);
	const char *names[] = { o->external_id, number,
		bare != number ? bare : NULL };
	struct numbers all = { NULL, 0, 0 };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof names / sizeof names[0]; i++)
		if (names[i] != NULL)
			rc = tickets_about(
			    d->db, names[i], note_number, &all, err);
	for (i = 0; rc == 0 && i < all.n; i++)
		rc = fill(d, o, all.v[i], arena, err);
	free(all.v);
	return rc;
}
