/*
 * cmd/ha-db/backup.c - copy database, files and configuration
 *
 * A backup is a folder: ha.db, files/ (by content, further names of the same
 * bytes where the file system can) and conf/.  It is made under another name
 * and renamed when all of it is on the disk.  The database goes first: what
 * it names is in the files then, while a file too many does no harm.
 *
 * Passwords are in no backup: secrets/ stays where it is.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "ha-db/copy.h"
#include "ha-db/hadb.h"
#include "store/admin.h"
#include "text/tokens.h"

/* What a seller writes beside ha.yaml and names in no include. */
static const char *const beside[] = { "rules", "policies", "templates", "kb",
	"team.yaml", "rates.csv", "glossary.csv" };

struct backup {
	struct config *config; /* or NULL */
	const char *uri;
	char *folder, *parent, *tmp;
	struct copied files, conf;
};

/* backup/ha-2026-11-23 beside the database, by the calendar on the wall. */
static char *
default_folder(const struct config *c, const char *uri)
{
	time_t now = (time_t)(clock_now() / 1000);
	/* a desk on a server has its files here */
	char *dir = file_dir(strstr(uri, "://") ? open_files(c) : uri);
	char *path, date[16];
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(date, sizeof date, "%Y-%m-%d", &tm);
	path = xasprintf("%s/backup/ha-%s", dir, date);
	free(dir);
	return path;
}

static int
is_backup(const char *name)
{
	static const char shape[] = "ha-dddd-dd-dd";
	size_t i;

	for (i = 0; i < sizeof shape - 1; i++)
		if (shape[i] == 'd' && i > 1 ? name[i] < '0' || name[i] > '9'
					     : name[i] != shape[i])
			return 0;
	return name[i] == '\0';
}

/* PATH below DIR without DIR, else NULL. */
static const char *
inside(const char *dir, const char *path)
{
	size_t n = strlen(dir);

	return strncmp(path, dir, n) == 0 && path[n] == '/' ? path + n + 1
							    : NULL;
}

static int
copy_conf(struct backup *b, const char *relative, struct err *err)
{
	char *from = file_join(b->config->dir, relative);
	char *to = xasprintf("%s/conf/%s", b->tmp, relative);
	struct stat st;
	int rc = 0;

	if (lstat(from, &st) == 0 && S_ISDIR(st.st_mode))
		rc = copy_tree(from, to, NULL, 0, &b->conf, err);
	else if (lstat(from, &st) == 0 && S_ISREG(st.st_mode) &&
		 !file_exists(to))
		rc = copy_file(from, to, 0, &b->conf, err);
	free(from);
	free(to);
	return rc;
}

static int
copy_config(struct backup *b, struct err *err)
{
	const char **s, *relative;
	size_t i;

	if (b->config == NULL)
		return 0;
	for (s = b->config->sources; *s != NULL; s++)
		if ((relative = inside(b->config->dir, *s)) != NULL &&
		    copy_conf(b, relative, err) < 0)
			return -1;
	for (i = 0; i < sizeof beside / sizeof beside[0]; i++)
		if (copy_conf(b, beside[i], err) < 0)
			return -1;
	return 0;
}

static int
copy_database(struct backup *b, struct err *err)
{
	struct db *db = open_db(b->config, DB_READ);
	char *to = xasprintf("%s/ha.db", b->tmp);
	int rc = strstr(b->uri, "://") != NULL
		     ? admin_copy(db, to, search_message, err)
		     : admin_backup(db, to, err);

	db_close(db);
	free(to);
	return rc;
}

static int
copy_files(struct backup *b, struct err *err)
{
	char *to = xasprintf("%s/files", b->tmp);
	int rc = copy_tree(
	    open_files(b->config), to, "tmp", COPY_LINK, &b->files, err);

	free(to);
	return rc;
}

/* The new one takes the place of one of the same day. */
static int
put_in_place(struct backup *b, struct err *err)
{
	char *old = xasprintf("%s.old", b->folder);
	int rc = -1;

	if (copy_remove(old, err) < 0 || copy_sync(b->tmp, b->tmp, err) < 0)
		goto out;
	if (rename(b->folder, old) < 0 && errno != ENOENT) {
		err_sys(
		    err, err_of_errno(errno), "cannot replace '%s'", b->folder);
		goto out;
	}
	if (rename(b->tmp, b->folder) < 0) {
		err_sys(
		    err, err_of_errno(errno), "cannot write '%s'", b->folder);
		goto out;
	}
	rc = file_sync_folder(b->parent, err);
	if (rc == 0)
		rc = copy_remove(old, err);
out:
	free(old);
	return rc;
}

static int
newest_first(const void *a, const void *b)
{
	return strcmp(*(char *const *)b, *(char *const *)a);
}

/* Remove all but the newest KEEP backups of the folder. */
static int
prune(const char *parent, long keep, struct err *err)
{
	DIR *dir = opendir(parent);
	struct dirent *e;
	char **v = NULL, *path;
	size_t n = 0, cap = 0, i;
	int rc = 0;

	if (dir == NULL)
		return err_sys(
		    err, err_of_errno(errno), "cannot read '%s'", parent);
	while ((e = readdir(dir)) != NULL)
		if (is_backup(e->d_name)) {
			xgrow(&v, &cap, n + 1, sizeof *v);
			v[n++] = xstrdup(e->d_name);
		}
	closedir(dir);
	if (n > 0)
		qsort(v, n, sizeof *v, newest_first);
	for (i = 0; i < n; i++) {
		path = xasprintf("%s/%s", parent, v[i]);
		if (rc == 0 && i >= (size_t)keep)
			rc = copy_remove(path, err);
		free(path);
		free(v[i]);
	}
	free(v);
	return rc;
}

static int
run(struct backup *b, struct err *err)
{
	char *lock = xasprintf("%s/.lock", b->parent);
	int fd = -1, rc = -1;

	if (file_mkdirs(b->parent, err) < 0 ||
	    (fd = lockfile_take(lock, "ha db backup", err)) < 0 ||
	    copy_remove(b->tmp, err) < 0 || file_mkdirs(b->tmp, err) < 0)
		goto out;
	if (copy_database(b, err) == 0 && copy_files(b, err) == 0 &&
	    copy_config(b, err) == 0)
		rc = put_in_place(b, err);
	if (rc < 0)
		copy_remove(b->tmp, NULL);
	if (rc == 0 && hadb_keep > 0)
		rc = prune(b->parent, hadb_keep, err);
out:
	if (fd >= 0)
		lockfile_drop(fd);
	free(lock);
	return rc;
}

int
backup_main(char **args)
{
	struct err err = ERR_INIT;
	struct backup b = { .config = open_config_if_any() };

	hadb_operands(args, 1);
	b.uri = hadb_uri(b.config);
	b.folder =
	    *args != NULL ? xstrdup(*args) : default_folder(b.config, b.uri);
	b.parent = file_dir(b.folder);
	b.tmp = xasprintf("%s.tmp", b.folder);
	if (*args != NULL && file_exists(b.folder)) {
		err_set(&err, ERR_CANTCREAT,
		    "'%s' is there already: name a new folder", b.folder);
		die(&err);
	}
	if (common.dry_run)
		hadb_say(_("would write '%s'"), b.folder);
	else if (run(&b, &err) < 0)
		die(&err);
	else
		hadb_say(_("%s: database, %zu files, %zu of configuration"),
		    b.folder, b.files.made, b.conf.made);
	free(b.folder);
	free(b.parent);
	free(b.tmp);
	config_free(b.config);
	return ERR_OK;
}
