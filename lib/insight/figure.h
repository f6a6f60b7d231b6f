/*
 * insight/figure.h - figures out of facts
 */
#ifndef INSIGHT_FIGURE_H
#define INSIGHT_FIGURE_H

#include "insight/metric.h"

struct figure {
	const struct metric *metric;
	int known;	  /* there is a value */
	double value;	  /* ms, a share, a mean, a count */
	int64_t n;	  /* it is of so many */
	int64_t hits;	  /* of these */
	int64_t open;	  /* not told yet */
	double sum;	  /* of the values */
	int bounded;	  /* there is an interval */
	double low, high; /* 95 % */
	double p90;	  /* UNIT_TIME */
};

/* Of all facts. */
struct figure figure_of(const struct measure *, const struct metric *);

/*
 * Per group: as many as measure_groups says, and behind them the facts that
 * are in no group.  The caller's.
 */
struct figure *figures_by(
    const struct measure *, const struct metric *, enum group);

/* EACH ticket that counts (or is open), by number of fact. */
void figure_explain(const struct measure *, const struct metric *,
    void (*each)(int64_t number, enum pick, int64_t value, void *), void *);

#endif
