/* tests/unit/period.c - spans of days by name, over changes of the clock */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "rule/period.h"

static int64_t
at(const char *s)
{
	int64_t t = clock_parse(s, strlen(s));

	assert_true(t != CLOCK_NONE);
	return t;
}

/* TEXT seen at NOW in TZ is [FROM, TO); NULL for an open end. */
static void
is(const char *text, const char *now, const char *tz, const char *from,
    const char *to)
{
	char got[2][CLOCK_TEXT];
	struct err err = ERR_INIT;
	struct period p;

	if (period_parse(text, at(now), tz, &p, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	assert_true(period_is(text));
	if (p.from != (from != NULL ? at(from) : INT64_MIN) ||
	    p.to != (to != NULL ? at(to) : INT64_MAX))
		fail_msg("%s in %s is %s to %s", text, tz,
		    clock_print(p.from, got[0]), clock_print(p.to, got[1]));
}

static const char now[] = "2026-11-25T07:00:00Z"; /* a Wednesday */

static void
test_words(void **state)
{
	(void)state;
	is("today", now, "UTC", "2026-11-25", "2026-11-26");
	is("yesterday", now, "UTC", "2026-11-24", "2026-11-25");
	is("day", now, "UTC", "2026-11-24", "2026-11-25");
	is("week", now, "UTC", "2026-11-16", "2026-11-23");
	is("month", now, "UTC", "2026-10-01", "2026-11-01");
	is("quarter", now, "UTC", "2026-07-01", "2026-10-01");
	is("year", now, "UTC", "2025-01-01", "2026-01-01");
	is("30d", now, "UTC", "2026-10-26", "2026-11-25");
	is("this-day", now, "UTC", "2026-11-25", "2026-11-26");
	is("this-week", now, "UTC", "2026-11-23", "2026-11-30");
	is("this-month", now, "UTC", "2026-11-01", "2026-12-01");
	is("this-quarter", now, "UTC", "2026-10-01", "2027-01-01");
	is("this-year", now, "UTC", "2026-01-01", "2027-01-01");
	is("month", "2026-03-31T12:00:00Z", "UTC", "2026-02-01", "2026-03-01");
	is("week", "2026-11-23T00:00:00Z", "UTC", "2026-11-16", "2026-11-23");
	is("week", "2026-11-22T23:59:59Z", "UTC", "2026-11-09", "2026-11-16");
}

static void
test_numbers(void **state)
{
	(void)state;
	is("2026", now, "UTC", "2026-01-01", "2027-01-01");
	is("2026-Q4", now, "UTC", "2026-10-01", "2027-01-01");
	is("2026-11", now, "UTC", "2026-11-01", "2026-12-01");
	is("2026-W47", now, "UTC", "2026-11-16", "2026-11-23");
	is("2026-W53", now, "UTC", "2026-12-28", "2027-01-04");
	is("2025-W01", now, "UTC", "2024-12-30", "2025-01-06");
	is("2024-02-29", now, "UTC", "2024-02-29", "2024-03-01");
}

static void
test_ranges(void **state)
{
	(void)state;
	is("2026-11-01..2026-11-15", now, "UTC", "2026-11-01", "2026-11-16");
	is("2026-10..2026-W47", now, "UTC", "2026-10-01", "2026-11-23");
	is("2026-11..", now, "UTC", "2026-11-01", NULL);
	is("..yesterday", now, "UTC", NULL, "2026-11-25");
	is("30d..today", now, "UTC", "2026-10-26", "2026-11-26");
}

static void
test_zones(void **state)
{
	(void)state;
	is("today", "2026-11-24T16:30:00Z", "Asia/Shanghai",
	    "2026-11-24T16:00:00Z", "2026-11-25T16:00:00Z");
	is("today", "2026-11-25T15:59:59Z", "Asia/Shanghai",
	    "2026-11-24T16:00:00Z", "2026-11-25T16:00:00Z");
	/* 23 and 25 hours */
	is("2026-03-29", now, "Europe/Berlin", "2026-03-28T23:00:00Z",
	    "2026-03-29T22:00:00Z");
	is("2026-10-25", now, "Europe/Berlin", "2026-10-24T22:00:00Z",
	    "2026-10-25T23:00:00Z");
	/* the clock jumps over midnight: the day begins at 01:00 */
	is("2026-04-24", now, "Africa/Cairo", "2026-04-23T22:00:00Z",
	    "2026-04-24T21:00:00Z");
	/* midnight comes twice: the day begins at the first */
	is("2026-11-01", now, "America/Havana", "2026-11-01T04:00:00Z",
	    "2026-11-02T05:00:00Z");
	/* half an hour of summer time */
	is("2026-04-05", now, "Australia/Lord_Howe", "2026-04-04T13:00:00Z",
	    "2026-04-05T13:30:00Z");
	is("2026-11", now, "America/New_York", "2026-11-01T04:00:00Z",
	    "2026-12-01T05:00:00Z");
}

static void
test_refuses(void **state)
{
	static const char *const bad[] = { "", "..", "tomorrow", "2026-13",
		"2026-00", "2026-02-30", "2025-W53", "2026-W00", "2026-W54",
		"2026-Q5", "0d", "d", "-3d", "30", "30h", "week2", "this-",
		"26-11-01", "2026-11-15..2026-11-01", "2026..2025", "0000",
		"2026-11-01...2026-11-15", "9999999d", "2026-11-1", "a..b" };
	struct err err;
	struct period p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		err_clear(&err);
		if (period_parse(bad[i], at(now), "UTC", &p, &err) == 0)
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(err.code, ERR_USAGE);
	}
	err_clear(&err);
	assert_int_equal(
	    period_parse("today", at(now), "Mars/Base", &p, &err), -1);
	assert_int_equal(err.code, ERR_CONFIG);
}

/* As many months before whole months, else as many days. */
static void
test_the_period_before(void **state)
{
	static const struct {
		const char *text, *from, *to;
	} cases[] = {
		{ "2026-03", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z" },
		{ "2026-Q1", "2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z" },
		{ "2026-W10", "2026-02-23T00:00:00Z", "2026-03-02T00:00:00Z" },
		{ "2026-11-03..2026-11-05", "2026-10-31T00:00:00Z",
		    "2026-11-03T00:00:00Z" },
	};
	struct err err = ERR_INIT;
	struct period p, before;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(
		    period_parse(cases[i].text, at(now), "UTC", &p, &err), 0);
		assert_int_equal(period_before(&p, "UTC", &before, &err), 0);
		assert_true(before.from == at(cases[i].from));
		assert_true(before.to == at(cases[i].to));
	}
	assert_int_equal(period_before(&p, "Mars/Base", &before, &err), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_the_period_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
