/* net/smtp.c - one mail to one recipient by SMTP submission */
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/address.h"
#include "base/xalloc.h"
#include "net/host.h"
#include "net/smtp.h"

struct smtp {
	CURL *curl;
	struct smtp_server server;
	char *url;
	char why[CURL_ERROR_SIZE];
};

/* One mail on its way. */
struct transfer {
	const char *p;
	size_t left;
	int ended;    /* the last byte was handed over */
	int answered; /* and a reply line came after it */
	struct buf *reply;
};

static size_t
give(char *to, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t k = size * n < t->left ? size * n : t->left;

	memcpy(to, t->p, k);
	t->p += k;
	t->left -= k;
	if (t->left == 0)
		t->ended = 1;
	return k;
}

/* Every line that the server says; the last one is kept. */
static size_t
heard(char *line, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	if (t->ended)
		t->answered = 1;
	buf_reset(t->reply);
	buf_add(t->reply, line, size * n);
	buf_trim(t->reply);
	return size * n;
}

static void
set_up(struct smtp *s)
{
	CURL *c = s->curl;

	curl_easy_setopt(c, CURLOPT_URL, s->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->why);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, 60L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->server.tls == SMTP_STARTTLS)
		curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	if (s->server.ca_file != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, s->server.ca_file);
	if (s->server.user != NULL) {
		curl_easy_setopt(c, CURLOPT_USERNAME, s->server.user);
		curl_easy_setopt(c, CURLOPT_PASSWORD,
		    s->server.password ? s->server.password : "");
	}
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, heard);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
}

struct smtp *
smtp_open(const struct smtp_server *server, struct err *err)
{
	struct smtp *s;

	if (server->tls == SMTP_PLAIN && !host_is_loopback(server->host)) {
		err_set(err, ERR_CONFIG,
		    "mail to '%s' would go without TLS; write tls: starttls "
		    "or tls: tls",
		    server->host);
		return NULL;
	}
	s = xcalloc(1, sizeof *s);
	s->server = *server;
	s->url = xasprintf("%s://%s:%ld/%s",
	    server->tls == SMTP_TLS ? "smtps" : "smtp", server->host,
	    server->port, server->helo ? server->helo : "localhost");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	s->curl = curl_easy_init();
	if (s->curl == NULL) {
		err_set(err, ERR_SYSTEM, "libcurl cannot start");
		smtp_close(s);
		return NULL;
	}
	set_up(s);
	return s;
}

void
smtp_close(struct smtp *s)
{
	if (s == NULL)
		return;
	curl_easy_cleanup(s->curl);
	free(s->url);
	free(s);
}

/* Account at fault, or no such end: which of them curl's code means. */
static int
failed(struct smtp *s, CURLcode rc, long code, const struct transfer *t,
    struct err *err)
{
	switch (rc) {
	case CURLE_LOGIN_DENIED:
		return err_set(err, ERR_DENIED, "'%s' refused the login (%ld)",
		    s->server.host, code);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CACERT_BADFILE:
		return err_set(err, ERR_REFUSED, "no trusted TLS with '%s': %s",
		    s->server.host, s->why);
	default:
		break;
	}
	if (t->ended && !t->answered) {
		err_set(err, ERR_IO,
		    "'%s' went away after the last byte; nobody knows whether "
		    "it took the mail",
		    s->server.host);
		return SMTP_UNKNOWN;
	}
	if (code == 530) /* to every mail, whoever gets it */
		return err_set(err, ERR_DENIED,
		    "'%s' wants a login (530): give the account user and "
		    "password",
		    s->server.host);
	if (code >= 500) {
		err_set(err, ERR_REFUSED, "'%s' refused it (%ld)",
		    s->server.host, code);
		return SMTP_REFUSED;
	}
	if (code >= 400)
		err_set(err, ERR_AGAIN, "'%s' cannot take it now (%ld)",
		    s->server.host, code);
	else
		err_set(err, ERR_AGAIN, "cannot reach '%s': %s", s->server.host,
		    s->why[0] ? s->why : curl_easy_strerror(rc));
	return SMTP_LATER;
}

int
smtp_send(struct smtp *s, const char *from, const char *to, const char *bytes,
    size_t n, struct buf *reply, struct err *err)
{
	struct transfer t = { bytes, n, 0, 0, reply };
	struct curl_slist *rcpt;
	char *sender, *recipient;
	long code = 0;
	CURLcode rc;

	if (!address_ok(to) || (*from != '\0' && !address_ok(from))) {
		err_set(err, ERR_REFUSED, "the address cannot be written to");
		return SMTP_REFUSED;
	}
	sender = xasprintf("<%s>", from);
	recipient = xasprintf("<%s>", to);
	rcpt = curl_slist_append(NULL, recipient);
	s->why[0] = '\0';
	curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, sender);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, rcpt);
	curl_easy_setopt(s->curl, CURLOPT_READDATA, &t);
	curl_easy_setopt(s->curl, CURLOPT_HEADERDATA, &t);
	curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)n);
	rc = curl_easy_perform(s->curl);
	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
	curl_slist_free_all(rcpt);
	free(sender);
	free(recipient);
	if (rc == CURLE_OK)
		return SMTP_TAKEN;
	buf_reset(reply); /* a server's words may hold an address */
	return failed(s, rc, code, &t, err);
}
