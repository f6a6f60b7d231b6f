/*
 * mail/compose.c - a mail of ours, ready for SMTP
 *
 * GMime encodes and folds.  The same struct gives the same bytes: boundaries
 * come from the message id, so that what was approved is what is sent.
 */
#include <ctype.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/address.h"
#include "base/digest.h"
#include "mail/compose.h"
#include "mail/loop.h"
#include "text/utf8.h"

enum { MAX_ID = 250, MAX_REFERENCES = 900, MAX_LINE = 76, WORD = 45 };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static int
check_address(const char *s, const char *whose, struct err *err)
{
	if (s != NULL && address_ok(s))
		return 0;
	return err_set(err, ERR_DATA, "%s: not an address to send to", whose);
}

static int
check_id(const char *id, struct err *err)
{
	const char *p;

	for (p = id; *p != '\0'; p++)
		if (!isgraph((unsigned char)*p) || *p == '<' || *p == '>')
			break;
	if (*p != '\0' || p == id || p - id > MAX_ID)
		return err_set(err, ERR_DATA, "not a message id");
	return 0;
}

/* The ids of other people's mail only help threading: a bad one is left out. */
static int
is_usable(const char *id)
{
	struct err unused = ERR_INIT;

	return check_id(id, &unused) == 0;
}

/*
 * "<first> <...> <parent>": from the end as many as there is room for, and
 * the first one always.
 */
static void
references(const struct compose *c, struct buf *out)
{
	const char *const *refs = c->references;
	const char *parent = c->in_reply_to;
	size_t n = 0, first = 0, room = MAX_REFERENCES, from, i;

	while (refs != NULL && refs[n] != NULL)
		n++;
	if (n > 0 && parent != NULL && strcmp(refs[n - 1], parent) == 0)
		n--;
	while (first < n && !is_usable(refs[first]))
		first++;
	for (from = n; from > first + 1; from--) {
		size_t len = strlen(refs[from - 1]) + 3;
		if (len > room)
			break;
		room -= len;
	}
	if (first < n)
		buf_addf(out, "<%s>", refs[first]);
	for (i = from > first ? from : first + 1; i < n; i++)
		if (is_usable(refs[i]))
			buf_addf(out, " <%s>", refs[i]);
	if (parent != NULL && is_usable(parent))
		buf_addf(out, "%s<%s>", out->len > 0 ? " " : "", parent);
}

static void
set_header(GMimeMessage *m, const char *name, const char *value)
{
	g_mime_object_set_header(GMIME_OBJECT(m), name, value, NULL);
}

/*
 * A text beyond ASCII as encoded words of 75 bytes at most.  GMime makes one
 * word of a run without blanks, however long it is in Chinese.
 */
static void
encode_words(const struct buf *line, struct buf *out)
{
	size_t at = 0, n;
	gchar *b64;

	if (utf8_is_ascii(line->p, line->len)) {
		buf_add(out, line->p, line->len);
		return;
	}
	while (at < line->len) {
		n = line->len - at > WORD ? WORD : line->len - at;
		while (at + n < line->len &&
		       ((unsigned char)line->p[at + n] & 0xC0) == 0x80)
			n--;
		b64 = g_base64_encode((const guchar *)line->p + at, n);
		buf_addf(out, "%s=?utf-8?B?%s?=", at > 0 ? " " : "", b64);
		g_free(b64);
		at += n;
	}
}

static void
add_person(
    GMimeMessage *m, GMimeAddressType type, const char *name, const char *addr)
{
	struct buf line = BUF_INIT;

	if (name != NULL)
		utf8_repair_line(name, strlen(name), &line);
	buf_cut(&line, utf8_cut(line.p, line.len, WORD));
	g_mime_message_add_mailbox(m, type, line.len > 0 ? line.p : NULL, addr);
	buf_free(&line);
}

static void
set_date(GMimeMessage *m, int64_t ms)
{
	GDateTime *date = g_date_time_new_from_unix_utc(ms / 1000);

	if (date != NULL)
		g_mime_message_set_date(m, date);
	if (date != NULL)
		g_date_time_unref(date);
}

static void
headers(const struct compose *c, GMimeMessage *m)
{
	struct buf line = BUF_INIT, words = BUF_INIT;

	add_person(m, GMIME_ADDRESS_TYPE_FROM, c->from_name, c->from);
	add_person(m, GMIME_ADDRESS_TYPE_TO, c->to_name, c->to);
	utf8_repair_line(c->subject, strlen(c->subject), &line);
	encode_words(&line, &words);
	set_header(m, "Subject", words.p);
	set_date(m, c->date);
	g_mime_message_set_message_id(m, c->message_id);
	if (c->in_reply_to != NULL && is_usable(c->in_reply_to)) {
		buf_reset(&line);
		buf_addf(&line, "<%s>", c->in_reply_to);
		set_header(m, "In-Reply-To", line.p);
	}
	buf_reset(&line);
	references(c, &line);
	if (line.len > 0)
		set_header(m, "References", line.p);
	if (c->automatic) {
		set_header(m, "Auto-Submitted",
		    c->in_reply_to != NULL ? "auto-replied" : "auto-generated");
		set_header(m, "X-Auto-Response-Suppress", "All");
	}
	if (c->loop_mark != NULL) {
		buf_reset(&line);
		utf8_repair_line(c->loop_mark, strlen(c->loop_mark), &line);
		set_header(m, LOOP_HEADER, line.p);
	}
	buf_free(&words);
	buf_free(&line);
}

/* What needs the fewest bytes and stays readable where it can. */
static GMimeContentEncoding
best_encoding(const char *s, size_t n)
{
	size_t i, high = 0, line = 0, longest = 0;

	for (i = 0; i < n; i++) {
		high += (unsigned char)s[i] >= 0x80;
		line = s[i] == '\n' ? 0 : line + 1;
		longest = line > longest ? line : longest;
	}
	if (high > n / 4)
		return GMIME_CONTENT_ENCODING_BASE64;
	if (high > 0 || longest > MAX_LINE)
		return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
	return GMIME_CONTENT_ENCODING_7BIT;
}

/* Inside base64 nobody turns newlines into CR LF later. */
static void
crlf(const struct buf *in, struct buf *out)
{
	size_t i;

	for (i = 0; i < in->len; i++) {
		if (in->p[i] == '\n')
			buf_addc(out, '\r');
		buf_addc(out, in->p[i]);
	}
}

static void
set_content(
    GMimePart *part, const void *bytes, size_t n, GMimeContentEncoding enc)
{
	GMimeStream *mem = g_mime_stream_mem_new_with_buffer(bytes, n);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(
	    mem, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, enc);
	g_object_unref(content);
	g_object_unref(mem);
}

/* Not a GMimeTextPart: that one chooses iso-8859-1 against our word. */
static GMimeObject *
text_part(const char *subtype, const char *text)
{
	GMimePart *part = g_mime_part_new_with_type("text", subtype);
	struct buf clean = BUF_INIT, wire = BUF_INIT;
	GMimeContentEncoding enc;

	utf8_repair(text, strlen(text), &clean);
	if (clean.len == 0 || clean.p[clean.len - 1] != '\n')
		buf_addc(&clean, '\n');
	enc = best_encoding(clean.p, clean.len);
	if (enc == GMIME_CONTENT_ENCODING_BASE64)
		crlf(&clean, &wire);
	else
		buf_add(&wire, clean.p, clean.len);
	g_mime_object_set_content_type_parameter(
	    GMIME_OBJECT(part), "charset", "utf-8");
	set_content(part, wire.p, wire.len, enc);
	buf_free(&clean);
	buf_free(&wire);
	return GMIME_OBJECT(part);
}

static GMimeObject *
file_part(const struct compose_file *f)
{
	const char *type =
	    f->type != NULL ? f->type : "application/octet-stream";
	GMimeContentType *t = g_mime_content_type_parse(NULL, type);
	GMimePart *part = g_mime_part_new();
	struct buf name = BUF_INIT;

	if (t != NULL) {
		g_mime_object_set_content_type(GMIME_OBJECT(part), t);
		g_object_unref(t);
	}
	set_content(part, f->bytes, f->n, GMIME_CONTENT_ENCODING_BASE64);
	g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
	utf8_repair_line(f->name, strlen(f->name), &name);
	g_mime_part_set_filename(part, name.p);
	buf_free(&name);
	return GMIME_OBJECT(part);
}

static GMimeMultipart *
multipart(const struct compose *c, const char *subtype)
{
	GMimeMultipart *mp = g_mime_multipart_new_with_subtype(subtype);
	struct buf boundary = BUF_INIT;
	unsigned char digest[DIGEST_LEN];
	char hex[25];

	digest_sha256(c->message_id, strlen(c->message_id), digest);
	digest_hex(digest, 12, hex);
	buf_addf(&boundary, "=_ha_%s_%s", subtype, hex);
	g_mime_multipart_set_boundary(mp, boundary.p);
	buf_free(&boundary);
	return mp;
}

/* The multipart keeps a reference of its own. */
static void
add_part(GMimeMultipart *mp, GMimeObject *part)
{
	g_mime_multipart_add(mp, part);
	g_object_unref(part);
}

static GMimeObject *
body(const struct compose *c)
{
	GMimeObject *o = text_part("plain", c->text);
	GMimeMultipart *mp;
	size_t i;

	if (c->html != NULL) {
		mp = multipart(c, "alternative");
		add_part(mp, o);
		add_part(mp, text_part("html", c->html));
		o = GMIME_OBJECT(mp);
	}
	if (c->nfiles > 0) {
		mp = multipart(c, "mixed");
		add_part(mp, o);
		for (i = 0; i < c->nfiles; i++)
			add_part(mp, file_part(&c->files[i]));
		o = GMIME_OBJECT(mp);
	}
	return o;
}

static void
write_mail(GMimeMessage *m, struct buf *out)
{
	GMimeFormatOptions *how = g_mime_format_options_new();
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *mem = g_mime_stream_mem_new_with_byte_array(bytes);

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(mem), FALSE);
	g_mime_format_options_set_newline_format(how, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_format_options_set_param_encoding_method(
	    how, GMIME_PARAM_ENCODING_METHOD_RFC2231);
	g_mime_object_write_to_stream(GMIME_OBJECT(m), how, mem);
	buf_add(out, bytes->data, bytes->len);
	g_object_unref(mem);
	g_byte_array_free(bytes, TRUE);
	g_mime_format_options_free(how);
}

int
compose_mail(const struct compose *c, struct buf *out, struct err *err)
{
	GMimeMessage *m;
	GMimeObject *part;

	if (check_address(c->from, "sender", err) < 0 ||
	    check_address(c->to, "recipient", err) < 0 ||
	    check_id(c->message_id, err) < 0)
		return -1;
	g_mime_init();
	m = g_mime_message_new(FALSE);
	headers(c, m);
	part = body(c);
	g_mime_message_set_mime_part(m, part);
	g_object_unref(part);
	write_mail(m, out);
	g_object_unref(m);
	return 0;
}
