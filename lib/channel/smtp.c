/*
 * channel/smtp.c - mail leaves by SMTP submission
 *
 * Nothing tells afterwards whether a mail was taken, so an end that nobody
 * saw is held for a person; the Message-ID stays the same for all attempts.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "channel/channel.h"
#include "channel/keys.h"
#include "net/smtp.h"

struct smtp_own {
	struct channel_common common;
	const char *host, *user, *helo, *ca_file;
	long port;
	int tls;
	const struct node *password;
	struct buf secret;
	char *ca;
	struct smtp *smtp;
};

static const struct conf_key keys[] = { CHANNEL_KEYS,
	{ "host", CONF_STR, offsetof(struct smtp_own, host), "!", NULL,
	    "the submission server" },
	{ "port", CONF_INT, offsetof(struct smtp_own, port), "0", NULL,
	    "default 465 with tls, 587 with starttls, 25 without" },
	{ "tls", CONF_CHOICE, offsetof(struct smtp_own, tls), "starttls",
	    "tls|starttls|none", "none is for loopback only" },
	{ "user", CONF_STR, offsetof(struct smtp_own, user), NULL, NULL,
	    "login, when the server wants one" },
	{ "password", CONF_NODE, offsetof(struct smtp_own, password), NULL,
	    NULL, "${file:PATH}, ${env:NAME} or ${cmd:PROGRAM ARGS}" },
	{ "helo", CONF_STR, offsetof(struct smtp_own, helo), NULL, NULL,
	    "the name we give ourselves" },
	{ "ca_file", CONF_STR, offsetof(struct smtp_own, ca_file), NULL, NULL,
	    "trust these certificates instead of the system's" },
	CONF_KEYS_END };

static int
open_smtp(struct channel *c, struct err *err)
{
	static const long ports[] = { 465, 587, 25 };
	struct smtp_own *own = c->own;
	struct smtp_server server = { 0 };

	buf_init(&own->secret);
	if (own->password != NULL &&
	    config_value(c->config, own->password, 1, &own->secret, err) < 0)
		return -1;
	if (own->ca_file != NULL)
		own->ca = config_path(c->config, own->ca_file);
	server.host = own->host;
	server.tls = (enum smtp_tls)own->tls;
	server.port = own->port ? own->port : ports[own->tls];
	server.user = own->user;
	server.password = own->password ? own->secret.p : NULL;
	server.helo = own->helo;
	server.ca_file = own->ca;
	own->smtp = smtp_open(&server, err);
	return own->smtp == NULL ? -1 : 0;
}

static int
send_smtp(struct channel *c, const struct delivery *d, struct buf *id,
    struct err *err)
{
	static const enum outcome of[] = { [SMTP_TAKEN] = OUTCOME_SENT,
		[SMTP_LATER] = OUTCOME_LATER,
		[SMTP_REFUSED] = OUTCOME_REFUSED,
		[SMTP_UNKNOWN] = OUTCOME_UNKNOWN };
	struct smtp_own *own = c->own;
	int end = smtp_send(
	    own->smtp, d->from, d->recipient, d->bytes, d->n, id, err);

	return end < 0 ? -1 : (int)of[end];
}

static void
close_smtp(struct channel *c)
{
	struct smtp_own *own = c->own;

	smtp_close(own->smtp);
	if (own->secret.cap > 0)
		explicit_bzero(own->secret.p, own->secret.cap);
	buf_free(&own->secret);
	free(own->ca);
}

const struct channel_driver channel_smtp = {
	.name = "smtp",
	.can = CAN_SEND,
	.settle = SETTLE_HOLD,
	.help = "mail leaves through a submission server",
	.keys = keys,
	.size = sizeof(struct smtp_own),
	.open = open_smtp,
	.send = send_smtp,
	.close = close_smtp,
};
