/*
 * io/lines.h - lines of several inputs, one after the other
 *
 * Reads in blocks and gives lines as slices of its own buffer.  A UTF-8 BOM
 * at the start of an input and one '\r' before '\n' are taken off.  A last
 * line without '\n' is given as LINE_HALF: half a record is a bad line.
 * Of a line over VAL_MAX the first bytes are given, as LINE_LONG.
 */
#ifndef IO_LINES_H
#define IO_LINES_H

#include <stddef.h>

#include "base/err.h"

struct line {
	const char *p; /* until the next lines_next */
	size_t n;
	const char *input; /* "-" or the file's name */
	long number;	   /* from 1 in each input */
	int cut;	   /* 0, LINE_HALF or LINE_LONG */
};
enum { LINE_HALF = 1, LINE_LONG };

struct lines;

/* FILES ends with NULL; none at all is stdin, "-" is stdin. */
struct lines *lines_open(char **files);
void lines_close(struct lines *);

/*
 * 1 a line, 0 the end or a signal (filter.h), -1 an input that cannot be read
 * (skipped next time).
 */
int lines_next(struct lines *, struct line *, struct err *);

/* The next lines_next would have to wait for its input. */
int lines_would_block(struct lines *);

#endif
