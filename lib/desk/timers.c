/* desk/timers.c - what is to happen when time has passed */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "desk/timers.h"
#include "rule/match.h"
#include "store/watch.h"

#define AT(member) offsetof(struct timer, member)

const struct conf_key timer_keys[] = { { "name", CONF_STR, AT(name), "!", NULL,
					   "as it stands in the event" },
	{ "on", CONF_CHOICE, AT(on), "!", "warning|breach|task",
	    "the instant from which it counts" },
	{ "when", CONF_STR, AT(when), NULL, NULL,
	    "which tickets, a query; else all" },
	{ "clocks", CONF_LIST, AT(clock_names), NULL, NULL,
	    "of these clocks alone; else of all" },
	{ "before", CONF_DURATION, AT(before), "0s", NULL,
	    "so long before the instant" },
	{ "after", CONF_DURATION, AT(after), "0s", NULL,
	    "so long after the instant" },
	{ "priority", CONF_CHOICE, AT(priority), "same",
	    "same|urgent|high|normal", "raise the ticket to this" },
	{ "assign", CONF_STR, AT(assign), NULL, NULL,
	    "give it to this one of the team" },
	{ "notify", CONF_LIST, AT(notify), NULL, NULL,
	    "raise an alert for these: names, teams, agent, role:NAME" },
	CONF_KEYS_END };

#define UP(member) offsetof(struct timers, member)

const struct conf_key follow_up_keys[] = {
	{ "ask_after", CONF_DURATION, UP(ask_after), "0s", NULL,
	    "after a resolve the customer is asked whether it helped" },
	{ "close_after", CONF_DURATION, UP(close_after), "0s", NULL,
	    "after a resolve and silence the ticket is closed" },
	{ "rating", CONF_NODE, UP(rating), NULL, NULL,
	    "how the customer rates the help" },
	CONF_KEYS_END
};

/* A place where rules stand. */
struct origin {
	const struct node *watch, *timers;
	long version;
};

static const struct conf_key origin_keys[] = {
	{ "version", CONF_INT, offsetof(struct origin, version), "1", NULL,
	    "of this form; 1" },
	{ "watch", CONF_NODE, offsetof(struct origin, watch), "!", NULL,
	    "what is watched" },
	CONF_KEYS_END
};
static const struct conf_key watch_keys[] = {
	{ "timers", CONF_NODE, offsetof(struct origin, timers), NULL, NULL,
	    "rules of what happens when time has passed" },
	CONF_KEYS_END
};

const char *
timer_on_name(enum timer_on on)
{
	static const char *const names[] = { "warning", "breach", "task" };

	return names[on];
}

static void
read_clocks(struct timer *t, const struct node *at, struct conf_errs *errs)
{
	size_t i;
	int c;

	if (t->clock_names.n == 0)
		t->clocks = (1u << SLA_CLOCKS) - 1;
	for (i = 0; i < t->clock_names.n; i++) {
		for (c = 0; c < SLA_CLOCKS; c++)
			if (strcmp(sla_clock_name((enum sla_clock)c),
				t->clock_names.v[i]) == 0)
				break;
		if (c < SLA_CLOCKS)
			t->clocks |= 1u << c;
		else
			conf_fault(errs, node_get(at, "clocks"),
			    "unknown clock '%.60s' (first_response, "
			    "next_response, proposal, resolution or platform)",
			    t->clock_names.v[i]);
	}
}

static void
read_when(struct timer *t, const struct node *at, const struct config *c,
    struct conf_errs *errs)
{
	struct query_env env = { clock_now(), c != NULL ? c->tz : NULL, NULL };
	struct err err = ERR_INIT;

	t->query.orders = 1;
	if (t->when != NULL &&
	    (query_text(&t->query, t->when, &env, &err) < 0 ||
		query_fits_records(&t->query, &err) < 0))
		conf_fault(errs, node_get(at, "when"), "%s", err.text);
}

static void
check_people(const struct timer *t, const struct node *at,
    const struct config *c, struct conf_errs *errs)
{
	const char *who;
	size_t i;

	if (c == NULL)
		return;
	if (t->assign != NULL && config_who(c, t->assign) == NULL)
		conf_fault(errs, node_get(at, "assign"),
		    "'%.60s' is not in team:", t->assign);
	for (i = 0; i < t->notify.n; i++) {
		who = t->notify.v[i];
		if (strcmp(who, "agent") != 0 &&
		    strncmp(who, "role:", 5) != 0 && config_who(c, who) == NULL)
			conf_fault(errs, node_get(at, "notify"),
			    "'%.60s' is not in team: (nor agent, nor "
			    "role:NAME)",
			    who);
	}
}

static void
check_shape(
    const struct timer *t, const struct node *at, struct conf_errs *errs)
{
	if (t->before > 0 && t->after > 0)
		conf_fault(errs, at, "'before' and 'after' together");
	if (t->before > 0 && t->on == ON_WARNING)
		conf_fault(errs, node_get(at, "before"),
		    "a warning comes early by itself ('warn_before' of sla:); "
		    "'on: breach' can be moved");
	if (t->on == ON_TASK && (t->priority != 0 || t->assign != NULL ||
				    t->clock_names.n > 0 || t->when != NULL))
		conf_fault(errs, at,
		    "a rule of tasks has name, on, before, after and notify");
}

static int
is_named(const struct timers *all, const char *name)
{
	size_t i;

	for (i = 0; i + 1 < all->n; i++)
		if (all->v[i].name != NULL && strcmp(all->v[i].name, name) == 0)
			return 1;
	return 0;
}

static void
read_list(struct timers *all, const struct node *list, const struct config *c,
    struct conf_errs *errs)
{
	const struct node *n;
	struct timer *t;

	if (list->kind != NODE_LIST) {
		conf_fault(errs, list, "'timers' wants a list of rules");
		return;
	}
	all->v = xcalloc(list->n + 1, sizeof *all->v);
	for (n = list->child; n != NULL; n = n->next) {
		t = &all->v[all->n++];
		t->query = (struct query)QUERY_INIT;
		if (conf_fill(n, timer_keys, t, errs) > 0)
			continue;
		if (is_named(all, t->name))
			conf_fault(errs, node_get(n, "name"),
			    "there is a rule '%.60s' already", t->name);
		read_clocks(t, n, errs);
		read_when(t, n, c, errs);
		all->asks_orders |= t->query.asks_orders;
		check_people(t, n, c, errs);
		check_shape(t, n, errs);
	}
}

static const struct node *
shipped(struct timers *all, struct conf_errs *errs)
{
	struct origin o = { NULL, NULL, 1 };

	all->shipped = conf_share("rules/watch.yaml", errs);
	if (all->shipped != NULL &&
	    conf_fill(all->shipped, origin_keys, &o, errs) == 0) {
		conf_version(all->shipped, o.version, errs);
		conf_fill(o.watch, watch_keys, &o, errs);
	}
	return o.timers;
}

void
timers_load(struct timers *all, const struct config *c, struct conf_errs *errs)
{
	struct origin o = { NULL, NULL, 1 };

	*all = (struct timers){ .v = NULL };
	if (c != NULL && c->follow_up != NULL)
		conf_fill(c->follow_up, follow_up_keys, all, errs);
	if (c != NULL && c->watch != NULL)
		conf_fill(c->watch, watch_keys, &o, errs);
	if (o.timers == NULL)
		o.timers = shipped(all, errs);
	if (o.timers != NULL)
		read_list(all, o.timers, c, errs);
}

void
timers_free(struct timers *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		query_free(&all->v[i].query);
		conf_release(timer_keys, &all->v[i]);
	}
	free(all->v);
	node_free(all->shipped);
	*all = (struct timers){ .v = NULL };
}

/* A clock that is late has no warning any more, nor what comes before. */
int64_t
timer_of_run(const struct timer *t, const struct sla_run *r)
{
	int64_t at = CLOCK_NONE;

	if (t->on == ON_TASK || (t->clocks & 1u << r->clock) == 0)
		return CLOCK_NONE;
	if (t->on == ON_WARNING)
		at = r->state == SLA_RUNNING ? r->warn_at : CLOCK_NONE;
	else if (r->state == SLA_RUNNING)
		at = r->due;
	else if (r->state == SLA_BREACHED && t->before == 0)
		at = r->breached_at;
	return at == CLOCK_NONE ? at : at - t->before + t->after;
}

int64_t
timer_of_task(const struct timer *t, const struct task *k)
{
	return t->on == ON_TASK && k->state == TASK_OPEN
		   ? k->due_at - t->before + t->after
		   : CLOCK_NONE;
}

static int64_t
since_resolve(const struct ticket *t, int64_t span)
{
	return span > 0 && t->status == TICKET_RESOLVED &&
		       t->resolved_at != CLOCK_NONE
		   ? t->resolved_at + span
		   : CLOCK_NONE;
}

int64_t
timers_ask_at(const struct timers *all, const struct ticket *t)
{
	return since_resolve(t, all->ask_after);
}

int64_t
timers_close_at(const struct timers *all, const struct ticket *t)
{
	return since_resolve(t, all->close_after);
}

static void
earlier(int64_t *next, int64_t at, int64_t after)
{
	if (at != CLOCK_NONE && (after == CLOCK_NONE || at > after) &&
	    at < *next)
		*next = at;
}

int64_t
timers_next(const struct timers *all, const struct ticket *t,
    const struct sla_result *result, int64_t after)
{
	int64_t next = WATCH_NEVER;
	size_t i, k;

	if (t->history || t->merged_into != 0 || t->status == TICKET_CLOSED)
		return CLOCK_NONE;
	for (i = 0; i < result->n; i++)
		for (k = 0; k < all->n; k++)
			if (result->runs[i].ended_at == CLOCK_NONE)
				earlier(&next,
				    timer_of_run(&all->v[k], &result->runs[i]),
				    after);
	earlier(&next, timers_ask_at(all, t), after);
	earlier(&next, timers_close_at(all, t), after);
	return next;
}

int64_t
timers_next_task(const struct timers *all, const struct task *k, int64_t after)
{
	int64_t next = WATCH_NEVER;
	size_t i;

	if (k->state != TASK_OPEN)
		return CLOCK_NONE;
	for (i = 0; i < all->n; i++)
		earlier(&next, timer_of_task(&all->v[i], k), after);
	return next;
}
