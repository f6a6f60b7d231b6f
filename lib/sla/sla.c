/*
 * sla/sla.c - when is an answer due
 *
 * A clock is a list of stretches of time in which it counts, each by one
 * calendar; the last one is open while the clock runs.  Everything else is
 * read off that list: a pause closes the last stretch, a team with another
 * calendar closes it and opens the next, a new priority only changes the
 * target that the same stretches are held against.
 */
#include <string.h>

#include "base/clock.h"
#include "sla/sla.h"

struct replay {
	const struct sla_policy *policy;
	struct sla_result *out;
	struct arena *arena;
	size_t cap;
	struct calendar *calendar;
	enum sla_priority priority;
	int asked;    /* a customer message was there */
	int answered; /* the first response is given, or not needed */
	int counts[SLA_CLOCKS];
};

static const char *const clocks[SLA_CLOCKS] = { "first_response",
	"next_response", "proposal", "resolution", "platform" };
static const char *const states[] = { "running", "paused", "met", "breached",
	"cancelled" };

const char *
sla_clock_name(enum sla_clock c)
{
	return clocks[c];
}

const char *
sla_state_name(enum sla_state s)
{
	return states[s];
}

static int64_t
between(const struct sla_stretch *s, int64_t to)
{
	if (s->calendar != NULL)
		return calendar_between(s->calendar, s->from, to);
	return to > s->from ? (to - s->from) / 1000 : 0;
}

/* As it is known at KNOWN: a stopped clock is never computed anew. */
static int64_t
add(const struct sla_stretch *s, int64_t seconds, int64_t known)
{
	return s->calendar != NULL
		   ? calendar_add_known(s->calendar, s->from, seconds, known)
		   : s->from + seconds * 1000;
}

/*
 * The earliest instant at which the run has counted SECONDS; CLOCK_NONE while
 * it is paused before that.  What is used up exactly at a pause is due when
 * the pause ends.
 */
static int64_t
reached(const struct sla_run *r, int64_t seconds, int64_t known)
{
	const struct sla_stretch *s;
	int64_t got;

	for (s = r->stretches; s != NULL; s = s->next) {
		if (s->to == CLOCK_NONE)
			return add(s, seconds, known);
		got = between(s, s->to);
		if (seconds < got)
			return add(s, seconds, known);
		seconds -= got;
	}
	return CLOCK_NONE;
}

static int64_t
counted(const struct sla_run *r, int64_t until)
{
	const struct sla_stretch *s;
	int64_t sum = 0;

	for (s = r->stretches; s != NULL; s = s->next)
		sum += between(s, s->to == CLOCK_NONE ? until : s->to);
	return sum;
}

static int
ended(const struct sla_run *r)
{
	return r->ended_at != CLOCK_NONE;
}

static int
counting(const struct sla_run *r)
{
	return r->last != NULL && r->last->to == CLOCK_NONE;
}

static void
count_from(struct replay *p, struct sla_run *r, int64_t at)
{
	struct sla_stretch *s = arena_get(p->arena, sizeof *s);

	*s = (struct sla_stretch){ at, CLOCK_NONE,
		r->clock == SLA_PLATFORM ? NULL : p->calendar, -1, NULL };
	if (r->last != NULL)
		r->last->next = s;
	else
		r->stretches = s;
	r->last = s;
	if (r->state == SLA_PAUSED)
		r->state = SLA_RUNNING;
}

static void
count_until(struct sla_run *r, int64_t at)
{
	if (counting(r))
		r->last->to = at;
}

/* Book the breach of a run whose due instant lies before AT. */
static void
look(struct replay *p, struct sla_run *r, int64_t at)
{
	int64_t due;

	(void)p;
	if (r->state != SLA_RUNNING)
		return;
	due = reached(r, r->target, at);
	if (due == CLOCK_NONE || at <= due)
		return;
	r->state = SLA_BREACHED;
	r->due = r->breached_at = due;
}

static struct sla_run *
start(struct replay *p, enum sla_clock clock, int64_t target, int64_t at)
{
	struct sla_result *out = p->out;
	struct sla_run *more, *r;

	if (target <= 0)
		return NULL;
	if (out->n == p->cap) {
		p->cap = p->cap > 0 ? 2 * p->cap : 8;
		more = arena_get(p->arena, p->cap * sizeof *more);
		if (out->n > 0)
			memcpy(more, out->runs, out->n * sizeof *more);
		out->runs = more;
	}
	r = &out->runs[out->n++];
	*r = (struct sla_run){ clock, ++p->counts[clock], SLA_RUNNING, target,
		at, CLOCK_NONE, CLOCK_NONE, CLOCK_NONE, CLOCK_NONE, 0, NULL,
		NULL };
	count_from(p, r, at);
	return r;
}

/*
 * In time, unless the breach is booked.  The due instant that it was held
 * against stays; of a clock that rests it is the one that a resume would give.
 */
static void
stop(struct replay *p, struct sla_run *r, int64_t at)
{
	struct sla_stretch resumed;

	r->ended_at = at;
	if (r->state == SLA_BREACHED) {
		count_until(r, at);
		return;
	}
	resumed = (struct sla_stretch){ at, CLOCK_NONE,
		r->clock == SLA_PLATFORM ? NULL : p->calendar, -1, NULL };
	r->due = counting(r) ? reached(r, r->target, at)
			     : add(&resumed, r->target - counted(r, at), at);
	r->state = SLA_MET;
	count_until(r, at);
}

static void
cancel(struct replay *p, struct sla_run *r, int64_t at)
{
	stop(p, r, at);
	if (r->state == SLA_BREACHED)
		return;
	r->state = SLA_CANCELLED;
	r->due = CLOCK_NONE;
}

/* Do ACT to every run of these clocks (1u << enum) that is not stopped. */
static void
each_run(struct replay *p, unsigned which, int64_t at,
    void (*act)(struct replay *, struct sla_run *, int64_t))
{
	size_t i;

	for (i = 0; i < p->out->n; i++)
		if ((which & 1u << p->out->runs[i].clock) != 0 &&
		    !ended(&p->out->runs[i]))
			act(p, &p->out->runs[i], at);
}

enum {
	FOR_ANSWER = 1u << SLA_FIRST | 1u << SLA_NEXT | 1u << SLA_PLATFORM,
	PAUSING = 1u << SLA_PROPOSAL | 1u << SLA_RESOLUTION,
	ALL = (1u << SLA_CLOCKS) - 1
};

static int
is_done(enum sla_status s)
{
	return s == SLA_RESOLVED || s == SLA_CLOSED;
}

/* Pause or resume what pauses, as the status now says. */
static void
follow_status(struct replay *p, int64_t at)
{
	enum sla_status s = p->out->status;
	int rest = is_done(s) || (p->policy->pause_on & 1u << s) != 0;
	struct sla_run *r;
	size_t i;

	for (i = 0; i < p->out->n; i++) {
		r = &p->out->runs[i];
		if ((PAUSING & 1u << r->clock) == 0 || ended(r) ||
		    counting(r) != rest)
			continue;
		if (!rest) {
			count_from(p, r, at);
			continue;
		}
		count_until(r, at);
		r->last->paused_by = (int)s;
		if (r->state == SLA_RUNNING)
			r->state = SLA_PAUSED;
	}
}

/* The resolve is taken back; a breach stays. */
static void
reopen(struct replay *p)
{
	struct sla_run *r;
	size_t i;

	p->out->reopens++;
	p->out->resolved_at = CLOCK_NONE;
	for (i = 0; i < p->out->n; i++) {
		r = &p->out->runs[i];
		if (r->clock != SLA_RESOLUTION)
			continue;
		r->ended_at = CLOCK_NONE;
		r->last->paused_by = SLA_RESOLVED;
		if (r->state != SLA_MET)
			continue;
		r->state = SLA_PAUSED;
		r->due = CLOCK_NONE;
	}
}

static void
to_status(struct replay *p, enum sla_status to, int64_t at)
{
	int was = is_done(p->out->status);

	p->out->status = to;
	if (was && !is_done(to))
		reopen(p);
	if (!was && is_done(to)) {
		p->out->resolved_at = at;
		each_run(p, 1u << SLA_RESOLUTION, at, stop);
		each_run(p, 1u << SLA_NEXT, at, cancel);
	}
	follow_status(p, at);
}

static int
waits_for_answer(const struct replay *p)
{
	size_t i;

	for (i = 0; i < p->out->n; i++)
		if (p->out->runs[i].clock == SLA_NEXT &&
		    !ended(&p->out->runs[i]))
			return 1;
	return 0;
}

static int64_t
target(const struct replay *p, enum sla_clock c)
{
	return p->policy->target[c][p->priority];
}

static void
customer_message(struct replay *p, const struct sla_event *e)
{
	enum sla_status s = p->out->status;

	if (is_done(s) && !sla_reopens(p->policy, p->out->resolved_at, e->at)) {
		p->out->strangers++;
		return;
	}
	if (s != SLA_NEW && s != SLA_OPEN)
		to_status(p, SLA_OPEN, e->at);
	if (!p->asked) {
		p->asked = 1;
		start(p, SLA_FIRST, target(p, SLA_FIRST), e->at);
		start(p, SLA_PROPOSAL, target(p, SLA_PROPOSAL), e->at);
		start(p, SLA_RESOLUTION, target(p, SLA_RESOLUTION), e->at);
	} else if (p->answered && !waits_for_answer(p)) {
		start(p, SLA_NEXT, target(p, SLA_NEXT), e->at);
	}
	start(p, SLA_PLATFORM, e->platform, e->at);
}

static void
answer(struct replay *p, const struct sla_event *e)
{
	if (!p->asked)
		return; /* the shop wrote first */
	p->answered = 1;
	each_run(p, FOR_ANSWER, e->at, stop);
	if (e->proposal)
		each_run(p, 1u << SLA_PROPOSAL, e->at, stop);
}

static void
no_reply(struct replay *p, int64_t at)
{
	p->answered = p->asked;
	each_run(p, FOR_ANSWER, at, cancel);
}

/* A new target for what is neither stopped nor breached. */
static void
new_priority(struct replay *p, enum sla_priority to, int64_t at)
{
	struct sla_run *r;
	int64_t due;
	size_t i;

	p->priority = to;
	for (i = 0; i < p->out->n; i++) {
		r = &p->out->runs[i];
		if (r->clock == SLA_PLATFORM || ended(r) ||
		    r->state == SLA_BREACHED)
			continue;
		r->target = target(p, r->clock);
		due = reached(r, r->target, at);
		if (due == CLOCK_NONE || due >= at)
			continue;
		r->state = SLA_BREACHED;
		r->due = due;
		r->breached_at = at;
	}
}

static void
move(struct replay *p, struct calendar *to, int64_t at)
{
	struct sla_run *r;
	size_t i;

	p->calendar = to;
	for (i = 0; i < p->out->n; i++) {
		r = &p->out->runs[i];
		if (r->clock == SLA_PLATFORM || ended(r) || !counting(r))
			continue;
		count_until(r, at);
		count_from(p, r, at);
	}
}

static void
happen(struct replay *p, const struct sla_event *e)
{
	each_run(p, ALL, e->at, look);
	switch (e->what) {
	case SLA_CUSTOMER_MESSAGE:
		customer_message(p, e);
		break;
	case SLA_ANSWER:
		answer(p, e);
		break;
	case SLA_STATUS:
		to_status(p, (enum sla_status)e->to, e->at);
		break;
	case SLA_PRIORITY:
		new_priority(p, (enum sla_priority)e->to, e->at);
		break;
	case SLA_NO_REPLY:
		no_reply(p, e->at);
		break;
	case SLA_MOVED:
		move(p, e->calendar, e->at);
		break;
	case SLA_ASIDE:
		break;
	}
}

/* None when the clock was stopped or rests before it. */
static int64_t
warning(const struct sla_run *r, int64_t before, int64_t known)
{
	int64_t at;

	if (r->target < before)
		return CLOCK_NONE;
	at = reached(r, r->target - before, known);
	return ended(r) && at > r->ended_at ? CLOCK_NONE : at;
}

/* What is asked of each run, once all has happened. */
static void
conclude(struct replay *p, int64_t as_of)
{
	struct sla_result *out = p->out;
	struct sla_run *r;
	size_t i;

	each_run(p, ALL, as_of, look);
	for (i = 0; i < out->n; i++) {
		r = &out->runs[i];
		if (r->state == SLA_RUNNING)
			r->due = reached(r, r->target, as_of);
		r->warn_at = warning(r, p->policy->warn_before, as_of);
		r->elapsed = counted(r, as_of);
		if (ended(r) || r->due == CLOCK_NONE ||
		    (out->next_due != CLOCK_NONE && out->next_due <= r->due))
			continue;
		out->next_due = r->due;
		out->next_clock = (int)r->clock;
	}
}

/* An instant is cut to its second. */
static int64_t
whole(int64_t at)
{
	return at - (at % 1000 + 1000) % 1000;
}

void
sla_replay(const struct sla_policy *policy, enum sla_priority priority,
    const struct sla_event *events, size_t n, int64_t as_of,
    struct sla_result *out, struct arena *arena)
{
	struct replay p = { .policy = policy,
		.out = out,
		.arena = arena,
		.calendar = policy->calendar,
		.priority = priority };
	struct sla_event e;
	size_t i;

	*out = (struct sla_result){ .next_due = CLOCK_NONE,
		.next_clock = -1,
		.resolved_at = CLOCK_NONE };
	as_of = whole(as_of);
	for (i = 0; i < n; i++) {
		e = events[i];
		e.at = whole(e.at);
		if (e.at <= as_of)
			happen(&p, &e);
	}
	conclude(&p, as_of);
}

int
sla_reopens(const struct sla_policy *policy, int64_t resolved_at, int64_t at)
{
	return resolved_at == CLOCK_NONE ||
	       at / 1000 - resolved_at / 1000 <= policy->reopen_window;
}

long
sla_attainment(int64_t met, int64_t breached)
{
	int64_t all = met + breached;

	return all > 0 ? (long)((met * 20000 + all) / (2 * all)) : -1;
}

int64_t
sla_decided(const struct sla_run *r)
{
	if (r->state == SLA_MET)
		return r->ended_at;
	return r->state == SLA_BREACHED ? r->breached_at : CLOCK_NONE;
}
