/*
 * mail/header.h - header fields as text, addresses, ids and dates
 *
 * Encoded words are merged before they are decoded: neighbours of one charset
 * are one text that was cut, often inside a character.  (GMime 3.2.13 also
 * loses what follows a padded base64 word; with Debian 13 as the floor its own
 * decoder could be tried again.)  All charsets go through text/charset.h.
 */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include <stdint.h>

#include <gmime/gmime.h>
#include <jansson.h>

#include "base/buf.h"

/* What raw bytes beyond ASCII are in, when they say nothing: the body's. */
struct header_ctx {
	GMimeParserOptions *options;
	const char *charset; /* or NULL */
};

enum { HEADER_CHARSET = 64 };

/* The charset of the first encoded word in RAW: 1 and its name, or 0. */
int header_charset(const char *raw, char out[HEADER_CHARSET]);

/* Append one line of decoded, repaired text. */
void header_text(const struct header_ctx *, const char *raw, struct buf *);

/* The value of a header as it stands, NULL when absent. */
const char *header_raw(GMimeObject *, const char *name);

/* A list of { "name", "email" }; "email" is null when it is no address. */
json_t *header_addresses(const struct header_ctx *, const char *raw);

/* A list of ids without brackets, in their order, at most 100 (the last). */
json_t *header_ids(const char *raw);

/* ms UTC, or CLOCK_NONE. */
int64_t header_date(const char *raw);

/* The text of B as a JSON string, repaired as one line of at most MAX bytes. */
json_t *header_json(const struct buf *, size_t max);

#endif
