/* mail/header.c - header fields as text, addresses, ids and dates */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "mail/header.h"
#include "text/charset.h"
#include "text/utf8.h"

enum { MAX_IDS = 100, MAX_ID = 998, MAX_NAME = 256 };

/* "=?charset*language?B?text?=" found in a header. */
struct word {
	char charset[HEADER_CHARSET];
	int base64;
	const char *text;
	size_t len;
	const char *end; /* behind "?=" */
};

static int
parse_word(const char *s, struct word *w)
{
	const char *p = s + 2, *end;
	size_t n = strcspn(p, "?* \t\r\n");

	if (n == 0 || n >= HEADER_CHARSET)
		return 0;
	memcpy(w->charset, p, n);
	w->charset[n] = '\0';
	p += n;
	if (*p == '*')
		p += strcspn(p, "? \t\r\n");
	if (p[0] != '?' || p[1] == '\0' || strchr("BbQq", p[1]) == NULL ||
	    p[2] != '?')
		return 0;
	w->base64 = tolower((unsigned char)p[1]) == 'b';
	w->text = p + 3;
	end = strstr(w->text, "?=");
	if (end == NULL)
		return 0;
	w->len = (size_t)(end - w->text);
	w->end = end + 2;
	return 1;
}

static void
decode_word(const struct word *w, struct buf *out)
{
	GMimeEncoding enc;
	size_t i;
	char *text;

	g_mime_encoding_init_decode(
	    &enc, w->base64 ? GMIME_CONTENT_ENCODING_BASE64
			    : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	buf_room(out, g_mime_encoding_outlen(&enc, w->len) + 4);
	text = g_strndup(w->text, w->len);
	for (i = 0; !w->base64 && i < w->len; i++)
		if (text[i] == '_')
			text[i] = ' ';
	out->len +=
	    g_mime_encoding_flush(&enc, text, w->len, out->p + out->len);
	out->p[out->len] = '\0';
	g_free(text);
}

/* The start of the next encoded word at or after S, or NULL. */
static const char *
next_word(const char *s, struct word *w)
{
	for (; (s = strstr(s, "=?")) != NULL; s += 2)
		if (parse_word(s, w))
			return s;
	return NULL;
}

static int
only_space(const char *s, const char *end)
{
	while (s < end && isspace((unsigned char)*s))
		s++;
	return s == end;
}

static void
put_encoded(const struct buf *text, struct buf *out)
{
	gchar *b64 = g_base64_encode((const guchar *)text->p, text->len);

	buf_addf(out, "=?utf-8?B?%s?=", b64);
	g_free(b64);
}

/*
 * Decode; with ENCODE each run of words becomes one UTF-8 word instead, so
 * that an address parser sees no comma or bracket that was inside it.
 */
static void
decode(const struct header_ctx *ctx, const char *s, int encode, struct buf *out)
{
	struct buf bytes = BUF_INIT, text = BUF_INIT, line = BUF_INIT;
	struct word w, more;
	const char *at, *next;

	while ((at = next_word(s, &w)) != NULL) {
		charset_to_utf8(ctx->charset, s, (size_t)(at - s), out);
		buf_reset(&text);
		for (;;) { /* one charset after the other */
			buf_reset(&bytes);
			decode_word(&w, &bytes);
			while ((next = next_word(w.end, &more)) != NULL &&
			       only_space(w.end, next) &&
			       strcasecmp(w.charset, more.charset) == 0) {
				w = more;
				decode_word(&w, &bytes);
			}
			charset_to_utf8(w.charset, bytes.p, bytes.len, &text);
			if (next == NULL || !only_space(w.end, next))
				break;
			w = more;
		}
		buf_reset(&line);
		utf8_repair_line(text.p, text.len, &line);
		if (encode)
			put_encoded(&line, out);
		else
			buf_add(out, text.p, text.len);
		s = w.end;
	}
	charset_to_utf8(ctx->charset, s, strlen(s), out);
	buf_free(&bytes);
	buf_free(&text);
	buf_free(&line);
}

int
header_charset(const char *raw, char out[HEADER_CHARSET])
{
	struct word w;

	if (next_word(raw, &w) == NULL)
		return 0;
	memcpy(out, w.charset, HEADER_CHARSET);
	return 1;
}

void
header_text(const struct header_ctx *ctx, const char *raw, struct buf *out)
{
	struct buf text = BUF_INIT;

	if (strstr(raw, "=?") != NULL)
		decode(ctx, raw, 0, &text);
	else
		charset_to_utf8(ctx->charset, raw, strlen(raw), &text);
	utf8_repair_line(text.p, text.len, out);
	buf_free(&text);
}

const char *
header_raw(GMimeObject *object, const char *name)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	GMimeHeader *header = g_mime_header_list_get_header(list, name);

	return header != NULL ? g_mime_header_get_raw_value(header) : NULL;
}

json_t *
header_json(const struct buf *b, size_t max)
{
	struct buf line = BUF_INIT;
	json_t *s;

	utf8_repair_line(b->p, b->len, &line);
	s = json_stringn(line.p, utf8_cut(line.p, line.len, max));
	buf_free(&line);
	return s;
}

static json_t *
json_line(const char *s, size_t max)
{
	struct buf b = BUF_INIT;
	json_t *j;

	buf_adds(&b, s);
	j = header_json(&b, max);
	buf_free(&b);
	return j;
}

/* Exactly one "@" with something on each side, and no blank. */
static int
is_address(const char *s)
{
	const char *at = strchr(s, '@');

	return at != NULL && at > s && at[1] != '\0' &&
	       strchr(at + 1, '@') == NULL && strpbrk(s, " \t<>,;") == NULL &&
	       strlen(s) <= 254;
}

/* The address as it stands; a domain in another script as "xn--". */
static const char *
wire_address(InternetAddressMailbox *box)
{
	const char *addr = internet_address_mailbox_get_addr(box);

	if (addr == NULL || utf8_is_ascii(addr, strlen(addr)))
		return addr;
	return internet_address_mailbox_get_idn_addr(box);
}

static json_t *
person(const char *name, const char *addr)
{
	int good = addr != NULL && is_address(addr);

	if ((name == NULL || *name == '\0') && !good)
		name = addr;
	return json_pack("{s:o, s:o}", "name",
	    name != NULL && *name != '\0' ? json_line(name, MAX_NAME)
					  : json_null(),
	    "email", good ? json_line(addr, 254) : json_null());
}

static void
add_mailboxes(json_t *list, InternetAddressList *from)
{
	int i, n = internet_address_list_length(from);

	for (i = 0; i < n; i++) {
		InternetAddress *a = internet_address_list_get_address(from, i);
		const char *name = internet_address_get_name(a);
		if (INTERNET_ADDRESS_IS_GROUP(a))
			add_mailboxes(list, internet_address_group_get_members(
						INTERNET_ADDRESS_GROUP(a)));
		else
			json_array_append_new(list,
			    person(name,
				wire_address(INTERNET_ADDRESS_MAILBOX(a))));
	}
}

/*
 * What no parser takes: the last word with an "@" is the address, what stands
 * before it the name.
 */
static json_t *
salvage(const char *text)
{
	struct buf name = BUF_INIT, addr = BUF_INIT;
	const char *at = strrchr(text, '@'), *from = at, *end = at;
	json_t *j;

	while (from != NULL && from > text &&
	       strchr(" \t<>()[]\",;:", from[-1]) == NULL)
		from--;
	while (end != NULL && *end != '\0' &&
	       strchr(" \t<>()[]\",;:", *end) == NULL)
		end++;
	if (at != NULL)
		buf_add(&addr, from, (size_t)(end - from));
	buf_add(&name, text, at != NULL ? (size_t)(from - text) : strlen(text));
	while (name.len > 0 && strchr(" \t<\"'(", name.p[name.len - 1]) != NULL)
		buf_cut(&name, name.len - 1);
	j = person(name.p + strspn(name.p, " \t\"'"), addr.p);
	buf_free(&name);
	buf_free(&addr);
	return j;
}

static int
has_address(const json_t *list)
{
	size_t i;
	json_t *p;

	json_array_foreach(list, i,
	    p) if (json_is_string(json_object_get(p, "email"))) return 1;
	return 0;
}

static size_t
atoms(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) ||
	       (s[n] != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", s[n]) != NULL))
		n++;
	return n;
}

/*
 * Nine of ten headers are "words <atoms@atoms>" or the address alone, with
 * nothing in them that needs a grammar: those are read here.  Anything else
 * is NULL and goes to GMime.
 */
static json_t *
plain_mailbox(const struct header_ctx *ctx, const char *raw)
{
	const char *s = raw + strspn(raw, " \t"), *addr = s, *end;
	size_t words = strcspn(s, "<>()[]\",;:\\@\r\n"), local, domain;
	struct buf name = BUF_INIT, word = BUF_INIT;
	json_t *j;

	if (s[words] == '<')
		addr = s + words + 1;
	else
		words = 0;
	local = atoms(addr);
	if (local == 0 || addr[local] != '@')
		return NULL;
	domain = atoms(addr + local + 1);
	end = addr + local + 1 + domain;
	if (domain == 0 || (s[words] == '<') != (*end == '>') ||
	    !only_space(end + (*end == '>'), raw + strlen(raw)))
		return NULL;
	buf_add(&word, s, words);
	buf_trim(&word);
	header_text(ctx, word.p, &name);
	buf_reset(&word);
	buf_add(&word, addr, (size_t)(end - addr));
	j = person(name.p, word.p);
	buf_free(&name);
	buf_free(&word);
	return j;
}

json_t *
header_addresses(const struct header_ctx *ctx, const char *raw)
{
	struct buf text = BUF_INIT;
	InternetAddressList *parsed;
	json_t *list = json_array(), *one = plain_mailbox(ctx, raw);

	if (one != NULL) {
		json_array_append_new(list, one);
		return list;
	}
	decode(ctx, raw, 1, &text);
	parsed = internet_address_list_parse(ctx->options, text.p);
	if (parsed != NULL) {
		add_mailboxes(list, parsed);
		g_object_unref(parsed);
	}
	if (!has_address(list)) {
		buf_reset(&text);
		header_text(ctx, raw, &text);
		if (strchr(text.p, '@') != NULL ||
		    (json_array_size(list) == 0 && text.len > 0)) {
			json_array_clear(list);
			json_array_append_new(list, salvage(text.p));
		}
	}
	buf_free(&text);
	return list;
}

static void
add_id(json_t *list, const char *s, size_t n)
{
	struct buf id = BUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) /* some clients fold inside an id */
		if (!isspace((unsigned char)s[i]))
			buf_addc(&id, s[i]);
	if (id.len > 0 && id.len <= MAX_ID)
		json_array_append_new(list, header_json(&id, MAX_ID));
	if (json_array_size(list) > MAX_IDS)
		json_array_remove(list, 0);
	buf_free(&id);
}

/* Some clients leave the brackets out: then words with an "@" are ids. */
static void
bare_ids(json_t *list, const char *raw)
{
	size_t n;

	for (; *raw != '\0'; raw += n) {
		raw += strspn(raw, " \t\r\n,;");
		n = strcspn(raw, " \t\r\n,;");
		if (memchr(raw, '@', n) != NULL)
			add_id(list, raw, n);
	}
}

json_t *
header_ids(const char *raw)
{
	const char *s = raw, *end;
	json_t *list = json_array();

	while ((s = strchr(s, '<')) != NULL) {
		end = s + 1 + strcspn(s + 1, "<>");
		if (*end == '>')
			add_id(list, s + 1, (size_t)(end - s - 1));
		s = end;
	}
	if (json_array_size(list) == 0)
		bare_ids(list, raw);
	return list;
}

int64_t
header_date(const char *raw)
{
	GDateTime *date = g_mime_utils_header_decode_date(raw);
	int64_t ms = CLOCK_NONE;

	if (date != NULL) {
		ms = g_date_time_to_unix(date) * 1000;
		g_date_time_unref(date);
	}
	return ms;
}
