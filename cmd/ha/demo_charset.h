/*
 * cmd/ha/demo_charset.h - text in the charsets that mail still comes in
 */
#ifndef HA_DEMO_CHARSET_H
#define HA_DEMO_CHARSET_H

#include <stddef.h>

#include "base/buf.h"

struct demo_charsets;

struct demo_charsets *demo_charsets_new(void);
void demo_charsets_free(struct demo_charsets *);

/*
 * Append the N bytes of UTF-8 in CHARSET.  -1, nothing appended, when a
 * character has no place in it or would come back as another one.
 */
int demo_encode(struct demo_charsets *, const char *charset, const char *text,
    size_t n, struct buf *out);

/*
 * Append the letters a to z of TEXT, lower case, without their accents.
 * Returns how many there are.
 */
size_t demo_letters(const char *text, struct buf *out);

#endif
