/*
 * insight/report.h - a report out of facts
 *
 * Sections are rows of a table; each writes itself into the document from
 * the figures of the period and, when one is given, of the period compared.
 */
#ifndef INSIGHT_REPORT_H
#define INSIGHT_REPORT_H

#include "insight/doc.h"
#include "insight/figure.h"

struct report_source {
	const struct measure *now;
	const struct measure *before; /* or NULL */
	const char *title;	      /* of the shop, or NULL */
	const char *query;	      /* as typed, or NULL */
	const char *const *only;      /* ids of sections, NULL: all */
	int brief;		      /* the summary alone */
	int all;		      /* no list is cut */
	/* An intent's name in the reader's language. */
	const char *(*intent)(const char *id, void *);
	const char *(*detail)(const char *id, void *);
	void *arg;
};

struct doc *report_write(const struct report_source *);

/* The ids of the sections, in their order; NULL at the end. */
const char *report_section(size_t i);

/* A figure as JSON: metric, unit, basis, value, n, ... */
json_t *report_figure_json(const struct figure *);

#endif
