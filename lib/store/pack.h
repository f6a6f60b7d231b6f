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
 * edited: a better one gets a new number.  3 is the place in an archive where
 * the packed value is (store/archive.h); who opens it notices nothing.
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

struct packer;

struct pack {
	struct packer *own; /* made at first use */
	/* Append the packed value that a place of N bytes leads to. */
	int (*fetch)(
	    void *arg, const char *place, size_t n, struct buf *, struct err *);
	void *arg;
};

enum { PACK_ARCHIVED = 3 };

/* OUT is emptied first. */
void pack_json(struct pack *, const char *text, size_t n, struct buf *out);
void pack_bytes(struct pack *, const void *, size_t n, struct buf *out);
/* In the arena, with a NUL behind its *LEN bytes; NULL and ERR_CONFIG. */
char *pack_open(struct pack *, const void *, size_t n, size_t *len,
    struct arena *, struct err *);
int pack_is_archived(const void *, size_t n);
void pack_free(struct pack *);

#endif
