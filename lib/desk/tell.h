/*
 * desk/tell.h - events of a ticket, and a ticket as JSON
 */
#ifndef DESK_TELL_H
#define DESK_TELL_H

#include <jansson.h>

#include "desk/desk.h"

/*
 * Add an event to T's chain.  DATA (ids and codes, hashed) and CONTENT
 * (personal, erasable) may be NULL; both are stolen, also on failure.
 */
int desk_tell(struct desk *, const struct ticket *, int64_t at,
    const char *kind, const char *actor, json_t *data, json_t *content,
    struct err *);

/* What desk_tell writes as data; the caller's.  Frees JSON. */
char *desk_text(json_t *);

/*
 * The "ticket" member of a record.  IS_NEW below 0 leaves "new" out; TAGS and
 * CUSTOMER_TAGS are stolen lists or NULL.
 */
json_t *desk_ticket_json(
    const struct ticket *, int is_new, json_t *tags, json_t *customer_tags);

/* Lists for it; NULL on failure. */
json_t *desk_tags(struct desk *, int64_t ticket, struct err *);
json_t *desk_customer_tags(struct desk *, int64_t customer, struct err *);

#endif
