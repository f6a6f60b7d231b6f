/*
 * mail/body.c - the parts of a mail: one text, and files
 *
 * Every part is decoded once: its bytes go into the digest and become text or
 * a file.  Which it is, and which of several texts is the mail's, is policy:
 *
 *	alternative	plain text, unless it is blank or says "see the HTML"
 *	related		the first part; the others are pictures in it
 *	report		the first part; the status becomes "bounce"
 *	signed		the first part; encrypted: nothing
 *	others		all texts, one after the other
 */
#define _GNU_SOURCE /* strcasestr */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "mail/auto.h"
#include "mail/body.h"
#include "mail/part.h"
#include "text/utf8.h"

enum { MAX_FORWARDS = 3, STUB = 400 };

static enum found walk(struct body *, GMimeObject *, int depth, struct buf *);

void
body_note(struct body *b, const char *word)
{
	size_t i;
	json_t *n;

	json_array_foreach(
	    b->notes, i, n) if (strcmp(json_string_value(n), word) == 0) return;
	json_array_append_new(b->notes, json_string(word));
}

const char *
body_charset(GMimeObject *o)
{
	int depth = 0;

	while (o != NULL && GMIME_IS_MULTIPART(o) && depth++ < MIME_DEPTH &&
	       g_mime_multipart_get_count(GMIME_MULTIPART(o)) > 0)
		o = g_mime_multipart_get_part(GMIME_MULTIPART(o), 0);
	return o != NULL && GMIME_IS_PART(o) ? part_param(o, "charset") : NULL;
}

static int
is_blank(const struct buf *b)
{
	size_t i;

	for (i = 0; i < b->len; i++)
		if (!isspace((unsigned char)b->p[i]))
			return 0;
	return 1;
}

/* "This mail is in HTML, open it in your browser: https://..." */
static int
is_stub(const struct buf *plain)
{
	return plain->len <= STUB &&
	       (strcasestr(plain->p, "html") != NULL ||
		   strcasestr(plain->p, "browser") != NULL);
}

static enum found
walk_alternative(struct body *b, GMimeMultipart *mp, int depth, struct buf *out)
{
	struct buf plain = BUF_INIT, rich = BUF_INIT, other = BUF_INIT, t;
	int i, n = g_mime_multipart_get_count(mp), muted = b->muted;
	enum found found = NOTHING;

	for (i = 0; i < n; i++) {
		buf_init(&t);
		b->muted = muted || (!is_blank(&plain) && !is_stub(&plain));
		found = walk(b, g_mime_multipart_get_part(mp, i), depth, &t);
		struct buf *to = found == PLAIN && is_blank(&plain) ? &plain
				 : found == HTML		    ? &rich
								    : &other;
		if (!is_blank(&t)) {
			buf_reset(to);
			buf_add(to, t.p, t.len);
		}
		buf_free(&t);
	}
	b->muted = muted;
	if (is_blank(&plain) || (is_stub(&plain) && rich.len > 2 * plain.len))
		found = is_blank(&rich) ? OTHER : HTML;
	else
		found = PLAIN;
	if (found == HTML)
		body_note(b, "html");
	buf_add(out,
	    found == HTML    ? rich.p
	    : found == PLAIN ? plain.p
			     : other.p,
	    found == HTML    ? rich.len
	    : found == PLAIN ? plain.len
			     : other.len);
	buf_free(&plain);
	buf_free(&rich);
	buf_free(&other);
	return found;
}

static void
paragraph(struct buf *out)
{
	buf_trim(out);
	if (out->len > 0)
		buf_adds(out, "\n\n");
}

static enum found
walk_all(struct body *b, GMimeMultipart *mp, int depth, struct buf *out)
{
	int i, n = g_mime_multipart_get_count(mp);
	enum found found = NOTHING, f;
	struct buf t = BUF_INIT;

	for (i = 0; i < n; i++) {
		buf_reset(&t);
		f = walk(b, g_mime_multipart_get_part(mp, i), depth, &t);
		if (is_blank(&t))
			continue;
		if (f == HTML)
			body_note(b, "html");
		paragraph(out);
		buf_add(out, t.p, t.len);
		if (found == NOTHING)
			found = f;
	}
	buf_free(&t);
	return found;
}

/* The first part is the text, the others belong to it. */
static enum found
walk_first(struct body *b, GMimeMultipart *mp, int depth, struct buf *out)
{
	int i, n = g_mime_multipart_get_count(mp), muted = b->muted;
	struct buf unwanted = BUF_INIT;
	enum found found = NOTHING;

	for (i = 0; i < n; i++) {
		GMimeObject *o = g_mime_multipart_get_part(mp, i);
		if (i == 0) {
			found = walk(b, o, depth, out);
			b->muted = 1;
		} else {
			walk(b, o, depth, &unwanted);
		}
	}
	b->muted = muted;
	buf_free(&unwanted);
	return found;
}

/* The id of the mail that a report is about. */
static void
original_id(struct body *b, GMimeObject *o)
{
	struct buf bytes = BUF_INIT;
	GMimeMessage *mail;
	const char *id = NULL, *p;
	json_t *ids = NULL;

	if (GMIME_IS_MESSAGE_PART(o)) {
		mail = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));
		id = mail != NULL ? header_raw(GMIME_OBJECT(mail), "Message-ID")
				  : NULL;
	} else if (GMIME_IS_PART(o)) {
		part_decoded(GMIME_PART(o), &bytes);
		p = strncasecmp(bytes.p, "message-id:", 11) == 0
			? bytes.p - 1
			: strcasestr(bytes.p, "\nmessage-id:");
		if (p != NULL) {
			buf_drop(&bytes, (size_t)(p + 12 - bytes.p));
			buf_cut(&bytes, strcspn(bytes.p + 1, "\n") + 1);
			id = bytes.p;
		}
	}
	if (id != NULL)
		ids = header_ids(id);
	if (json_array_size(ids) > 0) {
		if (b->bounce == NULL)
			b->bounce = json_object();
		json_object_set(
		    b->bounce, "original_id", json_array_get(ids, 0));
	}
	json_decref(ids);
	buf_free(&bytes);
}

static enum found
walk_report(struct body *b, GMimeMultipart *mp, int depth, struct buf *out)
{
	int i, n = g_mime_multipart_get_count(mp);
	struct buf bytes = BUF_INIT;
	enum found found = NOTHING;
	GMimeObject *o;

	for (i = 0; i < n; i++) {
		o = g_mime_multipart_get_part(mp, i);
		if (i == 0 && !part_is_type(o, "message", "*")) {
			found = walk(b, o, depth, out);
			continue;
		}
		if (GMIME_IS_PART(o)) {
			buf_reset(&bytes);
			part_decoded(GMIME_PART(o), &bytes);
			part_digest(b, &bytes);
		}
		if (part_is_type(o, "message", "delivery-status") ||
		    part_is_type(o, "message", "global-delivery-status")) {
			json_t *status =
			    auto_delivery_status(bytes.p, bytes.len);
			if (b->bounce != NULL && status != NULL)
				json_object_update_missing(b->bounce, status);
			else if (status != NULL)
				b->bounce = json_incref(status);
			json_decref(status);
		} else if (GMIME_IS_MESSAGE_PART(o) ||
			   part_is_type(o, "text", "rfc822-headers")) {
			original_id(b, o);
		}
	}
	buf_free(&bytes);
	return found;
}

static void
forwarded_header(
    struct body *b, GMimeMessage *mail, const char *name, struct buf *out)
{
	const char *raw = header_raw(GMIME_OBJECT(mail), name);

	if (raw == NULL)
		return;
	buf_addf(out, "%s: ", name);
	header_text(b->ctx, raw, out);
	buf_addc(out, '\n');
}

/* A mail inside a mail is a file, and its words stand in the text. */
static enum found
walk_message(struct body *b, GMimeMessagePart *mp, int depth, struct buf *out)
{
	GMimeMessage *mail = g_mime_message_part_get_message(mp);
	struct buf bytes = BUF_INIT, name = BUF_INIT, text = BUF_INIT;
	const char *subject;
	GMimeStream *mem;

	if (mail == NULL)
		return NOTHING;
	mem = g_mime_stream_mem_new();
	g_mime_object_write_to_stream(GMIME_OBJECT(mail), NULL, mem);
	part_read(mem, &bytes);
	g_object_unref(mem);
	subject = header_raw(GMIME_OBJECT(mail), "Subject");
	if (subject != NULL)
		header_text(b->ctx, subject, &name);
	buf_cut(&name, utf8_cut(name.p, name.len, PART_NAME - 4));
	if (name.len > 0)
		buf_adds(&name, ".eml");
	part_add_file(b, &bytes, &name, "message/rfc822", 0);
	if (!b->muted && depth <= MAX_FORWARDS) {
		body_note(b, "forwarded");
		buf_adds(out, "---------- Forwarded message ----------\n");
		forwarded_header(b, mail, "From", out);
		forwarded_header(b, mail, "Date", out);
		forwarded_header(b, mail, "Subject", out);
		walk(b, g_mime_message_get_mime_part(mail), depth, &text);
		buf_addf(out, "\n%s", text.p);
	}
	buf_free(&text);
	buf_free(&name);
	buf_free(&bytes);
	return OTHER;
}

static int
looks_like_html(const struct buf *text)
{
	return strcasestr(text->p, "<html") != NULL ||
	       strcasestr(text->p, "<body") != NULL ||
	       strcasestr(text->p, "<!doctype html") != NULL;
}

static enum found
walk_multipart(struct body *b, GMimeMultipart *mp, int depth, struct buf *out)
{
	GMimeObject *o = GMIME_OBJECT(mp);
	const char *prologue;
	enum found found;

	if (g_mime_multipart_get_count(mp) == 0) {
		/* the boundary never came: the text stands before it */
		body_note(b, "no_end");
		prologue = g_mime_multipart_get_prologue(mp);
		if (prologue == NULL)
			return NOTHING;
		struct buf text = BUF_INIT;
		buf_adds(&text, prologue);
		part_digest(b, &text);
		found = looks_like_html(&text) ? HTML : PLAIN;
		if (found == HTML)
			part_html(b, o, &text, out);
		else
			part_plain(o, &text, out);
		buf_free(&text);
		return found;
	}
	if (!mp->write_end_boundary) /* cut off on its way */
		body_note(b, "no_end");
	if (part_is_type(o, "multipart", "alternative"))
		return walk_alternative(b, mp, depth, out);
	if (part_is_type(o, "multipart", "related"))
		return walk_first(b, mp, depth, out);
	if (part_is_type(o, "multipart", "report"))
		return walk_report(b, mp, depth, out);
	if (part_is_type(o, "multipart", "signed")) {
		body_note(b, "signed");
		return walk_first(b, mp, depth, out);
	}
	if (part_is_type(o, "multipart", "encrypted"))
		body_note(b, "encrypted");
	return walk_all(b, mp, depth, out);
}

static enum found
walk(struct body *b, GMimeObject *o, int depth, struct buf *out)
{
	if (o == NULL)
		return NOTHING;
	if (depth >= MIME_DEPTH || b->parts >= MIME_PARTS) {
		body_note(b, "parts_cut");
		return NOTHING;
	}
	b->parts++;
	if (GMIME_IS_MULTIPART(o))
		return walk_multipart(b, GMIME_MULTIPART(o), depth + 1, out);
	if (GMIME_IS_MESSAGE_PART(o))
		return walk_message(b, GMIME_MESSAGE_PART(o), depth + 1, out);
	if (GMIME_IS_PART(o))
		return part_leaf(b, GMIME_PART(o), out);
	return NOTHING;
}

void
body_walk(struct body *b, GMimeObject *root, struct buf *text)
{
	if (walk(b, root, 0, text) == HTML)
		body_note(b, "html");
	if (root != NULL &&
	    (part_is_type(root, "application", "pkcs7-mime") ||
		part_is_type(root, "application", "x-pkcs7-mime")))
		body_note(b, "encrypted");
}
