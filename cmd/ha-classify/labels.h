/*
 * ha-classify/labels.h - messages whose meaning somebody has written down
 *
 * JSON lines: "text", and any of "subject", "lang", "intents" (a list, the
 * one to act on first; or "label", one id), "urgency", "emotion",
 * "sentiment", "entities".  What a line does not say is not known of it.
 */
#ifndef HA_CLASSIFY_LABELS_H
#define HA_CLASSIFY_LABELS_H

#include "base/arena.h"
#include "rec/val.h"
#include "sense/taxonomy.h"

enum { LABELLED_MAX = 8 };

struct labelled {
	const char *text, *subject, *lang; /* the last two may be NULL */
	int intents[LABELLED_MAX];
	int nintents;
	int one;		    /* a "label": others may be true too */
	int tone, emotion, urgency; /* of sense/taxonomy.h, or -1 */
	struct val entities;	    /* p is NULL when not said */
};

/* Strings live until the next line. */
typedef int labels_each(const struct labelled *, void *arg, struct err *);

/* Every line of the files; faults are told.  Returns the exit status. */
int labels_read(
    char **files, const struct taxonomy *, labels_each *, void *arg);

#endif
