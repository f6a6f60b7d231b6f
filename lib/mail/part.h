/*
 * mail/part.h - one part of a mail: its bytes, its text, its name
 *
 * For body.c, which knows which of the parts is the mail's text.
 */
#ifndef MAIL_PART_H
#define MAIL_PART_H

#include "mail/body.h"

enum { PART_NAME = 255 }; /* bytes of a file's name */

/* What a part turned out to be. */
enum found { NOTHING, PLAIN, HTML, OTHER };

int part_is_type(GMimeObject *o, const char *type, const char *subtype);

/* A parameter of the content type while O lives, NULL if absent or empty. */
const char *part_param(GMimeObject *o, const char *name);

/* Append all of a stream, from its beginning. */
void part_read(GMimeStream *from, struct buf *out);

/* Append the bytes of a part as they were before they were encoded. */
void part_decoded(GMimePart *part, struct buf *out);

/* Add bytes to the mail's digest, the same for LF and CR LF. */
void part_digest(struct body *b, const struct buf *bytes);

/* A file of the mail.  BYTES are taken and left empty. */
void part_add_file(struct body *b, struct buf *bytes, const struct buf *name,
    const char *type, int shown);

/* Append the text of BYTES, which O labels. */
void part_html(
    struct body *b, GMimeObject *o, const struct buf *bytes, struct buf *out);
void part_plain(GMimeObject *o, const struct buf *bytes, struct buf *out);

/* A part without parts: its text to OUT, or a file of the mail. */
enum found part_leaf(struct body *b, GMimePart *part, struct buf *out);

#endif
