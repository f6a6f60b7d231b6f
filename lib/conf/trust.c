/*
 * conf/trust.c - which found ha.yaml may be used
 *
 * One absolute path a line in $XDG_STATE_HOME/ha/trusted.  A list that others
 * can write says nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "conf/config.h"

enum { MAX_LIST = 1 << 20 };

static const char *
home(void)
{
	const char *s = getenv("HOME");
	struct passwd *pw;

	if (s != NULL && *s == '/')
		return s;
	pw = getpwuid(getuid());
	return pw != NULL ? pw->pw_dir : "/";
}

static char *
list_path(void)
{
	const char *s = getenv("XDG_STATE_HOME");

	if (s != NULL && *s == '/')
		return xasprintf("%s/ha/trusted", s);
	return xasprintf("%s/.local/state/ha/trusted", home());
}

/* The list, when it is ours alone; else nothing. */
static void
list_read(const char *path, struct buf *b)
{
	struct err err = ERR_INIT;
	struct stat st;

	if (stat(path, &st) < 0 || st.st_uid != geteuid() ||
	    (st.st_mode & 022) != 0)
		return;
	if (file_read(path, MAX_LIST, b, &err) < 0)
		buf_reset(b);
}

static int
list_has(const struct buf *b, const char *path)
{
	size_t n = strlen(path), w;
	const char *s;

	for (s = b->p; *s != '\0'; s += w + (s[w] == '\n')) {
		w = strcspn(s, "\n");
		if (w == n && memcmp(s, path, n) == 0)
			return 1;
	}
	return 0;
}

int
config_trusted(const char *path)
{
	char *real = realpath(path, NULL), *list = list_path();
	struct buf b = BUF_INIT;
	int yes;

	list_read(list, &b);
	yes = real != NULL && list_has(&b, real);
	buf_free(&b);
	free(list);
	free(real);
	return yes;
}

int
config_trust(const char *path, struct err *err)
{
	char *real = realpath(path, NULL), *list = list_path(), *dir;
	struct buf b = BUF_INIT;
	int rc = 0;

	dir = file_dir(list);
	if (real == NULL)
		rc = err_sys(
		    err, err_of_errno(errno), "cannot trust '%s'", path);
	else if (strchr(real, '\n') != NULL)
		rc = err_set(err, ERR_DATA,
		    "cannot trust a path with a "
		    "newline in it");
	if (rc == 0)
		list_read(list, &b);
	if (rc == 0 && !list_has(&b, real)) {
		if (b.len > 0 && b.p[b.len - 1] != '\n')
			buf_addc(&b, '\n');
		buf_addf(&b, "%s\n", real);
		rc = file_mkdirs(dir, err);
		if (rc == 0)
			rc = file_write(list, b.p, b.len, 0600, err);
	}
	buf_free(&b);
	free(dir);
	free(list);
	free(real);
	return rc;
}
