/*
 * sla/calendar_int.h - what a calendar is made of (for lib/sla only)
 */
#ifndef SLA_CALENDAR_INT_H
#define SLA_CALENDAR_INT_H

#include <glib.h>

#include "sla/calendar.h"

enum { CALENDAR_DAY = 86400, CALENDAR_CACHE = 512 };

/* Of a local date, seconds since its midnight; or of universal time. */
struct span {
	int64_t from, to;
};

struct hours {
	struct span *v;
	size_t n, cap;
};

struct override {
	int64_t day;	   /* since 1970-01-01, local */
	int64_t announced; /* seconds, INT64_MIN: always known */
	struct hours hours;
};

/* The open spans of a date, once they were asked for. */
struct day {
	int64_t day;
	int known;
	struct hours open; /* universal seconds */
};

struct calendar {
	GTimeZone *zone; /* NULL: unknown, refused */
	char *tz, *name;
	struct hours week[7];	    /* from Monday */
	struct override *overrides; /* sorted by day */
	size_t n, cap;
	int64_t known; /* seconds: overrides announced later are not used */
	int announces; /* some override says when it was announced */
	struct day *cache;
};

void hours_add(struct hours *, int64_t from, int64_t to);
/* Sort, and join what touches. */
void hours_settle(struct hours *);

/* Without hours. */
struct calendar *calendar_empty(const char *tz);

/* Whole seconds of an instant, towards the past; the date of seconds. */
int64_t calendar_seconds(int64_t ms);
int64_t calendar_day(int64_t s);

#endif
