/*
 * cmd/ha/demo_order.c - one order from its number: goods, parcel, trouble
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ha/demo_world.h"

/* Amounts are made of euro cents and end as shops like them. */
static int64_t
price_in(const struct demo_currency *c, int64_t cents)
{
	int64_t v = cents * c->rate4, unit = 1, step;
	int i;

	for (i = 0; i < c->digits; i++)
		unit *= 10;
	v = v * unit / 1000000; /* 100 cents, 10000 of the rate */
	for (step = 1; step * 2000 < v; step *= 10)
		;
	return v / step * step;
}

static const struct demo_product *
some_product(const struct demo_shop *shop, struct demo_rand *r)
{
	long sum = 0, x;
	size_t i;

	for (i = 0; i < shop->nproducts; i++)
		sum += shop->products[i].demand;
	x = (long)demo_below(r, (size_t)sum);
	for (i = 0; i + 1 < shop->nproducts; i++)
		if ((x -= shop->products[i].demand) < 0)
			break;
	return &shop->products[i];
}

static void
some_line(const struct demo_world *w, struct demo_rand *r,
    const struct demo_order *o, struct demo_line *l)
{
	const struct demo_product *p = some_product(w->shop, r);

	l->product = p;
	l->colour = p->colours.v[demo_below(r, p->colours.n)];
	l->size =
	    p->sizes.n == 0 ? NULL : p->sizes.v[demo_below(r, p->sizes.n)];
	l->quantity = demo_chance(r, 120) ? demo_between(r, 2, 3) : 1;
	l->price = price_in(o->money, p->cents);
}

static int
same_goods(const struct demo_line *a, const struct demo_line *b)
{
	return a->product == b->product && a->colour == b->colour &&
	       a->size == b->size;
}

/* Our own shop takes a discount off the total, marketplaces off the price. */
static void
reduced(const struct demo_world *w, struct demo_order *o)
{
	int64_t left = 100 - w->shop->sale.discount, full = o->total;
	size_t i;

	o->incident = INCIDENT_SALE;
	if (o->buyer.at->relay == NULL) {
		o->total = full * left / 100;
		o->discount = full - o->total;
		return;
	}
	o->total = 0;
	for (i = 0; i < o->nlines; i++) {
		o->line[i].price = o->line[i].price * left / 100;
		o->total += o->line[i].price * o->line[i].quantity;
	}
}

static void
goods(const struct demo_world *w, struct demo_rand *r, struct demo_order *o)
{
	size_t n = demo_chance(r, 700) ? 1 : 2 + demo_below(r, DEMO_LINES - 1);
	size_t i, k;

	while (n-- > 0) {
		i = o->nlines;
		some_line(w, r, o, &o->line[i]);
		for (k = 0; k < i; k++)
			if (same_goods(&o->line[k], &o->line[i]))
				break;
		if (k < i)
			continue;
		o->total += o->line[i].price * o->line[i].quantity;
		o->nlines++;
	}
	o->bad = demo_below(r, o->nlines);
	if (o->placed >= w->sale_from && o->placed < w->sale_end)
		reduced(w, o);
}

/* A line that comes in sizes; 0 when there is none. */
static int
sized_line(struct demo_order *o)
{
	size_t i;

	for (i = 0; i < o->nlines; i++)
		if (o->line[i].size != NULL) {
			o->bad = i;
			return 1;
		}
	return 0;
}

/* The trouble of ordinary days. */
static void
some_trouble(
    const struct demo_world *w, struct demo_rand *r, struct demo_order *o)
{
	const struct demo_shop *shop = w->shop;
	long x = (long)demo_below(r, 1000);
	size_t i;

	for (i = 0; i < shop->ntopics; i++)
		if ((x -= shop->topics[i].trouble) < 0)
			break;
	if (i < shop->ntopics && (!shop->topics[i].sized || sized_line(o)))
		o->trouble = &shop->topics[i];
}

static void
bad_batch(const struct demo_world *w, struct demo_rand *r, struct demo_order *o)
{
	struct buf sku = BUF_INIT;
	int hit = demo_chance(r, w->shop->batch.share);
	size_t i;

	for (i = 0; i < o->nlines && o->placed >= w->batch_from && hit; i++) {
		buf_reset(&sku);
		demo_sku(&o->line[i], &sku);
		if (strcmp(sku.p, w->shop->batch.sku) != 0)
			continue;
		o->trouble = w->batch_topic;
		o->incident = INCIDENT_BATCH;
		o->bad = i;
	}
	buf_free(&sku);
}

static void
parcel(const struct demo_world *w, struct demo_rand *r, struct demo_order *o)
{
	const struct demo_country *c = o->buyer.city->in;
	const struct demo_lane *slow = &w->shop->lane;
	int64_t hours = demo_between(r, c->days_min * 24, c->days_max * 24);

	o->carrier = c->by[demo_below(r, c->nby)];
	o->shipped = o->placed + demo_between(r, 8, 60) * CLOCK_HOUR;
	o->due = o->shipped + (c->days_max + 1) * CLOCK_DAY;
	if (o->trouble == w->late_topic)
		hours = (c->days_max + demo_between(r, 3, 12)) * 24;
	if (o->placed >= w->lane_from &&
	    strcmp(o->carrier->id, slow->carrier) == 0 &&
	    strcmp(c->id, slow->country) == 0) {
		hours += slow->extra_days * 24 + demo_between(r, -48, 72);
		if (o->trouble == NULL || o->trouble->returned == 0)
			o->trouble = w->late_topic;
		if (o->trouble == w->late_topic)
			o->incident = INCIDENT_LANE;
	}
	o->arrived = o->shipped + hours * CLOCK_HOUR +
		     demo_between(r, 0, 3599) * CLOCK_SECOND;
	if (o->trouble != NULL &&
	    strcmp(o->trouble->intent, "not_received") == 0 &&
	    demo_chance(r, 500))
		o->arrived = CLOCK_NONE;
}

/* How many of such orders come back, per mille. */
static long
returned(const struct demo_world *w, const struct demo_order *o)
{
	if (o->incident == INCIDENT_REFUNDER)
		return 1000;
	if (o->incident == INCIDENT_BATCH)
		return w->shop->batch.returned;
	return o->trouble != NULL ? o->trouble->returned : 0;
}

static void
comes_back(
    const struct demo_world *w, struct demo_rand *r, struct demo_order *o)
{
	int yes = demo_chance(r, returned(w, o));
	int64_t open = demo_between(r, 20, 200) * CLOCK_HOUR;
	int64_t close = demo_between(r, 7, 20) * CLOCK_DAY;

	o->return_opened = o->return_closed = CLOCK_NONE;
	if (!yes || o->arrived == CLOCK_NONE)
		return;
	o->return_opened = o->arrived + open;
	o->return_closed = o->return_opened + close;
}

static uint64_t
stride(const struct demo_world *w)
{
	return w->orders.n / w->refunds;
}

uint64_t
demo_refunder_order(const struct demo_world *w, uint64_t n)
{
	return n * stride(w) + stride(w) / 2;
}

void
demo_order(const struct demo_world *w, uint64_t index, struct demo_order *o)
{
	struct demo_rand r;
	uint64_t who;
	int refunder = index % stride(w) == stride(w) / 2;
	int angry = index == w->angry_order && !refunder;

	memset(o, 0, sizeof *o);
	demo_rand_init(&r, w->seed, STREAM_ORDER, index);
	o->index = index;
	o->placed = demo_curve_at(&w->orders, index);
	who = BUYER_FIRST + demo_below(&r, (size_t)w->buyers - BUYER_FIRST);
	demo_buyer(w,
	    refunder ? BUYER_REFUNDER
	    : angry  ? BUYER_ANGRY
		     : who,
	    &o->buyer);
	o->money = o->buyer.at->money != NULL ? o->buyer.at->money
					      : o->buyer.city->in->money;
	goods(w, &r, o);
	some_trouble(w, &r, o);
	bad_batch(w, &r, o);
	if (angry)
		o->trouble = w->late_topic;
	parcel(w, &r, o);
	if (refunder) {
		o->incident = INCIDENT_REFUNDER;
		if (o->arrived == CLOCK_NONE)
			o->arrived = o->due;
	}
	if (angry)
		o->incident = INCIDENT_ANGRY;
	comes_back(w, &r, o);
}

void
demo_sku(const struct demo_line *l, struct buf *out)
{
	const char *p;

	buf_adds(out, l->product->code);
	buf_addc(out, '-');
	for (p = l->colour; *p != '\0'; p++)
		buf_addc(out, *p - 32); /* the keys are a to z */
	if (l->size != NULL)
		buf_addf(out, "-%s", l->size);
}

void
demo_variant(const struct demo_line *l, struct buf *out)
{
	buf_adds(out, l->colour);
	if (l->size != NULL)
		buf_addf(out, ", %s", l->size);
}

/* numbers */

/* %n the order's counter, %d its day; the rest as demo_code. */
static void
number_of(const struct demo_world *w, const struct demo_order *o,
    const char *pattern, struct buf *out)
{
	struct demo_rand r;
	char one[2] = "";
	int64_t days;

	demo_rand_init(&r, w->seed, STREAM_CODE, o->index + (1U << 30));
	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '%') {
			one[0] = *pattern;
			demo_code(&r, one, out);
		} else if (*++pattern == 'n') {
			buf_addf(out, "%llu",
			    (unsigned long long)o->index +
				(unsigned long long)o->buyer.at->first);
		} else {
			char text[CLOCK_TEXT];

			days = o->placed / CLOCK_DAY * CLOCK_DAY;
			clock_print(days, text); /* 2026-11-20T... */
			buf_addf(
			    out, "%.2s%.2s%.2s", text + 2, text + 5, text + 8);
		}
	}
}

void
demo_order_number(
    const struct demo_world *w, const struct demo_order *o, struct buf *out)
{
	number_of(w, o, o->buyer.at->number, out);
}

void
demo_order_external(
    const struct demo_world *w, const struct demo_order *o, struct buf *out)
{
	const char *p = o->buyer.at->external;

	number_of(w, o, p != NULL ? p : o->buyer.at->number, out);
}

/* UPU S10: weights 8 6 4 2 3 5 9 7 over eight digits. */
static int
check_s10(const char *s)
{
	static const int weight[] = { 8, 6, 4, 2, 3, 5, 9, 7 };
	int sum = 0, i;

	for (i = 0; i < 8; i++)
		sum += (s[2 + i] - '0') * weight[i];
	sum = 11 - sum % 11;
	return '0' + (sum == 10 ? 0 : sum == 11 ? 5 : sum);
}

/* UPS 1Z: letters count 2 for A, 3 for B and so on; every second twice. */
static int
check_ups(const char *s)
{
	int sum = 0, i;

	for (i = 2; i < 17; i++) {
		int v = s[i] <= '9' ? s[i] - '0' : (s[i] - 'A' + 2) % 10;

		sum += i % 2 == 1 ? v * 2 : v;
	}
	return '0' + (10 - sum % 10) % 10;
}

/* Yamato: the eleven digits as one number, modulo 7. */
static int
check_mod7(const char *s)
{
	int v = 0, i;

	for (i = 0; i < 11; i++)
		v = (v * 10 + s[i] - '0') % 7;
	return '0' + v;
}

static const struct check {
	const char *name;
	int (*digit)(const char *);
} checks[] = {
	{ "s10", check_s10 },
	{ "ups", check_ups },
	{ "mod7", check_mod7 },
};

void
demo_order_tracking(
    const struct demo_world *w, const struct demo_order *o, struct buf *out)
{
	const struct demo_carrier *c = o->carrier;
	struct demo_rand r;
	size_t at = out->len, i;
	char *mark;

	demo_rand_init(&r, w->seed, STREAM_CODE, o->index + (2U << 30));
	demo_code(&r, c->number, out);
	mark = strchr(out->p + at, '?');
	for (i = 0; mark != NULL && i < sizeof checks / sizeof *checks; i++)
		if (c->check != NULL && strcmp(c->check, checks[i].name) == 0)
			*mark = (char)checks[i].digit(out->p + at);
}
