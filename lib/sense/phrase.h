/*
 * sense/phrase.h - many phrases looked for in one text at once
 *
 * A phrase is written in words:
 *
 *	where is my order	these words, one after the other
 *	(a|b c|)		one of these, here also nothing
 *	{parcel}		one of the set "parcel"; sets may use sets
 *	..			up to GAP words, whatever they are
 *	ship*			a word that begins so
 *
 * All of them nest.  A phrase is folded as the text is (sense/words.h), so
 * case, marks and apostrophes do not matter in it.  No match crosses the end
 * of a sentence, and none is longer than 64 words.
 *
 * How it stays fast: every phrase is filed under the words, or pairs of
 * neighbouring words, that it cannot do without and that are rarest among
 * all phrases; only where one of these stands in the text is the phrase
 * tried.  Trying keeps the set of all places where the next element may
 * begin as bits, so that no phrase takes more steps than it has elements
 * times the words of its window, however a text repeats itself.
 */
#ifndef SENSE_PHRASE_H
#define SENSE_PHRASE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct phrases;

/* HOW of sense/words.h; GAP words for "..", 1 to 20. */
struct phrases *phrases_new(unsigned how, int gap);
void phrases_free(struct phrases *);

/* A set of alternatives; a second one of that name takes its place. */
int phrases_set(struct phrases *, const char *name, const char *const *members,
    size_t n, struct err *);

/*
 * Add a phrase, by GROUP (0 or more) what phrases_scan reports; -1: only for
 * phrases_in.  Returns its number, from 0, or -1 with what is wrong with it.
 */
int phrases_add(struct phrases *, const char *phrase, int group, struct err *);

/* Phrases added so far: the number of the next one. */
int phrases_count(const struct phrases *);

/* After the last phrases_add, before the first text. */
void phrases_ready(struct phrases *);

/* Read TEXT behind what was read since phrases_reset. */
void phrases_reset(struct phrases *);
void phrases_read(struct phrases *, const char *text, size_t n);
size_t phrases_words(const struct phrases *);

/*
 * Each group of which a phrase stands in the text, once, in the order of
 * the text; until the next phrases_reset.
 */
struct hit {
	int group;
	int phrase;
	uint32_t word; /* where it was found, counted in words */
};
size_t phrases_scan(struct phrases *, const struct hit **);

/* The phrase stands in the text; after phrases_scan. */
int phrases_in(struct phrases *, int phrase);

/*
 * Texts that a phrase stands for: reading I takes alternative I of every
 * choice (counted round) and nothing for "..".  As many readings as the
 * longest choice has alternatives.
 */
int phrases_readings(const struct phrases *, int phrase);
void phrases_reading(const struct phrases *, int phrase, int i, struct buf *);

#endif
