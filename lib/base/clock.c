/* base/clock.c - instants and durations */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"

static int64_t pretend = CLOCK_NONE;
static int looked; /* at HA_NOW */

int
clock_pretended(void)
{
	const char *s;

	if (!looked) {
		looked = 1;
		s = getenv("HA_NOW");
		if (s != NULL && pretend == CLOCK_NONE)
			pretend = clock_parse(s, strlen(s));
	}
	return pretend != CLOCK_NONE;
}

int64_t
clock_now(void)
{
	struct timespec ts;

	if (clock_pretended())
		return pretend;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t
ms_of(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_mono(void)
{
	return ms_of(CLOCK_MONOTONIC);
}

int64_t
clock_work(void)
{
	return ms_of(CLOCK_PROCESS_CPUTIME_ID);
}

int
clock_pretend(const char *s, struct err *err)
{
	int64_t t = clock_parse(s, strlen(s));

	if (t == CLOCK_NONE)
		return err_set(err, ERR_USAGE,
		    "'%s' is no time (write it as "
		    "2026-11-20T18:22:31Z)",
		    s);
	pretend = t;
	return 0;
}

/* Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant). */
static int64_t
days_from_civil(int64_t y, int m, int d)
{
	int64_t era, yoe, doy, doe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static void
civil_from_days(int64_t z, int *y, int *m, int *d)
{
	int64_t era, doe, yoe, doy, mp;

	z += 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	*d = (int)(doy - (153 * mp + 2) / 5 + 1);
	*m = (int)(mp < 10 ? mp + 3 : mp - 9);
	*y = (int)(yoe + era * 400 + (*m <= 2));
}

/* N digits at *S as a number, or -1; *S moves behind them. */
static int
digits(const char **s, const char *end, int n)
{
	int v = 0;

	while (n-- > 0) {
		if (*s == end || !isdigit((unsigned char)**s))
			return -1;
		v = v * 10 + (*(*s)++ - '0');
	}
	return v;
}

static int
eat(const char **s, const char *end, const char *any)
{
	if (*s == end || **s == '\0' || strchr(any, **s) == NULL)
		return 0;
	(*s)++;
	return 1;
}

/* "Z", "+08:00", "-0330"; minutes east of UTC into *OFF. */
static int
offset(const char **s, const char *end, int *off)
{
	int neg, h, m;

	*off = 0;
	if (*s == end || eat(s, end, "Zz"))
		return 0;
	neg = **s == '-';
	if (!eat(s, end, "+-") || (h = digits(s, end, 2)) < 0 || h > 23)
		return -1;
	eat(s, end, ":");
	if ((m = digits(s, end, 2)) < 0 || m > 59)
		return -1;
	*off = (neg ? -1 : 1) * (h * 60 + m);
	return 0;
}

static int
month_days(int y, int m)
{
	static const int n[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	if (m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)))
		return 29;
	return n[m - 1];
}

int64_t
clock_parse(const char *s, size_t n)
{
	const char *end = s + n;
	int y, mo, d, h = 0, mi = 0, sec = 0, ms = 0, off = 0, unit = 100;

	if ((y = digits(&s, end, 4)) < 1 || !eat(&s, end, "-") ||
	    (mo = digits(&s, end, 2)) < 1 || mo > 12 || !eat(&s, end, "-") ||
	    (d = digits(&s, end, 2)) < 1 || d > month_days(y, mo))
		return CLOCK_NONE;
	if (s != end) {
		if (!eat(&s, end, "Tt ") || (h = digits(&s, end, 2)) < 0 ||
		    h > 23 || !eat(&s, end, ":") ||
		    (mi = digits(&s, end, 2)) < 0 || mi > 59)
			return CLOCK_NONE;
		if (eat(&s, end, ":") &&
		    ((sec = digits(&s, end, 2)) < 0 || sec > 60))
			return CLOCK_NONE;
		if (sec == 60) /* a leap second is the one before */
			sec = 59;
		if (eat(&s, end, ".,"))
			for (; s != end && isdigit((unsigned char)*s); s++) {
				ms += (*s - '0') * unit;
				unit /= 10;
			}
		if (offset(&s, end, &off) < 0 || s != end)
			return CLOCK_NONE;
	}
	return ((days_from_civil(y, mo, d) * 24 + h) * 60 + mi - off) *
		   CLOCK_MINUTE +
	       sec * CLOCK_SECOND + ms;
}

const char *
clock_print(int64_t t, char out[CLOCK_TEXT])
{
	int64_t days, rest;
	int y, m, d, ms;

	days = t / CLOCK_DAY - (t % CLOCK_DAY < 0);
	rest = t - days * CLOCK_DAY;
	civil_from_days(days, &y, &m, &d);
	ms = (int)(rest % 1000);
	if (y < 1 || y > 9999)
		return strcpy(out, "0001-01-01T00:00:00Z");
	snprintf(out, CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d", y, m, d,
	    (int)(rest / CLOCK_HOUR), (int)(rest / CLOCK_MINUTE % 60),
	    (int)(rest / 1000 % 60));
	if (ms != 0)
		snprintf(out + 19, CLOCK_TEXT - 19, ".%03dZ", ms);
	else
		memcpy(out + 19, "Z", 2);
	return out;
}

static const struct {
	char unit;
	int64_t ms;
	const char *name;
} units[] = {
	{ 'w', 7 * (int64_t)CLOCK_DAY, NULL },
	{ 'd', CLOCK_DAY, N_("d") },
	{ 'h', CLOCK_HOUR, N_("h") },
	{ 'm', CLOCK_MINUTE, N_("min") },
	{ 's', CLOCK_SECOND, N_("s") },
};
#define NUNITS (sizeof units / sizeof units[0])

int64_t
clock_duration(const char *s)
{
	char *end;
	long v;
	size_t i;

	if (!isdigit((unsigned char)*s))
		return -1;
	v = strtol(s, &end, 10);
	if (v > 1000000 || end[0] == '\0' || end[1] != '\0')
		return -1;
	for (i = 0; i < NUNITS; i++)
		if (units[i].unit == *end)
			return v * units[i].ms;
	return -1;
}

const char *
clock_ago(int64_t ms, char out[CLOCK_TEXT])
{
	size_t i;

	if (ms < 0)
		ms = -ms;
	for (i = 1; i < NUNITS - 1; i++)
		if (ms >= units[i].ms * (units[i].unit == 'd' ? 2 : 1))
			break;
	snprintf(out, CLOCK_TEXT, "%lld %s", (long long)(ms / units[i].ms),
	    _(units[i].name));
	return out;
}
