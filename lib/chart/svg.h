/*
 * chart/svg.h - plain geometry as inline SVG
 *
 * No text but titles (the browser's own tooltip): labels are HTML beside the
 * drawing, so that fonts, widths and wrapping are the browser's.  A drawing
 * stretches to the width it is given; strokes and points keep theirs.  Colours
 * are classes of the page's sheet: a0 a1 (series), grid, heat.
 */
#ifndef CHART_SVG_H
#define CHART_SVG_H

#include "base/buf.h"
#include "chart/ticks.h"

/* Append S escaped for text and attributes of HTML and XML. */
void svg_escape(struct buf *, const char *s);

struct svg_series {
	const double *v; /* NAN: a gap */
	const char *label;
	int dashed;
};
struct svg_lines {
	const char *label;	   /* of the drawing */
	size_t n;		   /* points */
	const char *const *titles; /* of the points */
	const struct svg_series *series;
	size_t nseries;
	const struct ticks *ticks; /* of the values */
};
void svg_lines(struct buf *, const struct svg_lines *);

/*
 * ROWS x COLUMNS squares, as dark as the root of their share of the highest;
 * the sheet gives rect.heat its width and height, 18 of 20.
 */
struct svg_heat {
	const char *label;
	const char *const *names; /* of the rows */
	size_t rows, columns;
	const int64_t *v;
};
void svg_heat(struct buf *, const struct svg_heat *);

#endif
