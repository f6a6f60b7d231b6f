/*
 * cmd/ha/demo_tie.c - the parts of the shop find each other by their names
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/money.h"
#include "ha/demo_shop.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* All our structs with an id begin with it. */
static const void *
by_id(const void *list, size_t n, size_t size, const char *id)
{
	const char *p = list;
	size_t i;

	for (i = 0; i < n; i++, p += size)
		if (strcmp(*(const char *const *)(const void *)p, id) == 0)
			return p;
	return NULL;
}

#define BY_ID(shop, list, word)                                                \
	by_id((shop)->list, (shop)->n##list, sizeof *(shop)->list, word)

const struct demo_topic *
demo_topic(const struct demo_shop *shop, const char *intent)
{
	return BY_ID(shop, topics, intent);
}

const struct demo_country *
demo_country(const struct demo_shop *shop, const char *id)
{
	return BY_ID(shop, countries, id);
}

static int
unknown(const char *what, const char *id, struct err *err)
{
	return err_set(err, ERR_CONFIG,
	    "share/demo names a %s '%s' that it "
	    "does not describe",
	    what, id);
}

/* "29.90" in units of 1/10^digits. */
static int64_t
fixed(const char *s, int digits)
{
	int64_t v = 0;

	for (; *s >= '0' && *s <= '9'; s++)
		v = v * 10 + (*s - '0');
	if (*s == '.')
		s++;
	for (; digits > 0; digits--)
		v = v * 10 + (*s >= '0' && *s <= '9' ? *s++ - '0' : 0);
	return v;
}

static int
tie_country(struct demo_shop *shop, struct demo_country *c, struct err *err)
{
	size_t i;
	int hhmm = atoi(c->offset);

	c->minutes = hhmm / 100 * 60 + hhmm % 100;
	c->days_min = demo_number(&c->days, 0);
	c->days_max = demo_number(&c->days, 1);
	c->money = BY_ID(shop, currencies, c->currency);
	if (c->money == NULL)
		return unknown("currency", c->currency, err);
	for (i = 0; i < c->carriers.n && i < DEMO_CARRIERS; i++) {
		c->by[i] = BY_ID(shop, carriers, c->carriers.v[i]);
		if (c->by[i] == NULL)
			return unknown("carrier", c->carriers.v[i], err);
	}
	c->nby = i;
	return 0;
}

static int
tie_account(struct demo_shop *shop, struct demo_account *a, struct err *err)
{
	const struct node *r = node_get(shop->mail, "relays");

	a->mailbox = BY_ID(shop, mailboxes, a->mail);
	if (a->mailbox == NULL)
		return unknown("mailbox", a->mail, err);
	a->money = BY_ID(shop, currencies, a->currency);
	for (r = r ? r->child : NULL; a->relay && r != NULL; r = r->next)
		if (strcmp(node_str(r, "id"), a->relay) == 0)
			a->relay_node = r;
	if (a->relay != NULL && a->relay_node == NULL)
		return unknown("relay", a->relay, err);
	return 0;
}

static void
tie_topic(const struct demo_shop *shop, struct demo_topic *t)
{
	const struct node *r = node_get(shop->tree, "refunds");

	t->age_min = t->age_max = -1;
	if (t->age.n == 2) {
		t->age_min = demo_number(&t->age, 0) * CLOCK_DAY;
		t->age_max = demo_number(&t->age, 1) * CLOCK_DAY;
	}
	for (r = r ? r->child : NULL; r != NULL; r = r->next)
		if (strcmp(r->text, t->intent) == 0)
			t->refunds = 1;
}

static int
tie_language(struct demo_shop *shop, struct demo_language *l, struct err *err)
{
	size_t i;

	for (i = 0; i < l->accounts.n && i < COUNT(l->at); i++) {
		l->at[i] = BY_ID(shop, accounts, l->accounts.v[i]);
		if (l->at[i] == NULL)
			return unknown("account", l->accounts.v[i], err);
	}
	if (l->mail != NULL) {
		l->mailbox = BY_ID(shop, mailboxes, l->mail);
		if (l->mailbox == NULL)
			return unknown("mailbox", l->mail, err);
	}
	l->answers = node_get(node_get(shop->answers, "languages"), l->id);
	if (l->answers == NULL)
		return unknown("language", l->id, err);
	return demo_texts_load(l, shop, err);
}

int
demo_shop_tie(struct demo_shop *shop, struct err *err)
{
	size_t i;

	for (i = 0; i < shop->ncurrencies; i++) {
		struct demo_currency *c = &shop->currencies[i];

		c->rate4 = fixed(c->rate, 4);
		if ((c->digits = money_digits(c->id)) < 0)
			return unknown("currency", c->id, err);
	}
	for (i = 0; i < shop->ncountries; i++)
		if (tie_country(shop, &shop->countries[i], err) < 0)
			return -1;
	for (i = 0; i < shop->naccounts; i++)
		if (tie_account(shop, &shop->accounts[i], err) < 0)
			return -1;
	for (i = 0; i < shop->nproducts; i++)
		shop->products[i].cents = fixed(shop->products[i].price, 2);
	for (i = 0; i < shop->ntopics; i++)
		tie_topic(shop, &shop->topics[i]);
	for (i = 0; i < shop->nlanguages; i++)
		if (tie_language(shop, &shop->languages[i], err) < 0)
			return -1;
	return 0;
}
