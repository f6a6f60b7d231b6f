/*
 * base/clock.h - instants and durations
 *
 * An instant is int64_t milliseconds since 1970 UTC.  "Now" is --now or
 * HA_NOW when given, so that tests and replays hold the clock; leases do not
 * use it (they take the database's clock).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define CLOCK_NONE INT64_MIN

enum {
	CLOCK_SECOND = 1000,
	CLOCK_MINUTE = 60000,
	CLOCK_HOUR = 3600000,
	CLOCK_DAY = 86400000
};

#define CLOCK_TEXT 32 /* room for any printed instant */

int64_t clock_now(void);
int64_t clock_mono(void); /* ms that only go forward */
int64_t clock_work(void); /* ms of the processor that this process has had */
int clock_pretend(const char *rfc3339, struct err *);
int clock_pretended(void); /* HA_NOW or --now is in force */

/*
 * RFC 3339 with any offset, upper or lower case, a blank for the T, seconds
 * or their fraction left out; also a bare date (midnight UTC).  CLOCK_NONE
 * when it is none or lies outside the years 1 to 9999.
 */
int64_t clock_parse(const char *s, size_t n);

/* "2026-11-20T18:22:31Z", with ".123" when there are milliseconds. */
const char *clock_print(int64_t ms, char out[CLOCK_TEXT]);

/* "30s" "5m" "4h" "3d" "2w" in ms; -1 when it is none. */
int64_t clock_duration(const char *s);

/* "35 s" "12 min" "3 h" "2 d": the largest unit that says enough. */
const char *clock_ago(int64_t ms, char out[CLOCK_TEXT]);

#endif
