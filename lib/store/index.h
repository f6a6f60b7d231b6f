/*
 * store/index.h - the full text, added later
 *
 * The words are a good part of storing a message.  A large import leaves them
 * out (intake_message.later) and adds them here when the machine is quiet;
 * until then a search does not find the message.
 */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include "base/buf.h"
#include "store/db.h"

/* How many messages wait; -1. */
int64_t index_waiting(struct db *, struct err *);

/*
 * Add the words of at most MAX that wait, oldest first, in one transaction.
 * WORDS appends what the full text keeps of a message.  Returns how many, 0
 * when none is left, -1.
 */
int index_some(struct db *, int max,
    void (*words)(const char *subject, const char *text, struct buf *),
    struct err *);

#endif
