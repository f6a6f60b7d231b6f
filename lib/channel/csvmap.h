/*
 * channel/csvmap.h - which column becomes which member of a record
 *
 * A map is YAML: share/csv/NAME.yaml, or the user's own file.  Columns are
 * found by their header, never by position; a map fits a file whose header
 * has all columns of its `header:`.  Field types:
 *
 *	text		as it stands (default)
 *	lower		lower-cased ASCII: addresses, codes
 *	number		a whole number
 *	amount		a decimal, currency signs and thousands taken off
 *	currency	the ISO 4217 code or sign beside an amount
 *	country		a name or code as ISO 3166-1 alpha-2
 *	time		RFC 3339, or by FORMAT (strptime), UTC without a zone
 */
#ifndef CHANNEL_CSVMAP_H
#define CHANNEL_CSVMAP_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "conf/node.h"

struct csvmap;

struct csvmap *csvmap_load(const char *path, struct err *);
void csvmap_free(struct csvmap *);

const char *csvmap_channel(const struct csvmap *);
int csvmap_separator(const struct csvmap *);

/* Point the map at the columns of this header; 1 it fits, 0 it does not. */
int csvmap_bind(struct csvmap *, char **header, size_t n);

/*
 * The records that a file's rows make up.  EACH gets a new object with
 * kind, external_id and the mapped members, to keep; LINE is where its first
 * row stands.  Rows that cannot be made into a record go to BAD, as they are.
 */
struct csvrow {
	char **cells;
	size_t n;
	long line;
	const char *text; /* as it stands in the file */
	size_t len;
};
struct csvtake {
	int (*each)(void *arg, json_t *record, long line, struct err *);
	int (*bad)(void *arg, const struct buf *rows, long line,
	    const char *why, struct err *);
	void *arg;
};
int csvmap_records(struct csvmap *, const struct csvrow *, size_t n,
    const struct csvtake *, struct err *);

#endif
