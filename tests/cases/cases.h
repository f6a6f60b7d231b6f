/*
 * tests/cases/cases.h - worked cases of deadlines, assignment and attainment
 *
 * A file of cases is Markdown with blocks of JSON: one with the calendars,
 * then one for each case ("id", "policy", "events", "as_of", "expect").  They
 * run through the functions that the programs use: a case is rewritten as the
 * configuration that says the same and read by the configuration's own
 * reader, so that what it refuses is refused here too.
 */
#ifndef CASES_CASES_H
#define CASES_CASES_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"

/* What a case got that it did not expect, a line each; empty: it holds. */
struct verdict {
	struct buf text;
};

void wrong(struct verdict *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* GOT is what holds, WANT what the case says; WHAT names the field. */
void same_text(
    struct verdict *, const char *what, const char *got, const json_t *want);
void same_number(
    struct verdict *, const char *what, int64_t got, const json_t *want);
void same_instant(
    struct verdict *, const char *what, int64_t got, const json_t *want);

/* An instant of the case; CLOCK_NONE for null and nothing. */
int64_t instant_of(struct verdict *, const json_t *);
/* The first of these keys that is there; the names end with NULL. */
json_t *any_of(const json_t *object, const char *const *names);
/* The events of a case in the order of their instants; the caller's. */
json_t *in_order(struct verdict *, const json_t *events);

/* The kinds of case.  CALENDARS is the block of the file. */
void run_clocks(struct verdict *, const json_t *calendars, const json_t *);
void run_assignment(struct verdict *, const json_t *calendars, const json_t *);
void run_attainment(struct verdict *, const json_t *calendars, const json_t *);

/*
 * The calendars of the file with the overrides of this case and its events,
 * as the configuration writes them: YAML in OUT.  Names begin with "c-", as
 * "always" is ours.
 */
void write_calendars(
    struct buf *out, const json_t *calendars, const json_t *one);

#endif
