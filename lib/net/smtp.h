/*
 * net/smtp.h - one mail to one recipient by SMTP submission (libcurl)
 *
 * A connection is kept for the next mail of the same struct smtp.  What a
 * server answers decides, not curl's own code: 4yz not now, 5yz never.  When
 * the last byte was handed over and no answer came, nobody knows.
 *
 * TLS is verified always; a name without TLS must be loopback.
 */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum smtp_tls { SMTP_TLS, SMTP_STARTTLS, SMTP_PLAIN };

struct smtp_server {
	const char *host;
	long port;
	enum smtp_tls tls;
	const char *user, *password; /* or NULL */
	const char *helo;	     /* our name, or NULL */
	const char *ca_file;	     /* or NULL: the system's */
};

enum smtp_end { SMTP_TAKEN, SMTP_LATER, SMTP_REFUSED, SMTP_UNKNOWN };

struct smtp;

/* The strings are borrowed until smtp_close. */
struct smtp *smtp_open(const struct smtp_server *, struct err *);
void smtp_close(struct smtp *);

/*
 * BYTES has CRLF line ends only.  enum smtp_end, with the server's code in
 * ERR unless taken, and its last words (a queue id) in REPLY; -1 when login
 * or certificate are at fault.
 */
int smtp_send(struct smtp *, const char *from, const char *to,
    const char *bytes, size_t n, struct buf *reply, struct err *);

#endif
