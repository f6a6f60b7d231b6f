/* store/db_sqlite_check.c - is it sound, is it ours alone, a copy */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "store/db_sqlite.h"

struct check {
	int (*each)(const char *, void *);
	void *arg;
	int found;
};

static int
integrity_row(void *arg, int n, char **values, char **names)
{
	struct check *c = arg;

	(void)n;
	(void)names;
	if (values[0] != NULL && strcmp(values[0], "ok") == 0)
		return 0;
	c->found++;
	return c->each(values[0] != NULL ? values[0] : "?", c->arg);
}

static int
reference_row(void *arg, int n, char **values, char **names)
{
	struct check *c = arg;
	char *text;
	int rc;

	(void)n;
	(void)names;
	text = xasprintf("row %s of %s points to a missing row of %s",
	    values[1] != NULL ? values[1] : "?", values[0], values[2]);
	c->found++;
	rc = c->each(text, c->arg);
	free(text);
	return rc;
}

/* Damage may also end the look for damage; that is a finding then. */
static int
look(struct sqlite *s, const char *pragma,
    int (*row)(void *, int, char **, char **), struct check *c, struct err *err)
{
	if (sqlite3_exec(s->db, pragma, row, c, NULL) == SQLITE_OK)
		return 0;
	if ((sqlite3_errcode(s->db) & 0xFF) != SQLITE_CORRUPT)
		return sqlite_fail(s, err);
	c->found++;
	return c->each(sqlite3_errmsg(s->db), c->arg);
}

int
sqlite_check(void *arg, int (*each)(const char *, void *), void *each_arg,
    struct err *err)
{
	struct check c = { each, each_arg, 0 };

	if (look(arg, "PRAGMA integrity_check(20)", integrity_row, &c, err) < 0)
		return -1;
	if (c.found == 0 &&
	    look(arg, "PRAGMA foreign_key_check", reference_row, &c, err) < 0)
		return -1;
	return c.found;
}

/* Leaving WAL needs every lock and folds the log into the file. */
int
sqlite_alone(void *arg, struct err *err)
{
	struct sqlite *s = arg;

	sqlite3_busy_timeout(s->db, 0);
	if (sqlite_run(s, "PRAGMA journal_mode = DELETE", NULL) < 0)
		return err_set(err, ERR_AGAIN,
		    "'%s' is in use: end the programs that use it, then try "
		    "again",
		    s->path);
	return 0;
}

/* VACUUM INTO takes an empty file, and its mode with it. */
int
sqlite_copy(void *arg, const char *file, struct err *err)
{
	struct sqlite *s = arg;
	sqlite3_stmt *st;
	int fd, rc;

	fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys(
		    err, err_of_create(errno), "cannot create '%s'", file);
	if (sqlite3_prepare_v2(s->db, "VACUUM INTO $1", -1, &st, NULL) !=
	    SQLITE_OK) {
		close(fd);
		return sqlite_fail(s, err);
	}
	/* it writes nothing here, yet query_only would refuse it */
	sqlite_run(s, "PRAGMA query_only = OFF", NULL);
	sqlite3_bind_text(st, 1, file, -1, SQLITE_STATIC);
	rc = sqlite3_step(st);
	if ((rc & 0xFF) == SQLITE_FULL ||
	    ((rc & 0xFF) == SQLITE_IOERR &&
		sqlite3_system_errno(s->db) == ENOSPC))
		sqlite_no_space(file, err);
	else if (rc != SQLITE_DONE)
		sqlite_fail(s, err);
	sqlite3_finalize(st);
	if (s->flags & DB_READ)
		sqlite_run(s, "PRAGMA query_only = ON", NULL);
	if (rc == SQLITE_DONE && fsync(fd) < 0) {
		rc = SQLITE_IOERR;
		err_sys(err, err_of_errno(errno), "cannot write '%s'", file);
	}
	close(fd);
	return rc == SQLITE_DONE ? 0 : -1;
}
