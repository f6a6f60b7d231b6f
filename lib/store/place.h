/*
 * store/place.h - where an archived record is (for lib/store only)
 *
 * In the row stand, little end first: the way it is kept (PACK_ARCHIVED), file,
 * offset, length and key.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/seal.h"

enum { PLACE = 1 + 4 + 8 + 4 + SEAL_KEY }; /* bytes */

struct place {
	int64_t file, offset;
	size_t length;
	unsigned char key[SEAL_KEY];
};

void place_write(const struct place *, char out[PLACE]);
/* -1 when it is none. */
int place_read(const char *, size_t n, struct place *);

#endif
