/*
 * answer/decide.h - auto, draft or none
 *
 * Pure: the facts come in, a verdict with its reasons goes out; no clock and
 * no database.  Each reason is a row of one table, which says whether it
 * forbids any reply, an automatic one, or also the receipt.
 */
#ifndef ANSWER_DECIDE_H
#define ANSWER_DECIDE_H

#include "answer/policy.h"
#include "base/arena.h"
#include "rec/rec.h"
#include "store/account.h"

/*
 * What the marks of a record's `mail.auto` come to, as bits: written by a
 * program; sent to many or from an address that takes no mail; asking for no
 * automatic answers.
 */
enum auto_mark { AUTO_MACHINE = 1, AUTO_MANY = 2, AUTO_SUPPRESS = 4 };
unsigned auto_mark_of(const char *key, size_t n);

struct facts {
	int64_t now, received_at;
	const char *intent; /* or NULL: nobody has looked */
	double p;
	unsigned marks;	   /* enum auto_mark */
	const char *grave; /* signal that only a person may meet */
	int history, own_address, spam;
	int own_mail; /* it carries the mark of this desk */
	int claimed;  /* a person has it now */
	int answered; /* a person has answered in it */
	int first;    /* it began the ticket */
	int again;    /* a further message after an automatic
			 one, or after a reopening */
	enum account_state state;
	int64_t live_since;
	int64_t sent_customer, sent_ticket, sent_account;
	int opted_out;
	const char *foreign; /* order of somebody else, or NULL */
	int elsewhere;	     /* it tells of an order, and goes to another
				address than the one that asked */
	int recipient;	     /* there is somebody to write to */
	/* of the template that was chosen; NULL: none fits */
	const struct template *template;
	const char *person_if; /* a value that a person must see */
	size_t missing;
	const char *broken; /* a limit of the channel, or NULL */
	int not_theirs;	    /* not the customer's language */
	const char *also;   /* a further intent that is likely */
};

/* What the message itself says: marks, signals, intents (facts.c). */
void facts_of(struct rec *, struct facts *);

enum { WHY_MAX = 32 };

struct verdict {
	const char *mode;	  /* "auto" "draft" "none" */
	int held;		  /* auto, but the account is not live */
	const char *why[WHY_MAX]; /* in the arena, or constant */
	size_t n;
	int receipt; /* one may go */
};

void decide(const struct policy *, const struct facts *, struct verdict *,
    struct arena *);

#endif
