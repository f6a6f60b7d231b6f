/* base/digest.c - SHA-256 and what is named by it */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/log.h"

struct digest {
	EVP_MD_CTX *ctx;
};

static void
must(int ok)
{
	struct err err = ERR_INIT;

	if (ok == 1)
		return;
	err_set(&err, ERR_SYSTEM, "libcrypto cannot compute SHA-256");
	die(&err);
}

/* Fetched once: EVP_Q_digest looks the algorithm up at every call. */
static const EVP_MD *
sha256(void)
{
	static EVP_MD *md;

	if (md == NULL)
		must((md = EVP_MD_fetch(NULL, "SHA256", NULL)) != NULL);
	return md;
}

void
digest_sha256(const void *p, size_t n, unsigned char out[DIGEST_LEN])
{
	must(EVP_Digest(p, n, out, NULL, sha256(), NULL));
}

void
digest_hmac(const void *key, size_t keylen, const void *p, size_t n,
    unsigned char out[DIGEST_LEN])
{
	size_t len;

	must(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, keylen, p, n,
		 out, DIGEST_LEN, &len) != NULL);
}

int
digest_equal(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

void
digest_hex(const unsigned char *p, size_t n, char *out)
{
	static const char hex[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		out[2 * i] = hex[p[i] >> 4];
		out[2 * i + 1] = hex[p[i] & 15];
	}
	out[2 * n] = '\0';
}

struct digest *
digest_begin(void)
{
	struct digest *d = malloc(sizeof *d);

	must(d != NULL && (d->ctx = EVP_MD_CTX_new()) != NULL);
	must(EVP_DigestInit_ex2(d->ctx, sha256(), NULL));
	return d;
}

void
digest_piece(struct digest *d, const void *p, size_t n)
{
	unsigned char len[8];
	int i;

	for (i = 0; i < 8; i++)
		len[i] = (unsigned char)((uint64_t)n >> (56 - 8 * i));
	must(EVP_DigestUpdate(d->ctx, len, sizeof len));
	must(EVP_DigestUpdate(d->ctx, p, n));
}

void
digest_end(struct digest *d, unsigned char out[DIGEST_LEN])
{
	must(EVP_DigestFinal_ex(d->ctx, out, NULL));
	EVP_MD_CTX_free(d->ctx);
	free(d);
}

void
digest_random_hex(size_t n, char *out)
{
	unsigned char raw[64];

	must(n <= sizeof raw && getrandom(raw, n, 0) == (ssize_t)n);
	digest_hex(raw, n, out);
}
