/* base/seal.c - bytes that only their key opens */
#include <limits.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/evp.h>

#include "base/seal.h"

/* A key is used once, so that the nonce may be the same for all. */
static const unsigned char nonce[12];

static int
run(EVP_CIPHER_CTX *c, const void *in, size_t n, unsigned char *out)
{
	int done = 0, end = 0;

	if (n > INT_MAX || EVP_CipherUpdate(c, out, &done, in, (int)n) != 1 ||
	    EVP_CipherFinal_ex(c, out + done, &end) != 1)
		return -1;
	return (size_t)done + (size_t)end == n ? 0 : -1;
}

static EVP_CIPHER_CTX *
begin(const unsigned char key[SEAL_KEY], int to_seal)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();

	if (c != NULL && EVP_CipherInit_ex(c, EVP_aes_128_gcm(), NULL, key,
			     nonce, to_seal) == 1)
		return c;
	EVP_CIPHER_CTX_free(c);
	return NULL;
}

int
seal(const void *p, size_t n, unsigned char key[SEAL_KEY], struct buf *out,
    struct err *err)
{
	EVP_CIPHER_CTX *c = NULL;
	unsigned char *to;
	int rc = -1;

	buf_room(out, n + SEAL_MORE);
	to = (unsigned char *)out->p + out->len;
	if (getrandom(key, SEAL_KEY, 0) == SEAL_KEY &&
	    (c = begin(key, 1)) != NULL && run(c, p, n, to) == 0 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, SEAL_MORE, to + n) ==
		1) {
		out->len += n + SEAL_MORE;
		out->p[out->len] = '\0';
		rc = 0;
	}
	EVP_CIPHER_CTX_free(c);
	return rc == 0 ? 0 : err_set(err, ERR_SYSTEM, "cannot seal");
}

int
seal_open(const void *p, size_t n, const unsigned char key[SEAL_KEY],
    struct buf *out, struct err *err)
{
	const unsigned char *in = p;
	unsigned char tag[SEAL_MORE];
	EVP_CIPHER_CTX *c = NULL;
	int rc = -1;

	if (n >= SEAL_MORE) {
		n -= SEAL_MORE;
		memcpy(tag, in + n, SEAL_MORE);
		buf_room(out, n);
		if ((c = begin(key, 0)) != NULL &&
		    EVP_CIPHER_CTX_ctrl(
			c, EVP_CTRL_AEAD_SET_TAG, SEAL_MORE, tag) == 1 &&
		    run(c, in, n, (unsigned char *)out->p + out->len) == 0) {
			out->len += n;
			out->p[out->len] = '\0';
			rc = 0;
		}
	}
	EVP_CIPHER_CTX_free(c);
	return rc == 0 ? 0
		       : err_set(err, ERR_CONFIG,
			     "what was sealed has been changed");
}
