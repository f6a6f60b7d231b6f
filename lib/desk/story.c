/*
 * desk/story.c - the events of a ticket as its clocks see them
 *
 * An event says what it does and not what comes of it: that a message wakes
 * what rests, or is the first, is seen only beside those that come late.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/word.h"
#include "base/xalloc.h"
#include "desk/story.h"
#include "desk/words.h"
#include "rec/val.h"

_Static_assert((int)SLA_CLOSED == (int)TICKET_CLOSED &&
		   (int)SLA_WAITING_CUSTOMER == (int)TICKET_WAITING_CUSTOMER,
    "statuses of sla and store");
_Static_assert((int)SLA_LOW == (int)PRIORITY_LOW, "priorities");

void
story_begin(struct story *s, const struct desk *d, const struct ticket *t)
{
	*s = (struct story){ .rules = d->rules,
		.policy = ruleset_policy(d->rules, t->sla),
		.priority = (int)t->priority,
		.first_answer = CLOCK_NONE };
}

static struct sla_event *
add(struct story *s, int64_t at, enum sla_what what, int to, enum means means)
{
	xgrow(&s->told, &s->cap, s->n + 1, sizeof *s->told);
	s->told[s->n] =
	    (struct told){ .e = { .at = at, .what = what, .to = to },
		    .means = means };
	return &s->told[s->n++].e;
}

/* The index of the word at KEY, or -1. */
static int
word(struct val data, const char *key, int (*of)(const char *))
{
	struct val v = val_get(data, key);
	char text[32];

	if (val_type(v) != '"' || v.n < 3 || v.n - 2 >= sizeof text)
		return -1;
	memcpy(text, v.p + 1, v.n - 2);
	text[v.n - 2] = '\0';
	return of(text);
}

static void
customer_wrote(struct story *s, const struct event *e, struct val data)
{
	struct sla_event *wrote;

	if (val_get(data, "message").p == NULL ||
	    val_true(val_get(data, "quiet")))
		return;
	wrote = add(s, e->at, SLA_CUSTOMER_MESSAGE, 0, ALWAYS);
	val_int(val_get(data, "platform"), &wrote->platform);
	val_int(val_get(data, "message"), &s->told[s->n - 1].row);
}

/* Messages that were split off never were here, as far as clocks see. */
static void
messages_left(struct story *s, struct val data)
{
	struct val list = val_get(data, "messages"), item = VAL_NONE;
	int64_t row;
	size_t i;

	while (val_next(list, &item))
		for (i = 0; val_int(item, &row) == 0 && i < s->n; i++)
			if (s->told[i].row == row)
				s->told[i].e.what = SLA_ASIDE;
}

/* A team with hours of its own; "" is the policy's again. */
static void
changed_hands(struct story *s, const struct event *e, struct val data)
{
	struct val v = val_get(data, "calendar");
	struct calendar *c = NULL;
	char name[120];

	if (val_type(v) != '"' || v.n - 2 >= sizeof name)
		return;
	memcpy(name, v.p + 1, v.n - 2);
	name[v.n - 2] = '\0';
	c = calendars_get(s->rules->calendars, name);
	if (c == NULL && s->policy != NULL)
		c = s->policy->calendar;
	add(s, e->at, SLA_MOVED, 0, ALWAYS)->calendar = c;
}

/* Who wrote first, or in another program, left the ticket waiting. */
static void
person_answered(struct story *s, const struct event *e, struct val data)
{
	if (!val_true(val_get(data, "quiet")))
		add(s, e->at, SLA_ANSWER, 0, ALWAYS)->proposal =
		    val_true(val_get(data, "proposal"));
	if (!val_true(val_get(data, "quiet")) &&
	    val_true(val_get(data, "elsewhere")))
		add(s, e->at, SLA_STATUS, SLA_WAITING_CUSTOMER, IF_WORKING);
}

static void
new_priority(struct story *s, const struct event *e, struct val data)
{
	int opened = strcmp(e->kind, "opened") == 0;
	int message = strcmp(e->kind, "message") == 0;
	int to = word(data, "priority", ticket_priority_of);

	if (to < 0)
		return;
	if (opened && s->n == 0)
		s->priority = to; /* when no customer ever writes */
	if (opened && val_true(val_get(data, "elsewhere")))
		return;
	add(s, e->at, SLA_PRIORITY, to,
	    opened || val_true(val_get(data, "first")) ? IF_FIRST
	    : message				       ? IF_RAISED
						       : ALWAYS);
}

static int
is_person(const char *actor)
{
	static const char *const others[] = { "ha-route", "ha-watch",
		"ha-reply", "customer", "elsewhere", NULL };

	return !word_in(actor, others);
}

/* What rules had said about a message gives way to what others say. */
static void
suppose(struct story *s, const struct event *e, struct val data, int opened)
{
	const struct what_if *w = s->what_if;
	struct told *wrote = s->n > 0 ? &s->told[s->n - 1] : NULL;
	int64_t row;
	int priority = opened ? w->priority : -1;
	size_t i;

	if (opened)
		s->priority = w->priority;
	if (val_int(val_get(data, "message"), &row) < 0 || wrote == NULL ||
	    wrote->row != row)
		return;
	for (i = 0; i < w->n; i++) {
		if (w->v[i].row != row)
			continue;
		wrote->e.platform = w->v[i].platform;
		if (!opened)
			priority = w->v[i].priority;
	}
	if (priority >= 0)
		add(s, e->at, SLA_PRIORITY, priority,
		    opened ? IF_FIRST : IF_RAISED);
}

int
story_tell(const struct event *e, void *arg)
{
	struct val data = { e->data, e->data != NULL ? strlen(e->data) : 0 };
	struct story *s = arg;
	int opened = strcmp(e->kind, "opened") == 0, to;
	int wrote = event_is_word(e);

	s->touched |= is_person(e->actor);
	if (!wrote || s->what_if == NULL)
		new_priority(s, e, data);
	if (opened && val_true(val_get(data, "elsewhere")))
		add(s, e->at, SLA_ANSWER, 0, ALWAYS);
	else if (wrote)
		customer_wrote(s, e, data);
	else if (event_is_answer(e))
		person_answered(s, e, data);
	else if (strcmp(e->kind, "no_reply") == 0)
		add(s, e->at, SLA_NO_REPLY, 0, ALWAYS);
	else if (strcmp(e->kind, "split") == 0)
		messages_left(s, data);
	changed_hands(s, e, data);
	if (wrote && s->what_if != NULL)
		suppose(s, e, data, opened);
	if ((to = word(data, "status", ticket_status_of)) >= 0)
		add(s, e->at, SLA_STATUS, to, ALWAYS);
	return 0;
}

/*
 * By instant; what has the same one stays in its order.  Nearly sorted: only
 * messages may be told later than what happened after them.
 */
static void
sort_story(struct story *s)
{
	struct told t;
	size_t i, k;

	for (i = 1; i < s->n; i++) {
		t = s->told[i];
		for (k = i; k > 0 && s->told[k - 1].e.at > t.e.at; k--)
			s->told[k] = s->told[k - 1];
		s->told[k] = t;
	}
}

/* Does it mean something, after what was before it? */
static int
applies(struct story *s, const struct told *t, int prioritized)
{
	switch (t->means) {
	case IF_WORKING:
		return ticket_is_working(s->end.status);
	case IF_FIRST:
		if (!prioritized)
			s->priority = t->e.to;
		return prioritized && t->e.to < (int)s->end.priority;
	case IF_RAISED:
		return t->e.to < (int)s->end.priority;
	case ALWAYS:
		break;
	}
	return 1;
}

static void
go_through(struct story *s, const struct sla_event *e, int *asked)
{
	int working = ticket_is_working(s->end.status);

	if (e->what == SLA_STATUS)
		s->end.status = (enum ticket_status)e->to;
	if (e->what == SLA_PRIORITY)
		s->end.priority = (enum ticket_priority)e->to;
	if (e->what == SLA_CUSTOMER_MESSAGE) {
		*asked = 1;
		if (!working)
			s->end.status = TICKET_OPEN;
	}
	if (e->what == SLA_ANSWER && *asked && s->first_answer == CLOCK_NONE)
		s->first_answer = e->at;
}

void
story_settle(struct story *s)
{
	int prioritized = 0, asked = 0;
	struct told *t;
	size_t i;

	sort_story(s);
	s->v = xarray(s->n + 1, sizeof *s->v);
	s->end = (struct clocks_end){ .status = TICKET_NEW,
		.priority = (enum ticket_priority)s->priority,
		.touched = s->touched };
	for (i = 0; i < s->n; i++) {
		t = &s->told[i];
		s->v[i] = t->e;
		if (!applies(s, t, prioritized))
			s->v[i].what = SLA_ASIDE;
		if (t->e.what == SLA_PRIORITY && !prioritized) {
			prioritized = 1;
			s->end.priority = (enum ticket_priority)t->e.to;
		}
		go_through(s, &s->v[i], &asked);
	}
}

void
story_free(struct story *s)
{
	free(s->v);
	free(s->told);
}
