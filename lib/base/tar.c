/* base/tar.c - an archive that every tar reads */
#include <stdio.h>
#include <string.h>

#include "base/tar.h"

enum { BLOCK = 512, NAME_MAX_BYTES = 99 };

/* Offsets of the fields of a header. */
enum {
	NAME = 0,
	MODE = 100,
	UID = 108,
	GID = 116,
	SIZE = 124,
	MTIME = 136,
	SUM = 148,
	TYPE = 156,
	MAGIC = 257
};

static void
put(char *header, size_t at, int digits, unsigned long long n)
{
	char text[32];
	int len = snprintf(text, sizeof text, "%0*llo", digits, n);

	memcpy(header + at, text, (size_t)len);
}

static unsigned long long
sum_of(const char *header)
{
	unsigned long long sum = 0;
	size_t i;

	for (i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	return sum;
}

static void
fill(struct buf *b, size_t n)
{
	static const char zeros[BLOCK];
	size_t left = n % BLOCK;

	if (left > 0)
		buf_add(b, zeros, BLOCK - left);
}

void
tar_add(
    struct buf *b, const char *name, const void *p, size_t n, int64_t mtime_ms)
{
	char header[BLOCK] = "";
	size_t len = strlen(name);

	if (len > NAME_MAX_BYTES) {
		name += len - NAME_MAX_BYTES;
		len = NAME_MAX_BYTES;
	}
	memcpy(header + NAME, name, len);
	put(header, MODE, 7, 0600);
	put(header, UID, 7, 0);
	put(header, GID, 7, 0);
	put(header, SIZE, 11, n);
	put(header, MTIME, 11, (unsigned long long)(mtime_ms / 1000));
	memset(header + SUM, ' ', 8); /* as it counts itself */
	header[TYPE] = '0';
	memcpy(header + MAGIC, "ustar\00000", 8);
	put(header, SUM, 6, sum_of(header));
	header[SUM + 6] = '\0';
	buf_add(b, header, sizeof header);
	buf_add(b, p, n);
	fill(b, n);
}

void
tar_end(struct buf *b)
{
	static const char zeros[2 * BLOCK];

	buf_add(b, zeros, sizeof zeros);
}
