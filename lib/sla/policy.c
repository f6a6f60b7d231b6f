/* sla/policy.c - the targets as they are written in ha.yaml */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "sla/sla.h"

struct policy_keys {
	const char *name, *when, *calendar;
	const struct node *target[SLA_PLATFORM];
	int64_t warn_before, reopen_window;
	struct conf_list pause_on;
};

#define AT(member) offsetof(struct policy_keys, member)

static const struct conf_key policy_keys[] = {
	{ "name", CONF_STR, AT(name), "!", NULL, "as it stands in events" },
	{ "when", CONF_STR, AT(when), NULL, NULL,
	    "which tickets, a query; else all" },
	{ "calendar", CONF_STR, AT(calendar), "always", NULL,
	    "a name of calendars:, or always" },
	{ "first_response", CONF_NODE, AT(target[SLA_FIRST]), NULL, NULL,
	    "a duration of working time, or one for each priority" },
	{ "next_response", CONF_NODE, AT(target[SLA_NEXT]), NULL, NULL,
	    "the same" },
	{ "proposal", CONF_NODE, AT(target[SLA_PROPOSAL]), NULL, NULL,
	    "the same" },
	{ "resolution", CONF_NODE, AT(target[SLA_RESOLUTION]), NULL, NULL,
	    "the same" },
	{ "warn_before", CONF_DURATION, AT(warn_before), "30m", NULL,
	    "working time before a due instant" },
	{ "pause_on", CONF_LIST, AT(pause_on), NULL, NULL,
	    "statuses in which proposal and resolution rest" },
	{ "reopen_window", CONF_DURATION, AT(reopen_window), "7d", NULL,
	    "how long after a resolve a message reopens" },
	CONF_KEYS_END
};

static const char *const priorities[SLA_PRIORITIES] = { "urgent", "high",
	"normal", "low" };
/* In which a clock can rest. */
static const char *const waiting[] = { [SLA_NEW] = "new",
	[SLA_OPEN] = "open",
	[SLA_WAITING_CUSTOMER] = "waiting_customer",
	[SLA_WAITING_INTERNAL] = "waiting_internal" };

static int
word(const char *s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(words[i], s) == 0)
			return (int)i;
	return -1;
}

static int64_t
duration(const struct node *n, struct conf_errs *errs)
{
	int64_t ms = n->kind == NODE_SCALAR ? clock_duration(n->text) : -1;

	if (ms >= 1000)
		return ms / 1000;
	conf_fault(errs, n,
	    "'%s' wants a duration like 30m, 4h or 3d, more than nothing, "
	    "not '%.40s'",
	    n->key != NULL ? n->key : "this", n->text);
	return 0;
}

/* Priorities without a target of their own take the nearest below, or above. */
static void
complete(int64_t t[SLA_PRIORITIES])
{
	int i;

	for (i = SLA_PRIORITIES - 2; i >= 0; i--)
		if (t[i] == 0)
			t[i] = t[i + 1];
	for (i = 1; i < SLA_PRIORITIES; i++)
		if (t[i] == 0)
			t[i] = t[i - 1];
}

static void
read_target(
    const struct node *n, int64_t t[SLA_PRIORITIES], struct conf_errs *errs)
{
	const struct node *c;
	int i;

	if (n->kind != NODE_MAP) {
		t[SLA_LOW] = duration(n, errs);
		complete(t);
		return;
	}
	for (c = n->child; c != NULL; c = c->next) {
		if ((i = word(c->key, priorities, SLA_PRIORITIES)) < 0)
			conf_fault(errs, c,
			    "unknown priority '%.40s' (urgent, high, normal "
			    "or low)",
			    c->key);
		else
			t[i] = duration(c, errs);
	}
	complete(t);
}

static void
read_pauses(struct sla_policy *p, const struct node *n,
    const struct conf_list *l, struct conf_errs *errs)
{
	const struct node *at = node_get(n, "pause_on");
	size_t i;
	int s;

	if (at == NULL)
		p->pause_on = 1u << SLA_WAITING_CUSTOMER;
	for (i = 0; i < l->n; i++) {
		s = word(l->v[i], waiting, sizeof waiting / sizeof waiting[0]);
		if (s < 0)
			conf_fault(errs, at,
			    "'pause_on' wants statuses like "
			    "waiting_customer, not '%.40s'",
			    l->v[i]);
		else
			p->pause_on |= 1u << s;
	}
}

static void
read_calendar(struct sla_policy *p, const struct node *n, const char *name,
    const struct calendars *all, struct conf_errs *errs)
{
	const char *near;

	p->calendar = calendars_get(all, name);
	if (p->calendar != NULL)
		return;
	near = calendars_nearest(all, name);
	if (near != NULL && strcmp(near, name) == 0)
		return; /* it is there, and what is wrong with it was told */
	conf_fault(errs, n, "no calendar '%.60s'%s%s%s", name,
	    near != NULL ? " (did you mean '" : "", near != NULL ? near : "",
	    near != NULL ? "'?)" : "");
}

static void
read_policy(struct sla_policy *p, const struct node *n,
    const struct calendars *all, struct conf_errs *errs)
{
	struct policy_keys k = { 0 };
	int i;

	if (conf_fill(n, policy_keys, &k, errs) == 0) {
		p->name = k.name;
		p->when = k.when;
		p->node = n;
		p->warn_before = k.warn_before / 1000;
		p->reopen_window = k.reopen_window / 1000;
		for (i = 0; i < SLA_PLATFORM; i++)
			if (k.target[i] != NULL)
				read_target(k.target[i], p->target[i], errs);
		read_pauses(p, n, &k.pause_on, errs);
		read_calendar(p, n, k.calendar, all, errs);
	}
	conf_release(policy_keys, &k);
}

void
sla_policies_read(struct sla_policies *out, const struct node *list,
    const struct calendars *all, struct conf_errs *errs)
{
	const struct node *n;

	*out = (struct sla_policies){ NULL, 0 };
	if (list == NULL)
		return;
	if (list->kind != NODE_LIST) {
		conf_fault(errs, list, "'sla' wants a list of rules");
		return;
	}
	out->v = xcalloc(list->n + 1, sizeof *out->v);
	for (n = list->child; n != NULL; n = n->next)
		read_policy(&out->v[out->n++], n, all, errs);
}

void
sla_policies_free(struct sla_policies *p)
{
	free(p->v);
	*p = (struct sla_policies){ NULL, 0 };
}
