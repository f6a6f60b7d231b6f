/*
 * cmd/ha/demo_mail.h - mail as buyers' programs, relays and servers write it
 *
 * RFC 5322 with LF line ends, as a Maildir has it.
 */
#ifndef HA_DEMO_MAIL_H
#define HA_DEMO_MAIL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "conf/node.h"
#include "ha/demo_charset.h"
#include "ha/demo_rand.h"

struct demo_photo {
	const char *name;
	int png;
	struct buf bytes;
};

enum { DEMO_PHOTOS = 3 };

struct demo_mail {
	int64_t at;			      /* delivered, ms UTC */
	const char *offset;		      /* "+0100", of the sender */
	int minutes;			      /* the same */
	const char *from_name, *from, *to;    /* name may be NULL */
	const char *subject;		      /* "" : a mail without */
	const char *message_id, *in_reply_to; /* without <> */
	const char *references;		      /* as it stands, or NULL */
	const char *host;		      /* that gave it to us */
	const char *headers;		      /* more lines, or "" */
	const char *return_path;	      /* "" for a machine's */
	const char *lang, *charset;
	const struct node *client;
	const char *shape; /* plain html alternative */
	const char *text;
	const char *attribution, *quoted; /* or NULL */
	struct demo_photo photo[DEMO_PHOTOS];
	size_t nphotos;
};

/* Append the mail. */
void demo_mail(const struct demo_mail *, struct demo_charsets *,
    struct demo_rand *, struct buf *);

struct demo_bounce {
	const char *text; /* for people */
	const char *host, *recipient, *status, *code;
	const char *original; /* headers of our mail */
};

/* The same for a mail that comes back (RFC 3464). */
void demo_mail_bounce(const struct demo_mail *, const struct demo_bounce *,
    struct demo_charsets *, struct demo_rand *, struct buf *);

/* The words with what they quote, in UTF-8; the HTML names CHARSET. */
void demo_plain(const struct demo_mail *, struct buf *);
void demo_html(const struct demo_mail *, const char *charset, struct buf *);

/* "Name: text", as encoded words where it must be. */
void demo_header(struct buf *, struct demo_charsets *, const char *charset,
    const char *name, const char *text);
/* "Fri, 20 Nov 2026 18:22:31 +0100" */
void demo_mail_date(struct buf *, int64_t at, int minutes, const char *offset);
void demo_base64(struct buf *, const char *, size_t n, size_t width);

#endif
