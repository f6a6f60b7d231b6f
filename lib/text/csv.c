/* text/csv.c - rows of a delimited file */
#include <string.h>

#include "base/buf.h"
#include "base/xalloc.h"
#include "text/csv.h"

void
csv_begin(struct csv *c, const char *text, size_t n, int separator)
{
	c->p = text;
	c->end = text + n;
	c->separator = separator;
	c->row = text;
	c->line = 0;
	c->next_line = 1;
	if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		c->p += 3;
}

/* What stands between quotes; P is behind the opening one. */
static int
quoted(struct csv *c, struct buf *b, struct err *err)
{
	for (; c->p < c->end; c->p++) {
		if (*c->p == '"') {
			if (c->p + 1 == c->end || c->p[1] != '"') {
				c->p++;
				return 0;
			}
			c->p++;
		}
		c->next_line += *c->p == '\n';
		buf_addc(b, *c->p);
	}
	return err_set(err, ERR_DATA,
	    "line %ld: a quote is opened and never closed", c->line);
}

/* One cell into B; the separator or the line end is left. */
static int
cell(struct csv *c, struct buf *b, struct err *err)
{
	size_t inside;

	if (c->p < c->end && *c->p == '"') {
		c->p++;
		if (quoted(c, b, err) < 0)
			return -1;
	}
	inside = b->len; /* a CR between quotes is not that of CRLF */
	/* also what some exporters write behind a closing quote */
	for (; c->p < c->end && *c->p != c->separator && *c->p != '\n'; c->p++)
		buf_addc(b, *c->p);
	if (b->len > inside && b->p[b->len - 1] == '\r' &&
	    (c->p == c->end || *c->p == '\n'))
		buf_cut(b, b->len - 1);
	return 0;
}

enum { COLUMNS = 1024 };

int
csv_row(
    struct csv *c, struct arena *a, char ***cells, size_t *n, struct err *err)
{
	struct buf b = BUF_INIT;
	char *row[COLUMNS];
	int rc = 0;

	while (c->p < c->end && (*c->p == '\n' || *c->p == '\r')) {
		c->next_line += *c->p == '\n';
		c->p++;
	}
	if (c->p == c->end)
		return 0;
	c->line = c->next_line;
	c->row = c->p;
	for (*n = 0; rc == 0;) {
		buf_reset(&b);
		if (*n == COLUMNS)
			rc = err_set(err, ERR_DATA,
			    "line %ld: more than %d columns", c->line, COLUMNS);
		else if ((rc = cell(c, &b, err)) == 0)
			row[(*n)++] = arena_strndup(a, b.p, b.len);
		if (c->p == c->end || *c->p != c->separator)
			break;
		c->p++;
	}
	buf_free(&b);
	if (rc < 0)
		return -1;
	if (c->p < c->end) {
		c->p++;
		c->next_line++;
	}
	*cells = arena_get(a, *n * sizeof **cells);
	memcpy(*cells, row, *n * sizeof **cells);
	return 1;
}
