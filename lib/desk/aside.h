/*
 * desk/aside.h - words that ask for nothing
 *
 * A machine's mail, and "thanks" on a ticket that is resolved, become events
 * of their own type: they stand in the ticket, and neither wake it nor move
 * its clocks.
 */
#ifndef DESK_ASIDE_H
#define DESK_ASIDE_H

#include "desk/letter.h"
#include "store/ticket.h"

/* "machine" or "thanks", the kind of the event; NULL: somebody must look. */
const char *aside_kind(
    const struct rec *, const struct letter *, const struct ticket *);

#endif
