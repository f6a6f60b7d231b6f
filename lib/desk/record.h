/*
 * desk/record.h - a ticket as a record
 *
 * Rules that look at a ticket long after a message came in must find what
 * they found then.  So its record is that of the newest message which a clock
 * sees, with what the row knows by now: the intent and the article may have
 * been set by a person, the carrier and the country come with an order.
 */
#ifndef DESK_RECORD_H
#define DESK_RECORD_H

#include <jansson.h>

#include "desk/desk.h"
#include "rec/rec.h"

/*
 * What the row alone knows, in the shape of a record; NULL on failure.  The
 * account, the subject, "from", "class" and "ticket" are always there.
 */
json_t *desk_ticket_shape(struct desk *, const struct ticket *, struct err *);

/* For rules; LINE holds its text and is the caller's. */
int desk_record(struct desk *, const struct ticket *, struct rec *,
    struct buf *line, struct err *);

#endif
