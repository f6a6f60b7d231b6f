/*
 * store/key.h - long ids as short keys (for lib/store only)
 *
 * A foreign id stands in the record already; a column and an index of it
 * would store it twice more.  The unique key is a digest of it, long enough
 * that no two ids share one.
 */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include <stdint.h>

enum { KEY_LEN = 16 };

/* The first 16 bytes of the id's SHA-256. */
void external_key(const char *external_id, unsigned char out[KEY_LEN]);

/*
 * A Message-ID as a number: 63 bits of its SHA-256, 0 for none.  Two ids may
 * share one, so what is found by it is compared in full.
 */
int64_t mail_key(const char *mail_id);

#endif
