/*
 * sense/amount.h - a number as people write it
 */
#ifndef SENSE_AMOUNT_H
#define SENSE_AMOUNT_H

#include <stddef.h>

enum { NUMBER_TEXT = 24 };

/*
 * Read the number at the start of S: digits, in groups of three by blanks
 * (also narrow ones), points, commas or apostrophes, and a decimal part.
 * "1.234,56" and "1,234.56" are both 1234.56; a single separator before
 * exactly three digits parts groups.  The value goes into OUT as "1234.56".
 * Returns the bytes read, 0 when it is no amount (too long, bad groups).
 */
size_t number_read(const char *s, size_t n, char out[NUMBER_TEXT]);

#endif
