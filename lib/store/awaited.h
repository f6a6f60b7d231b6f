/*
 * store/awaited.h - mails that others answer and that have not come yet
 *
 * An answer may come before the mail that it answers.  Its ticket is noted
 * under the id of what it names, and found by that mail when it comes, and by
 * other answers to it.  Ids are kept as keys of 63 bits: who finds a ticket
 * here asks whether the sender takes part in it.
 */
#ifndef STORE_AWAITED_H
#define STORE_AWAITED_H

#include "store/db.h"

/* Of a ticket that answers the mail; noted once. */
int awaited_add(struct db *, const char *mail_id, int64_t account,
    int64_t ticket, struct err *);
/* The oldest ticket that answers the mail, 0 none, -1. */
int64_t awaited_ticket(struct db *, const char *mail_id, struct err *);
/* The mail has come. */
int awaited_came(struct db *, const char *mail_id, struct err *);

#endif
