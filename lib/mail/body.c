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

#include "base/xalloc.h"
#include "mail/auto.h"
#include "mail/body.h"
#include "text/charset.h"
#include "text/flow.h"
#include "text/html.h"
#include "text/utf8.h"

enum { MAX_NAME = 255, MAX_FORWARDS = 3, STUB = 400 };

enum found { NOTHING, PLAIN, HTML, OTHER };

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

static int
is_type(GMimeObject *o, const char *type, const char *subtype)
{
	GMimeContentType *t = g_mime_object_get_content_type(o);

	return t != NULL && g_mime_content_type_is_type(t, type, subtype);
}

static const char *
param(GMimeObject *o, const char *name)
{
	const char *v = g_mime_object_get_content_type_parameter(o, name);

	return v != NULL && *v != '\0' ? v : NULL;
}

const char *
body_charset(GMimeObject *o)
{
	int depth = 0;

	while (o != NULL && GMIME_IS_MULTIPART(o) && depth++ < MIME_DEPTH &&
	       g_mime_multipart_get_count(GMIME_MULTIPART(o)) > 0)
		o = g_mime_multipart_get_part(GMIME_MULTIPART(o), 0);
	return o != NULL && GMIME_IS_PART(o) ? param(o, "charset") : NULL;
}

/* "base64;", "8 bit", "7-bit", "utf-8": what the letters must mean. */
static GMimeContentEncoding
encoding(GMimeObject *o)
{
	const char *raw = header_raw(o, "Content-Transfer-Encoding");
	char word[24];
	size_t n = 0;

	for (; raw != NULL && *raw != '\0' && n < sizeof word - 1; raw++)
		if (isalnum((unsigned char)*raw))
			word[n++] = (char)tolower((unsigned char)*raw);
	word[n] = '\0';
	if (strcmp(word, "base64") == 0)
		return GMIME_CONTENT_ENCODING_BASE64;
	if (strcmp(word, "quotedprintable") == 0)
		return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
	if (strcmp(word, "xuuencode") == 0 || strcmp(word, "uuencode") == 0 ||
	    strcmp(word, "uue") == 0 || strcmp(word, "xuue") == 0)
		return GMIME_CONTENT_ENCODING_UUENCODE;
	return GMIME_CONTENT_ENCODING_8BIT;
}

static void
read_stream(GMimeStream *from, struct buf *out)
{
	ssize_t n;

	g_mime_stream_reset(from);
	do {
		buf_room(out, 16384);
		n = g_mime_stream_read(
		    from, out->p + out->len, out->cap - out->len - 1);
		if (n > 0)
			out->len += (size_t)n;
	} while (n > 0);
	if (out->cap > 0)
		out->p[out->len] = '\0';
}

/* A base64 part with blanks between words was never encoded. */
static int
is_base64(const struct buf *raw)
{
	size_t i, odd = 0, all = raw->len < 4096 ? raw->len : 4096;

	for (i = 0; i < all; i++) {
		unsigned char c = (unsigned char)raw->p[i];
		odd += !isalnum(c) && strchr("+/=\r\n", c) == NULL;
	}
	return odd * 20 <= all;
}

/* Decoded in one step of our own: no stream of filters for a small part. */
static void
decoded(GMimePart *part, struct buf *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeContentEncoding how = encoding(GMIME_OBJECT(part));
	struct buf raw = BUF_INIT;
	GMimeEncoding enc;

	if (content == NULL)
		return;
	read_stream(g_mime_data_wrapper_get_stream(content), &raw);
	if (how == GMIME_CONTENT_ENCODING_8BIT ||
	    (how == GMIME_CONTENT_ENCODING_BASE64 && !is_base64(&raw))) {
		buf_add(out, raw.p, raw.len);
	} else {
		g_mime_encoding_init_decode(&enc, how);
		buf_room(out, g_mime_encoding_outlen(&enc, raw.len) + 4);
		out->len += g_mime_encoding_flush(
		    &enc, raw.p, raw.len, out->p + out->len);
		out->p[out->len] = '\0';
	}
	buf_free(&raw);
}

/* Maildir keeps LF and IMAP gives CR LF: the digest must not tell. */
static void
add_digest(struct body *b, const struct buf *bytes)
{
	struct buf lf = BUF_INIT;
	size_t i;

	if (memchr(bytes->p, '\r', bytes->len) == NULL) {
		for (i = bytes->len; i > 0 && bytes->p[i - 1] == '\n'; i--)
			;
		digest_piece(b->digest, bytes->p, i);
		return;
	}
	buf_room(&lf, bytes->len);
	for (i = 0; i < bytes->len; i++)
		if (bytes->p[i] != '\r' || i + 1 == bytes->len ||
		    bytes->p[i + 1] != '\n')
			lf.p[lf.len++] = bytes->p[i];
	lf.p[lf.len] = '\0';
	while (lf.len > 0 && lf.p[lf.len - 1] == '\n')
		lf.len--;
	digest_piece(b->digest, lf.p, lf.len);
	buf_free(&lf);
}

/* The parameter of a header that holds raw bytes, read again as UTF-8. */
static int
raw_param(struct body *b, GMimeObject *o, const char *header, const char *name,
    struct buf *out)
{
	const char *raw = header_raw(o, header), *v;
	struct buf utf8 = BUF_INIT;
	GMimeContentDisposition *d;
	int found = 0;

	if (raw == NULL || utf8_is_ascii(raw, strlen(raw)))
		return 0;
	charset_to_utf8(b->ctx->charset, raw, strlen(raw), &utf8);
	/* both headers have the same grammar behind their first word */
	d = g_mime_content_disposition_parse(b->ctx->options, utf8.p);
	v = g_mime_content_disposition_get_parameter(d, name);
	if (v != NULL && *v != '\0') {
		header_text(b->ctx, v, out);
		found = 1;
	}
	g_object_unref(d);
	buf_free(&utf8);
	return found;
}

/* The name by RFC 2231 or 2047, or raw bytes of any charset. */
static void
file_name(struct body *b, GMimePart *part, struct buf *out)
{
	const char *name = g_mime_part_get_filename(part);
	GMimeObject *o = GMIME_OBJECT(part);

	if (name == NULL ||
	    raw_param(b, o, "Content-Disposition", "filename", out) ||
	    raw_param(b, o, "Content-Type", "name", out))
		return;
	header_text(b->ctx, name, out);
}

static void
add_file(struct body *b, struct buf *bytes, const struct buf *name,
    const char *type, int shown)
{
	unsigned char digest[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct buf t = BUF_INIT;
	json_t *o;

	digest_sha256(bytes->p, bytes->len, digest);
	digest_hex(digest, DIGEST_LEN, hex);
	buf_adds(&t, type);
	o = json_pack("{s:o, s:o, s:I, s:s}", "name",
	    name->len > 0 ? header_json(name, MAX_NAME) : json_null(), "type",
	    header_json(&t, MAX_NAME), "bytes", (json_int_t)bytes->len,
	    "sha256", hex);
	if (shown)
		json_object_set_new(o, "inline", json_true());
	json_array_append_new(b->attachments, o);
	xgrow(&b->mime->files, &b->mime->cap, b->mime->nfiles + 1,
	    sizeof *b->mime->files);
	b->mime->files[b->mime->nfiles++].bytes = *bytes;
	buf_init(bytes);
	buf_free(&t);
}

static void
part_file(struct body *b, GMimePart *part, struct buf *bytes)
{
	GMimeContentType *t =
	    g_mime_object_get_content_type(GMIME_OBJECT(part));
	const char *how = g_mime_object_get_disposition(GMIME_OBJECT(part));
	gchar *type = g_mime_content_type_get_mime_type(t);
	struct buf name = BUF_INIT;
	int shown;

	file_name(b, part, &name);
	shown = g_mime_content_type_is_type(t, "image", "*") &&
		(how == NULL || strcasecmp(how, "attachment") != 0) &&
		g_mime_object_get_content_id(GMIME_OBJECT(part)) != NULL;
	if (g_mime_content_type_is_type(t, "application", "ms-tnef") ||
	    g_mime_content_type_is_type(t, "application", "vnd.ms-tnef"))
		body_note(b, "tnef");
	add_file(b, bytes, &name, type != NULL ? type : "", shown);
	buf_free(&name);
	g_free(type);
}

/* The charset that a <meta> within the first bytes names, or "". */
static void
meta_charset(const struct buf *html, char out[32])
{
	size_t n = html->len < 2048 ? html->len : 2048, i, len = 0;
	const char *p = html->p;

	for (i = 0; i + 8 < n; i++)
		if (strncasecmp(p + i, "charset=", 8) == 0)
			break;
	for (i += 8; i < n && len < 31; i++) {
		if (strchr("\"' ", p[i]) != NULL && len == 0)
			continue;
		if (!isalnum((unsigned char)p[i]) &&
		    strchr("-_:.", p[i]) == NULL)
			break;
		out[len++] = p[i];
	}
	out[len] = '\0';
}

static void
html_text(
    struct body *b, GMimeObject *o, const struct buf *bytes, struct buf *out)
{
	const char *label = param(o, "charset");
	struct buf utf8 = BUF_INIT;
	char meta[32];

	if (label == NULL || charset_name(label) == NULL) {
		meta_charset(bytes, meta);
		if (meta[0] != '\0')
			label = meta;
	}
	charset_to_utf8(label, bytes->p, bytes->len, &utf8);
	switch (html_to_text(utf8.p, utf8.len, out)) {
	case HTML_STRIPPED:
		body_note(b, "stripped");
		break;
	case HTML_CUT:
		body_note(b, "text_cut");
		break;
	case HTML_PARSED:
		break;
	}
	buf_free(&utf8);
}

static void
plain_text(GMimeObject *o, const struct buf *bytes, struct buf *out)
{
	const char *format = param(o, "format"), *delsp = param(o, "delsp");
	struct buf utf8 = BUF_INIT, lines = BUF_INIT;

	charset_to_utf8(param(o, "charset"), bytes->p, bytes->len, &utf8);
	if (format != NULL && strcasecmp(format, "flowed") == 0) {
		utf8_repair(utf8.p, utf8.len, &lines);
		flow_join(lines.p, lines.len,
		    delsp != NULL && strcasecmp(delsp, "yes") == 0, out);
	} else {
		utf8_repair(utf8.p, utf8.len, out);
	}
	buf_free(&utf8);
	buf_free(&lines);
}

/* "Summary, 20 Nov 2026 10:00" of an invitation, as it stands in it. */
static void
calendar_text(GMimeObject *o, const struct buf *bytes, struct buf *out)
{
	static const char *const keys[] = { "SUMMARY", "DTSTART", "LOCATION" };
	struct buf text = BUF_INIT, flat = BUF_INIT;
	const char *p, *end;
	size_t i, len;

	plain_text(o, bytes, &text);
	for (i = 0; i < text.len; i++) /* unfold */
		if (text.p[i] != '\n' ||
		    (text.p[i + 1] != ' ' && text.p[i + 1] != '\t'))
			buf_addc(&flat, text.p[i]);
		else
			i++;
	p = strstr(flat.p, "BEGIN:VEVENT");
	for (; p != NULL && *p != '\0'; p = *end ? end + 1 : end) {
		end = p + strcspn(p, "\n");
		for (i = 0; i < sizeof keys / sizeof keys[0]; i++) {
			len = strlen(keys[i]);
			if (strncmp(p, keys[i], len) == 0 &&
			    (p[len] == ':' || p[len] == ';')) {
				const char *v =
				    memchr(p, ':', (size_t)(end - p));
				if (v != NULL && v + 1 < end)
					buf_addf(out, "%s: %.*s\n", keys[i],
					    (int)(end - v - 1), v + 1);
			}
		}
	}
	buf_free(&text);
	buf_free(&flat);
}

static int
is_body_text(GMimePart *part)
{
	const char *how = g_mime_object_get_disposition(GMIME_OBJECT(part));

	if (how != NULL && strcasecmp(how, "attachment") == 0)
		return 0;
	return g_mime_part_get_filename(part) == NULL;
}

static enum found
walk_leaf(struct body *b, GMimePart *part, struct buf *out)
{
	GMimeObject *o = GMIME_OBJECT(part);
	struct buf bytes = BUF_INIT;
	enum found found = NOTHING;

	decoded(part, &bytes);
	add_digest(b, &bytes);
	if (is_type(o, "text", "calendar")) {
		if (!b->muted)
			calendar_text(o, &bytes, out);
		part_file(b, part, &bytes);
		found = OTHER;
	} else if (!is_type(o, "text", "*") || !is_body_text(part)) {
		part_file(b, part, &bytes);
	} else if (is_type(o, "text", "html")) {
		if (!b->muted)
			html_text(b, o, &bytes, out);
		found = HTML;
	} else {
		if (!b->muted)
			plain_text(o, &bytes, out);
		found = PLAIN;
	}
	buf_free(&bytes);
	return found;
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
		decoded(GMIME_PART(o), &bytes);
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
		if (i == 0 && !is_type(o, "message", "*")) {
			found = walk(b, o, depth, out);
			continue;
		}
		if (GMIME_IS_PART(o)) {
			buf_reset(&bytes);
			decoded(GMIME_PART(o), &bytes);
			add_digest(b, &bytes);
		}
		if (is_type(o, "message", "delivery-status") ||
		    is_type(o, "message", "global-delivery-status")) {
			json_t *status =
			    auto_delivery_status(bytes.p, bytes.len);
			if (b->bounce != NULL && status != NULL)
				json_object_update_missing(b->bounce, status);
			else if (status != NULL)
				b->bounce = json_incref(status);
			json_decref(status);
		} else if (GMIME_IS_MESSAGE_PART(o) ||
			   is_type(o, "text", "rfc822-headers")) {
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
	read_stream(mem, &bytes);
	g_object_unref(mem);
	subject = header_raw(GMIME_OBJECT(mail), "Subject");
	if (subject != NULL)
		header_text(b->ctx, subject, &name);
	buf_cut(&name, utf8_cut(name.p, name.len, MAX_NAME - 4));
	if (name.len > 0)
		buf_adds(&name, ".eml");
	add_file(b, &bytes, &name, "message/rfc822", 0);
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
		add_digest(b, &text);
		found = looks_like_html(&text) ? HTML : PLAIN;
		if (found == HTML)
			html_text(b, o, &text, out);
		else
			plain_text(o, &text, out);
		buf_free(&text);
		return found;
	}
	if (!mp->write_end_boundary) /* cut off on its way */
		body_note(b, "no_end");
	if (is_type(o, "multipart", "alternative"))
		return walk_alternative(b, mp, depth, out);
	if (is_type(o, "multipart", "related"))
		return walk_first(b, mp, depth, out);
	if (is_type(o, "multipart", "report"))
		return walk_report(b, mp, depth, out);
	if (is_type(o, "multipart", "signed")) {
		body_note(b, "signed");
		return walk_first(b, mp, depth, out);
	}
	if (is_type(o, "multipart", "encrypted"))
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
		return walk_leaf(b, GMIME_PART(o), out);
	return NOTHING;
}

void
body_walk(struct body *b, GMimeObject *root, struct buf *text)
{
	if (walk(b, root, 0, text) == HTML)
		body_note(b, "html");
	if (root != NULL && (is_type(root, "application", "pkcs7-mime") ||
				is_type(root, "application", "x-pkcs7-mime")))
		body_note(b, "encrypted");
}
