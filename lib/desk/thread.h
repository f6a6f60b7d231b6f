/*
 * desk/thread.h - which ticket a message belongs to
 *
 * In this order: the platform's conversation; In-Reply-To and References; the
 * token in the subject; the same customer's ticket about the same order while
 * it is open or may be reopened; else a new one.  Headers and tokens only
 * suggest: the sender must take part in the ticket already.  A merged ticket
 * is the one it was merged into; one resolved longer ago than its window
 * stays closed, and a new one begins.
 */
#ifndef DESK_THREAD_H
#define DESK_THREAD_H

#include "desk/desk.h"
#include "rec/rec.h"

/* A message, as far as routing asks for it again and again. */
struct letter {
	int64_t account;
	int64_t row;	  /* in the store */
	int64_t customer; /* 0: nobody we could know */
	int64_t by;	  /* the part of it whose identity it came by */
	int met;	  /* the customer was there before */
	int64_t at;	  /* when the mailbox or platform had it */
	const char *channel, *account_name, *external_id;
	const char *thread;  /* or NULL */
	const char *subject; /* "" when there is none */
	const char *order;   /* as the store knows it, or NULL */
	int mail;
	int out; /* we wrote it, elsewhere */
	int history;
	int automatic;	    /* no person wrote it */
	int noreply;	    /* an answer reaches nobody */
	const char *failed; /* a bounce: whom a mail did not reach */
};

enum { THREAD_UNKNOWN = 10 };

struct threading {
	struct ticket ticket; /* number 0: a new one */
	const char *how;      /* "conversation" "reply" "token" "order" */
	int64_t suggested;    /* may belong to this one; 0 */
	/* Ids that it answers and that nobody knows yet. */
	const char *unknown[THREAD_UNKNOWN];
	size_t nunknown;
};

int thread_find(struct desk *, struct rec *, const struct letter *,
    struct threading *, struct err *);

/*
 * The letter has TICKET: mails that it answers will find it there when they
 * come, and if it was awaited itself, it is no longer.
 */
int thread_await(struct desk *, struct rec *, const struct letter *,
    const struct threading *, int64_t ticket, struct err *);

#endif
