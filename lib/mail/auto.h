/*
 * mail/auto.h - mail that no person wrote (RFC 3834, RFC 3464)
 */
#ifndef MAIL_AUTO_H
#define MAIL_AUTO_H

#include <gmime/gmime.h>
#include <jansson.h>

#include "mail/header.h"

/*
 * What says so in the headers, as "auto" of mail/mime.h without "bounce"; an
 * empty object for a person's mail.  FROM is the address, or NULL.
 */
json_t *auto_marks(const struct header_ctx *, GMimeObject *mail,
    const char *subject, const char *from);

/* The first failed recipient of a delivery status part, NULL when none. */
json_t *auto_delivery_status(const char *, size_t n);

/*
 * The same from a bounce that is only prose, or NULL; FAILED is the value of
 * X-Failed-Recipients or NULL.
 */
json_t *auto_prose_bounce(const char *text, const char *failed);

#endif
