/*
 * cmd/common/question.h - asking for a setting
 *
 * The answer is the next line of stdin, on a terminal after a prompt there.
 * An empty line, the end of stdin and -y take the default.
 */
#ifndef COMMON_QUESTION_H
#define COMMON_QUESTION_H

#include "base/buf.h"
#include "base/err.h"

struct question {
	const char *text; /* "Time zone" */
	const char *dflt; /* NULL: an answer is needed */
	int secret;	  /* not shown while it is typed */
};

/* The answer replaces what is in B; ERR_USAGE when one is needed. */
int question_ask(const struct question *, struct buf *b, struct err *);

/* Append VALUE as a YAML scalar for a block map: plain, or in quotes. */
void yaml_scalar(struct buf *, const char *value);

#endif
