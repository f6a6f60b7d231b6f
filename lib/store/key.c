/* store/key.c - long ids as short keys */
#include <string.h>

#include "base/digest.h"
#include "store/key.h"

void
external_key(const char *external_id, unsigned char out[KEY_LEN])
{
	unsigned char digest[DIGEST_LEN];

	digest_sha256(external_id, strlen(external_id), digest);
	memcpy(out, digest, KEY_LEN);
}

int64_t
mail_key(const char *mail_id)
{
	unsigned char digest[DIGEST_LEN];
	uint64_t key = 0;
	int i;

	if (mail_id == NULL || *mail_id == '\0')
		return 0;
	digest_sha256(mail_id, strlen(mail_id), digest);
	for (i = 0; i < 8; i++)
		key = key << 8 | digest[i];
	key &= INT64_MAX;
	return key != 0 ? (int64_t)key : 1;
}
