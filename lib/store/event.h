/*
 * store/event.h - what happened, append-only and hash-chained
 *
 * One chain an account: hash = SHA-256 over the previous hash and the row's
 * hashed part (account, seq, ticket, at, kind, actor, data).  CONTENT is
 * personal (a note's text) and is not hashed, so that a person can be erased
 * and the chain still verifies.  An event is written in the transaction of
 * the act.
 */
#ifndef STORE_EVENT_H
#define STORE_EVENT_H

#include "store/db.h"

struct event {
	int64_t account, seq, ticket; /* ticket 0: the account's */
	int64_t at;
	const char *kind;    /* opened message routed assigned ... */
	const char *actor;   /* login, "ha-route", "customer" */
	const char *data;    /* JSON: ids and codes only */
	const char *content; /* JSON with personal text, or NULL */
};

/* Who decides: a member of the team, and the login that acts for them. */
struct decider {
	const char *name, *by; /* BY is NULL when it is their own */
};

/* seq is given by the store; returns 0 or -1. */
int event_add(struct db *, const struct event *, struct err *);
/* The personal part of the ticket's events goes, the chain stays whole. */
int event_erase(struct db *, int64_t ticket, struct err *);
int event_of_ticket(struct db *, int64_t ticket, struct arena *,
    int (*each)(const struct event *, void *), void *, struct err *);
/* 1 when something that is known of the ticket happened after AT, 0, -1. */
int event_after(struct db *, int64_t ticket, int64_t at, struct err *);
/*
 * Walk every chain.  0 whole; 1 and *WHAT names the first broken row; -1.
 */
int event_verify(struct db *, struct arena *, const char **what, struct err *);

#endif
