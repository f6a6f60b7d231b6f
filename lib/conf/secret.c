/*
 * conf/secret.c - values that stand elsewhere
 *
 * ${file:PATH} ${env:NAME} ${cmd:PROGRAM ARGS}, as the whole value.  A file
 * must be ours alone; a variable leaves the environment once it is read, so
 * that no child sees it; a program is started by argument vector, and only
 * from a file that nobody else could have written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/map.h"
#include "base/nodump.h"
#include "base/proc.h"
#include "base/xalloc.h"
#include "conf/config.h"
#include "conf/source.h"

enum { MAX_SECRET = 64 << 10, MAX_ARGS = 32, CMD_MS = 10000 };

/* Variables taken from the environment: two accounts may share one. */
static struct map taken;

static int
from_env(const struct node *n, const char *name, struct buf *b, struct err *err)
{
	char *value = map_gets(&taken, name), *s;

	if (value == NULL && (s = getenv(name)) != NULL) {
		value = xstrdup(s);
		*map_put(&taken, name, strlen(name)) = value;
		explicit_bzero(s, strlen(s));
		unsetenv(name);
	}
	if (value == NULL)
		return node_err(n, err,
		    "'%s' names the environment variable "
		    "%.60s, which is not set",
		    n->key, name);
	buf_adds(b, value);
	return 0;
}

static int
unsafe(
    const struct node *n, const char *path, const char *mend, struct err *err)
{
	err_set(err, ERR_DENIED,
	    "%s:%d:%d: others could read or replace "
	    "'%s' (%s '%s')",
	    n->file, n->line, n->column, path, mend, path);
	return -1;
}

/* A file and its folder that nobody else may touch. */
static int
private_file(const struct node *n, const char *path, int fd, struct err *err)
{
	char *dir = file_dir(path);
	struct stat st;
	int rc = 0;

	if (fstat(fd, &st) < 0)
		rc = err_sys(err, ERR_IO, "'%s'", path);
	else if (st.st_uid != geteuid())
		rc = unsafe(n, path, "chown it to yourself:", err);
	else if ((st.st_mode & 077) != 0)
		rc = unsafe(n, path, "chmod 600", err);
	else if (stat(dir, &st) < 0)
		rc = err_sys(err, ERR_IO, "'%s'", dir);
	else if ((st.st_uid != geteuid() && st.st_uid != 0) ||
		 ((st.st_mode & 022) != 0 && (st.st_mode & S_ISVTX) == 0))
		rc = unsafe(n, dir, "chmod go-w", err);
	free(dir);
	return rc;
}

static int
from_file(const struct config *c, const struct node *n, const char *written,
    struct buf *b, struct err *err)
{
	char *path = config_path(c, written);
	size_t start = b->len;
	int fd, rc;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		rc = err_set(err, errno == EACCES ? ERR_DENIED : ERR_CONFIG,
		    "%s:%d:%d: '%s' names the file '%s': %s", n->file, n->line,
		    n->column, n->key, path, strerror(errno));
	} else {
		rc = private_file(n, path, fd, err);
		close(fd);
	}
	if (rc == 0)
		rc = file_read(path, MAX_SECRET, b, err);
	if (rc == 0 && b->len == start)
		rc = node_err(n, err, "the file '%s' is empty", path);
	free(path);
	return rc;
}

/* The file that names a program must be ours and closed to others. */
static int
may_run(const struct node *n, struct err *err)
{
	struct stat st;

	if (stat(n->file, &st) < 0)
		return node_err(n, err, "'%s' cannot be looked at", n->file);
	if ((st.st_uid != geteuid() && st.st_uid != 0) ||
	    (st.st_mode & 022) != 0)
		return err_set(err, ERR_DENIED,
		    "%s:%d:%d: a program is named "
		    "here and others could write this file (chmod go-w '%s')",
		    n->file, n->line, n->column, n->file);
	return 0;
}

static int
from_cmd(const struct node *n, const char *line, struct buf *b, struct err *err)
{
	const char *argv[MAX_ARGS + 1];
	struct arena a = ARENA_INIT;
	size_t argc = 0, w;
	int rc;

	for (; argc < MAX_ARGS; line += w) {
		line += strspn(line, " ");
		if ((w = strcspn(line, " ")) == 0)
			break;
		argv[argc++] = arena_strndup(&a, line, w);
	}
	argv[argc] = NULL;
	if (argc == 0)
		rc = node_err(n, err, "'%s' names no program", n->key);
	else if ((rc = may_run(n, err)) == 0 &&
		 (rc = proc_capture(
		      argv, NULL, 0, b, MAX_SECRET, CMD_MS, err)) < 0)
		err_wrap(err, "%s:%d:%d", n->file, n->line, n->column);
	arena_free(&a);
	return rc;
}

int
config_value(const struct config *c, const struct node *n, int secret,
    struct buf *b, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *s;
	int rc;

	if (n->kind != NODE_SCALAR)
		return node_err(n, err, "'%s' wants one value", n->key);
	if (strncmp(n->text, "${", 2) != 0) {
		if (secret)
			return node_err(n, err, CONFIG_LITERAL, n->key, n->key);
		buf_add(b, n->text, n->len);
		return 0;
	}
	if (n->text[n->len - 1] != '}')
		return node_err(
		    n, err, "'%s': nothing may stand behind ${…}", n->key);
	nodump();
	s = arena_strndup(&a, n->text + 2, n->len - 3);
	if (strncmp(s, "env:", 4) == 0)
		rc = from_env(n, s + 4, b, err);
	else if (strncmp(s, "file:", 5) == 0)
		rc = from_file(c, n, s + 5, b, err);
	else if (strncmp(s, "cmd:", 4) == 0)
		rc = from_cmd(n, s + 4, b, err);
	else
		rc = node_err(n, err,
		    "'%s' knows ${file:PATH}, ${env:NAME} "
		    "and ${cmd:PROGRAM ARGS}",
		    n->key);
	while (b->len > 0 && strchr("\r\n", b->p[b->len - 1]) != NULL)
		buf_cut(b, b->len - 1);
	arena_free(&a);
	return rc;
}

/* Names of settings that are secrets; an ending also after "_". */
static const struct {
	const char *word;
	int ending;
} secrets[] = {
	{ "password", 1 },
	{ "passphrase", 1 },
	{ "token", 1 },
	{ "secret", 1 },
	{ "key", 0 },
	{ "api_key", 1 },
	{ "private_key", 1 },
	{ "secret_key", 1 },
};

int
config_is_secret(const char *key)
{
	size_t n = strlen(key), i, w;

	for (i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
		w = strlen(secrets[i].word);
		if (n < w || strcmp(key + n - w, secrets[i].word) != 0)
			continue;
		if (n == w || (secrets[i].ending && key[n - w - 1] == '_'))
			return 1;
	}
	return 0;
}
