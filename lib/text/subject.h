/*
 * text/subject.h - the subject of an answer
 *
 * Mail programs put their own "Re:" before a subject, in their language, again
 * and again; shops put a ticket's number behind it.  Both are taken off before
 * they are put on once.
 */
#ifndef TEXT_SUBJECT_H
#define TEXT_SUBJECT_H

#include <stdint.h>

#include "base/buf.h"

/* S behind the reply and forward prefixes of any language; points into S. */
const char *subject_bare(const char *s);

/*
 * Append "Re: SUBJECT [#NUMBER]"; without prefix when RE is 0.  Controls
 * become blanks, what is over 200 bytes is cut at a character, and a number
 * that stands there already is replaced.
 */
void subject_answer(const char *subject, int re, int64_t number, struct buf *);

/* The number of "[#1042]" in S, or 0. */
int64_t subject_number(const char *s);

#endif
