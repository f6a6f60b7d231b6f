/*
 * rule/period.c - a span of days by name
 *
 * Everything is reckoned in calendar days, [from, to), and turned into
 * instants at the end: only there does the time zone matter.
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "rule/period.h"

enum unit { DAY, WEEK, MONTH, QUARTER, YEAR, UNITS };

static const char *const units[UNITS] = { "day", "week", "month", "quarter",
	"year" };

/* How a unit is written by number; 'd' is a digit. */
static const struct {
	const char *pattern;
	enum unit unit;
} forms[] = {
	{ "dddd-dd-dd", DAY },
	{ "dddd-Wdd", WEEK },
	{ "dddd-dd", MONTH },
	{ "dddd-Qd", QUARTER },
	{ "dddd", YEAR },
};
#define NFORMS (sizeof forms / sizeof forms[0])

struct days {
	GDate from, to; /* TO is not in it */
};

static void
begin_unit(GDate *d, enum unit unit)
{
	if (unit == WEEK)
		g_date_subtract_days(d, (guint)g_date_get_weekday(d) - 1);
	if (unit == MONTH || unit == QUARTER || unit == YEAR)
		g_date_set_day(d, 1);
	if (unit == QUARTER)
		g_date_set_month(
		    d, (GDateMonth)((g_date_get_month(d) - 1) / 3 * 3 + 1));
	if (unit == YEAR)
		g_date_set_month(d, G_DATE_JANUARY);
}

/* Both ends move by one unit. */
static void
forward(GDate *d, enum unit unit)
{
	if (unit == DAY || unit == WEEK)
		g_date_add_days(d, unit == WEEK ? 7 : 1);
	else
		g_date_add_months(d, unit == MONTH     ? 1
				     : unit == QUARTER ? 3
						       : 12);
}

static void
back(GDate *d, enum unit unit)
{
	if (unit == DAY || unit == WEEK)
		g_date_subtract_days(d, unit == WEEK ? 7 : 1);
	else
		g_date_subtract_months(d, unit == MONTH	    ? 1
					  : unit == QUARTER ? 3
							    : 12);
}

/* The numbers of TEXT if it has this form; how many, 0 if it has another. */
static int
numbers(const char *text, size_t n, const char *pattern, int v[3])
{
	int k = 0, inside = 0;
	size_t i;

	if (strlen(pattern) != n)
		return 0;
	memset(v, 0, 3 * sizeof v[0]);
	for (i = 0; i < n; i++) {
		if (pattern[i] != 'd') {
			if (text[i] != pattern[i])
				return 0;
			inside = 0;
			continue;
		}
		if (text[i] < '0' || text[i] > '9')
			return 0;
		k += !inside;
		inside = 1;
		v[k - 1] = v[k - 1] * 10 + (text[i] - '0');
	}
	return k;
}

/* The first day of the unit that V names; 0 when there is none. */
static int
first_day(enum unit unit, const int v[3], GDate *d)
{
	int month = unit == DAY || unit == MONTH ? v[1]
		    : unit == QUARTER		 ? v[1] * 3 - 2
						 : 1;
	int day = unit == DAY ? v[2] : unit == WEEK ? 4 : 1;

	if (v[0] < 1 || month < 1 || month > 12 || day < 1 || day > 31 ||
	    !g_date_valid_dmy(
		(GDateDay)day, (GDateMonth)month, (GDateYear)v[0]))
		return 0;
	g_date_set_dmy(d, (GDateDay)day, (GDateMonth)month, (GDateYear)v[0]);
	if (unit != WEEK)
		return 1;
	begin_unit(d, WEEK); /* 4 January is always in the first week */
	if (v[1] < 1 || v[1] > 53)
		return 0;
	g_date_add_days(d, (guint)(v[1] - 1) * 7);
	if (v[1] == 53) {
		g_date_add_days(d, 3);
		month = g_date_get_year(d) == (GDateYear)v[0];
		g_date_subtract_days(d, 3);
		return month;
	}
	return 1;
}

static int
by_number(const char *s, size_t n, struct days *out)
{
	int v[3];
	size_t i;

	for (i = 0; i < NFORMS; i++) {
		if (numbers(s, n, forms[i].pattern, v) == 0)
			continue;
		if (!first_day(forms[i].unit, v, &out->from))
			return 0;
		out->to = out->from;
		forward(&out->to, forms[i].unit);
		return 1;
	}
	return 0;
}

static int
is(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(s, word, n) == 0;
}

/* "week", "this-week", "30d", "today"; TODAY is a valid date. */
static int
by_word(const char *s, size_t n, const GDate *today, struct days *out)
{
	char *end;
	long k;
	int u;

	out->from = out->to = *today;
	if (is(s, n, "today") || is(s, n, "yesterday")) {
		if (*s == 'y')
			g_date_subtract_days(&out->from, 1);
		else
			g_date_add_days(&out->to, 1);
		return 1;
	}
	for (u = 0; u < UNITS; u++) {
		if (is(s, n, units[u])) {
			begin_unit(&out->to, (enum unit)u);
			out->from = out->to;
			back(&out->from, (enum unit)u);
			return 1;
		}
		if (n > 5 && memcmp(s, "this-", 5) == 0 &&
		    is(s + 5, n - 5, units[u])) {
			begin_unit(&out->from, (enum unit)u);
			out->to = out->from;
			forward(&out->to, (enum unit)u);
			return 1;
		}
	}
	if (n < 2 || n > 6 || s[0] < '1' || s[0] > '9')
		return 0;
	k = strtol(s, &end, 10);
	if (end != s + n - 1 || *end != 'd' ||
	    k >= (long)g_date_get_julian(today))
		return 0;
	g_date_subtract_days(&out->from, (guint)k);
	return 1;
}

/*
 * The first instant of a day, ms UTC.  GLib takes the instant after a gap,
 * which is right, and the second of two midnights, which is not: step back
 * while it is the same day already.
 */
static int64_t
begins(const GDate *d, GTimeZone *tz)
{
	GDateTime *t, *before;
	int64_t at;
	int same = 1;

	t = g_date_time_new(tz, g_date_get_year(d), (gint)g_date_get_month(d),
	    g_date_get_day(d), 0, 0, 0);
	if (t == NULL)
		return INT64_MAX; /* past the year 9999 */
	at = g_date_time_to_unix(t) * 1000;
	while (same) {
		before = g_date_time_add_minutes(t, -30);
		same =
		    g_date_time_get_day_of_month(before) == g_date_get_day(d);
		if (same)
			at -= 30 * (int64_t)CLOCK_MINUTE;
		g_date_time_unref(t);
		t = before;
	}
	g_date_time_unref(t);
	return at;
}

/* One name, or two with ".." between; either may be left out there. */
static int
span(const char *s, const GDate *today, struct days *out, int open[2])
{
	const char *dots = strstr(s, "..");
	struct days last;
	size_t n;

	open[0] = open[1] = 0;
	if (dots == NULL) {
		n = strlen(s);
		return by_number(s, n, out) || by_word(s, n, today, out);
	}
	n = (size_t)(dots - s);
	open[0] = n == 0;
	open[1] = dots[2] == '\0';
	if (open[0] && open[1])
		return 0;
	out->from = out->to = *today;
	if (!open[0] && !by_number(s, n, out) && !by_word(s, n, today, out))
		return 0;
	if (!open[1]) {
		s = dots + 2;
		n = strlen(s);
		if (!by_number(s, n, &last) && !by_word(s, n, today, &last))
			return 0;
		out->to = last.to;
	}
	return open[0] || open[1] || g_date_compare(&out->from, &out->to) < 0;
}

int
period_is(const char *text)
{
	struct days days;
	GDate today;
	int open[2];

	g_date_clear(&today, 1);
	g_date_set_dmy(&today, 1, G_DATE_JANUARY, 2000);
	return span(text, &today, &days, open);
}

/* The local date at an instant; 0 when there is none. */
static int
date_at(int64_t ms, GTimeZone *tz, GDate *out)
{
	GDateTime *utc =
	    g_date_time_new_from_unix_utc(ms / 1000 - (ms % 1000 < 0));
	GDateTime *local;

	if (utc == NULL)
		return 0;
	local = g_date_time_to_timezone(utc, tz);
	g_date_clear(out, 1);
	g_date_set_dmy(out, (GDateDay)g_date_time_get_day_of_month(local),
	    (GDateMonth)g_date_time_get_month(local),
	    (GDateYear)g_date_time_get_year(local));
	g_date_time_unref(local);
	g_date_time_unref(utc);
	return 1;
}

static int
resolve(const char *text, int64_t now, GTimeZone *tz, struct period *out)
{
	struct days days;
	GDate today;
	int open[2], rc;

	if (!date_at(now, tz, &today))
		return 0;
	rc = span(text, &today, &days, open);
	if (rc) {
		out->from = open[0] ? INT64_MIN : begins(&days.from, tz);
		out->to = open[1] ? INT64_MAX : begins(&days.to, tz);
	}
	return rc;
}

static GTimeZone *
zone_open(const char *tz, struct err *err)
{
	GTimeZone *zone = tz != NULL ? g_time_zone_new_identifier(tz)
				     : g_time_zone_new_local();

	if (zone == NULL)
		err_set(err, ERR_CONFIG,
		    "unknown time zone '%s' (write it as 'Asia/Shanghai')", tz);
	return zone;
}

int
period_parse(const char *text, int64_t now, const char *tz, struct period *out,
    struct err *err)
{
	GTimeZone *zone = zone_open(tz, err);
	int rc;

	if (zone == NULL)
		return -1;
	rc = resolve(text, now, zone, out);
	g_time_zone_unref(zone);
	if (!rc)
		return err_set(err, ERR_USAGE,
		    "'%s' is no period (write 'week', '30d', '2026-W47', "
		    "'2026-11' or '2026-11-01..2026-11-15')",
		    text);
	return 0;
}

/* Months from the first to the second, both the first of one. */
static int
months_between(const GDate *a, const GDate *b)
{
	return ((int)g_date_get_year(b) - (int)g_date_get_year(a)) * 12 +
	       (int)g_date_get_month(b) - (int)g_date_get_month(a);
}

int
period_before(
    const struct period *p, const char *tz, struct period *out, struct err *err)
{
	GTimeZone *zone = zone_open(tz, err);
	GDate from, to;
	int ok;

	if (zone == NULL)
		return -1;
	ok = date_at(p->from, zone, &from) && date_at(p->to, zone, &to);
	if (ok) {
		if (g_date_get_day(&from) == 1 && g_date_get_day(&to) == 1 &&
		    months_between(&from, &to) > 0)
			g_date_subtract_months(
			    &from, (guint)months_between(&from, &to));
		else
			g_date_subtract_days(
			    &from, (guint)g_date_days_between(&from, &to));
		out->from = begins(&from, zone);
		out->to = p->from;
	}
	g_time_zone_unref(zone);
	return ok ? 0
		  : err_set(
			err, ERR_USAGE, "there is nothing before this period");
}
