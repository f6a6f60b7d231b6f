/*
 * io/table.c - rows for people and for pipes
 *
 * A pipe gets each row as it is complete; a terminal gets pages, because a
 * column is as wide as the widest cell that is known.
 */
#include <libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/control.h"
#include "base/i18n.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "io/fit.h"
#include "io/out.h"
#include "io/table.h"
#include "rec/json.h"

enum { PAGE = 1000 };

struct row {
	const char **cells;
	enum tint tint;
};

struct table {
	const struct column *columns;
	size_t ncolumns;
	int terminal, colour;
	int pages;	    /* printed so far */
	struct arena arena; /* of this page */
	struct row *rows;
	size_t n, cap; /* the last one is being filled */
	size_t cells;  /* of it */
	json_t *json;  /* of it */
	int failed;
	struct err err;
};

static const char *const colours[] = {
	[TINT_BAD] = "\033[31m",
	[TINT_WARN] = "\033[33m",
	[TINT_DIM] = "\033[2m",
	[TINT_GOOD] = "\033[32m",
};

struct table *
table_new(const struct column *columns)
{
	struct table *t = xcalloc(1, sizeof *t);
	const char *no = getenv("NO_COLOR");

	t->columns = columns;
	while (columns[t->ncolumns].name != NULL)
		t->ncolumns++;
	t->terminal = !common.json && isatty(STDOUT_FILENO);
	t->colour = t->terminal && (no == NULL || no[0] == '\0');
	if (t->terminal && MB_CUR_MAX == 1) /* it would print \xE4 for 'ä' */
		setlocale(LC_CTYPE, "C.UTF-8");
	return t;
}

int
table_wants_json(const struct table *t)
{
	(void)t;
	return common.json;
}

/* What stands for the byte or character at S; its length into *N. */
static const char *
harmless(const char *s, size_t room, size_t *n)
{
	*n = 1;
	if (*s == '\t' || *s == '\n' || *s == '\r')
		return " ";
	if ((unsigned char)*s < 0x20)
		return "\xEF\xBF\xBD";
	if ((unsigned char)*s < 0x7F || control_at(s, room, n) == 0)
		return NULL;
	return "\xEF\xBF\xBD";
}

const char *
table_clean(const char *s, struct arena *a)
{
	size_t len = strlen(s), i, n;
	const char *with;
	char *out, *o;

	for (i = 0; i < len; i++)
		if (harmless(s + i, len - i, &n) != NULL)
			break;
	if (i == len)
		return s;
	out = o = arena_get(a, 3 * len + 1);
	for (i = 0; i < len; i += n) {
		if ((with = harmless(s + i, len - i, &n)) != NULL) {
			o = stpcpy(o, with);
			continue;
		}
		n = 1;
		*o++ = s[i];
	}
	*o = '\0';
	return out;
}

static void
note_failure(struct table *t, int rc)
{
	if (rc < 0)
		t->failed = 1;
}

static const char *
header(const struct column *c)
{
	return *c->name != '\0' ? _(c->name) : c->name;
}

/* The width of each column on a line of this terminal, 0: left out. */
static size_t *
measure(struct table *t, size_t line)
{
	size_t *widths =
		   arena_get(&t->arena, (t->ncolumns + 1) * sizeof *widths),
	       i, k, w;

	for (k = 0; k < t->ncolumns; k++) {
		widths[k] = fit_width(header(&t->columns[k]));
		for (i = 0; i < t->n; i++) {
			w = fit_width(t->rows[i].cells[k]);
			widths[k] = w > widths[k] ? w : widths[k];
		}
	}
	fit_columns(t->columns, t->ncolumns, widths, line);
	return widths;
}

static void
add_columns(
    const struct table *t, const size_t *widths, struct libscols_table *tb)
{
	struct libscols_column *c;
	size_t i;
	int flags;

	for (i = 0; i < t->ncolumns; i++) {
		if (widths[i] == 0)
			continue;
		flags = (t->columns[i].flags & COL_RIGHT ? SCOLS_FL_RIGHT : 0) |
			(t->columns[i].flags & COL_TRUNC ? SCOLS_FL_TRUNC : 0) |
			(t->columns[i].flags & COL_WRAP ? SCOLS_FL_WRAP : 0);
		c = scols_table_new_column(
		    tb, header(&t->columns[i]), 0, flags);
		if (c == NULL)
			abort();
		/* lines are broken here, at blanks: it breaks inside words */
		scols_column_set_safechars(c, "\n");
		scols_column_set_wrapfunc(
		    c, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
	}
}

static void
add_cells(struct table *t, const struct row *r, const size_t *widths,
    struct libscols_line *ln)
{
	struct buf b = BUF_INIT;
	const char *cell;
	size_t k, n = 0;

	for (k = 0; k < t->ncolumns; k++) {
		cell = r->cells[k];
		if (t->columns[k].flags & COL_TRUNC)
			cell = arena_strndup(
			    &t->arena, cell, fit_bytes(cell, widths[k]));
		if (t->columns[k].flags & COL_WRAP) {
			buf_reset(&b);
			fit_wrap(cell, widths[k], &b);
			cell = arena_strndup(&t->arena, b.p, b.len);
		}
		if (widths[k] > 0)
			scols_line_set_data(ln, n++, cell);
	}
	buf_free(&b);
}

static void
print_page(struct table *t)
{
	struct libscols_table *tb = scols_new_table();
	struct libscols_line *ln;
	char *text = NULL;
	const size_t *widths;
	size_t i;

	if (tb == NULL)
		abort();
	scols_table_enable_colors(tb, t->colour);
	scols_table_enable_noheadings(tb, t->pages++ > 0);
	widths = measure(t, scols_table_get_termwidth(tb));
	add_columns(t, widths, tb);
	for (i = 0; i < t->n; i++) {
		ln = scols_table_new_line(tb, NULL);
		add_cells(t, &t->rows[i], widths, ln);
		if (t->colour && t->rows[i].tint != TINT_NONE)
			scols_line_set_color(ln, colours[t->rows[i].tint]);
	}
	if (scols_print_table_to_string(tb, &text) == 0 && text != NULL) {
		out_add(text, strlen(text));
		if (t->n > 0 && text[strlen(text) - 1] != '\n')
			out_add("\n", 1);
	}
	free(text);
	scols_unref_table(tb);
	arena_reset(&t->arena);
	t->n = 0;
	note_failure(t, out_flush(&t->err));
}

static void
print_json(struct table *t)
{
	if (t->json != NULL && json_add(out_buf(), t->json) == 0)
		out_add("\n", 1);
	json_decref(t->json);
	t->json = NULL;
}

static void
print_tabs(const struct table *t)
{
	const struct row *r = &t->rows[t->n - 1];
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		if (i > 0)
			out_add("\t", 1);
		out_add(r->cells[i], strlen(r->cells[i]));
	}
	out_add("\n", 1);
}

/* The row is complete: print it, or keep it for its page. */
static void
end_row(struct table *t)
{
	if (t->n == 0 || t->failed)
		return;
	for (; t->cells < t->ncolumns; t->cells++)
		t->rows[t->n - 1].cells[t->cells] = "";
	if (t->terminal) {
		if (t->n == PAGE)
			print_page(t);
		return;
	}
	if (common.json)
		print_json(t);
	else
		print_tabs(t);
	t->n = 0;
	arena_reset(&t->arena);
	note_failure(t, out_check(&t->err));
}

void
table_row(struct table *t)
{
	struct row *r;

	end_row(t);
	xgrow(&t->rows, &t->cap, t->n + 1, sizeof *t->rows);
	r = &t->rows[t->n++];
	r->tint = TINT_NONE;
	r->cells = arena_get(&t->arena, (t->ncolumns + 1) * sizeof *r->cells);
	t->cells = 0;
}

void
table_cell(struct table *t, const char *text)
{
	const char *clean;

	if (t->n == 0 || t->cells == t->ncolumns)
		return;
	clean = table_clean(text != NULL ? text : "", &t->arena);
	if (clean == text)
		clean = arena_strdup(&t->arena, clean);
	t->rows[t->n - 1].cells[t->cells++] = clean;
}

void
table_tint(struct table *t, enum tint tint)
{
	if (t->n > 0)
		t->rows[t->n - 1].tint = tint;
}

void
table_json(struct table *t, json_t *json)
{
	json_decref(t->json);
	t->json = json;
}

static int
outcome(const struct table *t, struct err *err)
{
	return t->failed ? err_set(err, t->err.code, "%s", t->err.text) : 0;
}

int
table_flush(struct table *t, struct err *err)
{
	if (t->terminal && t->n > 0 && !t->failed) {
		end_row(t);
		if (t->n > 0)
			print_page(t);
	}
	return outcome(t, err);
}

int
table_end(struct table *t, struct err *err)
{
	int rc;

	if (t->terminal)
		table_flush(t, NULL);
	else
		end_row(t);
	if (!t->failed)
		note_failure(t, out_flush(&t->err));
	rc = outcome(t, err);
	json_decref(t->json);
	arena_free(&t->arena);
	free(t->rows);
	free(t);
	return rc;
}
