/*
 * insight/stat.h - percentiles, shares and their intervals
 *
 * Percentiles are by nearest rank: the smallest value with at least P of the
 * values at or below it.  Intervals are 95 %.
 */
#ifndef INSIGHT_STAT_H
#define INSIGHT_STAT_H

#include <stddef.h>
#include <stdint.h>

/* Values to be ranked; sorted by stat_sort, once. */
struct sample {
	int64_t *v;
	size_t n, cap;
};

void sample_add(struct sample *, int64_t);
void sample_sort(struct sample *);
void sample_free(struct sample *);

/* P from 0 to 1 of a sorted sample; 0 when it is empty. */
int64_t sample_percentile(const struct sample *, double p);

struct interval {
	double low, high;
};

/*
 * Of the median of a sorted sample, by order statistics: the ranks
 * n/2 -+ 1.96 sqrt(n)/2 (normal approximation to the binomial), clipped.
 */
struct interval sample_median_interval(const struct sample *);

/*
 * Wilson's score interval of K of N (Wilson 1927): 8 of 10 is 0.4902 to
 * 0.9433.  N of 0: 0 to 1.
 */
struct interval share_interval(int64_t k, int64_t n);
/*
 * P(X >= K) of a binomial: how likely K or more of N are when each comes with
 * P.  Exact sum: 15 of 20 at 1/2 is 0.020695.
 */
double binomial_tail(int64_t k, int64_t n, double p);

/*
 * Benjamini-Hochberg: N p-values become the false discovery rates at which
 * each would be called, in their places; M of N and more were tested, the
 * others with 1.
 */
void adjust_many(double *p, size_t n, size_t m);

#endif
