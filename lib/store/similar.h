/*
 * store/similar.h - past tickets that are like one
 *
 * Alike is what was resolved before and has the same first intent, and beside
 * it the same SKU; the same carrier on the way to the same country; the same
 * carrier; or the same language.  That is also their order: the nearest kind
 * first, of one kind those with a result before those without, of these the
 * newest.
 *
 * Looked at are the SIMILAR_WINDOW newest resolved tickets of the intent, and
 * as many of the intent and the SKU: what is asked costs the same, however
 * many tickets there are.
 */
#ifndef STORE_SIMILAR_H
#define STORE_SIMILAR_H

#include "store/ticket.h"

enum { SIMILAR_MOST = 3, SIMILAR_WINDOW = 200 };

enum similar_by { SIMILAR_SKU, SIMILAR_LANE, SIMILAR_CARRIER, SIMILAR_LANG };

struct similar {
	int64_t number, resolved_at;
	enum similar_by by;
	const char *result;	    /* or NULL */
	const char *evidence;	    /* why the result is so, or NULL */
	const char *responsibility; /* as a person set it, or NULL */
};

const char *similar_name(enum similar_by); /* "sku", "lane", ... */

/* How many stand in V, texts in the arena; -1. */
int ticket_similar(struct db *, const struct ticket *,
    struct similar v[SIMILAR_MOST], struct arena *, struct err *);

#endif
