/*
 * answer/lookup.c - the order, parcel and return that a message is about
 *
 * The ticket's order first, then the numbers in the message, then the
 * tracking numbers, then the customer's only order or only recent one.  An
 * order counts only when it is this customer's.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer/vars_int.h"
#include "base/clock.h"

#define RECENT (60 * (int64_t)CLOCK_DAY)

struct search {
	struct vars *v;
	struct db *db;
	struct err *err;
};

/* Both there and the same. */
static int
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && *a != '\0' && strcasecmp(a, b) == 0;
}

/* Owned by the ticket's customer; else bought by who wrote the message. */
static int
is_theirs(struct vars *v, const struct order *o)
{
	struct val all = { o->record, o->record ? strlen(o->record) : 0 };

	if (o->customer != 0 && v->ticket != NULL)
		return o->customer == v->ticket->customer;
	if (o->record == NULL)
		return 0;
	return same(val_str(val_get(all, "customer.email"), v->arena),
		   rec_str(v->rec, "from.email")) ||
	       same(val_str(val_get(all, "customer.id"), v->arena),
		   rec_str(v->rec, "from.id"));
}

/* 1 found and theirs, 0 not, -1. */
static int
take(struct search *s, int found, const struct order *o, const char *number)
{
	if (found <= 0)
		return found;
	if (!is_theirs(s->v, o)) {
		if (s->v->foreign == NULL)
			s->v->foreign = number;
		return 0;
	}
	s->v->order = *o;
	s->v->has_order = 1;
	return 1;
}

static int
by_number(struct search *s, const char *number)
{
	struct order o;
	int found;

	if (number == NULL || *number == '\0')
		return 0;
	found = order_find(s->db, s->v->ticket ? s->v->ticket->account : 0,
	    number, &o, s->v->arena, s->err);
	if (found == 0 && s->v->ticket != NULL)
		found = order_find(s->db, 0, number, &o, s->v->arena, s->err);
	return take(s, found, &o, number);
}

static int
by_list(struct search *s, const char *path)
{
	struct val item = VAL_NONE, list = rec_get(s->v->rec, path);
	int found = 0;

	while (found == 0 && val_next(list, &item))
		found = by_number(s, val_str(item, s->v->arena));
	return found;
}

static int
by_tracking(struct search *s)
{
	struct val item = VAL_NONE, list;
	const char *number;
	struct order o;
	int found = 0;

	list = rec_get(s->v->rec, "class.entities.tracking_ids");
	while (found == 0 && val_next(list, &item)) {
		number = val_str(val_get(item, "id"), s->v->arena);
		if (number != NULL)
			found = take(s,
			    order_by_tracking(
				s->db, number, &o, s->v->arena, s->err),
			    &o, number);
	}
	return found;
}

/* The customer's orders, newest first, and those that it can be about. */
struct theirs {
	int64_t from, to; /* placed between these it is recent */
	struct order only, recent;
	long n, nrecent;
};

static int
count_order(const struct order *o, void *arg)
{
	struct theirs *t = arg;

	if (t->n++ == 0)
		t->only = *o;
	if (o->placed_at >= t->from && o->placed_at <= t->to &&
	    t->nrecent++ == 0)
		t->recent = *o;
	return 0;
}

/*
 * Nothing was named: the customer's order, when there is just one, or just
 * one that was placed in the 60 days before the message.
 */
static int
by_customer(struct search *s)
{
	struct theirs t = { .to = rec_time(s->v->rec, "received_at") };

	if (s->v->foreign != NULL || s->v->ticket == NULL ||
	    s->v->ticket->customer == 0)
		return 0;
	t.from = t.to != CLOCK_NONE ? t.to - RECENT : INT64_MAX;
	if (order_of_customer(s->db, s->v->ticket->customer, s->v->arena,
		count_order, &t, s->err) < 0)
		return -1;
	if (t.n == 1)
		return take(s, 1, &t.only, "");
	return t.nrecent == 1 ? take(s, 1, &t.recent, "") : 0;
}

static int
newest(const struct shipment *one, void *arg)
{
	struct vars *v = arg;

	v->parcels++;
	if (!v->has_parcel || one->shipped_at > v->parcel.shipped_at) {
		v->parcel = *one;
		v->has_parcel = 1;
	}
	return 0;
}

static int
newest_return(const char *record, void *arg)
{
	((struct vars *)arg)->back = record;
	return 0;
}

static int
look_up(struct search *s)
{
	struct vars *v = s->v;
	int found = 0;

	if (v->ticket != NULL)
		found = by_number(s, v->ticket->order_id);
	if (found == 0)
		found = by_list(s, "order_ids");
	if (found == 0)
		found = by_list(s, "class.entities.order_ids");
	if (found == 0)
		found = by_tracking(s);
	if (found == 0)
		found = by_customer(s);
	if (found < 0)
		return -1;
	if (found == 0)
		return 0;
	if (order_shipments(s->db, v->order.id, v->arena, newest, v, s->err) <
	    0)
		return -1;
	return order_returns(
	    s->db, v->order.id, v->arena, newest_return, v, s->err);
}

static const struct conf_shop *
shop_of(const struct config *c, struct rec *rec, struct arena *arena)
{
	const char *channel = rec_str(rec, "channel");
	const char *account = rec_str(rec, "account");
	const struct conf_account *a;

	if (c == NULL || channel == NULL || account == NULL)
		return NULL;
	a = config_account(c, arena_printf(arena, "%s/%s", channel, account));
	if (a != NULL && a->shop != NULL)
		return config_shop(c, a->shop);
	/* one brand: every account is its own */
	return c->nshops == 1 ? &c->shops[0] : NULL;
}

struct vars *
vars_new(struct vars_env *env, struct db *db, const struct ticket *t,
    struct rec *rec, struct arena *arena, struct err *err)
{
	struct vars *v = arena_get(arena, sizeof *v);
	struct search s = { v, db, err };

	memset(v, 0, sizeof *v);
	if (env->zones == NULL)
		env->zones = zones_open();
	v->env = env;
	v->arena = arena;
	v->rec = rec;
	v->ticket = t;
	v->channel = rec_str(rec, "channel");
	v->shop = shop_of(env->config, rec, arena);
	v->intent = "other";
	if (db != NULL && look_up(&s) < 0)
		return NULL;
	v->country = rec_str(rec, "from.country");
	if (v->country == NULL && t != NULL)
		v->country = t->country;
	if (v->country == NULL && v->has_order)
		v->country = v->order.country;
	vars_language(v, "en");
	return v;
}
