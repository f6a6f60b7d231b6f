/*
 * answer/limits.h - what a channel takes in a message
 *
 * share/channels.yaml names for each channel how long a text may be and
 * whether links and addresses may stand in it: marketplaces block messages
 * that lead away from them.
 */
#ifndef ANSWER_LIMITS_H
#define ANSWER_LIMITS_H

#include "base/arena.h"
#include "conf/keys.h"

struct limit {
	const char *channel; /* "default" for all others */
	long text;	     /* characters at most */
	int links, addresses;
};

struct limits {
	struct node *tree;
	struct limit *v;
	size_t n;
};

void limits_load(struct limits *, struct conf_errs *);
void limits_free(struct limits *);

/* CHANNEL NULL is the default's. */
const struct limit *limits_of(const struct limits *, const char *channel);

/*
 * What TEXT, LENGTH characters long, breaks of a limit, for people; NULL:
 * nothing.
 */
const char *limit_broken(
    const struct limit *, const char *text, long length, struct arena *);

/* Characters (code points) of a text. */
long text_length(const char *);

#endif
