/*
 * sla/calendar.c - working time
 *
 * The local date decides about an instant, and local time may jump in the
 * middle of a date.  So a date is cut where the offset of the zone changes;
 * inside each piece local and universal time differ by a constant, and the
 * intervals of the date are cut to the piece.  The spans that come out are
 * universal time, sorted and joined, and kept for the next question.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "sla/calendar_int.h"

enum { FAR = 3700 }; /* days that calendar_add looks ahead */

int64_t
calendar_seconds(int64_t ms)
{
	return ms / 1000 - (ms % 1000 < 0);
}

int64_t
calendar_day(int64_t s)
{
	return s / CALENDAR_DAY - (s % CALENDAR_DAY < 0);
}

/* 1970-01-01 was a Thursday. */
static int
weekday(int64_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

void
hours_add(struct hours *h, int64_t from, int64_t to)
{
	xgrow(&h->v, &h->cap, h->n + 1, sizeof *h->v);
	h->v[h->n++] = (struct span){ from, to };
}

static int
span_order(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

void
hours_settle(struct hours *h)
{
	size_t i, n = 0;

	if (h->n > 1)
		qsort(h->v, h->n, sizeof *h->v, span_order);
	for (i = 0; i < h->n; i++) {
		if (n > 0 && h->v[i].from <= h->v[n - 1].to) {
			if (h->v[i].to > h->v[n - 1].to)
				h->v[n - 1].to = h->v[i].to;
		} else {
			h->v[n++] = h->v[i];
		}
	}
	h->n = n;
}

static int64_t
offset_at(const struct calendar *c, int64_t s)
{
	int i = g_time_zone_find_interval(c->zone, G_TIME_TYPE_UNIVERSAL, s);

	return i < 0 ? 0 : g_time_zone_get_offset(c->zone, i);
}

/* The first second in (lo, hi] whose offset is not that of LO. */
static int64_t
change(const struct calendar *c, int64_t lo, int64_t hi)
{
	int64_t was = offset_at(c, lo), mid;

	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (offset_at(c, mid) == was)
			lo = mid;
		else
			hi = mid;
	}
	return hi;
}

/*
 * [from, to) of universal time has one offset: add what of the date's hours
 * lies in it, between AFTER and BEFORE.
 */
static void
piece(struct hours *out, const struct hours *h, int64_t day, int64_t offset,
    struct span at)
{
	int64_t from, to;
	size_t i;

	for (i = 0; i < h->n; i++) {
		from = day * CALENDAR_DAY + h->v[i].from - offset;
		to = day * CALENDAR_DAY + h->v[i].to - offset;
		if (from < at.from)
			from = at.from;
		if (to > at.to)
			to = at.to;
		if (from < to)
			hours_add(out, from, to);
	}
}

/*
 * The date's hours within LIMIT, as universal time.  No zone is further from
 * Greenwich than 16 hours; a change is looked for in steps of 8, in which no
 * zone has changed twice.
 */
static void
place(const struct calendar *c, struct hours *out, const struct hours *h,
    int64_t day, struct span limit)
{
	int64_t at = day * CALENDAR_DAY - 16 * 3600,
		end = (day + 1) * CALENDAR_DAY + 16 * 3600;
	int64_t next, offset;

	for (; at < end; at = next) {
		next = at + 8 * 3600 < end ? at + 8 * 3600 : end;
		offset = offset_at(c, at);
		if (offset_at(c, next) != offset)
			next = change(c, at, next);
		piece(out, h, day, offset,
		    (struct span){ at > limit.from ? at : limit.from,
			next < limit.to ? next : limit.to });
	}
}

static const struct override *
override_of(const struct calendar *c, int64_t day)
{
	size_t lo = 0, hi = c->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (c->overrides[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < c->n && c->overrides[lo].day == day ? &c->overrides[lo]
							: NULL;
}

/* The open spans of a local date, sorted; borrowed until the next call. */
static const struct hours *
open_hours(struct calendar *c, int64_t day)
{
	struct day *d = &c->cache[((day % CALENDAR_CACHE) + CALENDAR_CACHE) %
				  CALENDAR_CACHE];
	const struct override *o;
	int64_t from = INT64_MIN;

	if (d->known && d->day == day)
		return &d->open;
	d->known = 1;
	d->day = day;
	d->open.n = 0;
	o = override_of(c, day);
	if (o != NULL && o->announced > c->known)
		o = NULL;
	if (o != NULL) {
		from = o->announced;
		place(c, &d->open, &o->hours, day,
		    (struct span){ from, INT64_MAX });
	}
	if (o == NULL || from != INT64_MIN)
		place(c, &d->open, &c->week[weekday(day)], day,
		    (struct span){ INT64_MIN, o != NULL ? from : INT64_MAX });
	hours_settle(&d->open);
	return &d->open;
}

/*
 * Local dates whose spans may reach S begin here: walking dates upward gives
 * spans in order, but for a date that local time enters twice.
 */
static int64_t
first_day(const struct calendar *c, int64_t s)
{
	return calendar_day(s + offset_at(c, s)) - 1;
}

/* From here on only what was announced until KNOWN counts. */
static void
know(struct calendar *c, int64_t known)
{
	size_t i;

	if (!c->announces || c->known == known)
		return;
	c->known = known;
	for (i = 0; i < CALENDAR_CACHE; i++)
		c->cache[i].known = 0;
}

int64_t
calendar_between(struct calendar *c, int64_t from_ms, int64_t to_ms)
{
	int64_t from = calendar_seconds(from_ms), to = calendar_seconds(to_ms),
		sum = 0, a, b;
	int64_t day, last;
	const struct hours *h;
	size_t i;

	if (to <= from)
		return 0;
	know(c, INT64_MAX);
	last = first_day(c, to) + 2;
	for (day = first_day(c, from); day <= last; day++) {
		h = open_hours(c, day);
		for (i = 0; i < h->n; i++) {
			a = h->v[i].from > from ? h->v[i].from : from;
			b = h->v[i].to < to ? h->v[i].to : to;
			sum += a < b ? b - a : 0;
		}
	}
	return sum;
}

int64_t
calendar_add_known(
    struct calendar *c, int64_t from_ms, int64_t want, int64_t known)
{
	int64_t from = calendar_seconds(from_ms), day = first_day(c, from), a;
	int64_t last = day + FAR + want / CALENDAR_DAY;
	const struct hours *h;
	size_t i;

	if (want <= 0)
		return from * 1000;
	know(c, known == INT64_MAX ? INT64_MAX : calendar_seconds(known));
	for (; day <= last; day++) {
		h = open_hours(c, day);
		for (i = 0; i < h->n; i++) {
			a = h->v[i].from > from ? h->v[i].from : from;
			if (a >= h->v[i].to)
				continue;
			if (want <= h->v[i].to - a)
				return (a + want) * 1000;
			want -= h->v[i].to - a;
		}
	}
	return CLOCK_NONE;
}

int64_t
calendar_add(struct calendar *c, int64_t from, int64_t want)
{
	return calendar_add_known(c, from, want, INT64_MAX);
}

int
calendar_span(struct calendar *c, int64_t from_ms, int64_t until_ms,
    int64_t *begin, int64_t *end)
{
	int64_t from = calendar_seconds(from_ms);
	int64_t until = calendar_seconds(until_ms), day, last;
	const struct hours *h;
	size_t i;

	if (until <= from)
		return 0;
	know(c, INT64_MAX);
	last = first_day(c, until) + 2;
	for (day = first_day(c, from); day <= last; day++) {
		h = open_hours(c, day);
		for (i = 0; i < h->n; i++) {
			if (h->v[i].to <= from || h->v[i].from >= until)
				continue;
			*begin = h->v[i].from > from ? h->v[i].from : from;
			*end = h->v[i].to < until ? h->v[i].to : until;
			*begin *= 1000;
			*end *= 1000;
			return 1;
		}
	}
	return 0;
}

int64_t
calendar_closing(struct calendar *c, int64_t at)
{
	int64_t s = calendar_seconds(at),
		day = calendar_day(s + offset_at(c, s));
	int64_t last = day + FAR;
	const struct hours *h;

	know(c, INT64_MAX);
	for (; day <= last; day++)
		if ((h = open_hours(c, day))->n > 0)
			return h->v[h->n - 1].to * 1000;
	return CLOCK_NONE;
}

int
calendar_is_open(struct calendar *c, int64_t at)
{
	return calendar_between(c, at, (calendar_seconds(at) + 1) * 1000) == 1;
}

int64_t
calendar_opening(struct calendar *c, int64_t at)
{
	int64_t end = calendar_add(c, at, 1);

	return end == CLOCK_NONE ? CLOCK_NONE : end - 1000;
}

const char *
calendar_zone(const struct calendar *c)
{
	return c->tz;
}

const char *
calendar_name(const struct calendar *c)
{
	return c->name != NULL ? c->name : "always";
}

char *
calendar_wall(const struct calendar *c, int64_t at)
{
	GDateTime *utc = g_date_time_new_from_unix_utc(calendar_seconds(at));
	GDateTime *local = g_date_time_to_timezone(utc, c->zone);
	char *text = g_date_time_format(local, "%a %Y-%m-%d %H:%M:%S");
	char *own = xstrdup(text);

	g_free(text);
	g_date_time_unref(local);
	g_date_time_unref(utc);
	return own;
}

struct calendar *
calendar_empty(const char *tz)
{
	struct calendar *c = xcalloc(1, sizeof *c);

	c->zone = g_time_zone_new_identifier(tz);
	c->tz = xstrdup(tz);
	c->known = INT64_MAX;
	c->cache = xcalloc(CALENDAR_CACHE, sizeof *c->cache);
	return c;
}

struct calendar *
calendar_always(void)
{
	struct calendar *c = calendar_empty("UTC");
	int i;

	for (i = 0; i < 7; i++)
		hours_add(&c->week[i], 0, CALENDAR_DAY);
	return c;
}

void
calendar_free(struct calendar *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < 7; i++)
		free(c->week[i].v);
	for (i = 0; i < c->n; i++)
		free(c->overrides[i].hours.v);
	for (i = 0; i < CALENDAR_CACHE; i++)
		free(c->cache[i].open.v);
	if (c->zone != NULL)
		g_time_zone_unref(c->zone);
	free(c->overrides);
	free(c->cache);
	free(c->tz);
	free(c->name);
	free(c);
}
