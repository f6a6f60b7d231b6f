/* cmd/ha-db/copy.c - folders into a backup and back */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "ha-db/copy.h"

enum { BLOCK = 64 << 10 };

static int
pump(int in, int out)
{
	static char block[BLOCK];
	ssize_t n;

	while ((n = read(in, block, sizeof block)) > 0)
		if (file_put(out, block, (size_t)n) < 0)
			return -1;
	return n < 0 ? -1 : fsync(out);
}

static int
same_content(const char *a, const char *b)
{
	static char x[BLOCK], y[BLOCK];
	int fa = open(a, O_RDONLY | O_CLOEXEC);
	int fb = open(b, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1, m = -1;

	while (fa >= 0 && fb >= 0) {
		n = read(fa, x, sizeof x);
		m = read(fb, y, sizeof y);
		if (n <= 0 || n != m || memcmp(x, y, (size_t)n) != 0)
			break;
	}
	close(fa);
	close(fb);
	return n == 0 && m == 0;
}

/* A copy by bytes, whole or not at all. */
static int
bytes(const char *from, const char *to, struct err *err)
{
	char *tmp = xasprintf("%s.tmp", to);
	int in, out, rc = -1;

	in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	out = open(
	    tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (in >= 0 && out >= 0)
		rc = pump(in, out);
	if (rc == 0)
		rc = rename(tmp, to);
	if (rc < 0) {
		err_sys(err, err_of_errno(errno), "cannot copy '%s' to '%s'",
		    from, to);
		unlink(tmp);
	}
	close(in);
	close(out);
	free(tmp);
	return rc;
}

static int
folder_above(const char *path, struct err *err)
{
	char *dir = file_dir(path);
	int rc = file_mkdirs(dir, err);

	free(dir);
	return rc;
}

int
copy_file(const char *from, const char *to, unsigned flags,
    struct copied *copied, struct err *err)
{
	if ((flags & COPY_MISSING) && file_exists(to)) {
		if (same_content(from, to))
			copied->same++;
		else
			copied->other++;
		return 0;
	}
	if (folder_above(to, err) < 0)
		return -1;
	copied->made++;
	if ((flags & COPY_LINK) && link(from, to) == 0)
		return 0;
	return bytes(from, to, err);
}

static int
one_entry(const char *from, const char *to, unsigned flags,
    struct copied *copied, struct err *err)
{
	struct stat st;

	if (lstat(from, &st) < 0)
		return errno == ENOENT ? 0 /* removed meanwhile */
				       : err_sys(err, err_of_errno(errno),
					     "cannot read '%s'", from);
	if (S_ISDIR(st.st_mode))
		return copy_tree(from, to, NULL, flags, copied, err);
	if (S_ISREG(st.st_mode))
		return copy_file(from, to, flags, copied, err);
	return 0;
}

int
copy_tree(const char *from, const char *to, const char *skip, unsigned flags,
    struct copied *copied, struct err *err)
{
	DIR *dir = opendir(from);
	struct dirent *e;
	char *a, *b;
	int rc = 0;

	if (dir == NULL)
		return errno == ENOENT ? 0
				       : err_sys(err, err_of_errno(errno),
					     "cannot read '%s'", from);
	while (rc == 0 && (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0 ||
		    (skip != NULL && strcmp(e->d_name, skip) == 0))
			continue;
		a = xasprintf("%s/%s", from, e->d_name);
		b = xasprintf("%s/%s", to, e->d_name);
		rc = one_entry(a, b, flags, copied, err);
		free(a);
		free(b);
	}
	closedir(dir);
	return rc;
}

int
copy_sync(const char *like, const char *folder, struct err *err)
{
	DIR *dir = opendir(like);
	struct dirent *e;
	struct stat st;
	char *a, *b;
	int rc = 0;

	if (dir == NULL)
		return errno == ENOENT ? 0
				       : err_sys(err, err_of_errno(errno),
					     "cannot read '%s'", like);
	while (rc == 0 && (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		a = xasprintf("%s/%s", like, e->d_name);
		b = xasprintf("%s/%s", folder, e->d_name);
		if (lstat(a, &st) == 0 && S_ISDIR(st.st_mode) && file_exists(b))
			rc = copy_sync(a, b, err);
		free(a);
		free(b);
	}
	closedir(dir);
	return rc < 0 ? -1 : file_sync_folder(folder, err);
}

int
copy_remove(const char *path, struct err *err)
{
	struct dirent *e;
	DIR *dir;
	char *sub;
	int rc = 0;

	if ((dir = opendir(path)) == NULL) {
		if (errno == ENOENT || (errno == ENOTDIR && unlink(path) == 0))
			return 0;
		return err_sys(
		    err, err_of_errno(errno), "cannot remove '%s'", path);
	}
	while (rc == 0 && (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		sub = xasprintf("%s/%s", path, e->d_name);
		if (unlink(sub) < 0)
			rc = copy_remove(sub, err);
		free(sub);
	}
	closedir(dir);
	if (rc == 0 && rmdir(path) < 0)
		rc = err_sys(
		    err, err_of_errno(errno), "cannot remove '%s'", path);
	return rc;
}
