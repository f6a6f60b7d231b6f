/*
 * cmd/ha/demo_world.c - the curves of orders and mails, and when incidents
 * begin
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "ha/demo_world.h"

enum { READ_DAYS = 3 };

const char *const demo_incidents[] = { NULL, "bad_batch", "slow_lane", "sale",
	"serial_refunder", "angry_buyer" };

/* Monday is 0; 1970-01-01 was a Thursday. */
static size_t
weekday(int64_t t)
{
	return (size_t)((t / CLOCK_DAY + 3) % 7);
}

/* The interval of the sums that X falls into. */
static size_t
interval(const uint64_t *sum, size_t n, uint64_t x)
{
	size_t lo = 0, hi = n;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (sum[mid] <= x)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

int64_t
demo_curve_at(const struct demo_curve *c, uint64_t i)
{
	uint64_t total = c->sum[c->days], x, in_day, width, h;
	size_t day, hour;

	/* spread N events over TOTAL without overflow: N is below 2^24 */
	x = (i * total + total / 2) / c->n;
	day = interval(c->sum, c->days, x);
	width = c->sum[day + 1] - c->sum[day];
	in_day = (x - c->sum[day]) * c->hours[24] / width;
	hour = interval(c->hours, 24, in_day);
	width = c->hours[hour + 1] - c->hours[hour];
	h = (in_day - c->hours[hour]) * CLOCK_HOUR / width;
	return c->start + (int64_t)day * CLOCK_DAY +
	       (int64_t)hour * CLOCK_HOUR + (int64_t)(h / 1000 * 1000);
}

uint64_t
demo_curve_before(const struct demo_curve *c, int64_t t)
{
	uint64_t lo = 0, hi = c->n;

	while (lo < hi) {
		uint64_t mid = lo + (hi - lo) / 2;

		if (demo_curve_at(c, mid) < t)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct bump {
	int64_t from, to;
	long permille;
};

static void
curve_init(struct demo_curve *c, const struct demo_world *w,
    const struct conf_list *week, const struct bump *bump, uint64_t n)
{
	const struct demo_rhythm *r = &w->shop->rhythm;
	size_t i;

	c->start = w->start;
	c->days = (size_t)((w->end - w->start) / CLOCK_DAY);
	c->n = n;
	c->sum = xcalloc(c->days + 1, sizeof *c->sum);
	for (i = 0; i < c->days; i++) {
		int64_t t = w->start + (int64_t)i * CLOCK_DAY;
		uint64_t v = (uint64_t)demo_number(week, weekday(t));

		v *= 1000 + (uint64_t)r->growth * i / c->days;
		if (t >= bump->from && t < bump->to)
			v = v * (uint64_t)bump->permille / 1000;
		c->sum[i + 1] = c->sum[i] + v * 1000;
	}
	/* a thousandfold, so that an hour's slot can be divided finely */
	for (i = 0; i < 24; i++)
		c->hours[i + 1] =
		    c->hours[i] + (uint64_t)demo_number(&r->hours, i) * 1000;
}

static const struct demo_language *
language(const struct demo_shop *shop, const char *id)
{
	size_t i;

	for (i = 0; i + 1 < shop->nlanguages; i++)
		if (strcmp(shop->languages[i].id, id) == 0)
			break;
	return &shop->languages[i];
}

static const struct demo_account *
account(const struct demo_shop *shop, const char *id)
{
	size_t i;

	for (i = 0; i + 1 < shop->naccounts; i++)
		if (strcmp(shop->accounts[i].id, id) == 0)
			break;
	return &shop->accounts[i];
}

void
demo_world_init(struct demo_world *w, const struct demo_shop *shop,
    uint64_t seed, int64_t end, long months, uint64_t messages)
{
	const struct demo_sale *s = &shop->sale;
	struct bump sale, surge;

	memset(w, 0, sizeof *w);
	w->shop = shop;
	w->seed = seed;
	w->end = end / CLOCK_DAY * CLOCK_DAY;
	w->start = w->end - months * 30 * CLOCK_DAY;
	w->read_until = w->end - READ_DAYS * CLOCK_DAY;
	w->batch_from = w->end - shop->batch.from_day * CLOCK_DAY;
	w->lane_from = w->end - shop->lane.from_day * CLOCK_DAY;
	w->angry_from = w->end - shop->angry.from_day * CLOCK_DAY;
	w->sale_from = w->end - s->from_day * CLOCK_DAY;
	w->sale_end = w->sale_from + s->days * CLOCK_DAY;
	w->surge_from = w->sale_from + s->mails_after * CLOCK_DAY;
	w->surge_end = w->surge_from + s->mails_days * CLOCK_DAY;
	sale = (struct bump){ w->sale_from, w->sale_end, s->orders };
	surge = (struct bump){ w->surge_from, w->surge_end, s->mails };
	curve_init(
	    &w->orders, w, &shop->rhythm.week, &sale, messages * 5 / 2 + 100);
	curve_init(&w->mails, w, &shop->rhythm.mail_week, &surge, messages);
	w->buyers = w->orders.n * 7 / 10 + BUYER_FIRST;
	w->refunds = messages / 60 < 4 ? 4 : messages / 60;
	if (w->refunds > (uint64_t)shop->refunder.orders)
		w->refunds = (uint64_t)shop->refunder.orders;
	w->angry_order =
	    demo_curve_before(&w->orders, w->angry_from - 14 * CLOCK_DAY);
	w->batch_topic = demo_topic(shop, shop->batch.intent);
	w->late_topic = demo_topic(shop, "where_is_my_order");
	w->refunder_lang = language(shop, shop->refunder.language);
	w->refunder_at = account(shop, shop->refunder.account);
	w->angry_lang = language(shop, shop->angry.language);
	w->angry_at = account(shop, shop->angry.account);
}

void
demo_world_free(struct demo_world *w)
{
	free(w->orders.sum);
	free(w->mails.sum);
}
