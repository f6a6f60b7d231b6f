/*
 * io/fit.h - which columns of a table fit on a line, and how wide
 */
#ifndef IO_FIT_H
#define IO_FIT_H

#include <stddef.h>

#include "base/buf.h"
#include "io/table.h"

enum {
	FIT_MAIN = 24, /* columns that the last cut column keeps */
	FIT_CUT = 10   /* and the other ones */
};

/* The columns of a terminal that S takes; its bytes that fit into WIDTH. */
size_t fit_width(const char *s);
size_t fit_bytes(const char *s, size_t width);
/* Append S in lines of WIDTH, broken at blanks or beside Chinese. */
void fit_wrap(const char *s, size_t width, struct buf *);

/*
 * WIDTHS are those of the widest cells; they become those of a line of LINE
 * columns: 0 for a column that is left out.  Columns that may be cut or wrapped
 * give way first, down to FIT_CUT and FIT_MAIN; then the spare ones go, by
 * their rank. Of a table that has no spare column none is left out: its lines
 * may be longer than LINE.
 */
void fit_columns(const struct column *, size_t n, size_t *widths, size_t line);

#endif
