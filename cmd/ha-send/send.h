/*
 * cmd/ha-send/send.h - deliver the outbox, once
 *
 * main.c knows the command line, deliver.c one account's ready rows, book.c
 * what the desk keeps of a delivery, list.c, show.c, settle.c and reconcile.c
 * the verbs, pick.c which rows these are about.
 */
#ifndef SEND_SEND_H
#define SEND_SEND_H

#include "answer/limits.h"
#include "channel/channel.h"
#include "common/open.h"
#include "desk/desk.h"
#include "store/reply.h"

/* Deliver what is ready in one account; the exit status. */
int deliver_account(
    const struct config *, struct db *, const struct conf_account *);

/*
 * The row is sent: the mail is a message of the ticket from now on, one event
 * says so.  In the caller's transaction.
 */
int book_sent(struct db *, const struct reply *, int64_t now, struct err *);

/* Who decides, and where. */
struct office {
	struct config *config;
	struct db *db;
	struct desk *desk;    /* opened when an answer stops clocks */
	struct limits limits; /* read when a letter to many is let go */
	struct actor actor;
	struct decider who; /* the same, for the audit */
	struct arena arena;
};
void office_open(struct office *);
void office_look(struct office *); /* only to read */
/* The exit status: STATUS, or that of ERR, which is told. */
int office_close(struct office *, int status, const struct err *);

/* What a verb does with one row, and the statuses it may be in. */
struct act {
	const char *name;
	unsigned from;
	int (*run)(struct office *, const struct reply *, struct err *);
};
/* The same for all that ARGS name or find; the exit status. */
int settle_all(const struct act *, char **args);

int verb_list(char **args);
int verb_show(char **args);
int verb_approve(char **args);
int verb_retry(char **args);
int verb_cancel(char **args);
int verb_reconcile(char **args);

/* --sent of reconcile, --as of all. */
extern int settle_sent;
extern const char *send_as;

#endif
