/*
 * store/pack.h - small JSON in few bytes (for lib/store only)
 *
 * A stored record is two thirds syntax, key names and repeated ids.  It is
 * compressed (Zstandard) against a dictionary of what records look like: a
 * third of the bytes, for less time than it takes to write the rest.
 *
 * A packed value is one byte for the way it was packed, and what that way
 * made: 0 as it is, 1 a frame of dictionary 1, 2 a frame without one; frames
 * without the four bytes that all of them begin with.  Dictionaries are never
 * edited: a better one gets a new number.
 */
#ifndef STORE_PACK_H
#define STORE_PACK_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Dictionary 1, of all kinds of records, classes and events (record.dict). */
extern const unsigned char record_dict[];
extern const size_t record_dict_len;

struct pack;

/* *PACK is made at first use; OUT is emptied first. */
void pack_json(struct pack **, const char *text, size_t n, struct buf *out);
void pack_bytes(struct pack **, const void *, size_t n, struct buf *out);
/* In the arena, with a NUL behind its *LEN bytes; NULL and ERR_CONFIG. */
char *pack_open(struct pack **, const void *, size_t n, size_t *len,
    struct arena *, struct err *);
void pack_free(struct pack *);

#endif
