/*
 * rec/val.h - a JSON value as a slice of the text it stands in
 *
 * val_scan checks the whole syntax once (RFC 8259, UTF-8, no lone surrogate,
 * no NUL, at most 64 levels and 1,000 keys an object, no key twice in one
 * object); after that the other functions walk slices without checking again
 * and without allocating.  A val is void ({ NULL, 0 }) when there is nothing.
 *
 * jansson accepts the same texts but for our narrower limits and for numbers
 * beyond its own range, which pass through here as written.
 */
#ifndef REC_VAL_H
#define REC_VAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct val {
	const char *p; /* first byte of the value */
	size_t n;      /* its length, no white space around it */
};

#define VAL_NONE ((struct val){ NULL, 0 })

struct member {
	const char *key; /* as written, between its quotes */
	size_t keylen;
	struct val val;
};

enum { VAL_DEPTH = 64, VAL_KEYS = 1000, VAL_MAX = 4 << 20 };

/*
 * Check one object that fills LINE (white space around it allowed) and put
 * its top-level members into M.  Returns their number, or -1 with what is
 * wrong and at which byte.
 */
int val_scan(
    const char *line, size_t n, struct member m[VAL_KEYS], struct err *);

/* "from.country", "class.intents.0.id" inside a checked object or array. */
struct val val_get(struct val, const char *path);

/* The first '{', '[', '"', digit or '-', 't' 'f' 'n'; 0 for VAL_NONE. */
int val_type(struct val);

/*
 * Walk an array: start with item = VAL_NONE; 1 and the next item, 0 at the
 * end.  VAL_NONE or no array: 0 at once.
 */
int val_next(struct val array, struct val *item);
/* Walk an object the same way; *M starts zeroed. */
int val_next_member(struct val object, struct member *m);

/* TEXT as written between quotes stands for the LEN bytes of S. */
int val_text_is(const char *text, size_t n, const char *s, size_t len);

/* A string unescaped into the arena; NULL when it is none. */
const char *val_str(struct val, struct arena *);
/* The string's bytes equal S (no arena needed). */
int val_is(struct val, const char *s);
/* An integer that fits; 0 and *OUT, else -1. */
int val_int(struct val, int64_t *out);
int val_double(struct val, double *out);
int val_true(struct val); /* 1 only for true */

#endif
