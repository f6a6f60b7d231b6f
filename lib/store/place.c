/* store/place.c - where an archived record is */
#include <string.h>

#include "store/pack.h"
#include "store/place.h"

enum {
	AT_FILE = 1,
	AT_OFFSET = AT_FILE + 4,
	AT_LENGTH = AT_OFFSET + 8,
	AT_KEY = AT_LENGTH + 4
};

static void
put_number(char *p, size_t n, uint64_t v)
{
	size_t i;

	for (i = 0; i < n; i++, v >>= 8)
		p[i] = (char)(v & 0xff);
}

static uint64_t
get_number(const char *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | (unsigned char)p[n];
	return v;
}

void
place_write(const struct place *at, char out[PLACE])
{
	out[0] = PACK_ARCHIVED;
	put_number(out + AT_FILE, 4, (uint64_t)at->file);
	put_number(out + AT_OFFSET, 8, (uint64_t)at->offset);
	put_number(out + AT_LENGTH, 4, at->length);
	memcpy(out + AT_KEY, at->key, SEAL_KEY);
}

int
place_read(const char *p, size_t n, struct place *at)
{
	if (n != PLACE)
		return -1;
	at->file = (int64_t)get_number(p + AT_FILE, 4);
	at->offset = (int64_t)get_number(p + AT_OFFSET, 8);
	at->length = (size_t)get_number(p + AT_LENGTH, 4);
	memcpy(at->key, p + AT_KEY, SEAL_KEY);
	return 0;
}
