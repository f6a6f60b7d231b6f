/*
 * ha-classify/eval.h - what labelled messages say of the answers
 */
#ifndef HA_CLASSIFY_EVAL_H
#define HA_CLASSIFY_EVAL_H

#include "base/arena.h"
#include "sense/sense.h"

struct ratio {
	const char *name;
	long good, all;
};

enum { FIRST, ANY_HIT, EXACT, LANG, URGENCY, EMOTION, SENTIMENT, RATIOS };

/* Of one intent: found and right, found, labelled. */
struct score {
	long right, found, labelled;
};

struct found {
	const char *name;
	struct score s;
};

enum { ORDERS, PARCELS, SKUS, AMOUNTS, SORTS };

/* Pairs of message and intent that were given about the same probability. */
enum { BINS = 10 };
struct bin {
	long pairs, right;
	double sum; /* of the probabilities */
};

/* A message's first intent. */
struct answer {
	double p;
	int right; /* it is the one to act on */
};

struct eval {
	struct sense *sense;
	const struct taxonomy *t;
	struct score *intents;
	long *confused; /* messages by first label, then first answer */
	struct ratio ratios[RATIOS];
	struct found sorts[SORTS];
	struct bin bins[BINS];
	struct answer *answers;
	size_t nanswers, answers_cap;
	struct arena arena;
};

/*
 * Print it: as tables (text, or JSON Lines), or as TAP.  Both return whether
 * the gate (--min-f1) was passed; both sort the answers.
 */
int eval_tables(struct eval *, struct err *);
int eval_tap(struct eval *);

#endif
