/*
 * cmd/ha/demo_mail.c - mail as buyers' programs, relays and servers write it
 */
#include <string.h>

#include "base/clock.h"
#include "ha/demo_mail.h"

struct writer {
	const struct demo_mail *mail;
	struct demo_charsets *charsets;
	struct demo_rand *rand;
	struct buf *out;
};

static void
quoted_printable(struct buf *b, const char *s, size_t n)
{
	size_t column = 0, i;

	for (i = 0; i < n; i++) {
		int c = (unsigned char)s[i];
		int last = i + 1 == n || s[i + 1] == '\n';
		int raw = (c > 32 && c < 127 && c != '=') ||
			  ((c == ' ' || c == '\t') && !last);

		if (c == '\n') {
			buf_addc(b, '\n');
			column = 0;
			continue;
		}
		if (column + (raw ? 1 : 3) > 75) {
			buf_adds(b, "=\n");
			column = 0;
		}
		if (raw)
			buf_addc(b, c);
		else
			buf_addf(b, "=%02X", (unsigned)c);
		column += raw ? 1 : 3;
	}
	if (column > 0)
		buf_adds(b, "=\n");
}

struct shape {
	size_t high;	/* bytes above ASCII */
	size_t longest; /* line */
	int odd;	/* ESC or other controls */
};

static struct shape
measure(const struct buf *b)
{
	struct shape s = { 0, 0, 0 };
	size_t i, column = 0;

	for (i = 0; i < b->len; i++) {
		unsigned char c = (unsigned char)b->p[i];

		column = c == '\n' ? 0 : column + 1;
		if (column > s.longest)
			s.longest = column;
		s.high += c >= 0x80;
		s.odd |= c == 0x1b;
	}
	return s;
}

static const char *
encoding(struct writer *w, const struct buf *b)
{
	struct shape s = measure(b);

	if (s.high == 0 && s.longest < 900)
		return "7bit";
	if (s.odd)
		return "base64";
	if (s.longest < 900 && demo_chance(w->rand, 180))
		return "8bit";
	return s.high * 4 > b->len ? "base64" : "quoted-printable";
}

static void
text_part(struct writer *w, const char *subtype, const char *charset,
    const struct buf *utf8)
{
	struct buf bytes = BUF_INIT;
	const char *how;

	if (demo_encode(w->charsets, charset, utf8->p, utf8->len, &bytes) < 0) {
		buf_add(&bytes, utf8->p, utf8->len);
		charset = "utf-8";
	}
	how = encoding(w, &bytes);
	buf_addf(w->out,
	    "Content-Type: text/%s; charset=\"%s\"\n"
	    "Content-Transfer-Encoding: %s\n\n",
	    subtype, charset, how);
	if (strcmp(how, "base64") == 0)
		demo_base64(w->out, bytes.p, bytes.len, 76);
	else if (how[0] == 'q')
		quoted_printable(w->out, bytes.p, bytes.len);
	else
		buf_add(w->out, bytes.p, bytes.len);
	buf_free(&bytes);
}

/* The charset that can hold the body: the wished one, or UTF-8. */
static const char *
charset_of(struct writer *w, const struct buf *body)
{
	struct buf bytes = BUF_INIT;
	const char *wish = w->mail->charset;
	int rc = demo_encode(w->charsets, wish, body->p, body->len, &bytes);

	buf_free(&bytes);
	return rc < 0 ? "utf-8" : wish;
}

static void
plain_part(struct writer *w)
{
	struct buf b = BUF_INIT;

	demo_plain(w->mail, &b);
	text_part(w, "plain", charset_of(w, &b), &b);
	buf_free(&b);
}

static void
html_part(struct writer *w)
{
	struct buf b = BUF_INIT;
	const char *charset;

	demo_html(w->mail, w->mail->charset, &b);
	charset = charset_of(w, &b);
	if (strcmp(charset, w->mail->charset) != 0) {
		buf_reset(&b);
		demo_html(w->mail, charset, &b);
	}
	text_part(w, "html", charset, &b);
	buf_free(&b);
}

static void
boundary(struct writer *w, char out[32])
{
	struct buf b = BUF_INIT;

	buf_adds(&b, "----=_Part_");
	demo_alias(w->rand, 16, &b);
	memcpy(out, b.p, b.len + 1);
	buf_free(&b);
}

static void
alternative(struct writer *w)
{
	char mark[32];

	boundary(w, mark);
	buf_addf(w->out,
	    "Content-Type: multipart/alternative;\n"
	    " boundary=\"%s\"\n\n--%s\n",
	    mark, mark);
	plain_part(w);
	buf_addf(w->out, "\n--%s\n", mark);
	html_part(w);
	buf_addf(w->out, "\n--%s--\n", mark);
}

static void
words(struct writer *w)
{
	const char *shape = w->mail->shape;

	if (strcmp(shape, "html") == 0)
		html_part(w);
	else if (strcmp(shape, "alternative") == 0)
		alternative(w);
	else
		plain_part(w);
}

static int
ascii_name(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s & 0x80)
			return 0;
	return 1;
}

/* RFC 2231 as most write it, or the encoded word that QQ puts there. */
static void
file_name(struct writer *w, const char *param, const char *name)
{
	const char *p;

	if (ascii_name(name)) {
		buf_addf(w->out, ";\n %s=\"%s\"", param, name);
	} else if (strcmp(w->mail->charset, "utf-8") != 0) {
		struct buf b = BUF_INIT;

		demo_header(&b, w->charsets, w->mail->charset, "", name);
		buf_trim(&b);
		for (p = b.p; (p = strchr(p, '\n')) != NULL;)
			b.p[p - b.p] = ' ';
		buf_addf(w->out, ";\n %s=\"%s\"", param, b.p + 2);
		buf_free(&b);
	} else {
		buf_addf(w->out, ";\n %s*=UTF-8''", param);
		for (p = name; *p != '\0'; p++)
			if (*p & 0x80 || *p == ' ')
				buf_addf(w->out, "%%%02X",
				    (unsigned)(unsigned char)*p);
			else
				buf_addc(w->out, *p);
	}
}

static void
photo(struct writer *w, const struct demo_photo *p)
{
	buf_addf(w->out, "Content-Type: image/%s", p->png ? "png" : "jpeg");
	file_name(w, "name", p->name);
	buf_adds(w->out, "\nContent-Disposition: attachment");
	file_name(w, "filename", p->name);
	buf_adds(w->out, "\nContent-Transfer-Encoding: base64\n\n");
	demo_base64(w->out, p->bytes.p, p->bytes.len, 76);
}

static void
body(struct writer *w)
{
	char mark[32];
	size_t i;

	if (w->mail->nphotos == 0) {
		words(w);
		return;
	}
	boundary(w, mark);
	buf_addf(w->out,
	    "Content-Type: multipart/mixed;\n boundary=\"%s\"\n\n"
	    "--%s\n",
	    mark, mark);
	words(w);
	for (i = 0; i < w->mail->nphotos; i++) {
		buf_addf(w->out, "\n--%s\n", mark);
		photo(w, &w->mail->photo[i]);
	}
	buf_addf(w->out, "\n--%s--\n", mark);
}

static void
address(struct writer *w, const char *field, const char *name, const char *addr)
{
	struct buf b = BUF_INIT;

	if (name == NULL || *name == '\0') {
		buf_addf(w->out, "%s: %s\n", field, addr);
		return;
	}
	demo_header(&b, w->charsets, w->mail->charset, field, name);
	buf_trim(&b);
	if (ascii_name(name) && strpbrk(name, ".,:;()<>@\"'") != NULL)
		buf_addf(w->out, "%s: \"%s\" <%s>\n", field, name, addr);
	else
		buf_addf(w->out, "%s%s<%s>\n", b.p,
		    ascii_name(name) ? " " : "\n ", addr);
	buf_free(&b);
}

static void
trace(struct writer *w)
{
	const struct demo_mail *m = w->mail;

	buf_addf(w->out,
	    "Return-Path: <%s>\nDelivered-To: %s\n"
	    "Received: from %s (%s [192.0.2.%ld])\n"
	    "\tby mx.knit.example with ESMTPS id ",
	    m->return_path != NULL ? m->return_path : m->from, m->to, m->host,
	    m->host, demo_between(w->rand, 2, 250));
	demo_alias(w->rand, 10, w->out);
	buf_addf(w->out, "\n\tfor <%s>; ", m->to);
	demo_mail_date(w->out, m->at, 0, "+0000");
	buf_addc(w->out, '\n');
}

static void
headers(struct writer *w)
{
	const struct demo_mail *m = w->mail;
	const char *mailer = m->client ? node_str(m->client, "mailer") : NULL;
	int64_t sent = m->at - demo_between(w->rand, 1, 40) * CLOCK_SECOND;

	trace(w);
	buf_adds(w->out, "Date: ");
	demo_mail_date(w->out, sent, m->minutes, m->offset);
	buf_addc(w->out, '\n');
	address(w, "From", m->from_name, m->from);
	buf_addf(w->out, "To: %s\n", m->to);
	if (*m->subject != '\0' || demo_chance(w->rand, 500))
		demo_header(
		    w->out, w->charsets, m->charset, "Subject", m->subject);
	buf_addf(w->out, "Message-ID: <%s>\n", m->message_id);
	if (m->in_reply_to != NULL)
		buf_addf(w->out, "In-Reply-To: <%s>\n", m->in_reply_to);
	if (m->references != NULL)
		demo_header(w->out, w->charsets, m->charset, "References",
		    m->references);
	buf_adds(w->out, m->headers);
	if (mailer != NULL)
		buf_addf(w->out, "X-Mailer: %s\n", mailer);
	buf_adds(w->out, "MIME-Version: 1.0\n");
}

void
demo_mail(const struct demo_mail *m, struct demo_charsets *cs,
    struct demo_rand *r, struct buf *out)
{
	struct writer w = { m, cs, r, out };

	headers(&w);
	body(&w);
}

void
demo_mail_bounce(const struct demo_mail *m, const struct demo_bounce *b,
    struct demo_charsets *cs, struct demo_rand *r, struct buf *out)
{
	struct writer w = { m, cs, r, out };
	char mark[32];

	headers(&w);
	boundary(&w, mark);
	buf_addf(out,
	    "Content-Type: multipart/report; "
	    "report-type=delivery-status;\n boundary=\"%s\"\n\n--%s\n"
	    "Content-Description: Notification\n",
	    mark, mark);
	plain_part(&w);
	buf_addf(out,
	    "\n--%s\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; %s\nArrival-Date: ",
	    mark, b->host);
	demo_mail_date(out, m->at - 5000, 0, "+0000");
	buf_addf(out,
	    "\n\nFinal-Recipient: rfc822; %s\nAction: failed\n"
	    "Status: %s\nDiagnostic-Code: smtp; %s\n\n--%s\n"
	    "Content-Type: message/rfc822\n\n%s\n--%s--\n",
	    b->recipient, b->status, b->code, mark, b->original, mark);
}
