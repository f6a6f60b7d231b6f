/*
 * desk/customer.h - a customer as people see one
 *
 * Identity, past and tags in one: for `ha-customer show`, and in some lines
 * wherever a person answers.
 */
#ifndef DESK_CUSTOMER_H
#define DESK_CUSTOMER_H

#include <jansson.h>

#include "desk/desk.h"
#include "store/customer.h"

struct portrait {
	struct customer c;
	struct past past;
	struct profile all; /* of every shop, always */
	const char **tags;  /* of people and of rules, NULL at the end */
	size_t ntags;
	const char *const *rule_tags; /* of rules, as they hold now */
};

/* 1, 0 there is none, -1.  ID may be any part. */
int portrait_read(struct desk *, int64_t id, int64_t now, struct portrait *,
    struct arena *, struct err *);
void portrait_free(struct portrait *);

/*
 * "c881  Anna K.  DE  4 orders  180.40 EUR  1 return  6 tickets
 * #repeat_buyer", for people; foreign text in it is not cleaned.
 */
const char *customer_line(const struct portrait *, struct arena *);
/*
 * That line, and below it, indented, what who answers must know of the past:
 * lifetime value, ratings, languages, reasons of returns, results, notes of
 * colleagues.  "" when there is no such customer, NULL on failure.
 */
const char *customer_card(
    struct desk *, int64_t id, int64_t now, struct arena *, struct err *);

/* "180.40 EUR, 12.00 USD"; "-" when nothing was spent. */
const char *customer_money(const struct profile *, int worth, struct arena *);

/* {"ref":"c881","name":…,"orders":4,"money":[…],"tags":[…],…} */
json_t *customer_json(const struct portrait *);

/* The tags that rules give, put right. */
int customer_retag(struct desk *, int64_t id, int64_t now, struct err *);

/*
 * Proposals, never acts: EACH gets two customers that share a name or an
 * address and are not one.
 */
int customer_suggest(struct desk *, struct arena *,
    int (*each)(
	int64_t a, int64_t b, const char *kind, const char *value, void *),
    void *, struct err *);

#endif
