/*
 * text/csv.h - rows of a delimited file (RFC 4180, and what shops export)
 *
 * Quotes may hold separators, line breaks and doubled quotes.  LF and CRLF
 * both end a row; empty rows are skipped.  The text is UTF-8.
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct csv {
	const char *p, *end; /* what is left */
	int separator;
	long line;	 /* of the row read last */
	const char *row; /* where that begins; it ends before P */
	long next_line;
};

void csv_begin(struct csv *, const char *text, size_t n, int separator);

/*
 * 1 and the cells (in the arena, NUL-terminated) of the next row, 0 at the
 * end, -1 when a quote is never closed or a row has over 1024 cells.
 */
int csv_row(
    struct csv *, struct arena *, char ***cells, size_t *n, struct err *);

#endif
