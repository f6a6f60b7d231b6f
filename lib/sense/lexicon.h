/*
 * sense/lexicon.h - the words that phrases are made of, by number
 *
 * Whole words and beginnings of words in one table.  A word of a text is
 * looked up once: its hash grows letter by letter, and wherever a beginning
 * of that length is known, it is looked up on the way.
 */
#ifndef SENSE_LEXICON_H
#define SENSE_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct lexicon {
	struct entry *slots;
	size_t cap;
	struct buf text;  /* the words, side by side */
	uint64_t lengths; /* bit n: a beginning of n bytes */
	unsigned n;	  /* numbers given, from 1 */
};

enum { LEXICON_PREFIX = 63 }; /* bytes of a beginning, at most */

void lexicon_init(struct lexicon *);
void lexicon_free(struct lexicon *);

/* The number of a word, or of a beginning, given now when it is new. */
unsigned lexicon_add(struct lexicon *, const char *, size_t n, int prefix);

/* Numbers of the word and of its beginnings; at most MAX, their count. */
unsigned lexicon_find(const struct lexicon *, const char *, size_t n,
    uint16_t *ids, unsigned max);

/* The word of a number, not terminated. */
const char *lexicon_word(const struct lexicon *, unsigned id, size_t *n);

#endif
