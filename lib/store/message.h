/*
 * store/message.h - stored messages
 */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H

#include <stddef.h>

#include "store/db.h"

struct message {
	int64_t id; /* row number */
	int64_t account;
	const char *channel, *account_name;
	const char *external_id;
	const char *mail_id; /* or NULL */
	int64_t ticket;	     /* 0: not routed yet */
	int out;	     /* we wrote it */
	int automatic;	     /* of an out: no person wrote it */
	int history;
	int64_t sent_at, received_at;
	const char *author; /* agent of an out; the colleague who wrote an in */
	const char *record; /* JSON as fetched or sent */
	size_t record_len;
	const char *class; /* JSON of "class", or NULL */
	int reply_owed;	   /* 1 owed, 2 decided, 0 never */
};

/* 1 found, 0 not, -1.  ID is "channel/account/external_id" (encoded). */
int message_by_id(struct db *, const char *id, struct message *, struct arena *,
    struct err *);
int message_by_row(
    struct db *, int64_t row, struct message *, struct arena *, struct err *);
/* The row and its ticket (0: not routed yet) alone: 1, 0, -1. */
int message_known(struct db *, int64_t account, const char *external_id,
    int64_t *row, int64_t *ticket, struct err *);
/* Newest first that carries this Message-ID in the account's channel. */
int message_by_mail_id(struct db *, const char *channel, const char *mail_id,
    struct message *, struct arena *, struct err *);
/* Of a ticket, oldest first. */
int message_of_ticket(struct db *, int64_t ticket, struct arena *,
    int (*each)(const struct message *, void *), void *, struct err *);
/*
 * The customer's newest words in a ticket: not ours, and not what a colleague
 * wrote in.  1, 0 there are none, -1.
 */
int message_newest(struct db *, int64_t ticket, struct arena *,
    struct message *, struct err *);
/* Of one part of a customer, in tickets that came by somebody else. */
int message_of_customer(struct db *, int64_t customer, struct arena *,
    int (*each)(const struct message *, void *), void *, struct err *);

/* What ha-route commits: the ticket and the class it was routed by. */
int message_take(struct db *, int64_t row, int64_t ticket,
    const char *class_json, int reply_owed, struct err *);
/* ha-reply has decided. */
int message_reply_decided(struct db *, int64_t row, struct err *);
/* It came in from one of us: no customer's words. */
int message_by_colleague(
    struct db *, int64_t row, const char *who, struct err *);
int message_move(struct db *, int64_t row, int64_t ticket, struct err *);

/* An answer that left: a row of direction "out".  Returns the row, or -1. */
struct message_out {
	int64_t account, ticket;
	int64_t answers; /* row of the message that it answers, or 0 */
	const char *external_id, *mail_id, *author;
	int automatic;
	int64_t sent_at;
	const char *record;
	size_t record_len;
	const char *words;
};
int64_t message_sent(struct db *, const struct message_out *, struct err *);

/* The raw bytes as they came; 1, 0, -1. */
struct buf;
int message_raw(struct db *, int64_t row, struct buf *, struct err *);

#endif
