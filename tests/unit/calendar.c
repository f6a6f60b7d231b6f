/* calendar.c - working time over changing clocks, and calendars we refuse */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "sla/calendar.h"

static int64_t
instant(const char *s)
{
	assert_int_not_equal(clock_parse(s, strlen(s)), CLOCK_NONE);
	return clock_parse(s, strlen(s));
}

static struct calendar *
calendar(const char *text, struct node **tree)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct err err = ERR_INIT;
	struct calendar *c;

	*tree = node_parse("calendar", text, strlen(text), &err);
	assert_non_null(*tree);
	c = calendar_new(*tree, ".", &errs);
	if (errs.n > 0)
		fail_msg("%s", errs.v[0].text);
	return c;
}

static const struct {
	const char *text, *from;
	int64_t seconds;
	const char *due;
} sums[] = {
	/* an opening inside the missing hour is the first instant after it */
	{ "{tz: Europe/Berlin, week: {sun: [02:30-05:00]}}",
	    "2026-03-28T12:00:00Z", 1800, "2026-03-29T01:30:00Z" },
	/* an hour that occurs twice counts twice */
	{ "{tz: Europe/Berlin, week: {sun: [02:00-03:00, 10:00-11:00]}}",
	    "2026-10-24T12:00:00Z", 7200, "2026-10-25T02:00:00Z" },
	{ "{tz: Europe/Berlin, week: {sun: [02:30-03:30]}}",
	    "2026-10-24T12:00:00Z", 5400, "2026-10-25T02:30:00Z" },
	/* half an hour of summer time */
	{ "{tz: Australia/Lord_Howe, week: {mon-sun: [00:00-24:00]}}",
	    "2026-04-04T00:00:00Z", 86400, "2026-04-05T00:00:00Z" },
	/* a quarter of an hour off, no summer time */
	{ "{tz: Asia/Kathmandu, week: {mon-fri: [09:00-17:00]}}",
	    "2026-06-05T10:15:00Z", 7200, "2026-06-08T04:15:00Z" },
	/* half a year of closed days is walked over */
	{ "{tz: UTC, week: {}, overrides: {2026-12-24: [09:00-10:00]}}",
	    "2026-01-01T00:00:00Z", 60, "2026-12-24T09:01:00Z" },
};

static void
added(void **state)
{
	struct calendar *c;
	struct node *tree;
	size_t i;
	int64_t due;
	char text[CLOCK_TEXT];

	(void)state;
	for (i = 0; i < sizeof sums / sizeof sums[0]; i++) {
		c = calendar(sums[i].text, &tree);
		due = calendar_add(c, instant(sums[i].from), sums[i].seconds);
		if (due != instant(sums[i].due))
			fail_msg("%s: %s, expected %s", sums[i].text,
			    clock_print(due, text), sums[i].due);
		assert_int_equal(
		    calendar_between(c, instant(sums[i].from), due),
		    sums[i].seconds);
		calendar_free(c);
		node_free(tree);
	}
}

/* Every quarter of an hour of a year: add and between agree. */
static void
agree(void **state)
{
	static const char *const zones[] = { "America/New_York",
		"Europe/Berlin", "Asia/Shanghai", "Africa/Cairo",
		"America/Mexico_City", "Australia/Lord_Howe" };
	int64_t from, to, due;
	struct calendar *c;
	struct node *tree;
	char text[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof zones / sizeof zones[0]; i++) {
		snprintf(text, sizeof text,
		    "{tz: %s, week: {mon-thu: [00:30-03:10, 22:00-24:00], "
		    "sat-sun: [00:00-24:00]}}",
		    zones[i]);
		c = calendar(text, &tree);
		from = instant("2026-01-01T00:00:00Z");
		to = instant("2026-12-31T00:00:00Z");
		for (; from < to; from += 11 * CLOCK_HOUR + 913000) {
			due = calendar_add(c, from, 3 * 3600 + 7);
			assert_int_equal(
			    calendar_between(c, from, due), 3 * 3600 + 7);
			assert_int_equal(calendar_between(c, from, due - 1000),
			    3 * 3600 + 6);
			assert_true(calendar_is_open(c, due - 1000));
		}
		calendar_free(c);
		node_free(tree);
	}
}

static void
opening(void **state)
{
	struct node *tree;
	struct calendar *c = calendar(
	    "{tz: Asia/Shanghai, week: {mon-fri: [09:00-12:00]}}", &tree);

	(void)state;
	assert_int_equal(calendar_opening(c, instant("2026-06-12T04:00:00Z")),
	    instant("2026-06-15T01:00:00Z"));
	assert_int_equal(calendar_opening(c, instant("2026-06-12T02:00:00Z")),
	    instant("2026-06-12T02:00:00Z"));
	assert_false(calendar_is_open(c, instant("2026-06-12T04:00:00Z")));
	assert_true(calendar_is_open(c, instant("2026-06-12T03:59:59Z")));
	assert_int_equal(
	    calendar_add(c, instant("2026-06-12T04:00:00.999Z"), 0),
	    instant("2026-06-12T04:00:00Z"));
	calendar_free(c);
	node_free(tree);
}

static void
shipped(void **state)
{
	static const char *const names[] = { "CN-2026", "DE-2026", "US-2026" };
	char text[200];
	struct calendar *c;
	struct node *tree;
	size_t i;

	(void)state;
	setenv("HA_SHARE", "share", 0);
	for (i = 0; i < 3; i++) {
		snprintf(text, sizeof text,
		    "{tz: UTC, week: {mon-fri: [09:00-10:00]}, "
		    "overrides: share:calendars/%s.yaml}",
		    names[i]);
		c = calendar(text, &tree);
		/* New Year and the day before */
		assert_int_equal(
		    calendar_between(c, instant("2025-12-31T00:00:00Z"),
			instant("2026-01-02T00:00:00Z")),
		    3600);
		if (i == 0) /* a Sunday that is worked like a Friday */
			assert_true(calendar_is_open(
			    c, instant("2026-01-04T09:30:00Z")));
		calendar_free(c);
		node_free(tree);
	}
}

static void
refused(void **state)
{
	static const char *const bad[] = {
		"{week: {mon: [09:00-10:00]}}",
		"{tz: Europe/Berlin}",
		"{tz: Europe/Berlim, week: {mon: [09:00-10:00]}}",
		"{tz: UTC, week: {}}",
		"{tz: UTC, week: {mon: []}}",
		"{tz: UTC, week: {funday: [09:00-10:00]}}",
		"{tz: UTC, week: {fri-mon: [09:00-10:00]}}",
		"{tz: UTC, week: {mon: [10:00-09:00]}}",
		"{tz: UTC, week: {mon: [22:00-26:00]}}",
		"{tz: UTC, week: {mon: [9-10]}}",
		"{tz: UTC, week: {mon-fri: [09:00-10:00], tue: [11:00-12:00]}}",
		"{tz: UTC, week: {mon: [09:00-10:00]}, "
		"overrides: {2026-02-30: []}}",
		"{tz: UTC, week: {mon: [09:00-10:00]}, "
		"overrides: nowhere.yaml}",
		"{tz: UTC, week: {mon: [09:00-10:00]}, days: []}",
	};
	struct conf_errs errs;
	struct err err = ERR_INIT;
	struct node *tree;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		errs = (struct conf_errs){ NULL, 0, 0 };
		tree = node_parse("bad", bad[i], strlen(bad[i]), &err);
		assert_non_null(tree);
		if (calendar_new(tree, ".", &errs) != NULL || errs.n == 0)
			fail_msg("taken: %s", bad[i]);
		assert_non_null(strstr(errs.v[0].text, "bad:"));
		conf_errs_free(&errs);
		node_free(tree);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(added),
		cmocka_unit_test(agree), cmocka_unit_test(opening),
		cmocka_unit_test(shipped), cmocka_unit_test(refused) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
