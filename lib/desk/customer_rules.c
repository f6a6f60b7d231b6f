/* desk/customer_rules.c - which tags a customer's past gives */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "desk/customer_rules.h"

struct customer_rule {
	const char *tag, *shop;
	struct conf_list spent;
	long orders, returns, refunds, tickets, unfounded;
	double return_share, unfounded_share;
	int64_t within;
	struct money *amounts; /* of spent */
	const char **without;  /* shops that have rules of their own */
};

struct customer_rules {
	struct customer_rule *v;
	size_t n;
	const struct config *config;
	struct node *own; /* the shipped file */
};

#define AT(member) offsetof(struct customer_rule, member)

/* clang-format off: a table */
const struct conf_key customer_rule_keys[] = {
	{ "tag", CONF_STR, AT(tag), "!", NULL,
	    "what the customer is called then" },
	{ "shop", CONF_STR, AT(shop), NULL, NULL,
	    "count only what happened in this shop" },
	{ "within", CONF_DURATION, AT(within), NULL, NULL,
	    "count only what is not older" },
	{ "orders", CONF_INT, AT(orders), "0", NULL, "at least so many" },
	{ "spent", CONF_LIST, AT(spent), NULL, NULL,
	    "at least one of these amounts, each in its currency" },
	{ "returns", CONF_INT, AT(returns), "0", NULL, "at least so many" },
	{ "return_share", CONF_PROB, AT(return_share), "0", NULL,
	    "returns for each order" },
	{ "refunds", CONF_INT, AT(refunds), "0", NULL, "at least so many" },
	{ "tickets", CONF_INT, AT(tickets), "0", NULL, "at least so many" },
	{ "unfounded", CONF_INT, AT(unfounded), "0", NULL,
	    "at least so many tickets with this result" },
	{ "unfounded_share", CONF_PROB, AT(unfounded_share), "0", NULL,
	    "of the tickets that have a result" },
	CONF_KEYS_END
};
/* clang-format on */

struct origin {
	const struct node *customers;
	long version;
};

static const struct conf_key origin_keys[] = {
	{ "version", CONF_INT, offsetof(struct origin, version), "1", NULL,
	    "of this form; 1" },
	{ "customers", CONF_NODE, offsetof(struct origin, customers), NULL,
	    NULL, "rules that give tags" },
	CONF_KEYS_END
};

static void
read_amounts(
    struct customer_rule *r, const struct node *at, struct conf_errs *errs)
{
	struct err err;
	size_t i;

	r->amounts = xcalloc(r->spent.n + 1, sizeof *r->amounts);
	for (i = 0; i < r->spent.n; i++) {
		err = (struct err)ERR_INIT;
		if (money_read(&r->amounts[i], r->spent.v[i], &err) < 0)
			conf_fault(errs, at, "%s", err.text);
	}
}

/* A rule that asks for nothing would tag everybody. */
static int
asks(const struct customer_rule *r)
{
	return r->orders > 0 || r->spent.n > 0 || r->returns > 0 ||
	       r->return_share > 0 || r->refunds > 0 || r->tickets > 0 ||
	       r->unfounded > 0 || r->unfounded_share > 0;
}

static void
read_rules(
    struct customer_rules *all, const struct node *list, struct conf_errs *errs)
{
	struct customer_rule *r;
	const struct node *n, *spent;

	if (list->kind != NODE_LIST) {
		conf_fault(errs, list, "'customers' wants a list of rules");
		return;
	}
	all->v = xcalloc(list->n + 1, sizeof *all->v);
	for (n = list->child; n != NULL; n = n->next) {
		r = &all->v[all->n++];
		if (conf_fill(n, customer_rule_keys, r, errs) > 0)
			continue;
		spent = node_get(n, "spent");
		read_amounts(r, spent != NULL ? spent : n, errs);
		if (r->shop != NULL && all->config != NULL &&
		    config_shop(all->config, r->shop) == NULL)
			conf_fault(
			    errs, n, "'%.60s' is not in shops:", r->shop);
		if (!asks(r))
			conf_fault(errs, n,
			    "the rule of '%.60s' asks for nothing", r->tag);
	}
}

/* The shops that a rule leaves to those of the same tag. */
static void
leave_shops(struct customer_rules *all)
{
	struct customer_rule *r;
	size_t i, k, n;

	for (i = 0; i < all->n; i++) {
		r = &all->v[i];
		if (r->shop != NULL)
			continue;
		r->without = xcalloc(all->n + 1, sizeof *r->without);
		for (k = n = 0; k < all->n; k++)
			if (all->v[k].shop != NULL &&
			    strcmp(all->v[k].tag, r->tag) == 0)
				r->without[n++] = all->v[k].shop;
	}
}

static const struct node *
shipped(struct customer_rules *all, struct conf_errs *errs)
{
	struct origin o = { NULL, 1 };

	all->own = conf_share("rules/customer.yaml", errs);
	if (all->own != NULL && conf_fill(all->own, origin_keys, &o, errs) == 0)
		conf_version(all->own, o.version, errs);
	return o.customers;
}

struct customer_rules *
customer_rules_load(const struct config *config, struct conf_errs *errs)
{
	struct customer_rules *all = xcalloc(1, sizeof *all);
	const struct node *list = config != NULL ? config->customers : NULL;
	size_t before = errs->n;

	all->config = config;
	if (list == NULL)
		list = shipped(all, errs);
	if (list != NULL)
		read_rules(all, list, errs);
	if (errs->n == before) {
		leave_shops(all);
		return all;
	}
	customer_rules_free(all);
	return NULL;
}

void
customer_rules_free(struct customer_rules *all)
{
	size_t i;

	if (all == NULL)
		return;
	for (i = 0; i < all->n; i++) {
		conf_release(customer_rule_keys, &all->v[i]);
		free(all->v[i].amounts);
		free(all->v[i].without);
	}
	free(all->v);
	node_free(all->own);
	free(all);
}

static int
has_spent(const struct customer_rule *r, const struct profile *p)
{
	size_t i, k;

	for (i = 0; i < r->spent.n; i++)
		for (k = 0; k < p->nmoney; k++)
			if (strcmp(r->amounts[i].currency,
				p->money[k].currency) == 0 &&
			    p->money[k].spent >= r->amounts[i].minor)
				return 1;
	return r->spent.n == 0;
}

/* PART of WHOLE is at least SHARE; of nothing only nothing. */
static int
is_share(int64_t part, int64_t whole, double share)
{
	if (share <= 0)
		return 1;
	return whole > 0 && (double)part >= share * (double)whole;
}

static int
holds(const struct customer_rule *r, const struct profile *p)
{
	return p->orders >= r->orders && p->returns >= r->returns &&
	       p->refunds >= r->refunds && p->tickets >= r->tickets &&
	       p->unfounded >= r->unfounded && has_spent(r, p) &&
	       is_share(p->returns, p->orders, r->return_share) &&
	       is_share(p->unfounded, p->results, r->unfounded_share);
}

static int
is_listed(const char *const *tags, size_t n, const char *tag)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(tags[i], tag) == 0)
			return 1;
	return 0;
}

const char *const *
customer_rules_tags(
    const struct customer_rules *all, const struct past *past, int64_t now)
{
	const char **tags = arena_get(past->arena, (all->n + 1) * sizeof *tags);
	const struct customer_rule *r;
	struct profile_view view;
	struct profile p;
	size_t i, n = 0;

	for (i = 0; i < all->n; i++) {
		r = &all->v[i];
		if (is_listed(tags, n, r->tag))
			continue;
		view = (struct profile_view){ all->config, r->shop,
			r->without != NULL && r->without[0] != NULL ? r->without
								    : NULL,
			r->within > 0 ? now - r->within : CLOCK_NONE };
		profile_count(past, &view, &p);
		if (holds(r, &p))
			tags[n++] = r->tag;
		profile_free(&p);
	}
	tags[n] = NULL;
	return tags;
}
