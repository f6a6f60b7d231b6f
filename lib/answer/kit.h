/*
 * answer/kit.h - what an answer is written with
 *
 * The templates of a configuration and what they speak of: phrases, carriers,
 * limits of the channels, and the policy.  It is opened as a whole or not at
 * all.  The kit stays where it was opened: its parts point at each other.
 */
#ifndef ANSWER_KIT_H
#define ANSWER_KIT_H

#include "answer/policy.h"
#include "answer/writer.h"

struct kit {
	struct node *taxonomy, *carriers;
	struct limits limits;
	struct policy policy;
	struct book book;
	struct vars_env env;
};

/*
 * CONFIG (NULL: none) is borrowed.  0; or -1 with every error in ERRS, and
 * then nothing of KIT is left.
 */
int kit_open(struct kit *, const struct config *, struct conf_errs *);
/* The same without the templates: the book is empty (a lint adds to it). */
int kit_open_bare(struct kit *, const struct config *, struct conf_errs *);
/* Also one that is all zero. */
void kit_close(struct kit *);

#endif
