/*
 * io/table.h - rows for people and for pipes
 *
 * A table on a terminal (libsmartcols: columns align with Chinese text),
 * tab-separated without header in a pipe, JSON Lines with -j: one set of
 * rows, three shapes.  Cells are foreign text: controls and bidi marks are
 * replaced here, tabs and newlines become blanks.
 */
#ifndef IO_TABLE_H
#define IO_TABLE_H

#include <stdint.h>
#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"

struct column {
	const char *name; /* header */
	unsigned flags;
};
enum {
	COL_RIGHT = 1,
	COL_TRUNC = 2, /* cut when the line is full */
	COL_WRAP = 4   /* goes on below itself then */
};
/* Left out when even the cut line is full, rank 1 before rank 2. */
#define COL_SPARE(rank) ((unsigned)(rank) << 8)
#define COL_RANK(flags) ((flags) >> 8)

enum tint { TINT_NONE, TINT_BAD, TINT_WARN, TINT_DIM, TINT_GOOD };

struct table;

/* COLUMNS ends with a NULL name; shape by -j, isatty(1) and NO_COLOR. */
struct table *table_new(const struct column *columns);
void table_row(struct table *); /* begin a row */
void table_cell(struct table *, const char *text);
void table_tint(struct table *, enum tint); /* of this row */
/* What -j prints for this row instead of the cells; stolen. */
void table_json(struct table *, json_t *);
int table_wants_json(const struct table *);
/* Print the rows that a terminal waits for, before a pause; 0 or -1. */
int table_flush(struct table *, struct err *);
/* Print what is left and free; 0 or -1. */
int table_end(struct table *, struct err *);

/* Foreign text for a terminal: C0, DEL, C1 and bidi controls replaced. */
const char *table_clean(const char *, struct arena *);

#endif
