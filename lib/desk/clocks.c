/* desk/clocks.c - a ticket's deadlines, from its events */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "desk/clocks.h"
#include "rec/val.h"

/* One order of names in both rooms. */
_Static_assert((int)SLA_CLOCKS == (int)DUE_CLOCKS &&
		   (int)SLA_PLATFORM == (int)DUE_PLATFORM,
    "clocks of sla and store");
_Static_assert((int)SLA_CLOSED == (int)TICKET_CLOSED &&
		   (int)SLA_WAITING_CUSTOMER == (int)TICKET_WAITING_CUSTOMER,
    "statuses of sla and store");
_Static_assert((int)SLA_LOW == (int)PRIORITY_LOW, "priorities");

struct story {
	const struct ruleset *rules;
	struct sla_event *v;
	int64_t *rows; /* of each: the message, or 0 */
	size_t n, cap, rows_cap;
	const struct sla_policy *policy;
	const struct what_if *what_if; /* or NULL */
	int priority;		       /* at the beginning */
	int asked;
	int64_t first_answer;
};

static void
add(struct story *s, int64_t at, enum sla_what what, int to)
{
	xgrow(&s->v, &s->cap, s->n + 1, sizeof *s->v);
	xgrow(&s->rows, &s->rows_cap, s->n + 1, sizeof *s->rows);
	s->rows[s->n] = 0;
	s->v[s->n] = (struct sla_event){ .at = at, .what = what, .to = to };
	s->n++;
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
	int64_t platform = 0;

	if (val_get(data, "message").p == NULL ||
	    val_true(val_get(data, "quiet")))
		return;
	s->asked = 1;
	add(s, e->at, SLA_CUSTOMER_MESSAGE, 0);
	val_int(val_get(data, "platform"), &platform);
	val_int(val_get(data, "message"), &s->rows[s->n - 1]);
	s->v[s->n - 1].platform = platform;
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
			if (s->rows[i] == row)
				s->v[i].what = SLA_ASIDE;
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
	add(s, e->at, SLA_MOVED, 0);
	s->v[s->n - 1].calendar = c;
}

static void
person_answered(struct story *s, const struct event *e, struct val data)
{
	if (val_true(val_get(data, "quiet")))
		return;
	add(s, e->at, SLA_ANSWER, 0);
	s->v[s->n - 1].proposal = val_true(val_get(data, "proposal"));
	if (s->asked && s->first_answer == CLOCK_NONE)
		s->first_answer = e->at;
}

/* What rules had said about a message gives way to what others say. */
static void
suppose(struct story *s, const struct event *e, struct val data, int opened)
{
	const struct what_if *w = s->what_if;
	int64_t row;
	size_t i;

	if (opened)
		s->priority = w->priority;
	if (val_int(val_get(data, "message"), &row) < 0)
		return;
	for (i = 0; i < w->n; i++) {
		if (w->v[i].row != row || s->n == 0)
			continue;
		s->v[s->n - 1].platform = w->v[i].platform;
		if (!opened && w->v[i].priority >= 0)
			add(s, e->at, SLA_PRIORITY, w->v[i].priority);
	}
}

static int
tell(const struct event *e, void *arg)
{
	struct val data = { e->data, e->data != NULL ? strlen(e->data) : 0 };
	struct story *s = arg;
	int opened = strcmp(e->kind, "opened") == 0, to;
	int wrote = opened || strcmp(e->kind, "message") == 0;

	if (wrote)
		customer_wrote(s, e, data);
	if (wrote && s->what_if != NULL)
		suppose(s, e, data, opened);
	else if (strcmp(e->kind, "answered") == 0 ||
		 strcmp(e->kind, "reply_approved") == 0)
		person_answered(s, e, data);
	else if (strcmp(e->kind, "no_reply") == 0)
		add(s, e->at, SLA_NO_REPLY, 0);
	else if (strcmp(e->kind, "split") == 0)
		messages_left(s, data);
	else if (strcmp(e->kind, "assigned") == 0)
		changed_hands(s, e, data);
	if ((to = word(data, "status", ticket_status_of)) >= 0)
		add(s, e->at, SLA_STATUS, to);
	to = wrote && s->what_if != NULL
		 ? -1
		 : word(data, "priority", ticket_priority_of);
	if (to >= 0 && opened)
		s->priority = to;
	else if (to >= 0)
		add(s, e->at, SLA_PRIORITY, to);
	return 0;
}

/*
 * By instant; what has the same one stays in its order.  Nearly sorted: only
 * messages may be told later than what happened after them.
 */
static void
sort_story(struct story *s)
{
	struct sla_event e;
	size_t i, k;

	for (i = 1; i < s->n; i++) {
		e = s->v[i];
		for (k = i; k > 0 && s->v[k - 1].at > e.at; k--)
			s->v[k] = s->v[k - 1];
		s->v[k] = e;
	}
}

/* Of several runs of one kind the row shows the one that matters most. */
static int
matters(const struct sla_run *r)
{
	if (r->ended_at == CLOCK_NONE)
		return 3;
	return r->state == SLA_BREACHED ? 2 : r->state == SLA_MET;
}

static void
cache(struct ticket *t, const struct sla_result *result)
{
	int best[SLA_CLOCKS] = { 0 };
	const struct sla_run *r;
	size_t i;

	for (i = 0; i < SLA_CLOCKS; i++)
		t->due[i] = t->met[i] = CLOCK_NONE;
	for (i = 0; i < result->n; i++) {
		r = &result->runs[i];
		/* of those that wait the oldest, of those that ended the last
		 */
		if (matters(r) < best[r->clock] ||
		    (matters(r) == 3 && best[r->clock] == 3))
			continue;
		best[r->clock] = matters(r);
		t->due[r->clock] = r->due;
		t->met[r->clock] =
		    r->state != SLA_CANCELLED ? r->ended_at : CLOCK_NONE;
	}
	t->due_at = result->next_due;
	t->due_clock = result->next_clock;
}

/* What a timer has not yet looked at stays due, whatever happens since. */
static void
set_watch(struct desk *d, struct ticket *t, const struct sla_result *result,
    int64_t now)
{
	int64_t next = timers_next(&d->timers, t, result, CLOCK_NONE);

	if (next == CLOCK_NONE || t->watch_at == CLOCK_NONE ||
	    t->watch_at > now)
		t->watch_at = next;
}

/* What came in since is not in the future, whatever clocks say. */
static int64_t
known_until(const struct story *s, int64_t now)
{
	return s->n > 0 && s->v[s->n - 1].at > now ? s->v[s->n - 1].at : now;
}

static void
replay(const struct sla_policy *p, struct story *s, int64_t at,
    struct sla_result *result, struct arena *arena)
{
	sla_replay(
	    p, (enum sla_priority)s->priority, s->v, s->n, at, result, arena);
}

static void
end(struct story *s)
{
	free(s->v);
	free(s->rows);
}

/* Does anything run for it? */
static int
has_clocks(const struct sla_policy *p, const struct ticket *t)
{
	return p != NULL && t->sla != NULL && !t->history &&
	       t->merged_into == 0;
}

static void
conclude(struct desk *d, struct ticket *t, struct story *s, int64_t now)
{
	const struct sla_policy *p = ruleset_policy(d->rules, t->sla);
	struct arena arena = ARENA_INIT;
	struct sla_result result = { .next_due = CLOCK_NONE, .next_clock = -1 };

	t->first_response_at = s->first_answer;
	if (has_clocks(p, t)) {
		sort_story(s);
		replay(p, s, known_until(s, now), &result, &arena);
		t->reopens = result.reopens;
	}
	cache(t, &result);
	set_watch(d, t, &result, now);
	arena_free(&arena);
	end(s);
}

static void
begin(struct story *s, const struct desk *d, const struct ticket *t)
{
	*s = (struct story){ .rules = d->rules,
		.policy = ruleset_policy(d->rules, t->sla),
		.priority = (int)t->priority,
		.first_answer = CLOCK_NONE };
}

void
clocks_begin(
    struct desk *d, struct ticket *t, const struct event *first, int64_t now)
{
	struct story s;

	begin(&s, d, t);
	tell(first, &s);
	conclude(d, t, &s, now);
}

static int
read_story(struct desk *d, const struct ticket *t, struct story *s,
    struct arena *arena, struct err *err)
{
	begin(s, d, t);
	if (event_of_ticket(d->db, t->number, arena, tell, s, err) == 0)
		return 0;
	end(s);
	return -1;
}

int
clocks_update(struct desk *d, struct ticket *t, int64_t now, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct story s;
	int rc = read_story(d, t, &s, &arena, err);

	if (rc == 0)
		conclude(d, t, &s, now);
	arena_free(&arena);
	return rc;
}

static int
read_clocks(struct desk *d, const struct ticket *t, int64_t at, int later,
    struct sla_result *result, struct arena *arena, struct err *err)
{
	const struct sla_policy *p = ruleset_policy(d->rules, t->sla);
	struct story s;

	*result =
	    (struct sla_result){ .next_due = CLOCK_NONE, .next_clock = -1 };
	if (!has_clocks(p, t))
		return 0;
	if (read_story(d, t, &s, arena, err) < 0)
		return -1;
	sort_story(&s);
	if (later)
		at = known_until(&s, at);
	replay(p, &s, at, result, arena);
	end(&s);
	return 0;
}

int
clocks_read(struct desk *d, const struct ticket *t, int64_t now,
    struct sla_result *result, struct arena *arena, struct err *err)
{
	return read_clocks(d, t, now, 1, result, arena, err);
}

int
clocks_at(struct desk *d, const struct ticket *t, int64_t at,
    struct sla_result *result, struct arena *arena, struct err *err)
{
	return read_clocks(d, t, at, 0, result, arena, err);
}

int
clocks_what_if(struct desk *d, const struct ticket *t, const struct what_if *w,
    int64_t now, struct sla_result *result, struct arena *arena,
    struct err *err)
{
	struct story s;

	*result =
	    (struct sla_result){ .next_due = CLOCK_NONE, .next_clock = -1 };
	if (w->sla == NULL)
		return 0;
	begin(&s, d, t);
	s.rules = w->rules;
	s.policy = ruleset_policy(w->rules, w->sla);
	s.what_if = w;
	if (event_of_ticket(d->db, t->number, arena, tell, &s, err) < 0) {
		end(&s);
		return -1;
	}
	sort_story(&s);
	replay(s.policy, &s, now, result, arena);
	end(&s);
	return 0;
}
