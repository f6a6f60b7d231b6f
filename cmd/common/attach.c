/*
 * cmd/common/attach.c - files that go with an answer or a result
 *
 * They are kept under their digest like those that came in, before the answer
 * is in the outbox, so that what leaves is what was there when it was written.
 * The session shares the lock of the files until it has named them.
 */
#include <stdlib.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/blob.h"
#include "base/digest.h"
#include "base/file.h"
#include "common/attach.h"

enum { ATTACH_MAX = 20 << 20 }; /* most mailboxes take 25 MiB, encoded */

static const struct {
	const char *suffix, *type;
} types[] = {
	{ ".pdf", "application/pdf" },
	{ ".jpg", "image/jpeg" },
	{ ".jpeg", "image/jpeg" },
	{ ".png", "image/png" },
	{ ".gif", "image/gif" },
	{ ".webp", "image/webp" },
	{ ".mp4", "video/mp4" },
	{ ".txt", "text/plain" },
	{ ".csv", "text/csv" },
	{ ".zip", "application/zip" },
};

static const char *
type_of(const char *name)
{
	size_t i, n = strlen(name), k;

	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		k = strlen(types[i].suffix);
		if (n > k && strcasecmp(name + n - k, types[i].suffix) == 0)
			return types[i].type;
	}
	return "application/octet-stream";
}

static int
keep(struct session *s, const char *path, struct outbox_file *f, size_t *total,
    struct err *err)
{
	const char *slash = strrchr(path, '/');
	unsigned char digest[DIGEST_LEN];
	struct buf b = BUF_INIT;
	char hex[DIGEST_HEX];
	int rc = file_read(path, ATTACH_MAX - *total, &b, err);

	if (rc == 0) {
		digest_sha256(b.p, b.len, digest);
		digest_hex(digest, DIGEST_LEN, hex);
		if (!common.dry_run)
			rc = blob_put(s->blobs, hex, b.p, b.len, err);
		*total += b.len;
		f->name = slash != NULL ? slash + 1 : path;
		f->type = type_of(f->name);
		f->sha256 = arena_strdup(&s->arena, hex);
		f->bytes = (int64_t)b.len;
	}
	buf_free(&b);
	return rc;
}

int
attach_files(struct session *s, const struct opt_list *paths,
    struct outbox_file **files, struct err *err)
{
	size_t i, total = 0;
	int rc = 0;

	*files = arena_get(&s->arena, (paths->n + 1) * sizeof **files);
	if (paths->n == 0)
		return 0;
	if (!common.dry_run)
		s->blobs = blob_open(open_files(s->config));
	for (i = 0; rc == 0 && i < paths->n; i++)
		rc = keep(s, paths->v[i], &(*files)[i], &total, err);
	if (rc == 0 && !common.dry_run)
		rc = blob_sync(s->blobs, err);
	return rc < 0 ? err_wrap(err, "attach") : 0;
}
