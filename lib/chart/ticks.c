/* chart/ticks.c - where the marks of an axis stand */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "chart/ticks.h"

static const double nice[] = { 1, 5, 2, 2.5, 4, 3 };
enum { NICE = sizeof nice / sizeof nice[0], SKIPS = 3 };

static const double weight_simple = 0.25, weight_cover = 0.2,
		    weight_dense = 0.5, weight_legible = 0.05;

/* A labelling that is being tried. */
struct trial {
	double low, high; /* of the data */
	int want;
	int q, j, k;	    /* nice[q], every j-th multiple, k labels */
	double step, first; /* of the labels */
	double best;
	struct ticks out;
};

static double
simplicity(const struct trial *t)
{
	double last = t->first + t->step * (t->k - 1), eps = t->step * 1e-9;
	double rest = fmod(fabs(t->first), t->step);
	int zero = t->first <= eps && last >= -eps &&
		   (rest < eps || t->step - rest < eps);

	return 1 - (double)t->q / (NICE - 1) - t->j + zero;
}

static double
coverage(const struct trial *t)
{
	double last = t->first + t->step * (t->k - 1);
	double range = 0.1 * (t->high - t->low);
	double a = t->high - last, b = t->low - t->first;

	return 1 - 0.5 * (a * a + b * b) / (range * range);
}

static double
density(const struct trial *t)
{
	double last = t->first + t->step * (t->k - 1);
	double r = (t->k - 1) / (last - t->first);
	double wanted =
	    (t->want - 1) / (fmax(last, t->high) - fmin(t->first, t->low));

	return 2 - fmax(r / wanted, wanted / r);
}

static void
judge(struct trial *t)
{
	double score = weight_simple * simplicity(t) +
		       weight_cover * coverage(t) + weight_dense * density(t) +
		       weight_legible;
	int i;

	if (score <= t->best)
		return;
	t->best = score;
	t->out.n = (size_t)t->k;
	t->out.step = t->step;
	for (i = 0; i < t->k; i++)
		t->out.at[i] = t->first + t->step * i;
}

/* Every start that touches the data with K labels of this step. */
static void
try_starts(struct trial *t)
{
	double unit = t->step / t->j, from, to, at;

	from = floor(t->high / t->step) * t->j - (t->k - 1) * t->j;
	to = ceil(t->low / t->step) * t->j;
	for (at = from; at <= to; at++) {
		t->first = at * unit;
		judge(t);
	}
}

static void
try_sizes(struct trial *t)
{
	double span = t->high - t->low;
	double z = floor(log10(span / (t->k + 1) / t->j / nice[t->q]));
	int up;

	/* labels of three powers of ten can be the best, no more */
	for (up = 0; up < 3; up++) {
		t->step = t->j * nice[t->q] * pow(10, z + up);
		try_starts(t);
	}
}

struct ticks
ticks_nice(double low, double high, int want)
{
	struct trial t = { .low = low, .high = high, .want = want };

	t.best = -INFINITY;
	if (!(high - low > 1e-12 * fmax(fabs(low), fabs(high)))) {
		t.low = low - 0.5;
		t.high = low + 0.5;
	}
	if (t.want < 2)
		t.want = 2;
	for (t.j = 1; t.j <= SKIPS; t.j++)
		for (t.q = 0; t.q < NICE; t.q++)
			for (t.k = 2; t.k <= 2 * t.want && t.k <= TICKS_MAX;
			     t.k++)
				try_sizes(&t);
	return t.out;
}

struct ticks
ticks_around(double low, double high, int want)
{
	struct ticks t = ticks_nice(low, high, want);
	double eps = t.step * 1e-9;

	while (t.at[0] > low + eps && t.n < TICKS_MAX) {
		memmove(t.at + 1, t.at, t.n++ * sizeof *t.at);
		t.at[0] = t.at[1] - t.step;
	}
	for (; t.at[t.n - 1] < high - eps && t.n < TICKS_MAX; t.n++)
		t.at[t.n] = t.at[t.n - 1] + t.step;
	return t;
}

enum ticks_step
ticks_step(int64_t from, int64_t to, size_t max)
{
	int64_t days = (to - from + CLOCK_DAY - 1) / CLOCK_DAY;

	if (days <= (int64_t)max)
		return TICKS_DAY;
	return days <= (int64_t)max * 7 ? TICKS_WEEK : TICKS_MONTH;
}

/* The first beginning of a step after T, which is unreferenced. */
static GDateTime *
next(GDateTime *t, enum ticks_step step, GTimeZone *tz)
{
	int year = g_date_time_get_year(t), month = g_date_time_get_month(t);
	GDate d;

	g_date_clear(&d, 1);
	g_date_set_dmy(&d, (GDateDay)g_date_time_get_day_of_month(t),
	    (GDateMonth)month, (GDateYear)year);
	if (step == TICKS_DAY)
		g_date_add_days(&d, 1);
	else if (step == TICKS_WEEK)
		g_date_add_days(&d, 8 - (guint)g_date_get_weekday(&d));
	else {
		g_date_set_day(&d, 1);
		g_date_add_months(&d, 1);
	}
	g_date_time_unref(t);
	return g_date_time_new(tz, g_date_get_year(&d),
	    (gint)g_date_get_month(&d), g_date_get_day(&d), 0, 0, 0);
}

static void
put(int64_t **out, size_t *cap, size_t i, int64_t at)
{
	xgrow(out, cap, i + 1, sizeof **out);
	(*out)[i] = at;
}

size_t
ticks_calendar(int64_t from, int64_t to, const char *tz, enum ticks_step step,
    int64_t **out)
{
	GTimeZone *zone = tz != NULL ? g_time_zone_new_identifier(tz)
				     : g_time_zone_new_local();
	GDateTime *utc, *t;
	size_t n = 0, cap = 0;
	int64_t at = from;

	*out = NULL;
	utc = zone != NULL ? g_date_time_new_from_unix_utc(from / 1000) : NULL;
	t = utc != NULL ? g_date_time_to_timezone(utc, zone) : NULL;
	while (t != NULL && at < to) {
		put(out, &cap, n++, at);
		t = next(t, step, zone);
		at = t != NULL ? g_date_time_to_unix(t) * 1000 : to;
	}
	if (n > 0)
		put(out, &cap, n, to);
	if (t != NULL)
		g_date_time_unref(t);
	if (utc != NULL)
		g_date_time_unref(utc);
	if (zone != NULL)
		g_time_zone_unref(zone);
	return n;
}
