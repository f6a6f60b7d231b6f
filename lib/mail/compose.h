/*
 * mail/compose.h - a mail of ours, ready for SMTP
 *
 * One function builds all headers.  What comes from people or platforms is
 * data: controls are replaced, addresses are checked, nothing can start a
 * header of its own.  Every line ends in CR LF and has at most 998 bytes.
 */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct compose_file {
	const char *name; /* as the receiver sees it */
	const char *type; /* NULL: application/octet-stream */
	const void *bytes;
	size_t n;
};

struct compose {
	const char *from_name, *from; /* the address the message came in on */
	const char *to_name, *to;     /* exactly one */
	const char *subject;
	const char *text;	       /* UTF-8, newlines */
	const char *html;	       /* or NULL */
	const char *message_id;	       /* without brackets, kept for retries */
	const char *in_reply_to;       /* the same, or NULL */
	const char *const *references; /* of the parent, NULL at the end */
	int64_t date;		       /* ms UTC */
	int automatic;		       /* no person wrote it: Auto-Submitted */
	const char *loop_mark;	       /* of mail/loop.h, or NULL */
	const struct compose_file *files;
	size_t nfiles;
};

/* Append the mail.  A bad address or id is ERR_DATA. */
int compose_mail(const struct compose *, struct buf *, struct err *);

#endif
