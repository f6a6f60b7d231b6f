/*
 * sense/sense.h - what a message means
 *
 * Language, then the rules of that language over the words that are new, then
 * the learned model over these words and what the rules found in them, then
 * numbers and codes over the whole text.
 *
 * The model (sense/model.h) knows how far each rule is to be believed and
 * says how probable each intent is; a seller's own rules are not outvoted by
 * it.  Intents below the threshold are left out, at most three are named, a
 * problem before the remedy wished for it.  When none reaches the threshold
 * the likeliest is named with its low probability, or "other".
 *
 * Without a model the rules speak alone: an intent is as probable as its
 * strongest evidence, and one that another covers (taxonomy) is left out.
 */
#ifndef SENSE_SENSE_H
#define SENSE_SENSE_H

#include <jansson.h>

#include "base/arena.h"
#include "rec/rec.h"
#include "sense/entity.h"
#include "sense/features.h"
#include "sense/lang.h"
#include "sense/rules.h"
#include "sense/taxonomy.h"

struct sense;

/*
 * RULES is a folder whose LANG.yaml files add to the shipped ones and whose
 * skus.txt lists own article codes, or NULL; it must outlive the sense.  MODEL
 * is a file, or NULL for the shipped one, which may be absent.  Nothing is read
 * before it is needed: a filter without input starts at once, and a language's
 * rules are compiled when its first message comes.
 */
struct sense *sense_new(const char *rules, const char *model);
void sense_free(struct sense *);

/* Read the taxonomy and the patterns now, to learn of every fault; or -1. */
int sense_load(struct sense *, struct conf_errs *);
const struct taxonomy *sense_taxonomy(const struct sense *);

enum { INTENTS_MAX = 3, WHY_MAX = 16, MODEL_TEXT = 96 };

struct guess {
	struct lang lang;
	struct {
		int intent;
		double p;
		int detail; /* or -1 */
	} intents[INTENTS_MAX];
	size_t nintents;
	int tone, emotion, urgency; /* of sense/taxonomy.h */
	double score;		    /* -1 to 1 */
	long severity;		    /* 0 (none) to 3 (grave) */
	unsigned long signals;	    /* a bit for each */
	struct entities entities;
	const char *why[WHY_MAX];
	size_t nwhy;
	char model[MODEL_TEXT]; /* rules, model and engine that were used */
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

/* Of an intent, in the message that was read last, whatever the threshold. */
double sense_probability(const struct sense *, int intent);

/* What a model is asked about, or learns from, TEXT in LANG. */
int sense_features(struct sense *, const char *lang, const char *text,
    struct features *, struct err *);

/* The tag of SAID, or of what TEXT is in, as it names a rule file. */
int sense_language(struct sense *, const char *text, const char *said,
    char out[LANG_TEXT], struct err *);

/* The same for a record; remembers the languages of threads. */
int sense_message(struct sense *, struct rec *, double threshold,
    struct guess *, struct err *);

/* The value of a record's "class"; the caller's. */
json_t *guess_json(const struct sense *, const struct guess *);

#endif
