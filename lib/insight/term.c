/*
 * insight/term.c - a report on a terminal
 *
 * Tables align by the width of characters on the screen (Chinese takes two
 * columns).  What does not fit gives way in this order: bars, columns that can
 * be spared from the right, the end of the first column.  A table with long
 * texts becomes a list.
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "insight/format.h"

enum { BAR = 12, GAP = 2, NAME_MIN = 10, LONG_TEXT = 60 };

static const char *const tints[] = {
	[MARK_NONE] = "", [MARK_BAD] = "\033[31m", [MARK_DIM] = "\033[2m"
};

struct page {
	struct buf *out;
	int width, colour;
};

static int
width_of_char(gunichar c)
{
	return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

static int
width_of(const char *s)
{
	int w = 0;

	for (; *s != '\0'; s = g_utf8_next_char(s))
		w += width_of_char(g_utf8_get_char(s));
	return w;
}

static void
blanks(struct buf *b, int n)
{
	for (; n > 0; n--)
		buf_addc(b, ' ');
}

static void
style(struct page *p, const char *code)
{
	if (p->colour && *code != '\0')
		buf_adds(p->out, code);
}

static void
plain(struct page *p, const char *code)
{
	if (p->colour && *code != '\0')
		buf_adds(p->out, "\033[0m");
}

/* The bytes of S that fit into WIDE columns; breaks at blanks if it can. */
static size_t
fit(const char *s, int wide)
{
	const char *c = s, *blank = NULL;
	int w = 0, one;

	for (; *c != '\0'; c = g_utf8_next_char(c)) {
		one = width_of_char(g_utf8_get_char(c));
		if (*c == ' ')
			blank = c;
		if (w + one > wide && c > s)
			return (size_t)((blank != NULL ? blank : c) - s);
		/* text without blanks may break behind any wide character */
		if (one == 2)
			blank = g_utf8_next_char(c);
		w += one;
	}
	return (size_t)(c - s);
}

static void
wrapped(struct page *p, const char *s, int indent)
{
	size_t n;

	while (*s != '\0') {
		n = fit(s, p->width - indent);
		blanks(p->out, indent);
		buf_add(p->out, s, n);
		buf_addc(p->out, '\n');
		for (s += n; *s == ' '; s++)
			continue;
	}
}

/* As much of S as fits, padded to WIDE on the left or right. */
static void
padded(struct page *p, const char *s, int wide, int right)
{
	int w = width_of(s);
	const char *c;

	if (w <= wide) {
		blanks(p->out, right ? wide - w : 0);
		buf_adds(p->out, s);
		blanks(p->out, right ? 0 : wide - w);
		return;
	}
	for (w = 0, c = s; *c != '\0'; c = g_utf8_next_char(c)) {
		if (w + width_of_char(g_utf8_get_char(c)) > wide - 1)
			break;
		w += width_of_char(g_utf8_get_char(c));
		buf_add(p->out, c, (size_t)(g_utf8_next_char(c) - c));
	}
	buf_adds(p->out, "…");
	blanks(p->out, wide - w - 1);
}

/* Eighths of a block, so that a short bar is still seen. */
static void
bar(struct page *p, double share)
{
	static const char *const parts[] = { "", "▏", "▎", "▍", "▌", "▋", "▊",
		"▉" };
	int eighths = (int)(share * BAR * 8 + 0.5), i;
	int full = eighths / 8;

	if (eighths == 0 && share > 0)
		eighths = 1;
	for (i = 0; i < full; i++)
		buf_adds(p->out, "█");
	buf_adds(p->out, parts[eighths % 8]);
	blanks(p->out, BAR - full - (eighths % 8 > 0));
}

struct layout {
	int *width; /* of each column */
	int *bar;   /* it has bars */
	int bars;   /* bars are drawn */
	int total;
};

/* A title may break at its blanks: as wide as its longest word. */
static int
word_width(const char *s)
{
	int w = 0, most = 0;

	for (; *s != '\0'; s = g_utf8_next_char(s)) {
		w = *s == ' ' ? 0 : w + width_of_char(g_utf8_get_char(s));
		most = w > most ? w : most;
	}
	return most;
}

static void
measure_columns(const struct doc_table *t, struct layout *l)
{
	size_t i, k;
	int w;

	for (i = 0; i < t->ncolumns; i++)
		l->width[i] = word_width(t->columns[i].title);
	for (i = 0; i < t->ncells; i++) {
		k = i % t->ncolumns;
		w = width_of(t->cells[i].text);
		if (w > l->width[k])
			l->width[k] = w;
		if (t->cells[i].bar >= 0)
			l->bar[k] = 1;
	}
	for (i = 0; i < t->ncolumns; i++)
		l->total += l->width[i] + GAP + (l->bar[i] ? BAR + 1 : 0);
}

static void
squeeze(const struct doc_table *t, struct layout *l, int width)
{
	size_t i;

	l->bars = l->total <= width;
	for (i = 0; !l->bars && i < t->ncolumns; i++)
		l->total -= l->bar[i] ? BAR + 1 : 0;
	for (i = t->ncolumns; i-- > 0 && l->total > width;)
		if (t->columns[i].flags & COLUMN_SPARE) {
			l->total -= l->width[i] + GAP;
			l->width[i] = 0;
		}
	if (l->total > width)
		l->width[0] -= l->total - width;
	if (l->width[0] < NAME_MIN)
		l->width[0] = NAME_MIN;
}

/* The next line of each title; whether any title had one left. */
static int
head_line(struct page *p, const struct doc_table *t, const struct layout *l,
    const char **rest)
{
	int more = 0;
	char *part;
	size_t i, n;

	for (i = 0; i < t->ncolumns; i++) {
		if (l->width[i] == 0)
			continue;
		n = fit(rest[i], l->width[i]);
		part = xstrndup(rest[i], n);
		blanks(p->out, GAP);
		padded(
		    p, part, l->width[i], t->columns[i].flags & COLUMN_RIGHT);
		if (l->bars && l->bar[i])
			blanks(p->out, BAR + 1);
		free(part);
		for (rest[i] += n; *rest[i] == ' '; rest[i]++)
			continue;
		more |= *rest[i] != '\0';
	}
	buf_trim(p->out);
	buf_addc(p->out, '\n');
	return more;
}

static void
head(struct page *p, const struct doc_table *t, const struct layout *l)
{
	const char **rest = xcalloc(t->ncolumns, sizeof *rest);
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		rest[i] = t->columns[i].title;
	style(p, "\033[1m");
	while (head_line(p, t, l, rest))
		continue;
	plain(p, "\033[1m");
	free(rest);
}

static void
print_cell(struct page *p, const struct doc_table *t, const struct layout *l,
    const struct cell *c, size_t k)
{
	blanks(p->out, GAP);
	style(p, tints[c->mark]);
	padded(p, c->text, l->width[k], t->columns[k].flags & COLUMN_RIGHT);
	plain(p, tints[c->mark]);
	if (l->bars && l->bar[k]) {
		buf_addc(p->out, ' ');
		bar(p, c->bar > 0 ? c->bar : 0);
	}
}

static void
rows(struct page *p, const struct doc_table *t, const struct layout *l)
{
	size_t i, k;

	for (i = 0; i < t->ncells; i++) {
		k = i % t->ncolumns;
		if (l->width[k] > 0)
			print_cell(p, t, l, &t->cells[i], k);
		if (k + 1 < t->ncolumns)
			continue;
		buf_trim(p->out);
		buf_addc(p->out, '\n');
	}
}

static int
has_long_text(const struct doc_table *t)
{
	size_t i;

	for (i = 0; i < t->ncells; i++)
		if (width_of(t->cells[i].text) > LONG_TEXT)
			return 1;
	return 0;
}

static void
list(struct page *p, const struct doc_table *t)
{
	size_t i;

	for (i = 0; i < t->ncells; i++)
		wrapped(p, t->cells[i].text, i % t->ncolumns == 0 ? 2 : 6);
}

static void
table(struct page *p, const struct doc_table *t)
{
	struct layout l = { NULL, NULL, 0, 0 };

	if (has_long_text(t)) {
		list(p, t);
		return;
	}
	l.width = xcalloc(t->ncolumns, sizeof *l.width);
	l.bar = xcalloc(t->ncolumns, sizeof *l.bar);
	measure_columns(t, &l);
	squeeze(t, &l, p->width);
	head(p, t, &l);
	rows(p, t, &l);
	if (t->note != NULL)
		wrapped(p, t->note, GAP);
	free(l.width);
	free(l.bar);
}

static void
keys(struct page *p, const struct block *b)
{
	int label = 0, value = 0, w;
	const struct doc_key *k;
	size_t i;

	for (i = 0; i < b->nkeys; i++) {
		k = &b->keys[i];
		label = (w = width_of(k->label)) > label ? w : label;
		value = (w = width_of(k->value)) > value ? w : value;
	}
	for (i = 0; i < b->nkeys; i++) {
		k = &b->keys[i];
		blanks(p->out, GAP);
		padded(p, k->label, label, 0);
		blanks(p->out, GAP);
		style(p, "\033[1m");
		padded(p, k->value, value, 1);
		plain(p, "\033[1m");
		blanks(p->out, GAP);
		buf_adds(p->out, k->detail);
		buf_trim(p->out);
		buf_addc(p->out, '\n');
	}
}

static void
heat(struct page *p, const struct doc_heat *h)
{
	static const char *const shades[] = { "  ", "░░", "▒▒", "▓▓", "██" };
	int64_t most = 1, v;
	int label = 0, w;
	size_t i;

	for (i = 0; i < HEAT_ROWS * HEAT_COLUMNS; i++)
		most = h->v[i] > most ? h->v[i] : most;
	for (i = 0; i < HEAT_ROWS; i++)
		label = (w = width_of(h->rows[i])) > label ? w : label;
	blanks(p->out, GAP + label + GAP);
	for (i = 0; i < HEAT_COLUMNS; i += 3)
		buf_addf(p->out, "%02zu    ", i);
	buf_trim(p->out);
	for (i = 0; i < HEAT_ROWS * HEAT_COLUMNS; i++) {
		if (i % HEAT_COLUMNS == 0) {
			buf_addc(p->out, '\n');
			blanks(p->out, GAP);
			padded(p, h->rows[i / HEAT_COLUMNS], label + GAP, 0);
		}
		v = h->v[i];
		buf_adds(p->out, shades[v > 0 ? 1 + (v - 1) * 4 / most : 0]);
	}
	buf_addc(p->out, '\n');
	wrapped(p, h->caption, GAP);
}

static void
write_block(struct page *p, const struct block *b)
{
	if (b->kind != BLOCK_LINES)
		buf_addc(p->out, '\n');
	switch (b->kind) {
	case BLOCK_TEXT:
		wrapped(p, b->text, 0);
		break;
	case BLOCK_KEYS:
		keys(p, b);
		break;
	case BLOCK_TABLE:
		table(p, &b->table);
		break;
	case BLOCK_HEAT:
		heat(p, &b->heat);
		break;
	case BLOCK_LINES: /* the table beside it says it */
		break;
	}
}

static void
write_term(const struct doc *d, struct buf *out, const struct paper *paper)
{
	struct page p = { out, paper->width, paper->colour };
	size_t i, k;

	style(&p, "\033[1m");
	wrapped(&p, d->title, 0);
	plain(&p, "\033[1m");
	style(&p, tints[MARK_DIM]);
	wrapped(&p, d->subtitle, 0);
	plain(&p, tints[MARK_DIM]);
	for (i = 0; i < d->n; i++) {
		buf_addc(out, '\n');
		style(&p, "\033[1m");
		wrapped(&p, d->sections[i].title, 0);
		plain(&p, "\033[1m");
		for (k = 0; k < d->sections[i].n; k++)
			write_block(&p, d->sections[i].blocks[k]);
	}
}

const struct format format_term = { "term", NULL, 0, write_term };
