/*
 * store/fact.h - what is known of a ticket with its reason; what it belongs to
 *
 * A fact has a name, a value and why it is so ("arose", "responsibility",
 * "result").  Its reason may be a person's words: it goes when a customer is
 * forgotten.
 */
#ifndef STORE_FACT_H
#define STORE_FACT_H

#include "store/db.h"

struct fact {
	const char *name, *value;
	const char *why; /* or NULL */
};

/* Replaces what was known under that name. */
int fact_set(struct db *, int64_t ticket, const struct fact *, struct err *);
/* By name. */
int fact_each(struct db *, int64_t ticket, struct arena *,
    int (*each)(const struct fact *, void *), void *, struct err *);
/* 1 and *F, 0 not known, -1. */
int fact_get(struct db *, int64_t ticket, const char *name, struct fact *,
    struct arena *, struct err *);

/* Both directions: 1 linked, 0 they were, -1. */
int ticket_link(struct db *, int64_t ticket, int64_t other, struct err *);
int ticket_links(struct db *, int64_t ticket,
    int (*each)(int64_t other, void *), void *, struct err *);

/*
 * Messages, tags, signals, outbox, tasks and links of FROM are
 * INTO's.  The rows of the two tickets are the caller's.
 */
int ticket_absorb(struct db *, int64_t into, int64_t from, struct err *);

#endif
