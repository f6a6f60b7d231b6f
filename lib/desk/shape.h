/*
 * desk/shape.h - tickets that become one, or two, or begin with us
 *
 * As the functions of desk/verb.h: inside the caller's transaction, an event
 * for each ticket that changes; 1 done, 0 there was nothing to do, -1.
 *
 *	merged		into, status		of the one that ends
 *	absorbed	from			of the one that stays
 *	split		into, messages		of the one they leave
 *	opened		split_from, messages	of the one they make
 *	linked		to
 */
#ifndef DESK_SHAPE_H
#define DESK_SHAPE_H

#include "desk/verb.h"

/*
 * FROM becomes part of INTO: its messages, tags, drafts and tasks go over, and
 * what waits for an answer in it waits in INTO.  INTO is no part of another.
 * ERR_NO: the two are one already, INTO is resolved, or FROM is another
 * customer's and FORCE is 0.
 */
int shape_merge(const struct deed *, struct ticket *into, struct ticket *from,
    int force, struct err *);

/*
 * These messages (rows of T) make a ticket of their own, *MADE.  T keeps at
 * least one message.
 */
int shape_split(const struct deed *, struct ticket *t, const int64_t *rows,
    size_t n, struct ticket *made, struct err *);

int shape_link(
    const struct deed *, struct ticket *, int64_t other, struct err *);

/*
 * A ticket that we begin: LIKE is the customer's newest, whose account,
 * language and country it takes.  It waits for the customer.
 */
int shape_new(const struct deed *, const struct ticket *like,
    const char *subject, struct ticket *made, struct err *);

#endif
