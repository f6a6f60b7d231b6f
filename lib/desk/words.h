/*
 * desk/words.h - what a customer wrote in a ticket, as its events tell it
 *
 * Only what clocks see: no history, no machine's mail, no thanks, nothing
 * that was split off.
 */
#ifndef DESK_WORDS_H
#define DESK_WORDS_H

#include "desk/desk.h"
#include "store/event.h"

/* One message: its row, when it came, the marketplace's limit in seconds. */
struct word {
	int64_t row, at, platform;
};

struct words {
	struct word *v; /* in the order in which they were told */
	size_t n, cap;
	int waiting;	    /* set before: only what nobody has answered */
	int64_t settled_at; /* the last instant at which nothing was owed */
};

#define WORDS_INIT                                                             \
	{                                                                      \
		NULL, 0, 0, 0, CLOCK_NONE                                      \
	}

int words_of(struct desk *, int64_t ticket, struct words *, struct arena *,
    struct err *);
/* The one that came last, or NULL. */
const struct word *words_newest(const struct words *);
int words_have(const struct words *, int64_t row);
void words_clear(struct words *);

/* Kinds of event: the customer wrote; a person answered. */
int event_is_word(const struct event *);
int event_is_answer(const struct event *);

#endif
