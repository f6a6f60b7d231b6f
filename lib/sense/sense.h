/*
 * sense/sense.h - what a message means
 *
 * Language, then the rules of that language over the words that are new,
 * then numbers and codes over the whole text.  What speaks for an intent, a
 * tone or a signal is collected as evidence (sense/rules.h) and weighed here,
 * whoever gave it.
 *
 * An intent's probability is that of its strongest evidence.  Intents below
 * the threshold are left out; one that another covers (taxonomy) is, too; at
 * most three are named.  A problem stands before the remedy wished for it.
 * Nothing found is "other" with a low probability.
 */
#ifndef SENSE_SENSE_H
#define SENSE_SENSE_H

#include <jansson.h>

#include "base/arena.h"
#include "rec/rec.h"
#include "sense/entity.h"
#include "sense/lang.h"
#include "sense/rules.h"
#include "sense/taxonomy.h"

struct sense;

/*
 * RULES is a folder whose LANG.yaml files add to the shipped ones, or NULL;
 * it must outlive the sense.  Nothing is read before it is needed: a filter
 * without input starts at once, and a language's rules are compiled when its
 * first message comes.
 */
struct sense *sense_new(const char *rules);
void sense_free(struct sense *);

/* Read the taxonomy and the patterns now, to learn of every fault; or -1. */
int sense_load(struct sense *, struct conf_errs *);
const struct taxonomy *sense_taxonomy(const struct sense *);

enum { INTENTS_MAX = 3, WHY_MAX = 16, MODEL_TEXT = 40 };

struct guess {
	struct lang lang;
	struct {
		int intent;
		double p;
	} intents[INTENTS_MAX];
	size_t nintents;
	int tone, emotion, urgency; /* of sense/taxonomy.h */
	double score;		    /* -1 to 1 */
	unsigned long signals;	    /* a bit for each */
	struct entities entities;
	const char *why[WHY_MAX];
	size_t nwhy;
	char model[MODEL_TEXT]; /* the rules that were used */
};

/* What is read; SUBJECT and the hints may be NULL. */
struct message {
	const char *subject, *text;
	struct lang_hints hints;
};

/*
 * -1 only when rules cannot be used (configuration).  Strings of the guess
 * live as long as the arena and the sense.
 */
int sense_text(struct sense *, const struct message *, double threshold,
    struct arena *, struct guess *, struct err *);

/* The same for a record; remembers the languages of threads. */
int sense_message(struct sense *, struct rec *, double threshold,
    struct guess *, struct err *);

/* The value of a record's "class"; the caller's. */
json_t *guess_json(const struct sense *, const struct guess *);

#endif
