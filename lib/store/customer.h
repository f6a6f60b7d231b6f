/*
 * store/customer.h - who people are
 *
 * An identity is (kind, scope, value): "platform" ids and relay addresses are
 * scoped by channel, "email" and "phone" are global (scope "").  A strong
 * identity joins; names and addresses never do.
 */
#ifndef STORE_CUSTOMER_H
#define STORE_CUSTOMER_H

#include "store/db.h"

struct customer {
	int64_t id;
	const char *name, *country, *lang; /* or NULL */
	int64_t created_at, merged_into;   /* 0 when not merged */
	int64_t tickets, orders;
	int opted_out;
};

struct identity {
	const char *kind; /* platform email relay phone order */
	const char *scope;
	const char *value; /* normalised */
};

/* The customer of any of these (the first that is known); 0 none, -1. */
int64_t customer_find(
    struct db *, const struct identity *, size_t n, struct err *);
int64_t customer_new(struct db *, const char *name, const char *country,
    const char *lang, int64_t now, struct err *);
/* Add what is not there; one that another customer owns is left alone. */
int customer_identify(struct db *, int64_t customer, const struct identity *,
    size_t n, struct err *);
int customer_get(
    struct db *, int64_t id, struct customer *, struct arena *, struct err *);
int customer_identities(struct db *, int64_t id, struct arena *,
    int (*each)(const struct identity *, void *), void *, struct err *);
int customer_tags(struct db *, int64_t id, struct arena *,
    int (*each)(const char *tag, void *), void *, struct err *);

#endif
