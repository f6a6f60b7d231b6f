/*
 * cmd/ha-ticket/explain.c - a clock's sum, to be checked by hand
 *
 * Each line is one interval that counts, on the wall of its calendar, with
 * its length and the sum so far; or a pause with the status that made it.
 * What lies ahead is told up to the due instant, so that the sum arrives at
 * the target there.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "desk/clocks.h"
#include "ha-ticket/told.h"

struct sum {
	struct report *r;
	const struct sla_run *run;
	const char *clock;	     /* its name, numbered */
	const struct calendar *wall; /* of instants */
	int64_t now, total;	     /* total: seconds */
};

static const char *
wall(struct sum *m, int64_t at)
{
	char text[CLOCK_TEXT], *own;
	const char *out;

	if (at == CLOCK_NONE)
		return "-";
	if (m->wall == NULL)
		return arena_strdup(&m->r->arena, clock_print(at, text));
	own = calendar_wall(m->wall, at);
	out = arena_strdup(&m->r->arena, own);
	free(own);
	return out;
}

/* SECONDS below 0: nothing is counted. */
static void
line(struct sum *m, const char *what, int64_t from, int64_t until,
    int64_t seconds)
{
	struct table *t = m->r->table;
	struct arena *a = &m->r->arena;

	if (seconds > 0)
		m->total += seconds;
	table_row(t);
	table_cell(t, arena_printf(a, "%" PRId64, m->r->number));
	table_cell(t, m->clock);
	table_cell(t, for_people() ? _(what) : what);
	table_cell(t, wall(m, from));
	table_cell(t, wall(m, until));
	table_cell(t, seconds < 0 ? "" : span_text(a, seconds));
	table_cell(t, span_text(a, m->total));
	if (table_wants_json(t))
		table_json(
		    t, json_pack("{s:I s:s s:s s:s s:s s:o s:I}", "ref",
			   (json_int_t)m->r->number, "clock", m->clock, "what",
			   what, "from", wall(m, from), "until", wall(m, until),
			   "counts_s",
			   seconds < 0 ? json_null() : json_integer(seconds),
			   "sum_s", (json_int_t)m->total));
}

/* The open spans of a stretch up to UNTIL. */
static void
spans(struct sum *m, const struct sla_stretch *s, int64_t from, int64_t until,
    const char *what)
{
	int64_t begin, end;

	if (s->calendar == NULL && until > from)
		line(m, what, from, until, (until - from) / 1000);
	while (s->calendar != NULL &&
	       calendar_span(s->calendar, from, until, &begin, &end)) {
		line(m, what, begin, end, (end - begin) / 1000);
		from = end;
	}
}

static void
pause_line(struct sum *m, const struct sla_stretch *s)
{
	const char *why = ticket_status_name((enum ticket_status)s->paused_by);

	line(m, arena_printf(&m->r->arena, _("paused: %s"), why), s->to,
	    s->next != NULL ? s->next->from : CLOCK_NONE, -1);
}

static void
stretch(struct sum *m, const struct sla_stretch *s)
{
	int64_t due = m->run->due;

	m->wall = s->calendar;
	line(m,
	    s->calendar == NULL
		? N_("around the clock")
		: arena_printf(&m->r->arena, "%s (%s)",
		      calendar_name(s->calendar), calendar_zone(s->calendar)),
	    s->from, s->to, -1);
	spans(
	    m, s, s->from, s->to == CLOCK_NONE ? m->now : s->to, N_("counts"));
	if (s->to == CLOCK_NONE && m->run->state == SLA_RUNNING && due > m->now)
		spans(m, s, s->from > m->now ? s->from : m->now, due,
		    N_("ahead"));
	if (s->paused_by >= 0)
		pause_line(m, s);
}

static void
verdict(struct sum *m, const char *policy)
{
	const struct sla_run *run = m->run;
	struct arena *a = &m->r->arena;

	line(m,
	    arena_printf(a, _("%s: used %s of %s, policy %s"),
		sla_state_name(run->state), span_text(a, run->elapsed),
		span_text(a, run->target), policy),
	    run->start, run->ended_at, -1);
	if (run->due != CLOCK_NONE)
		line(m, N_("due"), run->start, run->due, -1);
	if (run->breached_at != CLOCK_NONE && run->breached_at != run->due)
		line(m, N_("late by a new priority"), run->due,
		    run->breached_at, -1);
}

int
explain_ticket(struct report *r, const struct ticket *t, struct err *err)
{
	const struct sla_stretch *s;
	struct sla_result result;
	struct sum m = { .r = r, .now = r->s->deed.now };
	size_t i;

	if (clocks_read(r->s->desk, t, m.now, &result, &r->arena, err) < 0)
		return -1;
	for (i = 0; i < result.n; i++) {
		m.run = &result.runs[i];
		m.total = 0;
		m.clock = m.run->nth > 1
			      ? arena_printf(&r->arena, "%s %d",
				    sla_clock_name(m.run->clock), m.run->nth)
			      : sla_clock_name(m.run->clock);
		for (s = m.run->stretches; s != NULL; s = s->next)
			stretch(&m, s);
		verdict(&m, t->sla);
	}
	return 0;
}
