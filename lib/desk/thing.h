/*
 * desk/thing.h - orders, shipments, returns and reviews that pass the desk
 */
#ifndef DESK_THING_H
#define DESK_THING_H

#include "desk/desk.h"
#include "rec/rec.h"

/*
 * Store the record if it is not known; an order belongs to its buyer from
 * then on.  ERR_DATA when it lacks what names it.
 */
int thing_keep(struct desk *, struct rec *, int64_t now, struct err *);

#endif
