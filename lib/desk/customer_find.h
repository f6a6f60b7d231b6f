/*
 * desk/customer_find.h - customers by what people type
 *
 * A word is a reference (c881), an address, a phone number, the number of an
 * order, a platform's id, or the beginning of a name, tried in this order.
 * Beside words the query language is understood as far as customers have its
 * fields: customer from tag country lang order channel account shop.
 */
#ifndef DESK_CUSTOMER_FIND_H
#define DESK_CUSTOMER_FIND_H

#include "desk/desk.h"
#include "rule/query.h"

struct customer_find {
	const char *words; /* or NULL */
	const struct query *query;
	long limit;
};

/* Roots that are not erased, each once; the number, or -1. */
int customer_search(struct desk *, const struct customer_find *, struct arena *,
    int (*each)(int64_t id, void *), void *, struct err *);

#endif
