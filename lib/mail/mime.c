/*
 * mail/mime.c - raw mail as the members of a record
 *
 * GMime finds the structure, mail/header.c and mail/body.c the content; here
 * it is put together.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/parser.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/xalloc.h"
#include "mail/auto.h"
#include "mail/body.h"
#include "mail/header.h"
#include "mail/mime.h"
#include "text/charset.h"
#include "text/html.h"
#include "text/utf8.h"

enum { MAX_SUBJECT = 1000, MAX_PEOPLE = 200 };

static void
set_list(json_t *o, const char *key, json_t *list)
{
	if (json_array_size(list) > 0)
		json_object_set_new(o, key, list);
	else
		json_decref(list);
}

/* Loads what the first mail of each kind would load, before confine(). */
void
mime_init(void)
{
	static const char *const names[] = { "gb18030", "windows-1252",
		"iso-2022-jp", "shift_jis", "euc-kr", "big5", "utf-7" };
	static const char mail[] =
	    "From: =?gb2312?B?1tDOxA==?= <a@example.com>\r\n"
	    "Date: Sat, 21 Nov 2026 10:15:00 +0000\r\n"
	    "Content-Type: text/html; charset=gb2312\r\n\r\n"
	    "<p>\xd6\xd0\xce\xc4</p>\r\n";
	struct mime m;
	struct buf b = BUF_INIT;
	size_t i;

	g_mime_init();
	xmlInitParser();
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		charset_to_utf8(names[i], "\xC4\xE3", 2, &b);
	charset_to_utf8(NULL, "\xC4\xE3\xBA\xC3", 4, &b);
	utf8_cut("\xC4\xA1\xC4\xA1", 4, 3);
	if (mime_parse(mail, sizeof mail - 1, &m, NULL) == 0)
		mime_free(&m);
	buf_free(&b);
}

/* The first of those headers that names somebody. */
static json_t *
sender(const struct header_ctx *ctx, GMimeObject *mail)
{
	static const char *const names[] = { "From", "Sender", "Reply-To",
		"Return-Path", "X-Sender" };
	const char *raw;
	json_t *list, *who = NULL;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		raw = header_raw(mail, names[i]);
		if (raw == NULL)
			continue;
		list = header_addresses(ctx, raw);
		json_t *first = json_array_get(list, 0);
		json_t *email = json_object_get(first, "email");
		if (who == NULL && first != NULL &&
		    (json_is_string(email) ||
			json_is_string(json_object_get(first, "name")))) {
			who = json_incref(first);
		} else if (who != NULL && json_is_string(email)) {
			json_object_set(who, "email", email);
		}
		json_decref(list);
		if (json_is_string(json_object_get(who, "email")))
			break;
		if (i == 0 && who != NULL)
			break; /* named, without an address: MAILER-DAEMON */
	}
	return who;
}

static void
set_people(json_t *o, const char *key, const struct header_ctx *ctx,
    GMimeObject *mail, const char *name)
{
	const char *raw = header_raw(mail, name);
	json_t *list;

	if (raw == NULL)
		return;
	list = header_addresses(ctx, raw);
	while (json_array_size(list) > MAX_PEOPLE)
		json_array_remove(list, json_array_size(list) - 1);
	set_list(o, key, list);
}

/* The mailboxes it went through, without names. */
static void
set_delivered(json_t *o, const struct header_ctx *ctx, GMimeObject *mail)
{
	static const char *const names[] = { "Delivered-To", "X-Original-To",
		"Envelope-To", "X-Envelope-To" };
	json_t *out = json_array(), *list, *who, *email;
	const char *raw;
	size_t i, k;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if ((raw = header_raw(mail, names[i])) == NULL)
			continue;
		list = header_addresses(ctx, raw);
		json_array_foreach(list, k, who)
		{
			email = json_object_get(who, "email");
			if (json_is_string(email) &&
			    json_array_size(out) < MAX_PEOPLE)
				json_array_append(out, email);
		}
		json_decref(list);
	}
	set_list(o, "delivered_to", out);
}

static void
set_ids(json_t *o, GMimeObject *mail)
{
	const char *raw;
	json_t *ids;

	if ((raw = header_raw(mail, "Message-ID")) != NULL ||
	    (raw = header_raw(mail, "Resent-Message-ID")) != NULL) {
		ids = header_ids(raw);
		if (json_array_size(ids) > 0)
			json_object_set(
			    o, "message_id", json_array_get(ids, 0));
		json_decref(ids);
	}
	if ((raw = header_raw(mail, "In-Reply-To")) != NULL)
		set_list(o, "in_reply_to", header_ids(raw));
	if ((raw = header_raw(mail, "References")) != NULL)
		set_list(o, "references", header_ids(raw));
}

static int
set_time(json_t *o, const char *key, const char *raw)
{
	int64_t ms = raw != NULL ? header_date(raw) : CLOCK_NONE;
	char text[CLOCK_TEXT];

	/* before 1970 and after 2100 nobody wrote a mail */
	if (ms < 0 || ms > 4102444800000)
		return -1;
	json_object_set_new(o, key, json_string(clock_print(ms, text)));
	return 0;
}

/* The topmost Received line is our own server's; its date is the last word. */
static void
set_received(json_t *o, GMimeObject *mail)
{
	const char *raw = header_raw(mail, "Received");
	const char *semi = raw != NULL ? strrchr(raw, ';') : NULL;

	if (semi != NULL)
		set_time(o, "received_at", semi + 1);
}

/* Unfolded: white space is one blank. */
static void
digest_header(struct digest *d, const char *raw)
{
	struct buf b = BUF_INIT;

	for (; raw != NULL && *raw != '\0'; raw++)
		if (!isspace((unsigned char)*raw))
			buf_addc(&b, *raw);
		else if (b.len > 0 && b.p[b.len - 1] != ' ')
			buf_addc(&b, ' ');
	buf_trim(&b);
	digest_piece(d, b.p, b.len);
	buf_free(&b);
}

static json_t *
text_json(struct body *b, struct buf *text)
{
	size_t start = 0, n;

	buf_trim(text);
	while (start < text->len && strchr("\n\r", text->p[start]) != NULL)
		start++;
	n = text->len - start;
	if (n > MIME_TEXT_MAX) {
		n = utf8_cut(text->p + start, n, MIME_TEXT_MAX);
		body_note(b, "text_cut");
	}
	return json_stringn(text->p + start, n);
}

static void
set_body(json_t *o, struct body *b, GMimeObject *mail)
{
	struct buf text = BUF_INIT;

	body_walk(b, mail, &text);
	json_object_set_new(o, "text", text_json(b, &text));
	buf_free(&text);
}

static void
set_auto(json_t *o, struct body *b, GMimeObject *mail)
{
	const char *subject = json_string_value(json_object_get(o, "subject"));
	json_t *from = json_object_get(o, "from"), *marks, *prose;
	const char *who = json_string_value(json_object_get(from, "email"));
	const char *failed = header_raw(mail, "X-Failed-Recipients");
	const char *kind;

	if (who == NULL)
		who = json_string_value(json_object_get(from, "name"));
	marks = auto_marks(b->ctx, mail, subject != NULL ? subject : "", who);
	kind = json_string_value(json_object_get(marks, "sender"));
	if (json_object_get(b->bounce, "recipient") == NULL &&
	    (failed != NULL || b->bounce != NULL ||
		(kind != NULL && strcmp(kind, "mailer-daemon") == 0))) {
		prose = auto_prose_bounce(
		    json_string_value(json_object_get(o, "text")), failed);
		if (b->bounce == NULL)
			b->bounce = json_incref(prose);
		else if (prose != NULL)
			json_object_update_missing(b->bounce, prose);
		json_decref(prose);
	}
	if (b->bounce != NULL)
		json_object_set(marks, "bounce", b->bounce);
	if (json_object_size(marks) > 0)
		json_object_set(o, "auto", marks);
	json_decref(marks);
}

static void
set_subject(json_t *o, const struct header_ctx *ctx, GMimeObject *mail)
{
	const char *raw = header_raw(mail, "Subject");
	struct buf b = BUF_INIT;

	if (raw == NULL)
		return;
	header_text(ctx, raw, &b);
	json_object_set_new(o, "subject", header_json(&b, MAX_SUBJECT));
	buf_free(&b);
}

/*
 * What raw bytes in the headers are in.  The body's label is asked first,
 * then the encoded words; a filter that put its own text around a mail labels
 * that text only, so raw bytes of the subject have the last word.
 */
static const char *
raw_charset(GMimeObject *mail, char word[HEADER_CHARSET])
{
	const char *label = body_charset(mail), *name;
	const char *subject = header_raw(mail, "Subject");
	const char *from = header_raw(mail, "From");
	struct buf unused = BUF_INIT;

	if ((label == NULL || charset_name(label) == NULL) &&
	    ((subject != NULL && header_charset(subject, word)) ||
		(from != NULL && header_charset(from, word))))
		label = word;
	if (subject == NULL || utf8_is_ascii(subject, strlen(subject)))
		return label;
	name = charset_to_utf8(label, subject, strlen(subject), &unused);
	buf_free(&unused);
	return strcmp(name, "UTF-8") == 0 ? label : name;
}

static int
fill(struct mime *m, GMimeObject *mail, GMimeParserOptions *options,
    struct err *err)
{
	char word[HEADER_CHARSET];
	struct header_ctx ctx = { options, raw_charset(mail, word) };
	struct body b = { .ctx = &ctx, .mime = m };
	unsigned char digest[DIGEST_LEN];
	char hex[DIGEST_HEX];
	json_t *o = m->members, *from = sender(&ctx, mail);

	if (from == NULL)
		return err_set(err, ERR_DATA, "no_sender: nobody wrote it");
	b.attachments = json_array();
	b.notes = json_array();
	b.digest = digest_begin();
	digest_header(b.digest, header_raw(mail, "From"));
	digest_header(b.digest, header_raw(mail, "Date"));
	set_ids(o, mail);
	json_object_set_new(o, "from", from);
	set_people(o, "reply_to", &ctx, mail, "Reply-To");
	set_people(o, "to", &ctx, mail, "To");
	set_people(o, "cc", &ctx, mail, "Cc");
	set_delivered(o, &ctx, mail);
	if (set_time(o, "sent_at", header_raw(mail, "Date")) < 0)
		body_note(&b, "no_date");
	set_received(o, mail);
	set_subject(o, &ctx, mail);
	set_body(o, &b, mail);
	set_auto(o, &b, mail);
	set_list(o, "attachments", b.attachments);
	set_list(o, "notes", b.notes);
	digest_end(b.digest, digest);
	digest_hex(digest, DIGEST_LEN, hex);
	json_object_set_new(o, "digest", json_string(hex));
	json_decref(b.bounce);
	return 0;
}

/* An mbox line before the mail, and blank lines before its header. */
static void
skip_envelope(const char **p, size_t *n)
{
	const char *nl;

	while (*n > 0 && (**p == '\n' || **p == '\r')) {
		++*p;
		--*n;
	}
	if (*n > 5 &&
	    (memcmp(*p, "From ", 5) == 0 || memcmp(*p, ">From ", 6) == 0) &&
	    (nl = memchr(*p, '\n', *n)) != NULL) {
		*n -= (size_t)(nl + 1 - *p);
		*p = nl + 1;
	}
}

/*
 * Of several Content-Type headers GMime takes the last, and senders mean the
 * one with a boundary.  A copy of the mail in which the others have another
 * name, or NULL when there is at most one.
 */
static char *
one_content_type(const char *p, size_t n)
{
	static const char name[] = "content-type:";
	size_t at = 0, len = sizeof name - 1, keep = 0, i;
	struct buf found = BUF_INIT; /* offsets */
	const char *nl;
	char *copy = NULL;

	while (at < n && p[at] != '\n' && p[at] != '\r') {
		nl = memchr(p + at, '\n', n - at);
		if (n - at > len && strncasecmp(p + at, name, len) == 0)
			buf_add(&found, &at, sizeof at);
		at = nl != NULL ? (size_t)(nl - p) + 1 : n;
	}
	if (found.len < 2 * sizeof at)
		goto out;
	copy = xstrndup(p, n);
	for (i = 0; i < found.len; i += sizeof at) {
		memcpy(&at, found.p + i, sizeof at);
		size_t word = at + len + strspn(copy + at + len, " \t");
		if (strncasecmp(copy + word, "multipart/", 10) == 0)
			keep = i;
	}
	for (i = 0; i < found.len; i += sizeof at) {
		memcpy(&at, found.p + i, sizeof at);
		if (i != keep)
			copy[at] = 'X';
	}
out:
	buf_free(&found);
	return copy;
}

int
mime_parse(const void *raw, size_t n, struct mime *m, struct err *err)
{
	const char *p = raw;
	GMimeParserOptions *options = g_mime_parser_options_get_default();
	static GMimeParser
	    *parser; /* kept: making one costs as much as a part */
	GMimeObject *mail;
	GMimeStream *stream;
	char *copy;
	int rc;

	*m = (struct mime){ NULL, NULL, 0, 0 };
	skip_envelope(&p, &n);
	if (n == 0)
		return err_set(err, ERR_DATA, "empty: no byte of mail in it");
	copy = one_content_type(p, n);
	stream = g_mime_stream_mem_new_with_buffer(copy != NULL ? copy : p, n);
	free(copy);
	if (parser == NULL)
		parser = g_mime_parser_new();
	g_mime_parser_init_with_stream(parser, stream);
	g_object_unref(stream);
	/* as a part: a message would parse each address a second time */
	mail = g_mime_parser_construct_part(parser, options);
	if (mail == NULL)
		return err_set(err, ERR_DATA, "no_header: this is no mail");
	m->members = json_object();
	rc = fill(m, mail, options, err);
	g_object_unref(mail);
	if (rc < 0)
		mime_free(m);
	return rc;
}

void
mime_free(struct mime *m)
{
	size_t i;

	for (i = 0; i < m->nfiles; i++)
		buf_free(&m->files[i].bytes);
	free(m->files);
	json_decref(m->members);
	*m = (struct mime){ NULL, NULL, 0, 0 };
}
