/*
 * base/blob.h - files named by what they hold
 *
 * An attachment is kept once, as FOLDER/aa/bb/DIGEST (SHA-256 in hexadecimal),
 * 0600, under no name of the sender's.  blob_put writes under FOLDER/tmp;
 * blob_sync, called once a batch and before its COMMIT, makes all of them
 * durable and gives them their names.  A crash between leaves only files in
 * FOLDER/tmp, which the first blob_put of a later run removes after 36 hours.
 *
 * A file that is there already is not written again, and what nobody names is
 * taken away (desk/forget.h).  So whoever keeps files shares the folder's lock
 * from the first blob_put until blob_done, after the COMMIT that names them;
 * whoever takes files away has it alone, and first of all, before a
 * transaction.
 */
#ifndef BASE_BLOB_H
#define BASE_BLOB_H

#include <stddef.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"

struct blobs;

/* FOLDER is made (0700) when the first file needs it. */
struct blobs *blob_open(const char *folder);
void blob_close(struct blobs *); /* forgets what is not synced */

/* Share the lock: for who begins a transaction before the first blob_put. */
int blob_share(struct blobs *, struct err *);
/*
 * Keep N bytes whose digest is SHA256; nothing is written when they are there
 * already.
 */
int blob_put(struct blobs *, const char sha256[DIGEST_HEX], const void *,
    size_t n, struct err *);
int blob_sync(struct blobs *, struct err *);
/* They are named, or will not be: others may take files away. */
void blob_done(struct blobs *);
/* Nobody keeps files until lockfile_drop of this descriptor; -1. */
int blob_alone(const char *folder, struct err *);

/* Append the bytes; a file that is missing or changed is an error. */
int blob_read(const char *folder, const char *sha256, size_t max, struct buf *,
    struct err *);
/* Its path; the caller's.  NULL when SHA256 is no digest. */
char *blob_path(const char *folder, const char *sha256);

#endif
