/*
 * base/crypto.c - libcrypto, opened when its first function is called
 *
 * Calls of our own only; what libcurl asks of it is linked as ever.
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/opensslv.h>

#include "base/late.h"

#define MAJOR(version) MAJOR_(version)
#define MAJOR_(version) #version

static const char *const names[] = { "libcrypto.so." MAJOR(
					 OPENSSL_SHLIB_VERSION),
	"libcrypto." MAJOR(OPENSSL_SHLIB_VERSION) ".dylib", NULL };
static struct late crypto = { names, "OpenSSL", NULL };

LATE(&crypto, EVP_MD *, EVP_MD_fetch,
    (OSSL_LIB_CTX * ctx, const char *algorithm, const char *properties),
    (ctx, algorithm, properties))
LATE(&crypto, int, EVP_Digest,
    (const void *data, size_t count, unsigned char *md, unsigned int *size,
	const EVP_MD *type, ENGINE *impl),
    (data, count, md, size, type, impl))
LATE(&crypto, unsigned char *, EVP_Q_mac,
    (OSSL_LIB_CTX * ctx, const char *name, const char *propq,
	const char *subalg, const OSSL_PARAM *params, const void *key,
	size_t keylen, const unsigned char *data, size_t datalen,
	unsigned char *out, size_t outsize, size_t *outlen),
    (ctx, name, propq, subalg, params, key, keylen, data, datalen, out, outsize,
	outlen))
LATE(&crypto, EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
LATE_VOID(&crypto, EVP_MD_CTX_free, (EVP_MD_CTX * ctx), (ctx))
LATE(&crypto, int, EVP_DigestInit_ex2,
    (EVP_MD_CTX * ctx, const EVP_MD *type, const OSSL_PARAM params[]),
    (ctx, type, params))
LATE(&crypto, int, EVP_DigestUpdate,
    (EVP_MD_CTX * ctx, const void *d, size_t cnt), (ctx, d, cnt))
LATE(&crypto, int, EVP_DigestFinal_ex,
    (EVP_MD_CTX * ctx, unsigned char *md, unsigned int *s), (ctx, md, s))
LATE(&crypto, int, EVP_EncodeBlock,
    (unsigned char *t, const unsigned char *f, int n), (t, f, n))
LATE(&crypto, const EVP_CIPHER *, EVP_aes_128_gcm, (void), ())
LATE(&crypto, EVP_CIPHER_CTX *, EVP_CIPHER_CTX_new, (void), ())
LATE_VOID(&crypto, EVP_CIPHER_CTX_free, (EVP_CIPHER_CTX * c), (c))
LATE(&crypto, int, EVP_CIPHER_CTX_ctrl,
    (EVP_CIPHER_CTX * ctx, int type, int arg, void *ptr), (ctx, type, arg, ptr))
LATE(&crypto, int, EVP_CipherInit_ex,
    (EVP_CIPHER_CTX * ctx, const EVP_CIPHER *cipher, ENGINE *impl,
	const unsigned char *key, const unsigned char *iv, int enc),
    (ctx, cipher, impl, key, iv, enc))
LATE(&crypto, int, EVP_CipherUpdate,
    (EVP_CIPHER_CTX * ctx, unsigned char *out, int *outl,
	const unsigned char *in, int inl),
    (ctx, out, outl, in, inl))
LATE(&crypto, int, EVP_CipherFinal_ex,
    (EVP_CIPHER_CTX * ctx, unsigned char *outm, int *outl), (ctx, outm, outl))
LATE(&crypto, int, CRYPTO_memcmp, (const void *a, const void *b, size_t len),
    (a, b, len))
