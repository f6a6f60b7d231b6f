/*
 * cmd/ha-send/pick.h - replies by the words of a query
 *
 * A row of the outbox is held against a query as the record that
 * `ha-send list -j` prints.
 */
#ifndef SEND_PICK_H
#define SEND_PICK_H

#include <jansson.h>

#include "common/refs.h"
#include "rec/rec.h"
#include "rule/query.h"
#include "send.h"

struct pick {
	struct query query;
	struct rec *rec;
	struct buf line;
	int64_t now;
};

/* To be closed, also when it fails.  ME is who `mine` is, or NULL. */
int pick_open(struct pick *, char **words, const struct config *,
    const char *me, struct err *);
void pick_close(struct pick *);

/* The row as a record; the caller's. */
json_t *pick_json(const struct reply *);
/* No words: everything fits. */
int pick_fits(struct pick *, const json_t *);

/*
 * What a verb applies to: references, or the rows in one of STATUSES (bits 1u
 * << enum reply_status) that a query finds.
 */
int pick_refs(struct office *, unsigned statuses, char **args, struct refs *,
    struct err *);

#endif
