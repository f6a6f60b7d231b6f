/*
 * text/charset.h - bytes of any charset as UTF-8
 *
 * Labels lie.  They are mapped the way browsers do (gb2312 is GB18030,
 * iso-8859-1 is windows-1252), bytes that are plainly UTF-8 are UTF-8 whatever
 * the label says, and without a usable label the bytes are asked.  Nothing
 * fails: what cannot be read becomes U+FFFD.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Append the bytes as UTF-8 (not repaired: controls stay, see text/utf8.h).
 * LABEL may be NULL, quoted, in any case.  Returns the name of the charset
 * that was taken, valid for the run of the program.
 */
const char *charset_to_utf8(
    const char *label, const void *, size_t n, struct buf *out);

/* The converter's name for a label, NULL when the label says nothing. */
const char *charset_name(const char *label);

#endif
