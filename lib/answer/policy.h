/*
 * answer/policy.h - what may be answered without a person
 *
 *	reply:
 *	  auto: [where_is_my_order, thanks]	templates or intents
 *	  threshold: 0.95
 *	  per_customer_day: 1
 *	  receipt: always			always, out_of_hours, never
 *
 * Without this section nothing is answered automatically, and every new
 * ticket gets a receipt.
 */
#ifndef ANSWER_POLICY_H
#define ANSWER_POLICY_H

#include "answer/book.h"
#include "conf/config.h"
#include "sla/calendar.h"

enum receipt_when { RECEIPT_ALWAYS, RECEIPT_OUT_OF_HOURS, RECEIPT_NEVER };

struct policy {
	struct conf_list automatic;
	double threshold;
	long per_customer_day, per_ticket, per_account_hour;
	int receipt; /* enum receipt_when */
	int64_t late_after, stale_after;
	const char *templates; /* folder, as written; or NULL */
	const char *calendar;  /* its name, or NULL */
	const struct node *node;
	struct calendars *calendars;
	struct calendar *hours; /* NULL: always open */
};

extern const struct conf_key policy_keys[];

/* C may be NULL (the defaults).  Every error in ERRS. */
void policy_load(
    struct policy *, const struct config *c, struct conf_errs *errs);
void policy_free(struct policy *);

/* `auto` names a template or an intent that is not there: an error each. */
void policy_check(const struct policy *, const struct book *,
    const struct node *taxonomy, struct conf_errs *errs);

/*
 * The policy names the intent, or the template and the intent is the one that
 * it was written for (its first).
 */
int policy_allows(
    const struct policy *, const struct template *, const char *intent);
int policy_is_open(const struct policy *, int64_t at);

/* The folder of own templates (the caller's), or NULL when there is none. */
char *policy_templates(const struct policy *, const struct config *);

#endif
