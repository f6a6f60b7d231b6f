/*
 * sense/regress.h - logistic regression by LIBLINEAR
 *
 * Only training needs it, so it is opened at the first call (base/late.h).
 * The optimiser's own words stay in regress.c: <linear.h> calls things by
 * names that are taken here.
 */
#ifndef SENSE_REGRESS_H
#define SENSE_REGRESS_H

/* As LIBLINEAR's feature_node; index counts from 1, -1 ends a row. */
struct term {
	int index;
	double value;
};

/*
 * Weights W[NTERMS] that tell the N rows X for which YES is set from the
 * others, the more freely the greater C.  0 and W untouched when all rows
 * say the same.
 */
int regress(struct term *const *x, const unsigned char *yes, int n, int nterms,
    double c, float *w);

#endif
