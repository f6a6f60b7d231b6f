/*
 * sense/sense_int.h - what sense.c, sense_model.c and weigh.c share
 */
#ifndef SENSE_SENSE_INT_H
#define SENSE_SENSE_INT_H

#include "base/buf.h"
#include "sense/features.h"
#include "sense/model.h"
#include "sense/sense.h"

/* A language's rules: compiled, or known to be absent. */
struct voice {
	char lang[LANG_TEXT];
	struct rules *rules;
};

enum { THREADS = 4096 };

/* The language of a thread, by its digest; an old one gives way. */
struct memory {
	uint64_t thread;
	char lang[LANG_TEXT];
};

/* What the model tells beside the intents. */
enum { MOOD_TONE, MOOD_EMOTION, MOOD_URGENCY, MOODS };

struct sense {
	struct taxonomy *taxonomy;
	struct finder *finder;
	char *shipped;
	const char *dirs[3];
	struct voice *voices;
	size_t nvoices, voices_cap;
	struct memory *threads;
	struct findings found;
	char *model_path;
	int model_named; /* by the user: it must be there */
	struct model *model;
	int *intent_label;     /* of each intent in the model, or -1 */
	int mood_label[MOODS]; /* the first of each */
	struct words words;
	struct features features;
	double p[MODEL_LABELS]; /* what the model says of this message */
	double *best;		/* of each intent in this message */
	uint32_t *place;
	struct buf new_words;
	int shouted; /* this message raises its voice */
};

/*
 * The shipped model, which may be absent (the rules speak alone), or the one
 * that was named, which may not.
 */
int sense_model_open(struct sense *, struct conf_errs *);
/* S->features: the words of TEXT, and what the rules found in them. */
void sense_model_features(
    struct sense *, const struct piece *text, size_t n, const char *lang);
/* The same, and S->p: what the model says of them; its name into GUESS. */
void sense_model_ask(
    struct sense *, const struct piece *text, size_t n, struct guess *);
/* The words that spoke most for the intents that were chosen. */
void sense_model_explain(struct sense *, struct arena *, struct guess *);

/* Of the evidence in S->found and the model's probabilities, the guess. */
void sense_weigh(struct sense *, double threshold, struct guess *);

/*
 * The intents were changed afterwards: what follows from them, and why the
 * signals are there.
 */
void sense_follow(struct sense *, struct guess *);

/* Add a reason, once. */
void sense_because(struct guess *, const char *why);

#endif
