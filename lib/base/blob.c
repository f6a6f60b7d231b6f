/* base/blob.c - files named by what they hold */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/file.h"
#include "base/lockfile.h"
#include "base/map.h"
#include "base/xalloc.h"

enum { STALE = 36 * 3600 };

struct pending {
	char *tmp, *path;
};

struct blobs {
	char *folder;
	struct pending *list;
	size_t n, cap;
	struct map known; /* digests put in this batch */
	unsigned long serial;
	int ready; /* FOLDER/tmp is there */
	int lock;  /* or -1 */
};

char *
blob_path(const char *folder, const char *sha256)
{
	if (strlen(sha256) != DIGEST_HEX - 1 ||
	    strspn(sha256, "0123456789abcdef") != DIGEST_HEX - 1)
		return NULL;
	return xasprintf("%s/%.2s/%.2s/%s", folder, sha256, sha256 + 2, sha256);
}

struct blobs *
blob_open(const char *folder)
{
	struct blobs *b = xcalloc(1, sizeof *b);

	b->folder = xstrdup(folder);
	b->lock = -1;
	return b;
}

static void
forget(struct blobs *b)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		unlink(b->list[i].tmp);
		free(b->list[i].tmp);
		free(b->list[i].path);
	}
	b->n = 0;
	map_free(&b->known);
}

void
blob_done(struct blobs *b)
{
	forget(b);
	lockfile_drop(b->lock);
	b->lock = -1;
}

void
blob_close(struct blobs *b)
{
	if (b == NULL)
		return;
	blob_done(b);
	free(b->list);
	free(b->folder);
	free(b);
}

/* The lock stays (base/lockfile.h). */
static void
remove_stale(const char *dir)
{
	time_t old = time(NULL) - STALE;
	struct dirent *e;
	struct stat st;
	DIR *d = opendir(dir);

	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL)
		if (*e->d_name != '.' &&
		    fstatat(dirfd(d), e->d_name, &st, 0) == 0 &&
		    S_ISREG(st.st_mode) && st.st_mtime < old)
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
}

static int
prepare(struct blobs *b, struct err *err)
{
	char *tmp;
	int rc;

	if (b->ready)
		return 0;
	tmp = xasprintf("%s/tmp", b->folder);
	rc = file_mkdirs(tmp, err);
	if (rc == 0)
		remove_stale(tmp);
	b->ready = rc == 0;
	free(tmp);
	return rc;
}

static int
lock(const char *folder, int alone, const char *what, struct err *err)
{
	char *path = xasprintf("%s/tmp/.lock", folder);
	int fd = lockfile_wait(path, alone, what, err);

	free(path);
	return fd;
}

int
blob_alone(const char *folder, struct err *err)
{
	char *tmp = xasprintf("%s/tmp", folder);
	int rc = file_mkdirs(tmp, err);

	free(tmp);
	return rc < 0 ? -1
		      : lock(folder, 1, "files are being fetched or attached",
			    err);
}

int
blob_share(struct blobs *b, struct err *err)
{
	if (b->lock < 0 && prepare(b, err) == 0)
		b->lock = lock(b->folder, 0,
		    "somebody is being forgotten, or a backup restored", err);
	return b->lock < 0 ? -1 : 0;
}

/*
 * A new file in FOLDER/tmp, its name in *PATH.  A name that is taken belongs
 * to a process of our pid: one that was killed, or one of another container.
 */
static int
open_tmp(struct blobs *b, char **path, struct err *err)
{
	int fd;

	for (;;) {
		*path = xasprintf(
		    "%s/tmp/%ld.%lu", b->folder, (long)getpid(), b->serial++);
		fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0)
			return fd;
		if (errno != EEXIST)
			break;
		free(*path);
	}
	err_sys(err, err_of_create(errno), "cannot create '%s'", *path);
	free(*path);
	return -1;
}

static int
write_tmp(int fd, const char *path, const void *p, size_t n, struct err *err)
{
	int rc = file_put(fd, p, n);

	if (rc < 0)
		err_sys(err, err_of_errno(errno), "cannot write '%s'", path);
	if (close(fd) < 0 && rc == 0)
		rc = err_sys(
		    err, err_of_errno(errno), "cannot write '%s'", path);
	if (rc < 0)
		unlink(path);
	return rc;
}

int
blob_put(struct blobs *b, const char sha256[DIGEST_HEX], const void *p,
    size_t n, struct err *err)
{
	char *path = blob_path(b->folder, sha256), *tmp = NULL;
	void **seen;
	int fd;

	if (path == NULL)
		return err_set(err, ERR_BUG, "no digest: '%s'", sha256);
	if (blob_share(b, err) < 0) {
		free(path);
		return -1;
	}
	seen = map_put(&b->known, sha256, DIGEST_HEX - 1);
	if (*seen != NULL || file_exists(path)) {
		free(path);
		return 0;
	}
	if ((fd = open_tmp(b, &tmp, err)) < 0 ||
	    write_tmp(fd, tmp, p, n, err) < 0) {
		if (fd >= 0)
			free(tmp);
		free(path);
		return -1;
	}
	*seen = b;
	xgrow(&b->list, &b->cap, b->n + 1, sizeof *b->list);
	b->list[b->n++] = (struct pending){ tmp, path };
	return 0;
}

static int
sync_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	rc = fd < 0 ? -1 : fsync(fd);
	if (rc < 0)
		err_sys(err, err_of_errno(errno), "cannot write '%s'", path);
	if (fd >= 0)
		close(fd);
	return rc;
}

static int
settle(const struct pending *p, struct err *err)
{
	char *dir = file_dir(p->path), *up = file_dir(dir);
	int rc = file_mkdirs(dir, err);

	if (rc == 0 && rename(p->tmp, p->path) < 0)
		rc = err_sys(
		    err, err_of_errno(errno), "cannot write '%s'", p->path);
	if (rc == 0)
		rc = file_sync_folder(dir, err);
	if (rc == 0)
		rc = file_sync_folder(up, err);
	free(dir);
	free(up);
	return rc;
}

/*
 * All contents first, then all names: the first fsync commits what the file
 * system has of the others, so that those find nothing left to do.
 */
int
blob_sync(struct blobs *b, struct err *err)
{
	size_t i;
	int rc = 0;

	if (b->n == 0)
		return 0;
	for (i = 0; i < b->n && rc == 0; i++)
		rc = sync_file(b->list[i].tmp, err);
	for (i = 0; i < b->n && rc == 0; i++)
		rc = settle(&b->list[i], err);
	if (rc == 0)
		rc = file_sync_folder(b->folder, err);
	forget(b);
	return rc;
}

int
blob_read(const char *folder, const char *sha256, size_t max, struct buf *out,
    struct err *err)
{
	char *path = blob_path(folder, sha256), hex[DIGEST_HEX];
	unsigned char digest[DIGEST_LEN];
	size_t start = out->len;
	int rc;

	if (path == NULL)
		return err_set(err, ERR_BUG, "no digest: '%s'", sha256);
	rc = file_read(path, max, out, err);
	if (rc == 0) {
		digest_sha256(out->p + start, out->len - start, digest);
		digest_hex(digest, DIGEST_LEN, hex);
		if (strcmp(hex, sha256) != 0)
			rc = err_set(
			    err, ERR_IO, "'%s' is not what was stored", path);
	}
	free(path);
	return rc;
}
