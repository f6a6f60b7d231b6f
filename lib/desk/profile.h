/*
 * desk/profile.h - a customer's past, counted
 *
 * The past is read once (store/history.h) and counted as often as somebody
 * asks: as a whole for people, by shop and time for the rules that give tags.
 * Amounts stay in their own currency; what was cancelled was never spent.
 */
#ifndef DESK_PROFILE_H
#define DESK_PROFILE_H

#include "conf/config.h"
#include "store/history.h"

struct past {
	struct history *v;
	size_t n, cap;
	struct arena *arena;
};

/* How often a word was met. */
struct tally {
	const char *word;
	int64_t n;
};
struct tallies {
	struct tally *v; /* most often first */
	size_t n, cap;
};

struct profile_money {
	char currency[4];
	int64_t spent, refunded; /* minor units; lifetime value: the rest */
};

struct profile {
	int64_t orders, cancelled, returns, refunds;
	int64_t tickets, open, results, unfounded;
	int64_t ratings, stars;	   /* stars: their sum */
	int64_t first_at, last_at; /* of orders; CLOCK_NONE */
	struct profile_money *money;
	size_t nmoney, cap;
	struct tallies reasons, outcomes, intents, languages, accounts;
};

/* What counts: of a shop, without some shops, not before an instant. */
struct profile_view {
	const struct config *config; /* knows the shops of accounts; or NULL */
	const char *shop;	     /* or NULL: every shop */
	const char *const *without;  /* NULL at the end, or NULL */
	int64_t since;		     /* CLOCK_NONE: always */
};

/* Texts live in the arena, PAST until past_free. */
int past_read(
    struct db *, int64_t customer, struct past *, struct arena *, struct err *);
void past_free(struct past *);

void profile_count(
    const struct past *, const struct profile_view *, struct profile *);
void profile_free(struct profile *);

#endif
