/*
 * insight/doc.h - a report before it has a format
 *
 * A document is sections; a section is blocks: a paragraph, key figures, a
 * table (whose cells may carry a bar), lines over time, a heat map.  Texts are
 * in the reader's language; ids are English and stay the same, for JSON and
 * CSV.  Foreign text is cleaned of controls as it comes in; each format
 * escapes what it must.  All memory is the document's.
 */
#ifndef INSIGHT_DOC_H
#define INSIGHT_DOC_H

#include <jansson.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum mark { MARK_NONE, MARK_BAD, MARK_DIM };

enum cell_type { CELL_NONE, CELL_TEXT, CELL_INT, CELL_REAL };
struct cell {
	const char *text;    /* as people read it */
	enum cell_type type; /* as programs read it */
	const char *raw;     /* CELL_TEXT */
	int64_t i;
	double d;
	double bar;	  /* 0 to 1; below 0: none */
	double low, high; /* of the bar's interval, or below 0 */
	enum mark mark;
};

enum {
	COLUMN_RIGHT = 1, /* aligned; figures are */
	COLUMN_SPARE = 2, /* left out where room is short */
	COLUMN_KEEP = 4
}; /* never broken into lines */
struct doc_column {
	const char *id, *title;
	unsigned flags;
};

struct doc_table {
	const char *id, *caption; /* caption or NULL */
	struct doc_column *columns;
	size_t ncolumns, columns_cap;
	struct cell *cells; /* row by row */
	size_t ncells, cells_cap;
	const char *note; /* below it, or NULL */
};

struct doc_key { /* a key figure */
	const char *id, *label, *value, *detail;
	enum mark mark;
	json_t *json;
};

struct doc_series {
	const char *id, *label;
	double *v;  /* NAN: nothing there */
	int dashed; /* the time before */
};
struct doc_lines {
	const char *id, *caption;
	const char **labels; /* of the points; "" is shown as none */
	const char **titles; /* of the points, in full */
	size_t n;
	struct doc_series *series;
	size_t nseries, series_cap;
};

struct doc_heat {
	const char *id, *caption;
	const char *const *rows; /* 7 */
	const int64_t *v;	 /* 168 */
};
enum { HEAT_ROWS = 7, HEAT_COLUMNS = 24 };

enum block_kind {
	BLOCK_TEXT,
	BLOCK_KEYS,
	BLOCK_TABLE,
	BLOCK_LINES,
	BLOCK_HEAT
};
struct block {
	enum block_kind kind;
	const char *text;
	struct doc_key *keys;
	size_t nkeys, keys_cap;
	struct doc_table table;
	struct doc_lines lines;
	struct doc_heat heat;
};

struct doc_section {
	const char *id, *title;
	struct block **blocks;
	size_t n, cap;
};

struct doc {
	const char *lang; /* "en", "zh" */
	const char *title, *subtitle;
	json_t *head; /* period, zone, query */
	struct doc_section *sections;
	size_t n, cap;
	struct arena arena;
};

struct doc *doc_new(const char *lang);
void doc_free(struct doc *);

/* A copy without controls and bidi marks; NULL stays NULL. */
const char *doc_clean(struct doc *, const char *);

struct doc_section *doc_section(
    struct doc *, const char *id, const char *title);
void doc_text(struct doc *, const char *text);
/* JSON is stolen. */
void doc_key(struct doc *, const char *id, const char *label, const char *value,
    const char *detail, enum mark, json_t *json);
struct doc_table *doc_table(struct doc *, const char *id, const char *caption);
void doc_column(
    struct doc_table *, const char *id, const char *title, unsigned flags);
/* Append cells; a row is as many as there are columns. */
struct cell *doc_cell(struct doc_table *, const char *text);
struct cell *doc_cell_text(
    struct doc_table *, const char *text, const char *raw);
struct cell *doc_cell_int(struct doc_table *, const char *text, int64_t);
struct cell *doc_cell_real(struct doc_table *, const char *text, double);
struct doc_lines *doc_lines(
    struct doc *, const char *id, const char *caption, size_t n);
struct doc_series *doc_series(
    struct doc *, struct doc_lines *, const char *id, const char *label);
struct doc_heat *doc_heat(struct doc *, const char *id, const char *caption);

#endif
