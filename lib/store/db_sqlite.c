/*
 * store/db_sqlite.c - SQLite behind store/driver.h
 *
 * Only the files db_sqlite*.c know sqlite3.h.  WAL with synchronous=FULL: a
 * commit that returned is on the disk.  A lock is waited for by our own
 * handler, with short jittered sleeps: SQLite's grow long, and with many
 * writers the unluckiest then waits for seconds.
 *
 * The file is made with mode 0600 before SQLite opens it; its -wal and -shm
 * take over that mode.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "store/db_sqlite.h"

enum { WAIT_MS = 10000 };

/* What is free where PATH lives; 0 when nobody can say. */
static int
room(const char *path, struct statvfs *fs)
{
	char *dir = file_dir(path);
	int known = statvfs(dir, fs) == 0;

	free(dir);
	return known;
}

/* No file more can be made there, though there may be bytes. */
static int
no_file_more(const char *path)
{
	struct statvfs fs;

	return room(path, &fs) && fs.f_files > 0 && fs.f_favail == 0;
}

int
sqlite_no_space(const char *path, struct err *err)
{
	struct statvfs fs;
	long mib = -1;

	if (room(path, &fs))
		mib = (long)(fs.f_bavail * fs.f_frsize >> 20);
	return err_set(err, ERR_AGAIN,
	    "no space for '%s' (%ld MiB free%s): make room and run it again",
	    path, mib, no_file_more(path) ? ", but no file more" : "");
}

/*
 * DATABASE.check says that the disk failed under it: what is there is looked
 * through before anything else is done with it.
 */
char *
sqlite_check_path(const struct sqlite *s)
{
	return xasprintf("%s.check", s->path);
}

static int
disk_failed(const struct sqlite *s, const char *text, int os, struct err *err)
{
	char *path = sqlite_check_path(s);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0)
		close(fd);
	free(path);
	return err_set(err, ERR_IO, "'%s': %s (%s)", s->path, text,
	    os != 0 ? strerror(os) : "no detail");
}

/*
 * The outcome of a failed call as a code and what to do next.  Corruption and
 * a wrong file are the operator's to mend (78); a broken constraint that no
 * function expected is our bug.
 */
int
sqlite_fail(struct sqlite *s, struct err *err)
{
	int code = sqlite3_extended_errcode(s->db);
	int os = sqlite3_system_errno(s->db);
	const char *text = sqlite3_errmsg(s->db);

	switch (code & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL: /* it lost too many races for the log */
		return err_set(err, ERR_AGAIN,
		    "'%s' is locked by another program since %d s: try again",
		    s->path, WAIT_MS / 1000);
	case SQLITE_FULL:
		return sqlite_no_space(s->path, err);
	case SQLITE_IOERR:
		if (os == ENOSPC || os == EDQUOT)
			return sqlite_no_space(s->path, err);
		return disk_failed(s, text, os, err);
	case SQLITE_CANTOPEN:
		/* SQLite forgets the errno of a -wal or -shm not made */
		if (os == ENOSPC || os == EDQUOT || no_file_more(s->path))
			return sqlite_no_space(s->path, err);
		return err_set(err, ERR_DENIED, "cannot open '%s': %s", s->path,
		    os ? strerror(os) : text);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return err_set(err, ERR_DENIED, "'%s' cannot be written: %s",
		    s->path, text);
	case SQLITE_CORRUPT:
		return err_set(err, ERR_CONFIG,
		    "'%s' is damaged (%s): see ha-db check, then ha-db restore",
		    s->path, text);
	case SQLITE_NOTADB:
		return err_set(
		    err, ERR_CONFIG, "'%s' is no ticket database", s->path);
	case SQLITE_NOMEM:
		return err_set(err, ERR_SYSTEM, "out of memory");
	case SQLITE_TOOBIG:
		return err_set(err, ERR_DATA, "too large to store");
	default:
		return err_set(
		    err, ERR_BUG, "'%s': %s (%d)", s->path, text, code);
	}
}

/* Sleep for the COUNT-th time since SINCE; 0 when that was long enough. */
static int
wait(struct sqlite *s, int64_t *since, int count)
{
	struct timespec t = { 0, 0 };

	if (count == 0)
		*since = clock_mono();
	else if (clock_mono() - *since >= WAIT_MS)
		return 0;
	s->dice = s->dice * 1103515245u + 12345u;
	/* 0.2 ms to 2 ms at first, up to 8 ms once it lasts */
	t.tv_nsec =
	    200000L + (long)(s->dice >> 8) % (count < 20 ? 1800000L : 7800000L);
	nanosleep(&t, NULL);
	return 1;
}

int
sqlite_busy(void *arg, int count)
{
	struct sqlite *s = arg;

	return wait(s, &s->waiting_since, count);
}

int
sqlite_again(struct sqlite *s, int rc, int64_t *since, int *count)
{
	return (rc & 0xFF) == SQLITE_PROTOCOL && wait(s, since, (*count)++);
}

int
sqlite_number(struct sqlite *s, const char *sql, int64_t *out, struct err *err)
{
	sqlite3_stmt *st;
	int64_t since = 0;
	int rc, count = 0;

	do {
		rc = sqlite3_prepare_v2(s->db, sql, -1, &st, NULL);
	} while (sqlite_again(s, rc, &since, &count));
	if (rc != SQLITE_OK)
		return sqlite_fail(s, err);
	while (sqlite_again(s, rc = sqlite3_step(st), &since, &count))
		sqlite3_reset(st);
	*out = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		sqlite_fail(s, err);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

int
sqlite_run(void *arg, const char *sql, struct err *err)
{
	struct sqlite *s = arg;
	int64_t since = 0;
	int rc, count = 0;

	do {
		rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
	} while (sqlite_again(s, rc, &since, &count));
	return rc == SQLITE_OK ? 0 : sqlite_fail(s, err);
}

static int
sqlite_version(void *arg, int *version, struct err *err)
{
	int64_t n;

	if (sqlite_number(arg, "PRAGMA user_version", &n, err) < 0)
		return -1;
	*version = (int)n;
	return 0;
}

static int
sqlite_set_version(void *arg, int version, struct err *err)
{
	char *sql =
	    xasprintf("PRAGMA application_id = %d; PRAGMA user_version = %d",
		APPLICATION_ID, version);
	int rc = sqlite_run(arg, sql, err);

	free(sql);
	return rc;
}

static int
sqlite_begin(void *arg, int write, struct err *err)
{
	return sqlite_run(arg, write ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

static int
sqlite_commit(void *arg, struct err *err)
{
	return sqlite_run(arg, "COMMIT", err);
}

int
sqlite_inside(void *arg)
{
	struct sqlite *s = arg;

	return !sqlite3_get_autocommit(s->db);
}

static void
sqlite_rollback(void *arg)
{
	struct sqlite *s = arg;

	/* after a full disk SQLite has rolled back already */
	if (sqlite_inside(s))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

static int64_t
sqlite_changes(void *arg)
{
	return sqlite3_changes64(((struct sqlite *)arg)->db);
}

static int64_t
sqlite_clock(void *arg)
{
	struct timespec t;

	(void)arg; /* one host: the database's clock is the system's */
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *
sqlite_path(void *arg)
{
	return ((struct sqlite *)arg)->path;
}

const struct db_driver driver_sqlite = {
	.name = "sqlite",
	.prefix = "",
	.words = {
		[WORD_PK] = "INTEGER PRIMARY KEY",
		[WORD_INT] = "INTEGER",
		[WORD_TEXT] = "TEXT",
		[WORD_REAL] = "REAL",
		[WORD_JSON] = "TEXT",
		[WORD_BLOB] = "BLOB",
		[WORD_STRICT] = "STRICT",
		[WORD_KEYED] = "STRICT, WITHOUT ROWID",
	},
	.lock = "",
	/*
	 * The words of the messages, without the text: the token stream is
	 * made by us, so the tokenizer only splits at blanks.  The guards of
	 * the events are a hedge against a slip; the chain is what proves.
	 */
	.ddl =
	    "CREATE VIRTUAL TABLE message_words USING fts5 (words,"
	    " content = '', tokenize = 'unicode61 remove_diacritics 0');"
	    "CREATE TRIGGER event_stays BEFORE UPDATE OF account, seq, ticket,"
	    " at, kind, actor, data, hash ON event BEGIN"
	    " SELECT raise(ABORT, 'events are append-only'); END;"
	    "CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN"
	    " SELECT raise(ABORT, 'events are append-only'); END;",
	.match = "SELECT rowid FROM message_words WHERE message_words MATCH $",
	.match_end = "",
	.open = sqlite_open,
	.close = sqlite_close,
	.version = sqlite_version,
	.set_version = sqlite_set_version,
	.run = sqlite_run,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.inside = sqlite_inside,
	.prepare = sqlite_prepare,
	.finish = sqlite_finish,
	.bind = sqlite_bind,
	.step = sqlite_step,
	.insert = sqlite_insert,
	.reset = sqlite_reset,
	.column = sqlite_column,
	.columns = sqlite_columns,
	.column_name = sqlite_column_name,
	.changes = sqlite_changes,
	.clock = sqlite_clock,
	.index = sqlite_index,
	.unindex = sqlite_unindex,
	.scrub = sqlite_scrub,
	.check = sqlite_check,
	.alone = sqlite_alone,
	.copy = sqlite_copy,
	.path = sqlite_path,
};
