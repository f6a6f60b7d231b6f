/*
 * sla.c - the worked cases of the deadlines, as data
 *
 * A case is a calendar, a policy, what happened and what holds then.  Events
 * are lines "INSTANT WHAT [TO]"; expectations are lines "CLOCK_NTH
 * FIELD=VALUE..." and are only held against the fields that they name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "sla/sla.h"

static const char yaml[] =
    "berlin: {tz: Europe/Berlin, week: {mon-fri: [09:00-17:00]}}\n"
    "berlin-holiday:\n"
    "  tz: Europe/Berlin\n"
    "  week: {mon-fri: [09:00-17:00]}\n"
    "  overrides: {2026-05-25: []}\n"
    "berlin-night:\n"
    "  tz: Europe/Berlin\n"
    "  week: {mon-sun: [00:00-06:00, 22:00-24:00]}\n"
    "london24: {tz: Europe/London, week: {mon-fri: [00:00-24:00]}}\n"
    "shenzhen:\n"
    "  tz: Asia/Shanghai\n"
    "  week: {mon-fri: [09:00-12:00, 13:30-18:00]}\n"
    "shenzhen-makeup:\n"
    "  tz: Asia/Shanghai\n"
    "  week: {mon-fri: [09:00-12:00, 13:30-18:00]}\n"
    "  overrides: {2026-05-09: [09:00-12:00, 13:30-18:00]}\n"
    "late-notice:\n"
    "  tz: Europe/Berlin\n"
    "  week: {mon-fri: [09:00-17:00]}\n"
    "  overrides:\n"
    "    2026-06-09: {open: [], announced: 2026-06-09T08:00:00Z}\n";

struct sla_case {
	const char *title;
	const char *policy;
	const char *events;
	const char *as_of;
	const char *expect;
	enum sla_priority priority;
	int64_t platform;
};

/* clang-format off: data */
static const struct sla_case cases[] = {
	{ "S01 inside opening hours", "calendar: berlin, first_response: 3h",
	    "2026-06-02T08:15:00Z message\n", "2026-06-02T09:00:00Z",
	    "first_response due=2026-06-02T11:15:00Z state=running "
	    "elapsed=2700 "
	    "remaining=8100\n",
	    SLA_NORMAL, 0 },
	{ "S02 over the night", "calendar: berlin, first_response: 4h",
	    "2026-06-02T13:30:00Z message\n", "2026-06-02T13:30:00Z",
	    "first_response due=2026-06-03T09:30:00Z state=running elapsed=0\n",
	    SLA_NORMAL, 0 },
	{ "S03 over the weekend", "calendar: berlin, first_response: 4h",
	    "2026-06-05T14:00:00Z message\n", "2026-06-06T12:00:00Z",
	    "first_response due=2026-06-08T10:00:00Z state=running "
	    "elapsed=3600 "
	    "remaining=10800\n",
	    SLA_NORMAL, 0 },
	{ "S04 arrives in the night", "calendar: shenzhen, first_response: 2h",
	    "2026-06-10T03:20:00+08:00 message\n", "2026-06-10T00:30:00Z",
	    "first_response start=2026-06-09T19:20:00Z "
	    "due=2026-06-10T03:00:00Z "
	    "state=running elapsed=0\n",
	    SLA_NORMAL, 0 },
	{ "S05 exactly at closing", "calendar: shenzhen, first_response: 2h",
	    "2026-06-11T08:00:00Z message\n", "2026-06-11T08:00:00Z",
	    "first_response due=2026-06-11T10:00:00Z state=running\n",
	    SLA_NORMAL, 0 },
	{ "S06 over the lunch break", "calendar: shenzhen, first_response: 2h",
	    "2026-06-11T03:30:00Z message\n", "2026-06-11T05:00:00Z",
	    "first_response due=2026-06-11T07:00:00Z state=running "
	    "elapsed=1800\n",
	    SLA_NORMAL, 0 },
	{ "S07 public holiday", "calendar: berlin-holiday, first_response: 2h",
	    "2026-05-22T14:30:00Z message\n", "2026-05-25T10:00:00Z",
	    "first_response due=2026-05-26T08:30:00Z state=running "
	    "elapsed=1800\n",
	    SLA_NORMAL, 0 },
	{ "S08 make-up working day",
	    "calendar: shenzhen-makeup, first_response: 3h",
	    "2026-05-08T09:00:00Z message\n", "2026-05-08T12:00:00Z",
	    "first_response due=2026-05-09T03:00:00Z state=running "
	    "elapsed=3600\n",
	    SLA_NORMAL, 0 },
	{ "S09 midnight costs nothing",
	    "calendar: london24, first_response: 4h",
	    "2026-06-16T21:00:00Z message\n", "2026-06-16T23:30:00Z",
	    "first_response due=2026-06-17T01:00:00Z state=running "
	    "elapsed=9000\n",
	    SLA_NORMAL, 0 },
	{ "S10 the sender's offset", "calendar: berlin, first_response: 1h",
	    "2026-07-06T23:40:00-07:00 message\n", "2026-07-07T06:40:00Z",
	    "first_response start=2026-07-07T06:40:00Z "
	    "due=2026-07-07T08:00:00Z "
	    "state=running elapsed=0\n",
	    SLA_NORMAL, 0 },
	{ "S11 clocks go forward", "calendar: berlin, first_response: 2h",
	    "2026-03-27T15:00:00Z message\n", "2026-03-28T00:00:00Z",
	    "first_response due=2026-03-30T08:00:00Z state=running "
	    "elapsed=3600\n",
	    SLA_NORMAL, 0 },
	{ "S12 the night shift of that night",
	    "calendar: berlin-night, first_response: 6h",
	    "2026-03-28T22:00:00Z message\n", "2026-03-29T01:30:00Z",
	    "first_response due=2026-03-29T04:00:00Z state=running "
	    "elapsed=12600\n",
	    SLA_NORMAL, 0 },
	{ "S13 end of summer time", "calendar: always, first_response: 1d",
	    "2026-10-24T20:00:00+02:00 message\n", "2026-10-25T06:00:00Z",
	    "first_response due=2026-10-25T18:00:00Z state=running "
	    "elapsed=43200\n",
	    SLA_NORMAL, 0 },
	{ "S14 waiting for the customer",
	    "calendar: berlin, resolution: 10h, pause_on: [waiting_customer]",
	    "2026-06-02T07:00:00Z message\n2026-06-02T07:30:00Z answer\n"
	    "2026-06-02T10:00:00Z status waiting_customer\n"
	    "2026-06-03T08:00:00Z message\n",
	    "2026-06-03T09:00:00Z",
	    "resolution due=2026-06-03T15:00:00Z state=running elapsed=14400 "
	    "remaining=21600\n",
	    SLA_NORMAL, 0 },
	{ "S15 only a person's answer counts",
	    "calendar: berlin, first_response: 1h, proposal: 8h",
	    "2026-06-08T07:00:00Z message\n2026-06-08T07:00:05Z aside\n"
	    "2026-06-08T07:20:00Z aside\n2026-06-08T07:30:00Z aside\n"
	    "2026-06-08T08:10:00Z answer proposal\n",
	    "2026-06-08T09:00:00Z",
	    "first_response due=2026-06-08T08:00:00Z state=breached "
	    "breached=2026-06-08T08:00:00Z ended=2026-06-08T08:10:00Z "
	    "elapsed=4200\n"
	    "proposal due=2026-06-08T15:00:00Z state=met "
	    "ended=2026-06-08T08:10:00Z elapsed=4200\n",
	    SLA_NORMAL, 0 },
	{ "S16 the oldest message without an answer",
	    "calendar: berlin, next_response: 2h",
	    "2026-06-08T07:00:00Z message\n2026-06-08T07:30:00Z answer\n"
	    "2026-06-08T08:00:00Z message\n2026-06-08T09:30:00Z message\n",
	    "2026-06-08T09:45:00Z",
	    "next_response start=2026-06-08T08:00:00Z due=2026-06-08T10:00:00Z "
	    "state=running elapsed=6300\n",
	    SLA_NORMAL, 0 },
	{ "S17 reopened inside the window",
	    "calendar: berlin, resolution: 8h, reopen_window: 7d",
	    "2026-06-08T07:00:00Z message\n2026-06-08T07:30:00Z answer\n"
	    "2026-06-08T10:00:00Z status resolved\n2026-06-09T13:00:00Z "
	    "message\n",
	    "2026-06-09T14:00:00Z",
	    "resolution due=2026-06-10T10:00:00Z state=running elapsed=14400 "
	    "ended=none\nreopens 1\n",
	    SLA_NORMAL, 0 },
	{ "S18 a lower priority undoes no breach",
	    "calendar: berlin, first_response: {urgent: 1h, normal: 4h}",
	    "2026-06-08T07:00:00Z message\n2026-06-08T08:30:00Z priority "
	    "normal\n"
	    "2026-06-08T09:00:00Z answer\n",
	    "2026-06-08T10:00:00Z",
	    "first_response due=2026-06-08T08:00:00Z state=breached "
	    "breached=2026-06-08T08:00:00Z ended=2026-06-08T09:00:00Z "
	    "elapsed=7200\n",
	    SLA_URGENT, 0 },
	{ "S19 the marketplace's own deadline",
	    "calendar: shenzhen, first_response: 4h",
	    "2026-06-12T09:00:00Z message\n", "2026-06-12T10:00:00Z",
	    "first_response due=2026-06-15T04:00:00Z state=running\n"
	    "platform due=2026-06-13T09:00:00Z state=running\n"
	    "next 2026-06-13T09:00:00Z\n",
	    SLA_NORMAL, 86400 },
	/* What the rules say beyond the worked cases. */
	{ "a higher priority can breach at the moment of the change",
	    "calendar: berlin, first_response: {urgent: 1h, normal: 4h}",
	    "2026-06-08T07:00:00Z message\n2026-06-08T09:00:00Z priority "
	    "urgent\n",
	    "2026-06-08T09:00:00Z",
	    "first_response due=2026-06-08T08:00:00Z state=breached "
	    "breached=2026-06-08T09:00:00Z\n",
	    SLA_NORMAL, 0 },
	{ "the instant decides, also when no working second passed",
	    "calendar: shenzhen, first_response: 2h",
	    "2026-06-11T08:00:00Z message\n2026-06-11T10:00:01Z answer\n",
	    "2026-06-11T11:00:00Z",
	    "first_response due=2026-06-11T10:00:00Z state=breached "
	    "breached=2026-06-11T10:00:00Z elapsed=7200\n",
	    SLA_NORMAL, 0 },
	{ "an answer at the due instant is in time",
	    "calendar: shenzhen, first_response: 2h",
	    "2026-06-11T08:00:00Z message\n2026-06-11T10:00:00.900Z answer\n",
	    "2026-06-11T11:00:00Z",
	    "first_response due=2026-06-11T10:00:00Z state=met\n", SLA_NORMAL,
	    0 },
	{ "a paused clock has no due instant and does not lead",
	    "calendar: berlin, resolution: 10h",
	    "2026-06-02T07:00:00Z message\n2026-06-02T10:00:00Z status "
	    "waiting_customer\n",
	    "2026-06-03T09:00:00Z",
	    "resolution due=none state=paused elapsed=10800 remaining=25200\n"
	    "next none\n",
	    SLA_NORMAL, 0 },
	{ "resolving ends the next response, not the platform's clock",
	    "calendar: always, first_response: 1h, next_response: 1h",
	    "2026-06-02T07:00:00Z message\n2026-06-02T07:30:00Z answer\n"
	    "2026-06-02T08:00:00Z message\n2026-06-02T08:30:00Z status "
	    "resolved\n",
	    "2026-06-02T09:00:00Z",
	    "next_response state=cancelled due=none\n"
	    "platform_1 state=met ended=2026-06-02T07:30:00Z\n"
	    "platform_2 state=running due=2026-06-03T08:00:00Z\n"
	    "next 2026-06-03T08:00:00Z\n",
	    SLA_NORMAL, 86400 },
	{ "no reply needed ends what waits, but not what is late",
	    "calendar: always, first_response: 1h",
	    "2026-06-02T07:00:00Z message\n2026-06-02T07:30:00Z answer\n"
	    "2026-06-02T08:00:00Z message\n2026-06-03T09:00:00Z message\n"
	    "2026-06-03T10:00:00Z no_reply\n",
	    "2026-06-03T10:00:00Z",
	    "platform_2 state=breached breached=2026-06-03T08:00:00Z "
	    "ended=2026-06-03T10:00:00Z\nplatform_3 state=cancelled\nnext "
	    "none\n",
	    SLA_NORMAL, 86400 },
	{ "after the window the old results stand",
	    "calendar: always, resolution: 1d, reopen_window: 1d",
	    "2026-06-02T07:00:00Z message\n2026-06-02T08:00:00Z status "
	    "resolved\n"
	    "2026-06-03T08:00:01Z message\n",
	    "2026-06-03T09:00:00Z",
	    "resolution state=met ended=2026-06-02T08:00:00Z\nreopens 0\n"
	    "strangers 1\n",
	    SLA_NORMAL, 0 },
	{ "the limit of the window is included",
	    "calendar: always, resolution: 1d, reopen_window: 1d",
	    "2026-06-02T07:00:00Z message\n2026-06-02T08:00:00Z status "
	    "resolved\n"
	    "2026-06-02T09:00:00Z status closed\n"
	    "2026-06-03T08:00:00Z message\n",
	    "2026-06-03T09:00:00Z",
	    "resolution state=running elapsed=7200\nreopens 1\n", SLA_NORMAL,
	    0 },
	{ "another team's calendar counts from the move on",
	    "calendar: berlin, resolution: 6h",
	    "2026-06-08T13:00:00Z message\n2026-06-08T14:00:00Z moved always\n",
	    "2026-06-08T16:00:00Z",
	    "resolution due=2026-06-08T19:00:00Z elapsed=10800\n", SLA_NORMAL,
	    0 },
	{ "an override counts from its announcement on",
	    "calendar: late-notice, resolution: 4h",
	    "2026-06-09T07:00:00Z message\n", "2026-06-09T12:00:00Z",
	    "resolution due=2026-06-10T10:00:00Z elapsed=3600\n", SLA_NORMAL,
	    0 },
	{ "when the shop wrote first its letter is no answer",
	    "calendar: always, first_response: 1h",
	    "2026-06-08T07:00:00Z answer\n2026-06-08T08:00:00Z message\n",
	    "2026-06-08T08:10:00Z",
	    "first_response start=2026-06-08T08:00:00Z state=running\n",
	    SLA_NORMAL, 0 },
};
/* clang-format on */

static int
index_of(const char *word, const char *const *words, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	fail_msg("what is '%s'?", word);
	return -1;
}

static int64_t
instant(const char *s)
{
	if (strcmp(s, "none") == 0)
		return CLOCK_NONE;
	assert_int_not_equal(clock_parse(s, strlen(s)), CLOCK_NONE);
	return clock_parse(s, strlen(s));
}

static void
read_event(struct sla_event *e, char *line, const struct sla_case *c,
    const struct calendars *all)
{
	static const char *const whats[] = { "message", "answer", "aside",
		"status", "priority", "no_reply", "moved" };
	static const char *const statuses[] = { "new", "open",
		"waiting_customer", "waiting_internal", "resolved", "closed" };
	static const char *const priorities[] = { "urgent", "high", "normal",
		"low" };
	const char *to;

	memset(e, 0, sizeof *e);
	e->at = instant(strsep(&line, " "));
	e->what = (enum sla_what)index_of(strsep(&line, " "), whats, 7);
	if (e->what == SLA_CUSTOMER_MESSAGE)
		e->platform = c->platform;
	if ((to = line) == NULL)
		return;
	if (e->what == SLA_STATUS)
		e->to = index_of(to, statuses, 6);
	else if (e->what == SLA_PRIORITY)
		e->to = index_of(to, priorities, 4);
	else if (e->what == SLA_MOVED)
		e->calendar = calendars_get(all, to);
	else
		e->proposal = strcmp(to, "proposal") == 0;
}

static const struct sla_run *
run_of(const struct sla_result *r, const char *name)
{
	char text[40];
	size_t i;

	for (i = 0; i < r->n; i++) {
		snprintf(text, sizeof text, "%s_%d",
		    sla_clock_name(r->runs[i].clock), r->runs[i].nth);
		if (strcmp(text, name) == 0 ||
		    (r->runs[i].nth == 1 &&
			strcmp(sla_clock_name(r->runs[i].clock), name) == 0))
			return &r->runs[i];
	}
	fail_msg("no clock '%s'", name);
	return NULL;
}

static void
same_instant(int64_t got, const char *want)
{
	char text[CLOCK_TEXT];

	if (got != instant(want))
		fail_msg("%s, expected %s",
		    got == CLOCK_NONE ? "none" : clock_print(got, text), want);
}

static void
check_run(const struct sla_run *r, char *fields)
{
	char *field, *value;

	while ((field = strsep(&fields, " ")) != NULL) {
		value = strchr(field, '=');
		*value++ = '\0';
		if (strcmp(field, "state") == 0)
			assert_string_equal(sla_state_name(r->state), value);
		else if (strcmp(field, "elapsed") == 0)
			assert_int_equal(r->elapsed, atol(value));
		else if (strcmp(field, "remaining") == 0)
			assert_int_equal(r->target - r->elapsed, atol(value));
		else
			same_instant(strcmp(field, "due") == 0	   ? r->due
				     : strcmp(field, "start") == 0 ? r->start
				     : strcmp(field, "ended") == 0
					 ? r->ended_at
					 : r->breached_at,
			    value);
	}
}

static void
check_line(const struct sla_result *r, char *line)
{
	char *name = strsep(&line, " ");

	if (strcmp(name, "next") == 0)
		same_instant(r->next_due, line);
	else if (strcmp(name, "reopens") == 0)
		assert_int_equal(r->reopens, atol(line));
	else if (strcmp(name, "strangers") == 0)
		assert_int_equal(r->strangers, atol(line));
	else
		check_run(run_of(r, name), line);
}

static struct node *
parse(const char *text)
{
	struct err err = ERR_INIT;
	struct node *n = node_parse("case", text, strlen(text), &err);

	if (n == NULL)
		fail_msg("%s", err.text);
	return n;
}

static void
one_case(void **state)
{
	const struct sla_case *c = *state;
	struct conf_errs errs = { NULL, 0, 0 };
	struct node *tree = parse(yaml), *list;
	struct calendars *all = calendars_new(tree, ".", &errs);
	struct sla_policies policies;
	struct sla_event events[8];
	struct sla_result result;
	struct arena arena = ARENA_INIT;
	char text[400], *s = text, *line;
	size_t n = 0;

	snprintf(text, sizeof text, "- {name: test, %s}\n", c->policy);
	list = parse(text);
	sla_policies_read(&policies, list, all, &errs);
	if (errs.n > 0)
		fail_msg("%s", errs.v[0].text);
	snprintf(text, sizeof text, "%s", c->events);
	while ((line = strsep(&s, "\n")) != NULL && *line != '\0')
		read_event(&events[n++], line, c, all);
	sla_replay(&policies.v[0], c->priority, events, n, instant(c->as_of),
	    &result, &arena);
	snprintf(text, sizeof text, "%s", c->expect);
	for (s = text; (line = strsep(&s, "\n")) != NULL && *line != '\0';)
		check_line(&result, line);
	arena_free(&arena);
	sla_policies_free(&policies);
	calendars_free(all);
	node_free(list);
	node_free(tree);
	conf_errs_free(&errs);
}

static void
attainment(void **state)
{
	(void)state;
	assert_int_equal(sla_attainment(0, 0), -1);
	assert_int_equal(sla_attainment(2, 1), 6667);
	assert_int_equal(sla_attainment(1, 2), 3333);
	assert_int_equal(sla_attainment(1, 7), 1250);
	assert_int_equal(sla_attainment(5, 0), 10000);
	/* 1/32 is 3.125 %: half up */
	assert_int_equal(sla_attainment(1, 31), 313);
}

static void
bad_policies(void **state)
{
	static const char *const bad[] = {
		"- {name: a, first_response: 0s}\n",
		"- {name: a, first_response: soon}\n",
		"- {name: a, first_response: {asap: 1h}}\n",
		"- {name: a, calendar: nowhere}\n",
		"- {name: a, pause_on: [resolved]}\n",
		"- {first_response: 1h}\n",
		"- {name: a, first_respons: 1h}\n",
		"name: a\n",
	};
	struct conf_errs errs = { NULL, 0, 0 };
	struct calendars *all = calendars_new(NULL, ".", &errs);
	struct sla_policies p;
	struct node *n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		n = parse(bad[i]);
		sla_policies_read(&p, n, all, &errs);
		if (errs.n != i + 1)
			fail_msg("one error expected in: %s", bad[i]);
		sla_policies_free(&p);
		node_free(n);
	}
	calendars_free(all);
	conf_errs_free(&errs);
}

int
main(void)
{
	struct CMUnitTest tests[sizeof cases / sizeof cases[0] + 2] = { { 0 } };
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		tests[i] = (struct CMUnitTest){ cases[i].title, one_case, NULL,
			NULL, (void *)&cases[i] };
	tests[i++] = (struct CMUnitTest)cmocka_unit_test(attainment);
	tests[i++] = (struct CMUnitTest)cmocka_unit_test(bad_policies);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
