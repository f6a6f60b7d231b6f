/*
 * sense/features.h - a text as the features that a linear model weighs
 *
 * Of each word (sense/words.h) the word itself, what it makes with one and
 * two words behind it, and its pieces of three to five letters with the ends
 * of the word marked; digits are one sign, whatever they say, and a number
 * alone is nothing.  A word of one letter (Han, Kana, Thai ...) is joined with
 * up to three behind it.  Each is hashed (FNV-1a) into 2^FEATURE_BITS places:
 * nothing is looked up, and a word nobody has seen still shares pieces with
 * some that were.
 *
 * What rules found is a feature of its own name, the same in all languages:
 * the model learns how far a rule is to be believed.
 */
#ifndef SENSE_FEATURES_H
#define SENSE_FEATURES_H

#include "sense/words.h"

enum { FEATURE_BITS = 20 };

/* The word where a named feature stands. */
enum { FEATURE_NAMED = 0xffff };

struct feature {
	uint32_t index;
	uint16_t word; /* by its number in the text, or FEATURE_NAMED */
};

struct features {
	struct feature *v;
	size_t n, cap;
	size_t named; /* of these */
	char *word;   /* room for one word */
	size_t word_cap;
};

void features_reset(struct features *);
void features_free(struct features *);

/* The features of all words; a place may come more than once. */
void features_words(struct features *, const struct words *);

/* One that is called NAME, counted with full weight. */
void features_name(struct features *, const char *name);

/*
 * What each feature of the words counts: the more there are, the less, so
 * that a page speaks no louder than a line.
 */
double features_weight(const struct features *);

#endif
