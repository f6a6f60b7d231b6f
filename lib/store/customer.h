/*
 * store/customer.h - who people are
 *
 * An identity is (kind, scope, value): "platform" ids and relay addresses are
 * scoped by channel, "email" and "phone" are global (scope "").  A strong
 * identity joins; names and addresses never do: they are a likeness, which
 * finds and proposes.
 *
 * A customer that was merged is part of the one it was merged into.  Its
 * identities, tags and notes stay with it and count for the whole; tickets
 * and orders move and remember in "origin" whose they were.  So what comes by
 * one of its identities later is its own again after an unmerge.
 */
#ifndef STORE_CUSTOMER_H
#define STORE_CUSTOMER_H

#include <stddef.h>

#include "store/db.h"

struct customer {
	int64_t id;
	const char *name, *country, *lang; /* or NULL */
	int64_t created_at, merged_into;   /* 0 when not merged */
	int64_t tickets, orders;
	int opted_out;
	int64_t erased_at; /* CLOCK_NONE */
};

struct identity {
	const char *kind; /* platform email relay phone order */
	const char *scope;
	const char *value; /* normalised */
};

/* The customer of any of these (the first that is known); 0 none, -1. */
int64_t customer_find(
    struct db *, const struct identity *, size_t n, struct err *);
/* The same, but the part whose identity it is, however it was merged. */
int64_t customer_owner(struct db *, const struct identity *, struct err *);
/* Whom this one is part of: itself when it was never merged; -1. */
int64_t customer_root(struct db *, int64_t id, struct err *);
int64_t customer_new(struct db *, const char *name, const char *country,
    const char *lang, int64_t now, struct err *);
/* Fill in what was not known yet; NULL says nothing. */
int customer_name(struct db *, int64_t id, const char *name,
    const char *country, struct err *);
/* Add what is not there; one that another customer owns is left alone. */
int customer_identify(struct db *, int64_t customer, const struct identity *,
    size_t n, struct err *);
int customer_get(
    struct db *, int64_t id, struct customer *, struct arena *, struct err *);
int customer_identities(struct db *, int64_t id, struct arena *,
    int (*each)(const struct identity *, void *), void *, struct err *);
/* 1 changed, 0 it was so, -1. */
int customer_opt_out(struct db *, int64_t id, int on, struct err *);

/* All tags, or those that people gave. */
int customer_tags(struct db *, int64_t id, struct arena *,
    int (*each)(const char *tag, void *), void *, struct err *);
int customer_hand_tags(struct db *, int64_t id, struct arena *,
    int (*each)(const char *tag, void *), void *, struct err *);
/* By hand: 1 changed, 0 it was so, -1. */
int customer_tag(
    struct db *, int64_t id, const char *tag, int on, struct err *);
/* The tags that rules give are exactly these, NULL at the end. */
int customer_rule_tags(
    struct db *, int64_t id, const char *const *tags, struct err *);

int customer_note(struct db *, int64_t id, int64_t at, const char *author,
    const char *text, struct err *);
int customer_notes(struct db *, int64_t id, struct arena *,
    int (*each)(int64_t at, const char *author, const char *text, void *),
    void *, struct err *);

/* Kind "name" or "address"; the value in the form that is compared. */
int customer_like(
    struct db *, int64_t id, const char *kind, const char *value, struct err *);
/* Those of a root and its parts. */
int customer_likeness(struct db *, int64_t id, struct arena *,
    int (*each)(const char *kind, const char *value, void *), void *,
    struct err *);
/* Customers whose likeness begins with VALUE, newest first. */
int customer_alike(struct db *, const char *kind, const char *value, int max,
    int (*each)(int64_t id, void *), void *, struct err *);
/*
 * The next likeness behind (*KIND, *VALUE) that several customers share:
 * start with two empty texts.  1, 0 no more, -1.
 */
int customer_shared(struct db *, const char **kind, const char **value,
    struct arena *, struct err *);
int customer_sharers(struct db *, const char *kind, const char *value, int max,
    int (*each)(int64_t id, void *), void *, struct err *);

/* Ids below BEFORE, newest first; COUNTRY may be NULL. */
int customer_page(struct db *, int64_t before, const char *country, int max,
    int (*each)(int64_t id, void *), void *, struct err *);
/* Some may be parts of others. */
int customer_of_tag(struct db *, const char *tag,
    int (*each)(int64_t id, void *), void *, struct err *);

/* An account whose chain tells of the customer; 0: it has nothing. */
int64_t customer_account(struct db *, int64_t id, struct err *);

/*
 * store/customer_merge.c.  FROM becomes part of INTO; both are roots and
 * differ.  EACH gets every ticket that moves, before it does.
 */
int customer_merge(struct db *, int64_t into, int64_t from,
    int (*each)(int64_t account, int64_t ticket, void *), void *, struct err *);
/* And back: ID is a root again, with all that came by it and its parts. */
int customer_unmerge(struct db *, int64_t id,
    int (*each)(int64_t account, int64_t ticket, void *), void *, struct err *);
/* ID and all that were merged into it, the root first. */
int customer_parts(struct db *, int64_t id, int (*each)(int64_t id, void *),
    void *, struct err *);
/* Tickets of others in which a part of ID wrote. */
int customer_elsewhere(struct db *, int64_t id,
    int (*each)(int64_t ticket, void *), void *, struct err *);
/* Remember who wrote a message, when it is not whom the ticket came by. */
int customer_author(
    struct db *, int64_t message, int64_t customer, struct err *);
int customer_tickets(struct db *, int64_t id,
    int (*each)(int64_t account, int64_t ticket, void *), void *, struct err *);

#endif
