/*
 * cmd/ha/demo_header.c - header fields and the encodings of mail
 */
#include <string.h>

#include "base/clock.h"
#include "ha/demo_fill.h"
#include "ha/demo_mail.h"

enum { WORD_CHARS = 10 }; /* of the worst kind they fill 75 bytes */

void
demo_base64(struct buf *b, const char *s, size_t n, size_t width)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t column = 0;

	for (; n > 0; s += 3) {
		size_t k = n < 3 ? n : 3;
		unsigned v = (unsigned)(unsigned char)s[0] << 16;

		if (k > 1)
			v |= (unsigned)(unsigned char)s[1] << 8;
		if (k > 2)
			v |= (unsigned char)s[2];
		buf_addc(b, set[v >> 18]);
		buf_addc(b, set[v >> 12 & 63]);
		buf_addc(b, k > 1 ? set[v >> 6 & 63] : '=');
		buf_addc(b, k > 2 ? set[v & 63] : '=');
		column += 4;
		n -= k;
		if (width > 0 && (column >= width || n == 0)) {
			buf_addc(b, '\n');
			column = 0;
		}
	}
}

static void
q_word(struct buf *b, const char *s, size_t n)
{
	for (; n > 0; s++, n--) {
		int c = (unsigned char)*s;

		if (c == ' ')
			buf_addc(b, '_');
		else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			 (c >= 'a' && c <= 'z'))
			buf_addc(b, c);
		else
			buf_addf(b, "=%02X", (unsigned)c);
	}
}

/* The bytes of up to WORD_CHARS characters. */
static size_t
piece(const char *s)
{
	size_t n = 0, chars = 0;

	while (s[n] != '\0') {
		if (((unsigned char)s[n] & 0xc0) != 0x80 &&
		    chars++ == WORD_CHARS)
			break;
		n++;
	}
	return n;
}

/* Letters of mostly ASCII are readable as Q, others are short as B. */
static int
wants_b(const char *charset, const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0xd0)
			return 1;
	return strncmp(charset, "iso-2022", 8) == 0;
}

static int
plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e)
			return 0;
	return 1;
}

static void
encoded_words(struct buf *b, struct demo_charsets *cs, const char *charset,
    const char *text)
{
	struct buf bytes = BUF_INIT;
	int base64;
	const char *s;

	if (demo_encode(cs, charset, text, strlen(text), &bytes) < 0)
		charset = "utf-8";
	base64 = wants_b(charset, text);
	for (s = text; *s != '\0'; s += piece(s)) {
		buf_reset(&bytes);
		demo_encode(cs, charset, s, piece(s), &bytes);
		buf_addf(b, "%s=?%s?%c?", s == text ? "" : "\n ", charset,
		    base64 ? 'B' : 'Q');
		if (base64)
			demo_base64(b, bytes.p, bytes.len, 0);
		else
			q_word(b, bytes.p, bytes.len);
		buf_adds(b, "?=");
	}
	buf_free(&bytes);
}

/* Folded before a word that would end behind column 76. */
static void
folded(struct buf *b, size_t column, const char *s)
{
	while (*s != '\0') {
		size_t n = strspn(s, " "), k = strcspn(s + n, " ");

		if (n > 0 && k > 0 && column + n + k > 76) {
			buf_addc(b, '\n');
			column = 0;
		}
		buf_add(b, s, n + k);
		column += n + k;
		s += n + k;
	}
}

void
demo_header(struct buf *b, struct demo_charsets *cs, const char *charset,
    const char *name, const char *text)
{
	buf_addf(b, "%s: ", name);
	if (plain(text))
		folded(b, strlen(name) + 2, text);
	else
		encoded_words(b, cs, charset, text);
	buf_addc(b, '\n');
}

void
demo_mail_date(struct buf *b, int64_t at, int minutes, const char *offset)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon",
		"Tue", "Wed" };
	int64_t local = at + (int64_t)minutes * CLOCK_MINUTE;

	buf_addf(b, "%s, ", days[local / CLOCK_DAY % 7]);
	demo_date("%e %b %Y %H:%M:%S ", local, b);
	buf_adds(b, offset);
}
