/*
 * sla/calendar.h - working time
 *
 * A calendar has a time zone and, for each weekday, open intervals in local
 * wall-clock time; overrides replace the intervals of single dates:
 *
 *	calendars:
 *	  office:
 *	    tz: Asia/Shanghai
 *	    week: {mon-fri: [09:00-12:00, 13:30-18:00], sat: [10:00-16:00]}
 *	    overrides: share:calendars/CN-2026.yaml
 *
 *	2026-05-01: []			a holiday
 *	2026-05-09: mon			open like a Monday
 *	2026-12-24: [09:00-13:00]	a short day
 *	2026-07-03: {open: [], announced: 2026-06-30T08:00:00Z}
 *
 * An instant is open when its local date and time lie in an interval [from,
 * to) of that date, and by nothing else: an hour that does not exist is never
 * open, one that occurs twice counts twice.  24:00 ends a day.  An override
 * that says when it was announced counts from then on.
 *
 * Instants are ms UTC and are cut to their second; amounts of working time
 * are whole seconds.  What is asked of one day is kept, so a calendar is
 * cheap to ask again; it is not for several threads.
 */
#ifndef SLA_CALENDAR_H
#define SLA_CALENDAR_H

#include <stdint.h>

#include "base/err.h"
#include "conf/keys.h"

struct calendar;

/*
 * One calendar of a configuration.  DIR is where its files are looked for.
 * NULL and every error in ERRS; a calendar that is never open is one.
 */
struct calendar *calendar_new(
    const struct node *, const char *dir, struct conf_errs *);
/* Open around the clock. */
struct calendar *calendar_always(void);
void calendar_free(struct calendar *);

const char *calendar_zone(const struct calendar *);
/* As the configuration calls it; "always" for none of its own. */
const char *calendar_name(const struct calendar *);
/* "Mon 2026-06-08 09:00:00" on its wall; the caller's. */
char *calendar_wall(const struct calendar *, int64_t at);

/* Open seconds between two instants, 0 when TO is not after FROM. */
int64_t calendar_between(struct calendar *, int64_t from, int64_t to);
/*
 * The earliest instant at which SECONDS of working time have passed since
 * FROM: the second of closing rather than the next opening; FROM itself for
 * 0.  CLOCK_NONE when it is never reached.
 */
int64_t calendar_add(struct calendar *, int64_t from, int64_t seconds);
/* The same as it was known at KNOWN: what was announced later is left out. */
int64_t calendar_add_known(
    struct calendar *, int64_t from, int64_t seconds, int64_t known);
/*
 * The first open span of one date that ends after FROM, cut to [FROM, UNTIL);
 * 0 when there is none.  Their lengths add up to calendar_between.
 */
int calendar_span(struct calendar *, int64_t from, int64_t until,
    int64_t *begin, int64_t *end);
/*
 * The last closing of AT's date, or of the next date that is open at all;
 * CLOCK_NONE when there is none.
 */
int64_t calendar_closing(struct calendar *, int64_t at);
int calendar_is_open(struct calendar *, int64_t at);
/* AT when it is open, else the next opening; CLOCK_NONE when there is none. */
int64_t calendar_opening(struct calendar *, int64_t at);

/*
 * All calendars of a configuration, by name.  "always" is there in any case.
 */
struct calendars;
struct calendars *calendars_new(
    const struct node *section, const char *dir, struct conf_errs *);
void calendars_free(struct calendars *);
/* NULL when there is none of that name. */
struct calendar *calendars_get(const struct calendars *, const char *name);
/*
 * Is AT in the hours NAME: those of a calendar, "open" (some calendar that the
 * configuration has is open; "always" when it has none) or "closed" (none
 * is)?  -1: there is no such calendar.
 */
int calendars_are(const struct calendars *, const char *name, int64_t at);
/* The nearest name, for an error; or NULL. */
const char *calendars_nearest(const struct calendars *, const char *name);

#endif
