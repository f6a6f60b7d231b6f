/* io/fit.c - which columns of a table fit on a line, and how wide */
#define _GNU_SOURCE /* wcwidth */
#include <limits.h>
#include <string.h>
#include <wchar.h>

#include "io/fit.h"

/* One character at S: its bytes and its columns. */
static size_t
one(const char *s, mbstate_t *state, size_t *columns)
{
	wchar_t c;
	size_t n = mbrtowc(&c, s, MB_LEN_MAX, state);
	int w;

	if (n == 0 || n > MB_LEN_MAX) { /* a byte that is no character */
		memset(state, 0, sizeof *state);
		*columns = 1;
		return 1;
	}
	w = wcwidth(c);
	*columns = w < 0 ? 1 : (size_t)w;
	return n;
}

size_t
fit_bytes(const char *s, size_t width)
{
	mbstate_t state = { 0 };
	size_t at = 0, n, w;

	while (s[at] != '\0') {
		n = one(s + at, &state, &w);
		if (w > width)
			break;
		width -= w;
		at += n;
	}
	return at;
}

size_t
fit_width(const char *s)
{
	mbstate_t state = { 0 };
	size_t all = 0, w;

	while (*s != '\0') {
		s += one(s, &state, &w);
		all += w;
	}
	return all;
}

/* Where a line of at most N bytes ends. */
static size_t
line_end(const char *s, size_t n)
{
	size_t at = n;

	if (s[n] == '\0' || s[n] == ' ')
		return n;
	while (at > 0 && s[at - 1] != ' ')
		at--;
	if (at == 0 || (at < n / 2 && (s[n] & 0x80)))
		return n;
	return at;
}

void
fit_wrap(const char *s, size_t width, struct buf *out)
{
	size_t n, end;

	while ((n = fit_bytes(s, width)) > 0 && s[n] != '\0') {
		end = line_end(s, n);
		for (n = end; n > 0 && s[n - 1] == ' '; n--)
			;
		buf_add(out, s, n);
		buf_addc(out, '\n');
		s += end + strspn(s + end, " ");
	}
	buf_adds(out, s);
}

/* The last column that may be cut has what the line is about; N if none. */
static size_t
main_column(const struct column *columns, size_t n)
{
	size_t i, last = n;

	for (i = 0; i < n; i++)
		if (columns[i].flags & (COL_TRUNC | COL_WRAP))
			last = i;
	return last;
}

static size_t
least(const struct column *columns, size_t i, size_t last, size_t width)
{
	size_t keep = i == last ? FIT_MAIN : FIT_CUT;

	if (!(columns[i].flags & (COL_TRUNC | COL_WRAP)) || width < keep)
		return width;
	return keep;
}

/* What a line takes when every column has its least width. */
static size_t
least_line(const struct column *columns, size_t n, const size_t *widths)
{
	size_t i, all = 0, last = main_column(columns, n);

	for (i = 0; i < n; i++)
		if (widths[i] > 0)
			all += least(columns, i, last, widths[i]) + 1;
	return all;
}

/* The spare column that is missed least; N when none is left. */
static size_t
spare_column(const struct column *columns, size_t n, const size_t *widths)
{
	size_t i, found = n;

	for (i = 0; i < n; i++)
		if (widths[i] > 0 && COL_RANK(columns[i].flags) > 0 &&
		    (found == n || COL_RANK(columns[i].flags) <
				       COL_RANK(columns[found].flags)))
			found = i;
	return found;
}

/* The column that has most to give; N when none has. */
static size_t
widest(const struct column *columns, size_t n, const size_t *widths)
{
	size_t i, found = n, more, most = 0, last = main_column(columns, n);

	for (i = 0; i < n; i++) {
		more = widths[i] - least(columns, i, last, widths[i]);
		if (more > most) {
			most = more;
			found = i;
		}
	}
	return found;
}

static void
cut(const struct column *columns, size_t n, size_t *widths, size_t line)
{
	size_t i, all = 0;

	for (i = 0; i < n; i++)
		all += widths[i] > 0 ? widths[i] + 1 : 0;
	for (; all > line + 1; all--) {
		if ((i = widest(columns, n, widths)) == n)
			return;
		widths[i]--;
	}
}

void
fit_columns(const struct column *columns, size_t n, size_t *widths, size_t line)
{
	size_t i;

	while (least_line(columns, n, widths) > line + 1 &&
	       (i = spare_column(columns, n, widths)) < n)
		widths[i] = 0;
	cut(columns, n, widths, line);
}
