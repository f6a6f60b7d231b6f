/*
 * cmd/ha/demo_shop.h - the shop of the demo, read from share/demo
 *
 * shop.yaml says what is sold, where and to whom; texts/LANG.yaml what buyers
 * write; answers.yaml and mail.yaml what is around it.  Names are looked up
 * once, here; elsewhere things point at each other.  Everything lives until
 * demo_shop_free.
 */
#ifndef HA_DEMO_SHOP_H
#define HA_DEMO_SHOP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "conf/keys.h"

struct demo_mailbox {
	const char *id, *path, *address;
};

struct demo_currency {
	const char *id, *rate, *sign;
	int64_t rate4; /* for one euro, in 1/10000 */
	int digits;
};

struct demo_carrier {
	const char *id, *name, *number, *check;
};

enum { DEMO_CARRIERS = 8, DEMO_FOLLOW = 8 };

struct demo_country {
	const char *id, *name, *offset, *currency;
	struct conf_list carriers, days;
	int minutes; /* ahead of UTC */
	const struct demo_currency *money;
	const struct demo_carrier *by[DEMO_CARRIERS];
	size_t nby;
	long days_min, days_max;
};

struct demo_account {
	const char *id, *mail, *number, *external, *currency, *relay;
	long first;
	const struct demo_mailbox *mailbox;
	const struct demo_currency *money; /* NULL: the country's */
	const struct node *relay_node;	   /* of mail.yaml */
};

struct demo_event {
	long at;
	const char *code, *text, *place;
};

struct demo_product {
	const char *item, *code, *title, *price;
	struct conf_list colours, sizes;
	long demand;
	int64_t cents; /* in euro */
};

struct demo_topic {
	const char *intent, *reason;
	long weight, trouble, photos, returned;
	int shipped, sized;
	struct conf_list age, about, follow;
	int64_t age_min, age_max; /* ms; -1: no order */
	int refunds;
};

struct demo_city {
	const char *city, *zip, *country;
	const struct demo_country *in;
};

struct demo_text {
	struct conf_list intents, only;
	const char *urgency, *tone, *subject, *text, *detail, *follow;
	int needs_order, needs_size, needs_parcel;
	unsigned uses;
};

struct demo_review {
	long stars;
	const char *about, *text;
	struct conf_list only;
};

struct demo_language {
	const char *id, *mail, *date, *amount, *point, *full_name;
	long weight;
	struct conf_list accounts, charsets;
	const struct demo_account *at[16];
	const struct demo_mailbox *mailbox; /* or NULL: the account's */
	/* from texts/ID.yaml */
	struct node *tree;
	struct conf_list first_names, last_names, greetings, closings, device;
	const char *quote;
	const struct node *auto_replies, *items, *colours;
	struct demo_city *cities;
	struct demo_text *texts;
	struct demo_review *reviews;
	size_t ncities, ntexts, nreviews;
	/* from answers.yaml */
	const struct node *answers;
};

/* The planted incidents; days count back from the last one. */
struct demo_batch {
	const char *sku, *intent;
	struct conf_list details;
	long from_day, share, returned, writes;
};
struct demo_lane {
	const char *carrier, *country;
	long from_day, extra_days;
};
struct demo_sale {
	long from_day, days, orders, discount, mails_after, mails_days, mails;
	struct conf_list topics;
};
struct demo_refunder {
	const char *language, *account, *intent, *reason;
	long orders;
};
struct demo_angry {
	const char *language, *account, *first;
	struct conf_list follow, intents;
	long from_day, mails;
};

struct demo_rhythm {
	long growth;
	struct conf_list week, mail_week, hours;
};
struct demo_noise {
	long auto_reply, bounce, list;
};
struct demo_threads {
	long share, longest;
	struct conf_list hours, strict;
};

struct demo_shop {
	const char *name;
	const struct node *streets;
	struct demo_mailbox *mailboxes;
	struct demo_account *accounts;
	struct demo_currency *currencies;
	struct demo_country *countries;
	struct demo_carrier *carriers;
	struct demo_event *events;
	struct demo_product *products;
	struct demo_topic *topics;
	struct demo_language *languages;
	size_t nmailboxes, naccounts, ncurrencies, ncountries, ncarriers,
	    nevents, nproducts, ntopics, nlanguages;
	struct demo_batch batch;
	struct demo_lane lane;
	struct demo_sale sale;
	struct demo_refunder refunder;
	struct demo_angry angry;
	struct demo_rhythm rhythm;
	struct demo_noise noise;
	struct demo_threads threads;
	struct node *tree, *mail, *answers, *exports;
};

/* Read all of share/demo.  -1 and the first error. */
int demo_shop_load(struct demo_shop *, struct err *);
void demo_shop_free(struct demo_shop *);

/* What demo_shop_load does last: names become pointers, texts are read. */
int demo_shop_tie(struct demo_shop *, struct err *);

/* texts/ID.yaml into LANG. */
int demo_texts_load(
    struct demo_language *lang, const struct demo_shop *, struct err *);
void demo_texts_free(struct demo_language *);

/* The children of LIST into an array of SIZE by KEYS; NULL and err. */
void *demo_list(const struct node *list, const struct conf_key *keys,
    size_t size, size_t *n, struct err *);
void demo_list_free(
    void *list, const struct conf_key *keys, size_t size, size_t n);
/* One map by KEYS. */
int demo_fill_map(
    const struct node *, const struct conf_key *keys, void *out, struct err *);

long demo_number(const struct conf_list *, size_t i);
int demo_has(const struct conf_list *, const char *word);
/* The N-th child of a list, NULL when it has fewer. */
const struct node *demo_child(const struct node *, size_t n);

const struct demo_topic *demo_topic(
    const struct demo_shop *, const char *intent);
const struct demo_country *demo_country(
    const struct demo_shop *, const char *id);

#endif
