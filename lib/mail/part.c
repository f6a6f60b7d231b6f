/*
 * mail/part.c - one part of a mail: its bytes, its text, its name
 *
 * What labels say is repaired here: encodings spelt wrongly, base64 that was
 * never encoded, file names in raw bytes, a charset that only <meta> knows.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"
#include "mail/part.h"
#include "text/charset.h"
#include "text/flow.h"
#include "text/html.h"
#include "text/utf8.h"

int
part_is_type(GMimeObject *o, const char *type, const char *subtype)
{
	GMimeContentType *t = g_mime_object_get_content_type(o);

	return t != NULL && g_mime_content_type_is_type(t, type, subtype);
}

const char *
part_param(GMimeObject *o, const char *name)
{
	const char *v = g_mime_object_get_content_type_parameter(o, name);

	return v != NULL && *v != '\0' ? v : NULL;
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

void
part_read(GMimeStream *from, struct buf *out)
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
void
part_decoded(GMimePart *part, struct buf *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeContentEncoding how = encoding(GMIME_OBJECT(part));
	struct buf raw = BUF_INIT;
	GMimeEncoding enc;

	if (content == NULL)
		return;
	part_read(g_mime_data_wrapper_get_stream(content), &raw);
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
void
part_digest(struct body *b, const struct buf *bytes)
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

void
part_add_file(struct body *b, struct buf *bytes, const struct buf *name,
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
	    name->len > 0 ? header_json(name, PART_NAME) : json_null(), "type",
	    header_json(&t, PART_NAME), "bytes", (json_int_t)bytes->len,
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
	part_add_file(b, bytes, &name, type != NULL ? type : "", shown);
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

void
part_html(
    struct body *b, GMimeObject *o, const struct buf *bytes, struct buf *out)
{
	const char *label = part_param(o, "charset");
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

void
part_plain(GMimeObject *o, const struct buf *bytes, struct buf *out)
{
	const char *format = part_param(o, "format"),
		   *delsp = part_param(o, "delsp");
	struct buf utf8 = BUF_INIT, lines = BUF_INIT;

	charset_to_utf8(part_param(o, "charset"), bytes->p, bytes->len, &utf8);
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

	part_plain(o, bytes, &text);
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

enum found
part_leaf(struct body *b, GMimePart *part, struct buf *out)
{
	GMimeObject *o = GMIME_OBJECT(part);
	struct buf bytes = BUF_INIT;
	enum found found = NOTHING;

	part_decoded(part, &bytes);
	part_digest(b, &bytes);
	if (part_is_type(o, "text", "calendar")) {
		if (!b->muted)
			calendar_text(o, &bytes, out);
		part_file(b, part, &bytes);
		found = OTHER;
	} else if (!part_is_type(o, "text", "*") || !is_body_text(part)) {
		part_file(b, part, &bytes);
	} else if (part_is_type(o, "text", "html")) {
		if (!b->muted)
			part_html(b, o, &bytes, out);
		found = HTML;
	} else {
		if (!b->muted)
			part_plain(o, &bytes, out);
		found = PLAIN;
	}
	buf_free(&bytes);
	return found;
}
