/*
 * base/tar.h - an archive that every tar reads (POSIX ustar)
 *
 * Members are regular files, 0600, of nobody.  A name that is longer than 99
 * bytes is cut at its beginning; blocks are appended to a buf.
 */
#ifndef BASE_TAR_H
#define BASE_TAR_H

#include <stdint.h>

#include "base/buf.h"

void tar_add(
    struct buf *, const char *name, const void *, size_t n, int64_t mtime_ms);
/* What ends the archive. */
void tar_end(struct buf *);

#endif
