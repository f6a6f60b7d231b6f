/*
 * insight/say.h - figures in words
 *
 * In the language in force; texts live in the arena.  Numbers have a blank
 * before their unit and thousands apart by a comma in both languages.
 */
#ifndef INSIGHT_SAY_H
#define INSIGHT_SAY_H

#include "base/arena.h"
#include "insight/figure.h"

const char *say_count(struct arena *, int64_t);	 /* 1,234 */
const char *say_share(struct arena *, double);	 /* 93.4 % */
const char *say_time(struct arena *, double ms); /* 1 h 05 min */
const char *say_span(struct arena *, double ms); /* 1h05 */
const char *say_chance(struct arena *, double);	 /* 0.004 */
/* The value, "-" when there is none. */
const char *say_value(struct arena *, const struct figure *);
/* "87.1-97.0 %"; "" when it has none. */
const char *say_interval(struct arena *, const struct figure *);
const char *say_range(struct arena *, double low, double high);
/* What it is of: "71 of 84", "n 71"; "" of a count. */
const char *say_base(struct arena *, const struct figure *);
/* The same and what is not told yet: "n 71, 13 unanswered". */
const char *say_detail(struct arena *, const struct figure *);
/* "+12 %" of a value and the one before; "" when there is none. */
const char *say_change(
    struct arena *, const struct figure *now, const struct figure *before);
/* "2026-11-16" of an instant in a zone (NULL: the system's). */
const char *say_day(struct arena *, int64_t, const char *tz);
const char *say_instant(struct arena *, int64_t, const char *tz);
/* "German" of "de", "Germany" of "DE"; the code when it has no name. */
const char *say_language(struct arena *, const char *tag);
const char *say_country(struct arena *, const char *code);

#endif
