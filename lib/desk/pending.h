/*
 * desk/pending.h - messages of a person that have no ticket yet
 */
#ifndef DESK_PENDING_H
#define DESK_PENDING_H

#include "store/db.h"

/* EACH gets the rows of those that name CUSTOMER, a root; it may write. */
int pending_by(struct db *, int64_t customer, int (*each)(int64_t row, void *),
    void *, struct err *);

#endif
