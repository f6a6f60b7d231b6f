/*
 * cmd/ha/demo_truth.h - truth.jsonl: the right answer for each message
 */
#ifndef HA_DEMO_TRUTH_H
#define HA_DEMO_TRUTH_H

#include "ha/demo_out.h"
#include "ha/demo_plan.h"
#include "ha/demo_say.h"

struct demo_truth {
	const struct demo_plan *plan;
	const struct demo_text *text; /* NULL: no buyer's words */
	const char *message_id, *file, *account, *from;
	const char *lang, *subject;
	const char *words;	    /* what is new in the mail */
	const char *order;	    /* its number, or NULL */
	const char *tracking, *sku; /* the order's */
	const char *thread;	    /* Message-ID of the first mail */
	const char *intent;	    /* when there is no text */
	long photos;
};

int demo_truth(struct demo_out *, const struct demo_truth *, struct err *);
/* One line for each planted incident. */
int demo_truth_incidents(
    struct demo_out *, const struct demo_world *, struct err *);

#endif
