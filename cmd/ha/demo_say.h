/*
 * cmd/ha/demo_say.h - what a buyer writes: the text, and what stands around it
 */
#ifndef HA_DEMO_SAY_H
#define HA_DEMO_SAY_H

#include "ha/demo_fill.h"
#include "ha/demo_plan.h"

struct demo_said {
	struct demo_text *text; /* labels */
	struct buf subject;	/* of the text, may be empty */
	struct buf words;	/* greeting, text, closing */
	struct buf bare;	/* the text alone */
};

void demo_said_reset(struct demo_said *);
void demo_said_free(struct demo_said *);

/* The words that a plan's texts may use. */
void demo_say_words(const struct demo_world *, const struct demo_plan *,
    struct demo_rand *, struct demo_words *);

/* Choose the text least used and fill it; 0 when none fits. */
int demo_say(const struct demo_world *, const struct demo_plan *,
    struct demo_rand *, const struct demo_words *, struct demo_said *);

/* "39,90 €" as the language writes it. */
void demo_say_amount(const struct demo_language *, const struct demo_currency *,
    int64_t minor, struct buf *);

#endif
