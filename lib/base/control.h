/*
 * base/control.h - characters that a terminal obeys
 */
#ifndef BASE_CONTROL_H
#define BASE_CONTROL_H

#include <stddef.h>

/*
 * The code point at P if a terminal obeys it: DEL, C1, the bidi marks,
 * embeddings and isolates, line and paragraph separators; its length into *N.
 * 0 for every other one, C0 too: some of those are wanted.
 */
unsigned control_at(const char *p, size_t room, size_t *n);

#endif
