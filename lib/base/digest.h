/*
 * base/digest.h - SHA-256 and what is named by it
 *
 * libcrypto does the work; a digest of several pieces is taken over each
 * piece's length and bytes, so that ("ab","c") and ("a","bc") differ.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

enum { DIGEST_LEN = 32, DIGEST_HEX = 65 };

void digest_sha256(const void *, size_t, unsigned char out[DIGEST_LEN]);

/* Lower-case hexadecimal of the first N bytes (N <= 32) into OUT. */
void digest_hex(const unsigned char *, size_t n, char *out);

/* HMAC-SHA-256. */
void digest_hmac(const void *key, size_t keylen, const void *, size_t,
    unsigned char out[DIGEST_LEN]);

/* The same bytes, compared in constant time. */
int digest_equal(const void *, const void *, size_t);

/* A digest taken piece by piece; digest_end frees it. */
struct digest;
struct digest *digest_begin(void);
void digest_piece(struct digest *, const void *, size_t);
void digest_end(struct digest *, unsigned char out[DIGEST_LEN]);

/* N bytes of the system's randomness as hexadecimal into OUT (2n + 1). */
void digest_random_hex(size_t n, char *out);

#endif
