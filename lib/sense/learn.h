/*
 * sense/learn.h - make a model of labelled messages
 *
 * One logistic regression for each label (LIBLINEAR, opened when this is
 * called and by nobody else).  What a label's weights are worth is learnt on
 * texts that they did not see: each batch of the corpus is held against the
 * weights of the others, and a curve is fitted to what came out.
 *
 *	struct learner *l = learner_new(sense);
 *	learner_add(l, &example, err) ...	as corpus_read gives them
 *	learner_train(l, 0, err)
 *	learner_write(l, "my.model", err)
 *	learner_free(l)
 */
#ifndef SENSE_LEARN_H
#define SENSE_LEARN_H

#include "sense/corpus.h"
#include "sense/sense.h"

struct learner;

/* The taxonomy and the rules are those of the sense, which outlives it. */
struct learner *learner_new(struct sense *);
void learner_free(struct learner *);

/* A corpus_each, with the learner as ARG; the text is copied. */
int learner_add(const struct example *, void *learner, struct err *);
size_t learner_count(const struct learner *);

/* Learn from all but batch BUT (0: from all); -1 when there is nothing. */
int learner_train(struct learner *, char but, struct err *);

/* Into a file as sense/model.h describes; whole or not at all. */
int learner_write(const struct learner *, const char *path, struct err *);

#endif
