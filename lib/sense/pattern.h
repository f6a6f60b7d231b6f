/*
 * sense/pattern.h - a regular expression from a data file, compiled by PCRE2
 *
 * UTF-8, letters in any case unless said otherwise, with limits: a pattern
 * that cannot end soon does not match.
 */
#ifndef SENSE_PATTERN_H
#define SENSE_PATTERN_H

#include <stddef.h>

#include "base/err.h"

struct pattern;

/*
 * WHOLE: all of the text must match.  CASE: letters count as they are.
 * WORDS: a long pattern, whose blanks and line ends do not count, and that
 * JIT makes fast; for short ones over short codes JIT costs more than it
 * saves.
 */
enum { PATTERN_WHOLE = 1, PATTERN_CASE = 2, PATTERN_WORDS = 4 };

struct pattern *pattern_new(const char *text, unsigned flags, struct err *);
void pattern_free(struct pattern *);
/* S must be valid UTF-8. */
int pattern_match(const struct pattern *, const char *s, size_t n);
/* The first match at or behind FROM, as bytes [SPAN[0], SPAN[1]); or 0. */
int pattern_find(const struct pattern *, const char *s, size_t n, size_t from,
    size_t span[2]);

#endif
