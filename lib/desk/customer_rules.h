/*
 * desk/customer_rules.h - which tags a customer's past gives
 *
 *	customers:
 *	  - {tag: high_value, spent: [500.00 USD, 450.00 EUR]}
 *	  - {tag: high_value, shop: luxe, spent: 2000.00 USD}
 *	  - {tag: frequent_complainer, tickets: 4, unfounded: 3,
 *	     unfounded_share: 0.5, within: 365d}
 *
 * A rule holds when everything that it names is reached.  One with a shop
 * counts only what happened there, and the other rules of its tag leave that
 * shop out.  Without "customers:" in the configuration the shipped rules hold
 * (share/rules/customer.yaml, which explains every key).
 */
#ifndef DESK_CUSTOMER_RULES_H
#define DESK_CUSTOMER_RULES_H

#include "conf/config.h"
#include "desk/profile.h"

struct customer_rules;

/* NULL and every error in ERRS.  CONFIG may be NULL. */
struct customer_rules *customer_rules_load(
    const struct config *, struct conf_errs *);
void customer_rules_free(struct customer_rules *);

/* The tags, each once, NULL at the end; in the past's arena. */
const char *const *customer_rules_tags(
    const struct customer_rules *, const struct past *, int64_t now);

/* Its table of keys, for ha.yaml(5) and its test. */
extern const struct conf_key customer_rule_keys[];

#endif
