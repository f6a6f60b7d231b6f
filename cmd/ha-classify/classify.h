/*
 * ha-classify/classify.h - what the verbs of ha-classify share
 */
#ifndef HA_CLASSIFY_H
#define HA_CLASSIFY_H

#include "sense/corpus.h"
#include "sense/sense.h"

extern const struct program classify_program;
extern double classify_threshold;
extern const char *classify_rules; /* --rules DIR, or NULL */
extern const char *classify_model; /* --model FILE, or NULL */
extern const char *classify_output, *classify_corpus; /* or NULL */
extern const char *classify_but;		      /* a batch, or NULL */
extern int classify_alone;			      /* without the corpus */
extern double classify_min_f1;			      /* below 0: no gate */
extern double classify_precision;		      /* of automatic answers */
extern int classify_tap;

/* Ends the program with every fault when the data cannot be used. */
struct sense *classify_open(void);

/* The messages of --corpus, or of the shipped one. */
int classify_read_corpus(
    const struct taxonomy *, corpus_each *, void *arg, struct err *);

/* The verbs; they return the exit status. */
int classify_eval(char **args);
int classify_lint(char **args);
int classify_train(char **args);

#endif
