/* chart/svg.c - plain geometry as inline SVG */
#include <inttypes.h>
#include <math.h>

#include "chart/svg.h"

enum { WIDE = 1000, TALL = 200, SQUARE = 20, GAP = 2 };

void
svg_escape(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&':
			buf_adds(b, "&amp;");
			break;
		case '<':
			buf_adds(b, "&lt;");
			break;
		case '>':
			buf_adds(b, "&gt;");
			break;
		case '"':
			buf_adds(b, "&quot;");
			break;
		case '\'':
			buf_adds(b, "&#39;");
			break;
		default:
			buf_addc(b, *s);
		}
}

static void
begin(struct buf *b, const char *label, int wide, int tall)
{
	buf_addf(b,
	    "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
	    "role=\"img\" aria-label=\"",
	    wide, tall);
	svg_escape(b, label);
	buf_adds(b, "\">");
}

/* A point in the middle of its part of the width. */
static double
x_of(const struct svg_lines *l, size_t i)
{
	return ((double)i + 0.5) / (double)l->n * WIDE;
}

static double
y_of(const struct svg_lines *l, double v)
{
	double low = l->ticks->at[0], high = l->ticks->at[l->ticks->n - 1];

	return TALL - (v - low) / (high - low) * TALL;
}

static void
path(struct buf *b, const struct svg_lines *l, const struct svg_series *s)
{
	int drawing = 0;
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (isnan(s->v[i])) {
			drawing = 0;
			continue;
		}
		buf_addf(b, "%c%.1f %.1f", drawing ? 'L' : 'M', x_of(l, i),
		    y_of(l, s->v[i]));
		drawing = 1;
	}
}

/* A stroke of no length with a round cap is a point that never stretches. */
static void
points(struct buf *b, const struct svg_lines *l, const struct svg_series *s,
    size_t nth)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (isnan(s->v[i]))
			continue;
		buf_addf(b, "<path class=\"p a%zu\" d=\"M%.1f %.1fh0\"><title>",
		    nth, x_of(l, i), y_of(l, s->v[i]));
		svg_escape(b, l->titles[i]);
		buf_addf(b, ": %.6g</title></path>", s->v[i]);
	}
}

void
svg_lines(struct buf *b, const struct svg_lines *l)
{
	const struct svg_series *s;
	size_t i;

	begin(b, l->label, WIDE, TALL);
	for (i = 0; i < l->ticks->n; i++)
		buf_addf(b, "<path class=\"grid\" d=\"M0 %.1fH%d\"/>",
		    y_of(l, l->ticks->at[i]), WIDE);
	for (i = l->nseries; i-- > 0;) {
		s = &l->series[i];
		buf_addf(b, "<path class=\"l a%zu%s\" d=\"", i,
		    s->dashed ? " dash" : "");
		path(b, l, s);
		buf_adds(b, "\"/>");
		if (!s->dashed)
			points(b, l, s, i);
	}
	buf_adds(b, "</svg>");
}

/* Squares of nothing are one path and have no title. */
static void
cold(struct buf *b, const struct svg_heat *h)
{
	size_t i;

	buf_adds(b, "<path class=\"cold\" d=\"");
	for (i = 0; i < h->rows * h->columns; i++)
		if (h->v[i] == 0)
			buf_addf(b, "M%zu %zuh%dv%dh-%dz",
			    i % h->columns * SQUARE, i / h->columns * SQUARE,
			    SQUARE - GAP, SQUARE - GAP, SQUARE - GAP);
	buf_adds(b, "\"/>");
}

void
svg_heat(struct buf *b, const struct svg_heat *h)
{
	int64_t most = 1, v;
	size_t i;

	for (i = 0; i < h->rows * h->columns; i++)
		if (h->v[i] > most)
			most = h->v[i];
	begin(b, h->label, (int)h->columns * SQUARE, (int)h->rows * SQUARE);
	cold(b, h);
	for (i = 0; i < h->rows * h->columns; i++) {
		v = h->v[i];
		if (v == 0)
			continue;
		buf_addf(b,
		    "<rect class=\"heat\" x=\"%zu\" y=\"%zu\" "
		    "fill-opacity=\"%.2f\"><title>",
		    i % h->columns * SQUARE, i / h->columns * SQUARE,
		    0.12 + 0.88 * sqrt((double)v / (double)most));
		svg_escape(b, h->names[i / h->columns]);
		buf_addf(b, " %02zu:00: %" PRId64 "</title></rect>",
		    i % h->columns, v);
	}
	buf_adds(b, "</svg>");
}
