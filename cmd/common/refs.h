/*
 * cmd/common/refs.h - what a verb applies to
 *
 * References as arguments, a query, or stdin (the first word of a line, or a
 * JSON line with ticket.number or ref).  A bare number is a ticket; all else
 * has a letter: c881 t31 a202 r5512 w17 k12.  A letter that does not fit the
 * verb is an error, so that money never meets the wrong number.
 */
#ifndef COMMON_REFS_H
#define COMMON_REFS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "conf/config.h"
#include "store/db.h"

struct refs {
	int64_t *v;
	size_t n, cap;
	int by_query; /* they were found, not named */
};

/*
 * LETTER 0 is tickets.  ARGS ends with NULL; empty reads stdin, and a
 * terminal there is a usage error.  ME is who `mine` is in a query.
 */
int refs_read(struct refs *, char **args, int letter, struct db *,
    const struct config *, const char *me, struct err *);
void refs_free(struct refs *);

/* "customer" for 'c', "ticket" for 0; NULL for a letter that is none. */
const char *ref_what(int letter);
/* A number, or a known letter and a number? */
int ref_looks(const char *);

/* One reference; ERR_USAGE with what it should be. */
int ref_parse(const char *, int letter, int64_t *out, struct err *);

/*
 * Ask once on a terminal; elsewhere -y is needed (ERR_USAGE without).
 * 1 yes, 0 no, -1.
 */
int ask(struct err *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
