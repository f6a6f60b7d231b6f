/*
 * cmd/ha/demo_rand.h - numbers that look random and are the same everywhere
 *
 * SplitMix64.  A sequence is named by the seed, a stream and an index, so
 * that the 4,711th order can be made without making those before it.
 */
#ifndef HA_DEMO_RAND_H
#define HA_DEMO_RAND_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum demo_stream {
	STREAM_BUYER,
	STREAM_ORDER,
	STREAM_STORY,
	STREAM_MAIL,
	STREAM_REVIEW,
	STREAM_CODE
};

struct demo_rand {
	uint64_t state;
};

void demo_rand_init(
    struct demo_rand *, uint64_t seed, enum demo_stream, uint64_t index);
uint64_t demo_next(struct demo_rand *);
size_t demo_below(struct demo_rand *, size_t n); /* 0 when N is 0 */
long demo_between(struct demo_rand *, long lo, long hi);
int demo_chance(struct demo_rand *, long permille);

/*
 * Append PATTERN: 9 becomes a digit, @ a digit or capital letter, the rest
 * stays.
 */
void demo_code(struct demo_rand *, const char *pattern, struct buf *);
/* N digits of base 36, lower case. */
void demo_alias(struct demo_rand *, size_t n, struct buf *);

#endif
