/* desk/clocks.c - a ticket's deadlines, from its events */
#include "base/clock.h"
#include "desk/clocks.h"
#include "desk/story.h"

/* One order of names in both rooms (others: story.c). */
_Static_assert((int)SLA_CLOCKS == (int)DUE_CLOCKS &&
		   (int)SLA_PLATFORM == (int)DUE_PLATFORM,
    "clocks of sla and store");

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

/* Does anything run for it? */
static int
has_clocks(const struct sla_policy *p, const struct ticket *t)
{
	return p != NULL && t->sla != NULL && !t->history &&
	       t->merged_into == 0;
}

/* Ends the story; what it leaves is in s->end. */
static void
conclude(struct desk *d, struct ticket *t, struct story *s, int64_t now)
{
	const struct sla_policy *p = ruleset_policy(d->rules, t->sla);
	struct arena arena = ARENA_INIT;
	struct sla_result result = { .next_due = CLOCK_NONE, .next_clock = -1 };

	story_settle(s);
	t->first_response_at = s->first_answer;
	if (has_clocks(p, t)) {
		replay(p, s, known_until(s, now), &result, &arena);
		t->reopens = result.reopens;
	}
	cache(t, &result);
	set_watch(d, t, &result, now);
	arena_free(&arena);
	story_free(s);
}

void
clocks_begin(
    struct desk *d, struct ticket *t, const struct event *first, int64_t now)
{
	struct story s;

	story_begin(&s, d, t);
	story_tell(first, &s);
	conclude(d, t, &s, now);
}

static int
read_story(struct desk *d, const struct ticket *t, struct story *s,
    struct arena *arena, struct err *err)
{
	story_begin(s, d, t);
	if (event_of_ticket(d->db, t->number, arena, story_tell, s, err) == 0)
		return 0;
	story_free(s);
	return -1;
}

int
clocks_update(struct desk *d, struct ticket *t, int64_t now, struct err *err)
{
	struct clocks_end end;

	return clocks_late(d, t, now, &end, err);
}

int
clocks_late(struct desk *d, struct ticket *t, int64_t now,
    struct clocks_end *out, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct story s;
	int rc = read_story(d, t, &s, &arena, err);

	if (rc == 0) {
		conclude(d, t, &s, now);
		*out = s.end;
	}
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
	story_settle(&s);
	if (later)
		at = known_until(&s, at);
	replay(p, &s, at, result, arena);
	story_free(&s);
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
	story_begin(&s, d, t);
	s.rules = w->rules;
	s.policy = ruleset_policy(w->rules, w->sla);
	s.what_if = w;
	if (event_of_ticket(d->db, t->number, arena, story_tell, &s, err) < 0) {
		story_free(&s);
		return -1;
	}
	story_settle(&s);
	replay(s.policy, &s, now, result, arena);
	story_free(&s);
	return 0;
}
