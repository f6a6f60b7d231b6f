/* attainment.c - the share that was in time, of a period */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cases.h"
#include "rule/period.h"
#include "sla/sla.h"

static enum sla_state
state_of(struct verdict *v, const json_t *clock)
{
	const char *s = json_string_value(json_object_get(clock, "state"));
	int i;

	for (i = SLA_RUNNING; i <= SLA_CANCELLED; i++)
		if (s != NULL && strcmp(sla_state_name(i), s) == 0)
			return (enum sla_state)i;
	wrong(v, "'%s' is no state", s != NULL ? s : "?");
	return SLA_RUNNING;
}

/* A day, two days with the last one included, or instants. */
static int
read_period(struct verdict *v, const json_t *one, struct period *p)
{
	static const char *const zones[] = { "tz", "report_tz", "zone", NULL };
	const json_t *period = json_object_get(one, "period");
	const json_t *zone = any_of(one, zones);
	struct err err = ERR_INIT;
	const json_t *from = json_object_get(period, "from"),
		     *to = json_object_get(period, "to");
	struct period last;
	const char *tz;

	*p = (struct period){ INT64_MIN, INT64_MAX };
	if (period == NULL)
		return 0;
	if (zone == NULL)
		zone = any_of(period, zones);
	tz = zone != NULL ? json_string_value(zone) : "UTC";
	if (json_is_string(period))
		return period_parse(json_string_value(period), 0, tz, p, &err);
	if (json_string_length(from) != 10) {
		*p = (struct period){ instant_of(v, from), instant_of(v, to) };
		return 0;
	}
	/* from midnight to midnight: TO is the first day that is out */
	if (period_parse(json_string_value(from), 0, tz, p, &err) < 0 ||
	    period_parse(json_string_value(to), 0, tz, &last, &err) < 0)
		return -1;
	p->to = last.from;
	return 0;
}

/* 66.67 as 6667, whether it is written as a number or as text. */
static void
same_percent(struct verdict *v, const char *what, long got, const json_t *want)
{
	char a[24], b[24];

	if (json_is_null(want)) {
		if (got >= 0)
			wrong(v, "%s: a figure, expected none", what);
		return;
	}
	snprintf(a, sizeof a, "%ld.%02ld", got / 100, got % 100);
	if (json_is_string(want))
		snprintf(b, sizeof b, "%s", json_string_value(want));
	else
		snprintf(b, sizeof b, "%.2f", json_number_value(want));
	if (got < 0 || strcmp(a, b) != 0)
		wrong(v, "%s: %s, expected %s", what, got < 0 ? "none" : a, b);
}

void
run_attainment(struct verdict *v, const json_t *calendars, const json_t *one)
{
	json_t *expect = json_object_get(one, "expect"), *c, *want;
	int64_t met = json_integer_value(json_object_get(one, "met"));
	int64_t late = json_integer_value(json_object_get(one, "breached"));
	const char *name;
	struct period p;
	struct sla_run run;
	int64_t at;
	size_t i;

	(void)calendars;
	if (read_period(v, one, &p) < 0)
		wrong(v, "the period cannot be read");
	json_array_foreach(json_object_get(one, "clocks"), i, c)
	{
		run = (struct sla_run){ .state = state_of(v, c),
			.ended_at =
			    instant_of(v, json_object_get(c, "ended_at")),
			.breached_at =
			    instant_of(v, json_object_get(c, "breached_at")) };
		at = sla_decided(&run);
		if (at == CLOCK_NONE || at < p.from || at >= p.to)
			continue;
		if (run.state == SLA_MET)
			met++;
		else
			late++;
	}
	json_object_foreach(expect, name, want)
	{
		if (strcmp(name, "met") == 0)
			same_number(v, name, met, want);
		else if (strcmp(name, "breached") == 0)
			same_number(v, name, late, want);
		else
			same_percent(v, name, sla_attainment(met, late), want);
	}
}
