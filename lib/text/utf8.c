/* text/utf8.c - code points and characters as people see them */
#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include "text/utf8.h"

int
utf8_is_ascii(const char *s, size_t n)
{
	uint64_t w;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		memcpy(&w, s + i, 8);
		if (w & 0x8080808080808080u)
			return 0;
	}
	for (; i < n; i++)
		if (s[i] & 0x80)
			return 0;
	return 1;
}

int32_t
utf8_next(const char *s, size_t *i, size_t n)
{
	const uint8_t *p = (const uint8_t *)s;
	UChar32 c;

	U8_NEXT(p, *i, n, c);
	return c;
}

int
utf8_valid(const char *s, size_t n)
{
	size_t i = 0;

	if (utf8_is_ascii(s, n))
		return 1;
	while (i < n)
		if (utf8_next(s, &i, n) < 0)
			return 0;
	return 1;
}

void
utf8_put(struct buf *b, int32_t cp)
{
	uint8_t s[U8_MAX_LENGTH];
	size_t n = 0;

	U8_APPEND_UNSAFE(s, n, cp);
	buf_add(b, s, n);
}

static int
is_control(int32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
}

/* Bytes from I on that may be copied as they are. */
static size_t
clean_run(const char *s, size_t i, size_t n)
{
	size_t at = i, next;
	int32_t cp;

	while (at < n) {
		unsigned char c = (unsigned char)s[at];
		if (c >= 0x20 && c < 0x7F) {
			at++;
			continue;
		}
		if (c == '\n' || c == '\t') {
			at++;
			continue;
		}
		next = at;
		cp = utf8_next(s, &next, n);
		if (cp < 0 || is_control(cp))
			break;
		at = next;
	}
	return at - i;
}

static size_t
skip_bom(const char *s, size_t n)
{
	return n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

void
utf8_repair(const char *s, size_t n, struct buf *out)
{
	size_t i = skip_bom(s, n), run;

	buf_room(out, n);
	while (i < n) {
		run = clean_run(s, i, n);
		buf_add(out, s + i, run);
		i += run;
		if (i >= n)
			break;
		if (s[i] == '\r') {
			i++;
			if (i >= n || s[i] != '\n')
				buf_addc(out, '\n');
		} else {
			(void)utf8_next(s, &i, n);
			buf_adds(out, "\xEF\xBF\xBD");
		}
	}
}

void
utf8_repair_line(const char *s, size_t n, struct buf *out)
{
	size_t i = skip_bom(s, n), start = out->len;
	int32_t cp;
	int gap = 0;

	while (i < n) {
		cp = utf8_next(s, &i, n);
		if (cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' ||
		    cp == 0x0B || cp == 0x0C || cp == 0x85 || cp == 0x2028 ||
		    cp == 0x2029) {
			gap = 1;
			continue;
		}
		if (gap && out->len > start)
			buf_addc(out, ' ');
		gap = 0;
		utf8_put(out, cp < 0 || is_control(cp) ? 0xFFFD : cp);
	}
}

/*
 * Opened at every call: only long texts are cut, and a kept iterator would
 * need a lock or a thread's own copy.
 */
size_t
utf8_cut(const char *s, size_t n, size_t max)
{
	UErrorCode status = U_ZERO_ERROR;
	UBreakIterator *it;
	UText *text;
	size_t from;
	int32_t at = -1;

	if (n <= max)
		return n;
	/* a grapheme is short: look at a window before the cut only */
	from = max > 256 ? max - 256 : 0;
	while (from > 0 && ((unsigned char)s[from] & 0xC0) == 0x80)
		from--;
	text = utext_openUTF8(NULL, s + from,
	    (int64_t)(n - from > 512 ? 512 : n - from), &status);
	it = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &status);
	ubrk_setUText(it, text, &status);
	if (U_SUCCESS(status))
		at = ubrk_preceding(it, (int32_t)(max - from) + 1);
	ubrk_close(it);
	utext_close(text);
	if (at > 0 || (at == 0 && from == 0))
		return from + (size_t)at;
	while (max > 0 && ((unsigned char)s[max] & 0xC0) == 0x80)
		max--;
	return max;
}

int
utf8_is_cjk(int32_t cp)
{
	return (cp >= 0x2E80 && cp <= 0x30FF && cp != 0x3000) ||
	       (cp >= 0x31F0 && cp <= 0x31FF) ||
	       (cp >= 0x3400 && cp <= 0x4DBF) ||
	       (cp >= 0x4E00 && cp <= 0x9FFF) ||
	       (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0xFF66 && cp <= 0xFF9F) ||
	       (cp >= 0x20000 && cp <= 0x3FFFF);
}
