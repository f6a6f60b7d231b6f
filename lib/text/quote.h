/*
 * text/quote.h - which words of a message are new
 *
 * Classification, templates and people read what the sender wrote now; what
 * was quoted, signed or forwarded is kept and only set apart.  The text is cut
 * into spans that follow each other without a gap and begin at line starts.
 */
#ifndef TEXT_QUOTE_H
#define TEXT_QUOTE_H

#include <stddef.h>

#include "base/buf.h"

enum quote_kind {
	QUOTE_NEW,
	QUOTE_REPLY, /* "> " lines, "On ... wrote:" and what follows it */
	QUOTE_SIGNATURE,
	QUOTE_FORWARD, /* a message passed on: its words count when alone */
	QUOTE_FRAME    /* a platform's words around the message, order tables */
};

struct quote_span {
	size_t start, end; /* bytes */
	enum quote_kind kind;
};

enum { QUOTE_SPANS = 64 };

/*
 * The text's spans, at most QUOTE_SPANS (what comes after is counted to the
 * last).  Returns their number, 0 for an empty text.
 */
size_t quote_split(
    const char *, size_t n, struct quote_span spans[QUOTE_SPANS]);

/*
 * Append the new words alone, trimmed.  A message that has none but passes
 * another on gives that one's words.
 */
void quote_new_words(const char *, size_t n, struct buf *);

#endif
