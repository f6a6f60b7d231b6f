/*
 * base/line.h - lines of a file, of bounded length
 *
 * Foreign files have lines without an end; getline would take memory for the
 * whole of one.
 */
#ifndef BASE_LINE_H
#define BASE_LINE_H

#include <stdio.h>

#include "base/buf.h"

enum { LINE_NONE, LINE_WHOLE, LINE_PART };

/*
 * The line at which F stands into B, its newline too, but no more than MAX
 * bytes: LINE_PART when it goes on.  LINE_NONE at the end of the file or when
 * it cannot be read (ferror).
 */
int line_read(FILE *, struct buf *, size_t max);
/* The rest of a LINE_PART, unread. */
void line_skip(FILE *);

#endif
