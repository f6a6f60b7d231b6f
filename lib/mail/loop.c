/* mail/loop.c - our mark on our own mail */
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "mail/loop.h"

enum { MARK_BYTES = 16, MAX_ID = 256 };

static void
sign(const void *key, size_t keylen, const char *id, size_t n,
    char hex[2 * MARK_BYTES + 1])
{
	unsigned char mac[DIGEST_LEN];

	digest_hmac(key, keylen, id, n, mac);
	digest_hex(mac, MARK_BYTES, hex);
}

void
loop_mark(const void *key, size_t keylen, const char *id, struct buf *out)
{
	char hex[2 * MARK_BYTES + 1];

	sign(key, keylen, id, strlen(id), hex);
	buf_addf(out, "1 %s %s", id, hex);
}

int
loop_ours(const void *key, size_t keylen, const char *mark)
{
	char hex[2 * MARK_BYTES + 1];
	size_t n;

	if (strncmp(mark, "1 ", 2) != 0)
		return 0;
	mark += 2;
	n = strcspn(mark, " ");
	if (n == 0 || n > MAX_ID || mark[n] != ' ' ||
	    strlen(mark + n + 1) != 2 * MARK_BYTES)
		return 0;
	sign(key, keylen, mark, n, hex);
	return digest_equal(hex, mark + n + 1, 2 * MARK_BYTES);
}
