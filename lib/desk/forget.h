/*
 * desk/forget.h - a person is forgotten, or gets all that we hold
 */
#ifndef DESK_FORGET_H
#define DESK_FORGET_H

#include <jansson.h>

#include "store/erase.h"

struct forget {
	const char *uri;   /* of the database, or of what DB will replace */
	const char *files; /* the folder of attachments */
	const char *actor, *by;
	int64_t now;
	int dry_run; /* count, change nothing */
	/* counted */
	int64_t tickets, messages, orders, replies, quarantined, removed;
};

/*
 * The person of ID with all parts (store/erase.h), in one transaction of its
 * own; then the database is rewritten without the freed bytes.  1 done, 0
 * there was nothing left to do, -1: ERR_NOINPUT when there is no such
 * customer, ERR_AGAIN when it must be tried again.
 */
int forget_customer(struct db *, int64_t id, struct forget *, struct err *);

/*
 * Forget again, in DB that is a copy of the database at F's uri, whom that
 * one had forgotten, and nobody else: who was one with them when the copy was
 * made is unmerged first.  The caller has the files alone (base/blob.h).  How
 * many, or -1.
 */
int forget_again(struct db *, struct forget *, struct err *);

#endif
