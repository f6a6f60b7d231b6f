/*
 * chart/ticks.h - where the marks of an axis stand
 *
 * Of numbers: the extended Wilkinson method (Talbot, Lin, Hanrahan 2010).
 * Steps are q * 10^z with q of 1, 5, 2, 2.5, 4, 3, the nicest first; of all
 * labellings that of the highest score is taken, where
 *
 *	score = 0.25 simplicity + 0.2 coverage + 0.5 density + 0.05 legibility
 *	simplicity = 1 - i/(n-1) - j + v	i: place of q, j: every j-th
 *						multiple, v: 0 is labelled
 *	coverage = 1 - 0.5 ((max-lmax)^2 + (min-lmin)^2) / (0.1 range)^2
 *	density = 2 - max(r/rt, rt/r)		r: labels a unit, rt: wanted
 *	legibility = 1				the browser lays out the text
 *
 * Of time: the beginnings of days, weeks or months in a zone.
 */
#ifndef CHART_TICKS_H
#define CHART_TICKS_H

#include <stddef.h>
#include <stdint.h>

enum { TICKS_MAX = 32 };

struct ticks {
	double at[TICKS_MAX];
	size_t n;
	double step;
};

/* About WANT marks for LOW..HIGH; the first and last may lie outside. */
struct ticks ticks_nice(double low, double high, int want);
/* The same, and marks beyond the data at both ends: an axis that holds it. */
struct ticks ticks_around(double low, double high, int want);

enum ticks_step { TICKS_DAY, TICKS_WEEK, TICKS_MONTH };

/* The finest step that divides [from, to) into MAX parts or fewer. */
enum ticks_step ticks_step(int64_t from, int64_t to, size_t max);

/*
 * The bounds of the parts of [from, to) in the zone TZ (NULL: the system's),
 * ms UTC: FROM, each beginning of a step inside, TO.  Returns how many parts
 * there are; *OUT holds one more, the caller's.  0 when there is no such
 * zone or no time between.
 */
size_t ticks_calendar(
    int64_t from, int64_t to, const char *tz, enum ticks_step, int64_t **out);

#endif
