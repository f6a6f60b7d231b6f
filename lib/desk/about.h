/*
 * desk/about.h - what a ticket is about, as far as its order says
 *
 * A ticket may be older than what we know of its order: the buyer's number
 * becomes the platform's, and SKU, country and carrier are filled in as if the
 * order and its parcels had been there before.  What the ticket knows by
 * itself, or a person has set, stays.
 */
#ifndef DESK_ABOUT_H
#define DESK_ABOUT_H

#include <jansson.h>

#include "desk/desk.h"
#include "store/order.h"

/* The order of T, of its account or of any other: 1, 0, -1. */
int about_find(struct desk *, const struct ticket *, struct order *,
    struct arena *, struct err *);
/* What rules may ask of it: the member "order" of "ticket". */
json_t *about_scene(const struct order *, struct arena *);

/* Fill in T from its order.  0, -1. */
int about_order(struct desk *, const struct order *, struct ticket *,
    struct arena *, struct err *);
/* The same for every ticket that names the order, by its number too. */
int about_all(
    struct desk *, const struct order *, struct arena *, struct err *);

#endif
