/*
 * cmd/ha/demo_fill.h - texts with {words} in them, and what these stand for
 */
#ifndef HA_DEMO_FILL_H
#define HA_DEMO_FILL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "ha/demo_world.h"

struct demo_word {
	const char *name, *text;
	int64_t time; /* for {name:FORMAT} */
};

/* The words of one mail or row; arena and room are kept from one to the next.
 */
struct demo_words {
	struct arena arena;
	struct demo_word *v;
	size_t n, cap;
};

void demo_words_reset(struct demo_words *);
void demo_words_free(struct demo_words *);
/* The last one of a name counts.  TEXT is copied. */
void demo_word(struct demo_words *, const char *name, const char *text);
void demo_word_time(struct demo_words *, const char *name, int64_t);
/* NULL when there is none. */
const char *demo_word_get(const struct demo_words *, const char *name);

/* TEMPLATE with its words; one that nobody gave stays as it is. */
void demo_fill(const struct demo_words *, const char *tmpl, struct buf *);

/*
 * %Y %m %d %H %M %S as strftime; %e %n day and month without a zero, %y two
 * digits, %b the month as e-mail has it, %B the Buddhist year.
 */
void demo_date(const char *format, int64_t t, struct buf *);

/* "12.50" */
void demo_money(int64_t minor, int digits, struct buf *);

/* Words of a buyer, an order, and one of its lines. */
void demo_words_buyer(
    struct demo_words *, const struct demo_world *, const struct demo_buyer *);
void demo_words_order(
    struct demo_words *, const struct demo_world *, const struct demo_order *);
void demo_words_line(struct demo_words *, const struct demo_world *,
    const struct demo_order *, const struct demo_line *);
/* reason, return_id, return_status, comment, opened; and review_id. */
void demo_words_return(
    struct demo_words *, const struct demo_world *, const struct demo_order *);

#endif
