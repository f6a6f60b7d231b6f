/*
 * sense/entity.h - numbers and codes that stand in a message
 *
 * Order numbers, tracking numbers with their carrier, article codes and
 * amounts of money, by share/entities.yaml and share/carriers.yaml.  The
 * whole text is read, quoted mail too.  A number whose check digit is wrong
 * is none, and kept apart.  Places are in characters of the text.
 */
#ifndef SENSE_ENTITY_H
#define SENSE_ENTITY_H

#include <stddef.h>

#include "base/arena.h"
#include "conf/keys.h"

struct code {
	const char *id;	     /* as written, its blanks taken out */
	const char *carrier; /* of a tracking number, or NULL */
	long from, to;
};

struct amount {
	const char *value;    /* "34.99" */
	const char *currency; /* ISO 4217 */
	long from, to;
};

/* What else stands there by a pattern of the file: an address, a size. */
struct mark {
	const char *sort; /* "emails", "sizes" ... */
	const char *text; /* as written */
	int deadline;	  /* a date that something is wanted by */
	long from, to;
};

enum { ENTITIES_MAX = 32 }; /* of each sort; the first ones count */

struct entities {
	struct code orders[ENTITIES_MAX], parcels[ENTITIES_MAX],
	    skus[ENTITIES_MAX];
	/* as a carrier's number, but the check digit is wrong: a misprint */
	struct code invalid[ENTITIES_MAX];
	struct amount amounts[ENTITIES_MAX];
	struct mark marks[ENTITIES_MAX];
	size_t norders, nparcels, nskus, ninvalid, namounts, nmarks;
};

struct finder;

/* Reads both files; NULL and the faults. */
struct finder *finder_open(
    const char *entities, const char *carriers, struct conf_errs *);
void finder_free(struct finder *);

/*
 * A shop's own article codes, one a line (letters, digits, - and _, in any
 * case): they are found whatever their form.
 */
int finder_own_skus(struct finder *, const char *path, struct err *);

/*
 * What stands in TEXT (checked UTF-8); strings live as long as the arena or
 * the finder.  LANG decides what a shared sign means ("kr", "¥").
 */
void finder_read(struct finder *, const char *text, size_t n, const char *lang,
    struct arena *, struct entities *out);

#endif
