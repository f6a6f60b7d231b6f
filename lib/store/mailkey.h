/*
 * store/mailkey.h - a Message-ID as a number to look up (for lib/store only)
 *
 * Its first 63 bits of SHA-256; 0 for none.  Two ids may share a number, so
 * what is found is compared in full.
 */
#ifndef STORE_MAILKEY_H
#define STORE_MAILKEY_H

#include <stdint.h>

int64_t	 mail_key(const char *mail_id);

#endif
