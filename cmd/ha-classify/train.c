/*
 * ha-classify/train.c - make a model
 *
 * Of the shipped corpus and, when given, of a seller's own messages
 * (ha-classify/labels.h; `ha db export --labels` writes them).  One of these
 * counts OWN_WEIGHT times: it is what this shop's buyers say.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "base/opt.h"
#include "sense/learn.h"
#include "ha-classify/classify.h"
#include "ha-classify/labels.h"

enum { OWN_WEIGHT = 3 };

/* Own messages are two batches, so that one is held against the other. */
struct own {
	struct learner *learner;
	struct sense *sense;
	long n;
};

static int
add_own(const struct labelled *x, void *arg, struct err *err)
{
	struct own *own = arg;
	struct example e = { .text = x->text,
		.tone = x->tone,
		.emotion = x->emotion,
		.urgency = x->urgency };
	int i;

	for (i = 0; i < x->nintents && i < EXAMPLE_INTENTS; i++)
		e.intents[e.nintents++] = x->intents[i];
	if (sense_language(own->sense, x->text, x->lang, e.lang, err) < 0)
		return -1;
	e.batch = own->n++ % 2 ? '1' : '2';
	for (i = 0; i < OWN_WEIGHT; i++) {
		e.written = i == 0;
		if (learner_add(&e, own->learner, err) < 0)
			return -1;
	}
	return 0;
}

int
classify_read_corpus(
    const struct taxonomy *t, corpus_each *each, void *arg, struct err *err)
{
	char *shipped = file_share("corpus");
	int rc = corpus_read(
	    classify_corpus ? classify_corpus : shipped, t, each, arg, err);

	free(shipped);
	return rc;
}

int
classify_train(char **args)
{
	struct own own = { .sense = classify_open(), .n = 0 };
	struct err err = ERR_INIT;
	char but = classify_but != NULL ? classify_but[0] : '\0';
	int status = 0, rc = 0;

	if (classify_output == NULL)
		opt_usage(&classify_program, "train wants -o MODEL");
	own.learner = learner_new(own.sense);
	if (*args != NULL)
		status =
		    labels_read(args, sense_taxonomy(own.sense), add_own, &own);
	if (!classify_alone)
		rc = classify_read_corpus(
		    sense_taxonomy(own.sense), learner_add, own.learner, &err);
	if (rc == 0 && learner_train(own.learner, but, &err) == 0 &&
	    learner_write(own.learner, classify_output, &err) == 0)
		note("learnt from %zu messages", learner_count(own.learner));
	if (err.code != ERR_OK) {
		complain(&err);
		status = err_graver(status, (int)err.code);
	}
	learner_free(own.learner);
	sense_free(own.sense);
	return status;
}
