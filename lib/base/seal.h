/*
 * base/seal.h - bytes that only their key opens
 *
 * What is sealed can be copied anywhere: who forgets the key has erased all
 * of the copies.  Every sealing has a new key of its own (AES-128-GCM, which
 * notices a changed byte); the key is kept apart from what it opens.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum { SEAL_KEY = 16, SEAL_MORE = 16 }; /* longer by so much */

/* Append N bytes sealed with the new KEY. */
int seal(const void *, size_t n, unsigned char key[SEAL_KEY], struct buf *,
    struct err *);
/* Append what was sealed; ERR_CONFIG when it is not as it was. */
int seal_open(const void *, size_t n, const unsigned char key[SEAL_KEY],
    struct buf *, struct err *);

#endif
