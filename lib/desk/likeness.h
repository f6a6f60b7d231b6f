/*
 * desk/likeness.h - names and addresses in the form in which they are compared
 *
 * Two people may share both: a likeness finds and proposes, and never joins
 * (store/customer.h).
 *
 * A name is folded, without marks and signs, and kept once for each word that
 * it may begin with: "Anna Krause" is found by "krause", and equals "KRAUSE,
 * Anna".  An address is postcode, street and country.
 */
#ifndef DESK_LIKENESS_H
#define DESK_LIKENESS_H

#include "rec/rec.h"
#include "store/customer.h"

/* NAME may be NULL. */
int likeness_name(
    struct db *, int64_t customer, const char *name, struct err *);
/* Name and address of an order's buyer. */
int likeness_order(
    struct db *, int64_t customer, struct rec *order, struct err *);
/* The form in which a name is looked up; "" when nothing is left of it. */
const char *likeness_folded(const char *name, struct arena *);

#endif
