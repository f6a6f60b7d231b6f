/*
 * store/keep.h - the one way into the table of messages (for lib/store only)
 */
#ifndef STORE_KEEP_H
#define STORE_KEEP_H

#include <stddef.h>

#include "store/db.h"

struct message_new {
	int64_t account, ticket;
	const char *external_id, *mail_id, *author;
	const char *class; /* JSON, or NULL */
	int out, automatic, history, reply_owed;
	int64_t sent_at, received_at;
	const char *record;
	size_t record_len;
	const char *words; /* or NULL */
	int later;	   /* they come by index_some */
};

/* Store one that is not known, with its words and its class's signals. */
int message_keep(
    struct db *, const struct message_new *, int64_t *row, struct err *);

/* class.signals become rows, so that a list can be filtered by them. */
int message_signals(
    struct db *, int64_t ticket, const char *class_json, struct err *);

#endif
