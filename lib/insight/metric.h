/*
 * insight/metric.h - every figure, defined once
 *
 * A metric says of each fact whether it counts and with what value; from that
 * come the figure, its grouping and the tickets behind it.  The table is
 * metric.def; ha-metrics(7) is held against it.
 */
#ifndef INSIGHT_METRIC_H
#define INSIGHT_METRIC_H

#include "insight/measure.h"

enum unit {
	UNIT_COUNT, /* how many hits */
	UNIT_SHARE, /* hits of all that were decided */
	UNIT_TIME,  /* ms: median, p90 */
	UNIT_MEAN,  /* of the values */
	UNIT_RATE   /* hits per order line shipped */
};
enum basis {
	BASIS_COHORT, /* tickets begun in the period, as they stand */
	BASIS_EVENT,  /* what happened in the period */
	BASIS_END     /* what held at the end of the period */
};
enum pick {
	PICK_OUT,  /* does not belong here */
	PICK_OPEN, /* belongs, but cannot be told yet */
	PICK_MISS, /* counts below the line only */
	PICK_HIT   /* counts, with its value */
};
enum { LANGS = 2 }; /* en, zh */

struct metric {
	const char *id;
	enum unit unit;
	enum basis basis;
	/* One of them. */
	enum pick (*ticket)(const struct ticket_fact *, int64_t *value);
	enum pick (*run)(const struct run_fact *, int64_t *value);
	enum pick (*letter)(const struct letter_fact *, int64_t *value);
	const char *name[LANGS], *text[LANGS];
};

/* In the order of the table; the last has a NULL id. */
extern const struct metric metrics[];

const struct metric *metric_find(const char *id);
/* In the language in force. */
const char *metric_name(const struct metric *);
const char *metric_text(const struct metric *);
const char *metric_unit(const struct metric *);	 /* "share" */
const char *metric_basis(const struct metric *); /* "cohort" */

#endif
