/*
 * cmd/ha-send/send.h - deliver the outbox, once
 *
 * main.c knows the command line, deliver.c one account's ready rows, book.c
 * what the desk keeps of a delivery, list.c and settle.c the verbs.
 */
#ifndef SEND_SEND_H
#define SEND_SEND_H

#include "channel/channel.h"
#include "conf/config.h"
#include "store/reply.h"

/* Deliver what is ready in one account; the exit status. */
int deliver_account(
    const struct config *, struct db *, const struct conf_account *);

/*
 * The row is sent: the mail is a message of the ticket from now on, one event
 * says so.  In the caller's transaction.
 */
int book_sent(struct db *, const struct reply *, int64_t now, struct err *);

int verb_list(char **args);
int verb_approve(char **args);
int verb_retry(char **args);
int verb_cancel(char **args);
int verb_reconcile(char **args);

/* --sent of reconcile, --as of all. */
extern int settle_sent;
extern const char *send_as;

#endif
