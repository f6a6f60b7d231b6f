/*
 * mail/mime.h - raw mail as the members of a record
 *
 * Called only inside ha-mime, the confined child; others use mail/mimed.h.
 * The members, each left out when there is nothing to say:
 *
 *	message_id	without brackets
 *	in_reply_to, references		lists of ids
 *	from		{ "name", "email" }, email null when there is none
 *	reply_to, to, cc	lists of { "name", "email" }
 *	delivered_to	list of addresses (Delivered-To, X-Original-To)
 *	sent_at		what the sender claims, RFC 3339 UTC
 *	received_at	of the topmost Received header
 *	subject, text
 *	attachments	list of { "name", "type", "bytes", "sha256" }, and
 *			"inline": true for pictures shown inside the text
 *	auto		only of a machine's mail, see below
 *	notes		list of words about what was unusual: "html",
 *			"text_cut", "encrypted", "signed", "tnef", "no_date",
 *			"no_end", "parts_cut", "stripped", "forwarded"
 *	digest		of From, Date and the decoded bodies (hexadecimal)
 *
 * auto holds what was seen, and means: no automatic answer.
 *
 *	submitted	Auto-Submitted but "no"
 *	precedence	bulk, list, junk, auto_reply
 *	list		true: a List- header
 *	suppress	X-Auto-Response-Suppress
 *	responder	true: X-Autoreply and its like
 *	out_of_office	true: the subject says so in some language
 *	sender		"null", "mailer-daemon", "no-reply"
 *	report		report-type of multipart/report
 *	loop		X-HA-Loop as it stands, for mail/loop.h
 *	hops		number of Received headers when above 50
 *	bounce		{ "action", "status", "recipient", "diagnostic",
 *			"original_id" } of the first failed recipient
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include <stddef.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"

struct mime_file {
	struct buf bytes;
};

struct mime {
	json_t *members;
	struct mime_file *files; /* in the order of "attachments" */
	size_t nfiles, cap;
};

enum { MIME_TEXT_MAX = 512 << 10, MIME_PARTS = 1000, MIME_DEPTH = 32 };

/* Once, before confine(): loads what would be loaded later. */
void mime_init(void);

/*
 * 0 and M, to be freed; or ERR_DATA with a text that begins with one word:
 * "empty", "no_header", "no_sender", "unreadable".
 */
int mime_parse(const void *raw, size_t n, struct mime *, struct err *);

void mime_free(struct mime *);

#endif
