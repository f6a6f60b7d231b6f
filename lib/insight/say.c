/* insight/say.c - figures in words */
#include <glib.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "insight/say.h"
#include "sla/sla.h"

const char *
say_count(struct arena *a, int64_t n)
{
	char digits[32], *out, *to;
	size_t len, i;

	len =
	    (size_t)snprintf(digits, sizeof digits, "%" PRId64, n < 0 ? -n : n);
	out = to = arena_get(a, len + len / 3 + 3);
	if (n < 0)
		*to++ = '-';
	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return out;
}

/* 100 and 0 only when it is all or nothing. */
static double
percent(double share)
{
	double p = round(share * 1000) / 10;

	if (p >= 100 && share < 1)
		return 99.9;
	return p <= 0 && share > 0 ? 0.1 : p;
}

const char *
say_share(struct arena *a, double share)
{
	return arena_printf(a, "%.1f %%", percent(share));
}

const char *
say_range(struct arena *a, double low, double high)
{
	return arena_printf(a, "%.1f–%.1f %%", low * 100, high * 100);
}

const char *
say_time(struct arena *a, double ms)
{
	int64_t s = (int64_t)llround(ms / CLOCK_SECOND), min = (s + 30) / 60;

	if (s < 60)
		return arena_printf(a, _("%d s"), (int)s);
	if (min < 60)
		return arena_printf(a, _("%d min"), (int)min);
	if (min < 48 * 60)
		return arena_printf(
		    a, _("%d h %02d min"), (int)(min / 60), (int)(min % 60));
	min = (min + 30) / 60; /* hours */
	return arena_printf(
	    a, _("%d d %d h"), (int)(min / 24), (int)(min % 24));
}

const char *
say_span(struct arena *a, double ms)
{
	int64_t s = (int64_t)llround(ms / CLOCK_SECOND), min = (s + 30) / 60;

	if (s < 60)
		return arena_printf(a, _("%ds"), (int)s);
	if (min < 60)
		return arena_printf(a, _("%dm"), (int)min);
	if (min < 48 * 60)
		return arena_printf(
		    a, _("%dh%02d"), (int)(min / 60), (int)(min % 60));
	return arena_printf(a, _("%.1fd"), (double)min / (24 * 60));
}

const char *
say_chance(struct arena *a, double p)
{
	return p < 0.001 ? "<0.001" : arena_printf(a, "%.3f", p);
}

/* Of clocks: as precise as their rule has it (sla/sla.h). */
static const char *
say_attained(struct arena *a, const struct figure *f)
{
	long hundredths = sla_attainment(f->hits, f->n - f->hits);

	return arena_printf(
	    a, "%ld.%02ld %%", hundredths / 100, hundredths % 100);
}

const char *
say_value(struct arena *a, const struct figure *f)
{
	if (!f->known)
		return "-";
	switch (f->metric->unit) {
	case UNIT_COUNT:
		return say_count(a, f->hits);
	case UNIT_SHARE:
		return f->metric->run != NULL ? say_attained(a, f)
					      : say_share(a, f->value);
	case UNIT_RATE:
		return say_share(a, f->value);
	case UNIT_TIME:
		return say_time(a, f->value);
	case UNIT_MEAN:
		return arena_printf(a, "%.2f", f->value);
	}
	return "-";
}

const char *
say_interval(struct arena *a, const struct figure *f)
{
	if (!f->known || !f->bounded)
		return "";
	if (f->metric->unit == UNIT_TIME)
		return arena_printf(
		    a, "%s – %s", say_time(a, f->low), say_time(a, f->high));
	return say_range(a, f->low, f->high);
}

const char *
say_base(struct arena *a, const struct figure *f)
{
	switch (f->metric->unit) {
	case UNIT_COUNT:
		return "";
	case UNIT_SHARE:
		return arena_printf(a, _("%s of %s"), say_count(a, f->hits),
		    say_count(a, f->n));
	case UNIT_RATE:
		return arena_printf(a, _("%s on %s order lines"),
		    say_count(a, f->hits), say_count(a, f->n));
	default:
		return arena_printf(a, _("n %s"), say_count(a, f->n));
	}
}

/* What is not told yet, of a response or of anything else. */
static const char *
say_open(struct arena *a, const struct figure *f)
{
	const char *n = say_count(a, f->open);

	return strncmp(f->metric->id, "first_", 6) == 0
		   ? arena_printf(a, _("%s unanswered"), n)
		   : arena_printf(a, _("%s open"), n);
}

const char *
say_detail(struct arena *a, const struct figure *f)
{
	const char *base = say_base(a, f);

	return f->open > 0 ? arena_printf(a, "%s, %s", base, say_open(a, f))
			   : base;
}

const char *
say_change(
    struct arena *a, const struct figure *now, const struct figure *before)
{
	double by;

	if (!now->known || !before->known)
		return "";
	if (now->metric->unit == UNIT_SHARE || now->metric->unit == UNIT_RATE)
		return arena_printf(
		    a, _("%+.1f points"), (now->value - before->value) * 100);
	if (!(before->value > 0))
		return "";
	by = round((now->value / before->value - 1) * 100);
	return arena_printf(a, "%+.0f %%", by == 0 ? 0 : by);
}

static const char *
date(struct arena *a, int64_t ms, const char *tz, const char *format)
{
	GTimeZone *zone = tz != NULL ? g_time_zone_new_identifier(tz)
				     : g_time_zone_new_local();
	GDateTime *utc = g_date_time_new_from_unix_utc(ms / CLOCK_SECOND);
	GDateTime *t;
	const char *out = "-";
	char *text;

	if (utc != NULL && zone != NULL) {
		t = g_date_time_to_timezone(utc, zone);
		text = g_date_time_format(t, format);
		out = arena_strdup(a, text);
		g_free(text);
		g_date_time_unref(t);
	}
	if (utc != NULL)
		g_date_time_unref(utc);
	if (zone != NULL)
		g_time_zone_unref(zone);
	return out;
}

const char *
say_day(struct arena *a, int64_t ms, const char *tz)
{
	return date(a, ms, tz, "%Y-%m-%d");
}

const char *
say_instant(struct arena *a, int64_t ms, const char *tz)
{
	return date(a, ms, tz, "%Y-%m-%d %H:%M %:z");
}

/* What ICU wrote, or the code itself when it knows no name. */
static const char *
named(struct arena *a, const UChar *name, const char *code)
{
	char utf8[256];
	UErrorCode status = U_ZERO_ERROR;

	u_strToUTF8(utf8, sizeof utf8, NULL, name, -1, &status);
	return U_SUCCESS(status) && *utf8 != '\0' ? arena_strdup(a, utf8)
						  : code;
}

const char *
say_language(struct arena *a, const char *tag)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[128] = { 0 };

	if (strcmp(tag, "und") == 0)
		return _("not recognised");
	uloc_getDisplayName(tag, i18n_lang(), name, 127, &status);
	return named(a, name, tag);
}

const char *
say_country(struct arena *a, const char *code)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[128] = { 0 };

	uloc_getDisplayCountry(
	    arena_printf(a, "und_%s", code), i18n_lang(), name, 127, &status);
	return named(a, name, code);
}
