/*
 * desk/mention.h - who is named in a note
 *
 *	please look, @mei and @warehouse
 *
 * A name of team: behind an @ that no letter or digit stands before.  What is
 * no such name is a word like any other.
 */
#ifndef DESK_MENTION_H
#define DESK_MENTION_H

#include "desk/verb.h"

/*
 * One alert for all whom TEXT names, but not for who writes it, in the
 * transaction of the note; muted where such alerts of the ticket are.  1, 0
 * nobody is named, -1.
 */
int mention_tell(
    const struct deed *, const struct ticket *, const char *text, struct err *);

#endif
