/*
 * cmd/ha/demo_plan.c - who writes next, and what about
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "ha/demo_plan.h"

const char *const demo_kinds[] = { "buyer", "auto_reply", "bounce", "list" };

enum { TRIES = 200, TRIES_WANTED = 400, WANTED = 400, SURGE = 3, TOPICS = 30 };

static const int64_t late = (int64_t)16 * CLOCK_DAY;

/* The heap: a plan is earlier than those at 2i+1 and 2i+2. */

static void
push(struct demo_plans *p, const struct demo_plan *plan)
{
	size_t i = p->n, up;

	xgrow(&p->heap, &p->cap, p->n + 1, sizeof *p->heap);
	p->n++;
	while (i > 0 && p->heap[up = (i - 1) / 2].at > plan->at) {
		p->heap[i] = p->heap[up];
		i = up;
	}
	p->heap[i] = *plan;
}

static void
pop(struct demo_plans *p, struct demo_plan *out)
{
	struct demo_plan last = p->heap[--p->n];
	size_t i = 0, k;

	*out = p->heap[0];
	while ((k = 2 * i + 1) < p->n) {
		if (k + 1 < p->n && p->heap[k + 1].at < p->heap[k].at)
			k++;
		if (p->heap[k].at >= last.at)
			break;
		p->heap[i] = p->heap[k];
		i = k;
	}
	p->heap[i] = last;
}

/* A first mail that is certain to come. */
static void
certain(struct demo_plans *p, uint64_t order, const char *intent, int64_t at,
    enum demo_incident incident)
{
	struct demo_plan plan;

	memset(&plan, 0, sizeof plan);
	demo_order(p->world, order, &plan.order);
	plan.has_order = 1;
	plan.topic = demo_topic(p->world->shop, intent);
	plan.incident = incident;
	plan.at = at == CLOCK_NONE ? plan.order.arrived +
					 (int64_t)(20 + order % 50) * CLOCK_HOUR
				   : at;
	if (plan.at < p->world->end)
		push(p, &plan);
}

void
demo_plans_init(struct demo_plans *p, const struct demo_world *w)
{
	uint64_t i;

	memset(p, 0, sizeof *p);
	p->world = w;
	for (i = 0; i < w->refunds; i++)
		certain(p, demo_refunder_order(w, i), w->shop->refunder.intent,
		    CLOCK_NONE, INCIDENT_REFUNDER);
	certain(p, w->angry_order, w->shop->angry.first, w->angry_from,
	    INCIDENT_ANGRY);
}

void
demo_plan_free(struct demo_plan *plan)
{
	free(plan->subject);
	free(plan->root);
	free(plan->last);
	free(plan->said);
}

void
demo_plans_free(struct demo_plans *p)
{
	while (p->n > 0)
		demo_plan_free(&p->heap[--p->n]);
	free(p->heap);
}

void
demo_plan_follow(struct demo_plans *p, const struct demo_plan *from,
    const char *follow, int64_t at, const char *root, const char *last,
    const char *subject, const char *said)
{
	struct demo_plan plan = *from;

	if (at >= p->world->end)
		return;
	plan.at = at;
	plan.follow = follow;
	plan.depth = from->depth + 1;
	plan.root = xstrdup(root);
	plan.last = xstrdup(last);
	plan.subject = xstrdup(subject);
	plan.said = xstrdup(said);
	push(p, &plan);
}

/* How much is written about T at this time. */
static long
weight(const struct demo_world *w, const struct demo_topic *t, int64_t at)
{
	const struct demo_shop *shop = w->shop;
	long v = t->weight;

	if (at >= w->surge_from && at < w->surge_end &&
	    demo_has(&shop->sale.topics, t->intent))
		v *= SURGE;
	if (t == w->batch_topic && at >= w->batch_from + t->age_min)
		v = v * shop->batch.writes / 1000;
	return v;
}

static const struct demo_topic *
some_topic(const struct demo_world *w, struct demo_rand *r, int64_t at)
{
	const struct demo_shop *shop = w->shop;
	long sum = 0, x;
	size_t i;

	for (i = 0; i < shop->ntopics; i++)
		sum += weight(w, &shop->topics[i], at);
	x = (long)demo_below(r, (size_t)sum);
	for (i = 0; i + 1 < shop->ntopics; i++)
		if ((x -= weight(w, &shop->topics[i], at)) < 0)
			break;
	return &shop->topics[i];
}

/* May somebody write about TOPIC at this time for this order? */
static int
fits(const struct demo_world *w, const struct demo_order *o,
    const struct demo_topic *t, int64_t at)
{
	if (o->incident >= INCIDENT_REFUNDER)
		return 0; /* their stories are told already */
	if (t->shipped && o->shipped + 2 * CLOCK_DAY > at)
		return 0;
	if (t == w->late_topic)
		return o->arrived == CLOCK_NONE || o->arrived > at;
	if (t->trouble > 0)
		return o->trouble == t &&
		       (o->arrived == CLOCK_NONE || o->arrived < at);
	if (t->shipped)
		return o->arrived != CLOCK_NONE && o->arrived < at;
	return 1;
}

/* An incident that shows in what people write about this now. */
static enum demo_incident
wanted(
    const struct demo_world *w, struct demo_rand *r, const struct demo_plan *p)
{
	if (!demo_chance(r, WANTED))
		return INCIDENT_NONE;
	if (p->topic == w->batch_topic)
		return INCIDENT_BATCH;
	if (p->topic == w->late_topic && p->at > w->lane_from + late)
		return INCIDENT_LANE;
	return INCIDENT_NONE;
}

/* An order placed in [FROM, TO) that fits; 0 when none was found. */
static int
some_order(const struct demo_world *w, struct demo_rand *r, struct demo_plan *p,
    int64_t from, int64_t to)
{
	uint64_t lo = demo_curve_before(&w->orders, from);
	uint64_t hi = demo_curve_before(&w->orders, to);
	enum demo_incident want = wanted(w, r, p);
	int tries = want != INCIDENT_NONE ? TRIES_WANTED : TRIES;

	if (lo >= hi)
		return 0;
	while (tries-- > 0) {
		demo_order(w, lo + demo_below(r, (size_t)(hi - lo)), &p->order);
		if (!fits(w, &p->order, p->topic, p->at))
			continue;
		if (want == INCIDENT_NONE || p->order.incident == want ||
		    tries < TRIES)
			return 1;
	}
	return 0;
}

/* Somebody who will order in the next days, or did, but does not say so. */
static void
somebody(const struct demo_world *w, struct demo_rand *r, struct demo_plan *p)
{
	uint64_t i = demo_curve_before(&w->orders, p->at);

	i += demo_below(r, (size_t)(w->orders.n / 20 + 2));
	do
		demo_order(w, i++ % w->orders.n, &p->order);
	while (p->order.incident >= INCIDENT_REFUNDER);
	p->has_order = 0;
}

static void
story(struct demo_plans *ps, struct demo_rand *r, struct demo_plan *p)
{
	const struct demo_world *w = ps->world;

	int tries = TOPICS;

	p->kind = PLAN_BUYER;
	do { /* in the first days there are few orders to write about */
		p->topic = some_topic(w, r, p->at);
		p->has_order = p->topic->age_min >= 0 &&
			       some_order(w, r, p, p->at - p->topic->age_max,
				   p->at - p->topic->age_min);
	} while (!p->has_order && p->topic->age_min >= 0 && --tries > 0);
	if (!p->has_order)
		somebody(w, r, p);
	p->incident = p->has_order ? p->order.incident : INCIDENT_NONE;
	if (p->incident == INCIDENT_BATCH && p->topic != w->batch_topic)
		p->incident = INCIDENT_NONE;
	if (p->incident == INCIDENT_LANE && p->topic != w->late_topic)
		p->incident = INCIDENT_NONE;
	if (p->incident == INCIDENT_SALE)
		p->incident = INCIDENT_NONE;
	if (p->incident == INCIDENT_NONE && p->at >= w->surge_from &&
	    p->at < w->surge_end &&
	    demo_has(&w->shop->sale.topics, p->topic->intent))
		p->incident = INCIDENT_SALE;
}

static enum demo_kind
some_kind(const struct demo_shop *shop, struct demo_rand *r)
{
	long x = (long)demo_below(r, 1000);

	if ((x -= shop->noise.auto_reply) < 0)
		return PLAN_AUTO_REPLY;
	if ((x -= shop->noise.bounce) < 0)
		return PLAN_BOUNCE;
	return x - shop->noise.list < 0 ? PLAN_LIST : PLAN_BUYER;
}

/* A machine answers a mail of ours to a buyer whom we write to directly. */
static int
machine(struct demo_plans *ps, struct demo_rand *r, struct demo_plan *p)
{
	int tries = TRIES;

	p->topic = demo_topic(ps->world->shop, "other");
	while (tries-- > 0) {
		somebody(ps->world, r, p);
		if (p->order.buyer.at->relay_node == NULL)
			return 1;
	}
	return 0;
}

void
demo_plan_again(struct demo_plans *ps, struct demo_rand *r, struct demo_plan *p)
{
	int64_t at = p->at;

	demo_plan_free(p);
	memset(p, 0, sizeof *p);
	p->at = at;
	story(ps, r, p);
}

void
demo_plan_next(struct demo_plans *ps, struct demo_rand *r, struct demo_plan *p)
{
	int64_t at = demo_curve_at(&ps->world->mails, ps->next++);

	if (ps->n > 0 && ps->heap[0].at <= at) {
		pop(ps, p);
		p->at = at;
		return;
	}
	memset(p, 0, sizeof *p);
	p->at = at;
	p->kind = some_kind(ps->world->shop, r);
	if (p->kind == PLAN_BUYER || !machine(ps, r, p))
		story(ps, r, p);
}
