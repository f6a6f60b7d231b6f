/*
 * sense/sense_int.h - what sense.c and weigh.c share
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

enum { VOICES = 32, THREADS = 4096 };

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
	struct voice voices[VOICES];
	size_t nvoices;
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
};

/* Of the evidence in S->found and the model's probabilities, the guess. */
void sense_weigh(
    struct sense *, const struct piece *text, double threshold, struct guess *);

/* Add a reason, once. */
void sense_because(struct guess *, const char *why);

#endif
