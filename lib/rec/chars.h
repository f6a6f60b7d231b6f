/*
 * rec/chars.h - the bytes of JSON text, for scan.c and val.c alone
 */
#ifndef REC_CHARS_H
#define REC_CHARS_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define ONES (UINT64_MAX / 255)

static inline uint64_t
load8(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
	return le64toh(w);
}

/*
 * The high bit of each byte of W that is zero.  A borrow may mark a byte too
 * many, but only above a true one, and callers take the lowest.
 */
static inline uint64_t
zeros(uint64_t w)
{
	return (w - ONES) & ~w & (ONES << 7);
}

/* The high bit of each byte that ends a run of plain text in a string. */
static inline uint64_t
special(uint64_t w)
{
	uint64_t control = (w - ONES * 0x20) & ~w;

	return ((control | w) & (ONES << 7)) | zeros(w ^ (ONES * '"')) |
	       zeros(w ^ (ONES * '\\'));
}

/* The first byte from P on that is no plain text, or END. */
static inline const char *
plain(const char *p, const char *end)
{
	uint64_t m;
	unsigned char c;

	for (; end - p >= 8; p += 8)
		if ((m = special(load8(p))) != 0)
			return p + (__builtin_ctzll(m) >> 3);
	for (; p < end; p++) {
		c = (unsigned char)*p;
		if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
			break;
	}
	return p;
}

static inline const char *
blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++;
	return p;
}

/*
 * The character that the escape at P (a backslash) stands for, its end into
 * *NEXT; -1 when it is none, 0 for NUL, which no string may hold.
 */
long chars_escape(const char *p, const char *end, const char **next);

/* The text of a checked string, byte by byte, its escapes resolved. */
struct text {
	const char *p, *end;
	char rest[4]; /* of a character that was escaped */
	int at, n;
};

struct text chars_text(const char *p, size_t n);
int chars_byte(struct text *); /* -1 at the end */

#endif
