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

#include "desk/letter.h"

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
