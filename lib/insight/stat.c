/* insight/stat.c - percentiles, shares and their intervals */
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "insight/stat.h"

static const double z95 = 1.959963984540054;

void
sample_add(struct sample *s, int64_t v)
{
	xgrow(&s->v, &s->cap, s->n + 1, sizeof *s->v);
	s->v[s->n++] = v;
}

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

void
sample_sort(struct sample *s)
{
	if (s->n > 1)
		qsort(s->v, s->n, sizeof *s->v, by_value);
}

void
sample_free(struct sample *s)
{
	free(s->v);
	s->v = NULL;
	s->n = s->cap = 0;
}

int64_t
sample_percentile(const struct sample *s, double p)
{
	size_t rank;

	if (s->n == 0)
		return 0;
	/* 0.9 * 10 is a hair above 9: a rank must not tip over by rounding */
	rank = (size_t)ceil(p * (double)s->n - 1e-9);
	if (rank == 0)
		rank = 1;
	return s->v[(rank < s->n ? rank : s->n) - 1];
}

struct interval
sample_median_interval(const struct sample *s)
{
	struct interval i = { 0, 0 };
	double half = z95 * sqrt((double)s->n) / 2;
	double low = floor((double)s->n / 2 - half);
	double high = ceil((double)s->n / 2 + half + 1);

	if (s->n == 0)
		return i;
	if (low < 1)
		low = 1;
	if (high > (double)s->n)
		high = (double)s->n;
	i.low = (double)s->v[(size_t)low - 1];
	i.high = (double)s->v[(size_t)high - 1];
	return i;
}

struct interval
share_interval(int64_t k, int64_t n)
{
	struct interval i = { 0, 1 };
	double p, z2 = z95 * z95, mid, half, by;

	if (n <= 0)
		return i;
	p = (double)k / (double)n;
	by = 1 + z2 / (double)n;
	mid = p + z2 / (2 * (double)n);
	half = z95 *
	       sqrt(p * (1 - p) / (double)n + z2 / (4 * (double)n * (double)n));
	/* rounding must not lead a share out of 0 to 1 */
	i.low = fmax(0, (mid - half) / by);
	i.high = fmin(1, (mid + half) / by);
	return i;
}

/* From the term of K upwards, each by its ratio to the one before. */
double
binomial_tail(int64_t k, int64_t n, double p)
{
	double term, sum;
	int64_t i;

	if (k <= 0)
		return 1;
	if (k > n || p <= 0)
		return 0;
	if (p >= 1)
		return 1;
	term = exp(lgamma((double)n + 1) - lgamma((double)k + 1) -
		   lgamma((double)(n - k) + 1) + (double)k * log(p) +
		   (double)(n - k) * log1p(-p));
	sum = term;
	for (i = k; i < n && term > sum * 1e-17; i++) {
		term *= (double)(n - i) / (double)(i + 1) * p / (1 - p);
		sum += term;
	}
	return sum < 1 ? sum : 1;
}

static int
by_p(const void *a, const void *b)
{
	double x = **(double *const *)a, y = **(double *const *)b;

	return (x > y) - (x < y);
}

void
adjust_many(double *p, size_t n, size_t m)
{
	double **order = xarray(n + 1, sizeof *order), least = 1, q;
	size_t i;

	for (i = 0; i < n; i++)
		order[i] = &p[i];
	qsort(order, n, sizeof *order, by_p);
	for (i = n; i-- > 0;) {
		q = *order[i] * (double)m / (double)(i + 1);
		least = q < least ? q : least;
		*order[i] = least;
	}
	free(order);
}
