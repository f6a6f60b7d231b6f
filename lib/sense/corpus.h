/*
 * sense/corpus.h - labelled messages to learn from
 *
 * share/corpus/README tells the form of a file.  One line stands for several
 * messages: its choices in up to CORPUS_READINGS ways, now and then one with
 * a slip of the keyboard, and two short ones of a file may be told in one
 * message.  All of that follows from the text alone: the same files give the
 * same messages, in the same order.
 */
#ifndef SENSE_CORPUS_H
#define SENSE_CORPUS_H

#include "base/err.h"
#include "sense/lang.h"
#include "sense/taxonomy.h"

enum { CORPUS_READINGS = 4, EXAMPLE_INTENTS = 4 };

struct example {
	const char *text;
	char lang[LANG_TEXT];
	char batch;  /* of its file; 0: of none */
	int written; /* as its writer wrote it: not made from others */
	int intents[EXAMPLE_INTENTS]; /* of the taxonomy, first one first */
	int nintents;
	int tone, emotion, urgency; /* of sense/taxonomy.h; -1: not said */
};

typedef int corpus_each(const struct example *, void *arg, struct err *);

/* All files of DIR by name; stops at the first fault, with file and line. */
int corpus_read(const char *dir, const struct taxonomy *, corpus_each *,
    void *arg, struct err *);

#endif
