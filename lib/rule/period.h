/*
 * rule/period.h - a span of days by name
 *
 *	today yesterday
 *	day week month quarter year		the last complete one
 *	30d					the last 30 complete days
 *	this-day this-week this-month this-quarter this-year
 *	2026  2026-Q4  2026-11  2026-W47  2026-11-20
 *	2026-11-01..2026-11-15			both days included
 *	2026-11..  ..2026-W40			open at one end
 *
 * A day begins at its first instant in the time zone, which is not midnight
 * where the clock jumps over it; weeks are those of ISO 8601, from Monday.
 */
#ifndef RULE_PERIOD_H
#define RULE_PERIOD_H

#include <stdint.h>

#include "base/err.h"

/* [from, to) in ms UTC; INT64_MIN and INT64_MAX are open ends. */
struct period {
	int64_t from, to;
};

/*
 * TEXT as seen at NOW in the zone TZ ("Asia/Shanghai"; NULL is the system's).
 * ERR_USAGE when it is no period, ERR_CONFIG when there is no such zone.
 */
int period_parse(const char *text, int64_t now, const char *tz, struct period *,
    struct err *);

/*
 * The period of the same length that ends where this one begins: as many
 * months before one of whole months, else as many days.
 */
int period_before(
    const struct period *, const char *tz, struct period *, struct err *);

/* TEXT looks like a period, or like a range of two. */
int period_is(const char *text);

#endif
