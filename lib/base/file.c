/* base/file.c - whole files, safely */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/xalloc.h"

int
file_put(int fd, const void *p, size_t n)
{
	const char *s = p;
	ssize_t w;

	while (n > 0) {
		w = write(fd, s, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return -1;
		s += w;
		n -= (size_t)w;
	}
	return 0;
}

/* Everything that FD has, at most MAX + 1 bytes; -1 and errno. */
static int
read_all(int fd, size_t max, const struct stat *st, struct buf *b)
{
	size_t start = b->len, asked;
	ssize_t n;

	if (S_ISREG(st->st_mode) && (size_t)st->st_size <= max)
		buf_room(b, (size_t)st->st_size + 1);
	while (b->len - start <= max) {
		buf_room(b, 4096);
		asked = b->cap - b->len - 1;
		n = read(fd, b->p + b->len, asked);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		b->len += (size_t)n;
		b->p[b->len] = '\0';
		/* only the end makes a read of a file short */
		if (S_ISREG(st->st_mode) && (size_t)n < asked)
			return 0;
	}
	return 0;
}

static int
read_file(
    const char *path, int plain, size_t max, struct buf *b, struct err *err)
{
	int fd = open(
	    path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (plain ? O_NONBLOCK : 0));
	size_t start = b->len;
	struct stat st = { 0 };
	int rc = -1, skip = 0;

	if (fd >= 0 && (rc = fstat(fd, &st)) == 0) {
		skip = plain && !S_ISREG(st.st_mode);
		rc = skip ? 0 : read_all(fd, max, &st, b);
	}
	if (fd < 0 && plain && errno == ENXIO) /* a socket */
		return 1;
	if (rc < 0)
		err_sys(err, err_of_errno(errno), "cannot read '%s'", path);
	if (fd >= 0)
		close(fd);
	if (rc < 0)
		return -1;
	if (b->len - start > max)
		return err_set(
		    err, ERR_DATA, "'%s' is larger than %zu bytes", path, max);
	return skip;
}

int
file_read(const char *path, size_t max, struct buf *b, struct err *err)
{
	return read_file(path, 0, max, b, err);
}

int
file_read_plain(const char *path, size_t max, struct buf *b, struct err *err)
{
	return read_file(path, 1, max, b, err);
}

char *
file_join(const char *dir, const char *name)
{
	if (name[0] == '/' || strcmp(dir, ".") == 0)
		return xstrdup(name);
	return xasprintf("%s/%s", dir, name);
}

char *
file_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	return slash == path ? xstrdup("/")
			     : xstrndup(path, (size_t)(slash - path));
}

int
file_sync_folder(const char *folder, struct err *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (rc < 0)
		err_sys(err, err_of_errno(errno), "cannot write '%s'", folder);
	if (fd >= 0)
		close(fd);
	return rc;
}

int
file_sync_dir(const char *path, struct err *err)
{
	char *dir = file_dir(path);
	int rc = file_sync_folder(dir, err);

	free(dir);
	return rc;
}

int
file_write(
    const char *path, const void *p, size_t n, mode_t mode, struct err *err)
{
	char *tmp = xasprintf("%s.%ld.tmp", path, (long)getpid());
	int fd, rc = -1, saved;

	unlink(tmp); /* one of our pid that was killed while it wrote */
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0) {
		err_sys(err, err_of_create(errno), "cannot create '%s'", path);
		goto out;
	}
	rc = file_put(fd, p, n);
	if (rc == 0)
		rc = fsync(fd);
	saved = errno;
	if (close(fd) < 0 && rc == 0) {
		saved = errno;
		rc = -1;
	}
	errno = saved;
	if (rc == 0)
		rc = rename(tmp, path);
	if (rc == 0)
		rc = file_sync_dir(path, err);
	if (rc < 0) {
		err_sys(err, err_of_errno(errno), "cannot write '%s'", path);
		unlink(tmp);
	}
out:
	free(tmp);
	return rc;
}

int
file_mkdirs(const char *path, struct err *err)
{
	char *p = xstrdup(path), *s;
	int rc = 0;

	for (s = p + 1; rc == 0; s++) {
		if (*s != '/' && *s != '\0')
			continue;
		char c = *s;
		*s = '\0';
		if (mkdir(p, 0700) < 0 && errno != EEXIST)
			rc = err_sys(err, err_of_create(errno),
			    "cannot create folder '%s'", p);
		*s = c;
		if (c == '\0')
			break;
	}
	free(p);
	return rc;
}

int
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

char *
file_share(const char *name)
{
	const char *dir = getenv("HA_SHARE");

	return file_join(dir != NULL && *dir ? dir : HA_SHAREDIR, name);
}
