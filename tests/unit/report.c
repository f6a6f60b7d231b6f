/* tests/unit/report.c - statistics, ticks, and how a report is written */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "chart/svg.h"
#include "chart/ticks.h"
#include "insight/format.h"
#include "insight/say.h"
#include "insight/stat.h"

static void
near(double got, double want, double by)
{
	if (fabs(got - want) > by)
		print_error("got %.9g, expected %.9g\n", got, want);
	assert_true(fabs(got - want) <= by);
}

static void
test_percentiles_are_by_nearest_rank(void **state)
{
	static const int64_t v[] = { 15, 20, 35, 40, 50 };
	struct sample s = { NULL, 0, 0 };
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++)
		sample_add(&s, v[4 - i]);
	sample_sort(&s);
	assert_int_equal(sample_percentile(&s, 0.05), 15);
	assert_int_equal(sample_percentile(&s, 0.30), 20);
	assert_int_equal(sample_percentile(&s, 0.40), 20);
	assert_int_equal(sample_percentile(&s, 0.50), 35);
	assert_int_equal(sample_percentile(&s, 1.00), 50);
	sample_free(&s);
	assert_int_equal(sample_percentile(&s, 0.5), 0);
}

/* 8 of 10 as in Wilson's formula worked by hand; 0 and all stay inside. */
static void
test_shares_have_wilsons_interval(void **state)
{
	struct interval i = share_interval(8, 10);

	(void)state;
	near(i.low, 0.4902, 5e-5);
	near(i.high, 0.9433, 5e-5);
	assert_true(share_interval(0, 66).low == 0);
	near(share_interval(66, 66).high, 1, 1e-15);
	assert_true(share_interval(66, 66).high <= 1);
	assert_true(share_interval(0, 0).high == 1);
}

/*
 * P(X >= 15) of 20 at 1/2 = 21700 / 2^20; P(X >= 1) of 3 at 0.1 = 1 - 0.9^3;
 * 9 of 118 at 0.011 by an independent sum of the terms: 8.5e-6.
 */
static void
test_the_tail_of_a_binomial_is_exact(void **state)
{
	double sum = 0, choose = 1;
	int64_t k;

	(void)state;
	near(binomial_tail(15, 20, 0.5), 21700.0 / 1048576, 1e-12);
	near(binomial_tail(1, 3, 0.1), 1 - 0.729, 1e-12);
	near(binomial_tail(0, 3, 0.1), 1, 0);
	near(binomial_tail(4, 3, 0.1), 0, 0);
	for (k = 0; k < 9; k++) {
		sum += choose * pow(0.011, (double)k) *
		       pow(0.989, (double)(118 - k));
		choose = choose * (double)(118 - k) / (double)(k + 1);
	}
	near(binomial_tail(9, 118, 0.011), 1 - sum, 1e-12);
}

/* The example of Benjamini and Hochberg's step-up in many textbooks. */
static void
test_many_tests_are_corrected(void **state)
{
	double p[] = { 0.216, 0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074,
		0.205, 0.212 };
	static const double q[] = { 0.216, 0.01, 0.04, 0.084, 0.084, 0.084, 0.1,
		0.1057, 0.216, 0.216 };
	double one[] = { 0.01 };
	size_t i;

	(void)state;
	adjust_many(p, 10, 10);
	for (i = 0; i < 10; i++)
		near(p[i], q[i], 5e-5);
	adjust_many(one, 1, 40); /* 39 others had nothing */
	near(one[0], 0.4, 1e-12);
}

static void
assert_ticks(struct ticks t, size_t n, double first, double step)
{
	size_t i;

	assert_int_equal(t.n, n);
	for (i = 0; i < n; i++)
		near(t.at[i], first + step * (double)i, 1e-9);
}

/*
 * Of 0 to 1 with 4 wanted: halves score 0.25 * 0.8 + 0.2 + 0.5 * 0.5 + 0.05 =
 * 0.70, quarters 0.25 * 0.4 + 0.2 + 0.5 * 0.667 + 0.05 = 0.68.
 */
static void
test_ticks_are_nice(void **state)
{
	(void)state;
	assert_ticks(ticks_nice(0, 60, 4), 4, 0, 20);
	assert_ticks(ticks_nice(0, 100, 5), 5, 0, 25);
	assert_ticks(ticks_nice(0, 1, 4), 3, 0, 0.5);
	assert_true(ticks_nice(7, 7, 4).n >= 2); /* no range at all */
}

static void
test_a_peak_lies_below_the_highest_mark(void **state)
{
	struct ticks t;
	double high;

	(void)state;
	assert_ticks(ticks_around(0, 60, 4), 4, 0, 20);
	for (high = 0.01; high < 5000; high *= 1.037) {
		t = ticks_around(0, high, 4);
		assert_true(t.at[t.n - 1] >= high * (1 - 1e-9));
		assert_true(t.at[0] <= 0 && t.n <= 9);
	}
}

static void
test_time_is_cut_at_local_midnights(void **state)
{
	/* Berlin, the week of 2026-10-25, whose Sunday has 25 hours */
	int64_t from = clock_parse("2026-10-18T22:00:00Z", 20);
	int64_t to = clock_parse("2026-10-25T23:00:00Z", 20), *at;
	size_t n;

	(void)state;
	assert_int_equal(ticks_step(from, to, 35), TICKS_DAY);
	n = ticks_calendar(from, to, "Europe/Berlin", TICKS_DAY, &at);
	assert_int_equal(n, 7);
	assert_int_equal(at[0], from);
	assert_int_equal(at[6] - at[5], CLOCK_DAY);
	assert_int_equal(at[7] - at[6], 25 * CLOCK_HOUR);
	free(at);
	n = ticks_calendar(
	    from, from + 40LL * CLOCK_DAY, "UTC", TICKS_MONTH, &at);
	assert_int_equal(n, 2); /* October's rest and November's beginning */
	assert_int_equal(at[1], clock_parse("2026-11-01", 10));
	free(at);
	assert_int_equal(ticks_calendar(from, to, "Mars/Base", 0, &at), 0);
	free(at);
}

/* A report of one table whose name is what somebody wrote. */
static struct doc *
hostile(const char *name)
{
	struct doc *d = doc_new("en");
	struct doc_table *t;
	const char *clean = doc_clean(d, name);

	d->title = clean;
	d->subtitle = "";
	doc_section(d, "s", "S");
	t = doc_table(d, "t", NULL);
	doc_column(t, "name", "Name", 0);
	doc_column(t, "who", "Who", 0);
	doc_column(t, "n", "N", COLUMN_RIGHT);
	doc_cell_text(t, clean, clean);
	doc_cell_text(t, clean, clean);
	doc_cell_int(t, "-1", -1);
	return d;
}

static void
assert_written(
    const char *format, const char *name, const char *with, const char *without)
{
	struct paper paper = { 80, 0 };
	struct buf b = BUF_INIT;
	struct doc *d = hostile(name);

	format_named(format)->write(d, &b, &paper);
	if (strstr(b.p, with) == NULL)
		print_error("no %s in:\n%s\n", with, b.p);
	assert_non_null(strstr(b.p, with));
	assert_null(strstr(b.p, without));
	doc_free(d);
	buf_free(&b);
}

static void
test_foreign_text_is_shown_and_never_run(void **state)
{
	(void)state;
	assert_written("html", "<script>alert(1)</script>",
	    "&lt;script&gt;alert(1)", "<script");
	assert_written("html", "\" onload='x' &",
	    "&quot; onload=&#39;x&#39; &amp;", "\" onload");
	assert_written("term", "\033[31mred", "\xEF\xBF\xBD[31mred", "\033");
	assert_written("term",
	    "a\xE2\x80\xAE"
	    "b",
	    "a\xEF\xBF\xBD"
	    "b",
	    "\xE2\x80\xAE");
	assert_written("md", "a|b*c<d>", "a\\|b\\*c\\<d\\>", "a|b");
	assert_written("json", "say \"x\"", "say \\\"x\\\"", "say \"x");
}

static void
test_a_cell_is_no_formula(void **state)
{
	(void)state;
	assert_written("csv", "=1+1", "\"'=1+1\"", "\"=1");
	assert_written("csv", " @SUM(A1)", "\"' @SUM", "\" @SUM");
	assert_written("csv",
	    "\xEF\xBC\x9D"
	    "1",
	    "\"'\xEF\xBC\x9D", "\"\xEF\xBC\x9D");
	assert_written("csv", "say \"x\"", "say \"\"x\"\"", "'");
	/* our own number is one, and is no formula */
	assert_written("csv", "x", "\"n\",\"-1\"", "'");
}

static void
test_a_table_fits_a_narrow_terminal(void **state)
{
	struct paper paper = { 40, 0 };
	struct buf b = BUF_INIT;
	struct doc *d = hostile("一二三四五六七八九十一二三四五六七八九十");
	const char *line;

	(void)state;
	d->title = "T";
	format_named("term")->write(d, &b, &paper);
	line = strstr(b.p, "…");
	assert_non_null(line);
	doc_free(d);
	buf_free(&b);
}

static void
test_clocks_are_said_in_hundredths_of_a_percent(void **state)
{
	struct arena a = ARENA_INIT;
	struct figure f = { .metric = metric_find("sla_first_response"),
		.known = 1,
		.value = 1 / 32.0,
		.hits = 1,
		.n = 32 };

	(void)state;
	assert_string_equal(say_value(&a, &f), "3.13 %");
	f.metric = metric_find("answered_automatically");
	assert_string_equal(say_value(&a, &f), "3.1 %");
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percentiles_are_by_nearest_rank),
		cmocka_unit_test(test_shares_have_wilsons_interval),
		cmocka_unit_test(test_the_tail_of_a_binomial_is_exact),
		cmocka_unit_test(
		    test_clocks_are_said_in_hundredths_of_a_percent),
		cmocka_unit_test(test_many_tests_are_corrected),
		cmocka_unit_test(test_ticks_are_nice),
		cmocka_unit_test(test_a_peak_lies_below_the_highest_mark),
		cmocka_unit_test(test_time_is_cut_at_local_midnights),
		cmocka_unit_test(test_foreign_text_is_shown_and_never_run),
		cmocka_unit_test(test_a_cell_is_no_formula),
		cmocka_unit_test(test_a_table_fits_a_narrow_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
