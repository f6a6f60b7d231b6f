/*
 * mail/body.h - the parts of a mail: one text, and files
 */
#ifndef MAIL_BODY_H
#define MAIL_BODY_H

#include <gmime/gmime.h>
#include <jansson.h>

#include "base/digest.h"
#include "mail/header.h"
#include "mail/mime.h"

struct body {
	const struct header_ctx *ctx;
	struct mime *mime;     /* files go here */
	struct digest *digest; /* of all decoded parts */
	json_t *attachments;
	json_t *notes;
	json_t *bounce; /* or NULL */
	int parts;
	int muted; /* files only, no text wanted */
};

/* Walk ROOT: its text is appended to TEXT, the rest fills B. */
void body_walk(struct body *b, GMimeObject *root, struct buf *text);

/* A note that is not there yet. */
void body_note(struct body *b, const char *word);

/* The charset named by the first text part, or NULL. */
const char *body_charset(GMimeObject *root);

#endif
