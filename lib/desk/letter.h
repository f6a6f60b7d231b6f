/*
 * desk/letter.h - a message of the pipe: read, stored, its sender known
 */
#ifndef DESK_LETTER_H
#define DESK_LETTER_H

#include "desk/desk.h"
#include "rec/rec.h"
#include "store/order.h"

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

/*
 * Read what a message must have; ERR_DATA when it lacks something.  Touches
 * no database but for the account's row.
 */
int letter_read(struct desk *, struct rec *, struct letter *, struct err *);

/*
 * Set its row, or 0 when it was never fetched.  *TICKET is the one that it
 * was routed to before, or 0.
 */
int letter_known(struct desk *, struct letter *, int64_t *ticket, struct err *);
/*
 * TICKET takes it, and it is stored if it was not: in one statement, for a
 * row that is written and then changed costs twice.  OWED: a decision about
 * an answer is.
 */
int letter_take(struct desk *, struct rec *, struct letter *, int64_t ticket,
    int owed, struct err *);

/*
 * The customer of a record: found by what can be trusted, else made, and
 * identities that are new are added.  0 when nothing can be trusted.
 */
struct sender {
	int64_t customer;
	int64_t by; /* the part of it whose identity it came by */
	int met;    /* it was there before */
};
int letter_customer(
    struct desk *, struct rec *, int64_t at, struct sender *, struct err *);
/*
 * Set L->customer, by and met.  What no person wrote, or wrote from an address
 * that nobody reads, makes no customer; a bounce is about the one whom our mail
 * did not reach.
 */
int letter_sender(struct desk *, struct rec *, struct letter *, struct err *);

/*
 * The order that the message is about: the platform's own number, else one
 * that was written and that we know.  1 found, 0 not (L->order may still be
 * what was written), -1.
 */
int letter_order(
    struct desk *, struct rec *, struct letter *, struct order *, struct err *);

#endif
