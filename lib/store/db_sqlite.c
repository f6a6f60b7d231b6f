/*
 * store/db_sqlite.c - SQLite behind store/driver.h
 *
 * The only file that knows sqlite3.h.  WAL with synchronous=FULL: a commit
 * that returned is on the disk.  A lock is waited for by our own handler,
 * with short jittered sleeps: SQLite's grow long, and with many writers the
 * unluckiest then waits for seconds.
 *
 * The file is made with mode 0600 before SQLite opens it; its -wal and -shm
 * take over that mode.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include <sqlite3.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "store/driver.h"

enum {
	APPLICATION_ID = 0x68614442, /* "haDB" */
	WAIT_MS = 10000
};

struct sqlite {
	sqlite3 *db;
	char *path;
	unsigned flags;
	int64_t waiting_since; /* clock_mono, of the busy handler */
	unsigned dice;
	sqlite3_stmt *add_words;
};

struct sqlite_stmt {
	sqlite3_stmt *st;
	int index[DRIVER_PARAMS + 1]; /* of $N; 0: the text has none */
};

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

static int
no_space(const char *path, struct err *err)
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
static char *
check_path(const struct sqlite *s)
{
	return xasprintf("%s.check", s->path);
}

static int
disk_failed(const struct sqlite *s, const char *text, int os, struct err *err)
{
	char *path = check_path(s);
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
static int
fail(struct sqlite *s, struct err *err)
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
		return no_space(s->path, err);
	case SQLITE_IOERR:
		if (os == ENOSPC || os == EDQUOT)
			return no_space(s->path, err);
		return disk_failed(s, text, os, err);
	case SQLITE_CANTOPEN:
		/* SQLite forgets the errno of a -wal or -shm not made */
		if (os == ENOSPC || os == EDQUOT || no_file_more(s->path))
			return no_space(s->path, err);
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

static int
busy(void *arg, int count)
{
	struct sqlite *s = arg;

	return wait(s, &s->waiting_since, count);
}

/*
 * Is it worth another attempt?  SQLite gives up (SQLITE_PROTOCOL) when at
 * each of a hundred looks at the log somebody else was rebuilding or moving
 * it.  Nothing has been read yet: it is a lock like others.
 */
static int
again(struct sqlite *s, int rc, int64_t *since, int *count)
{
	return (rc & 0xFF) == SQLITE_PROTOCOL && wait(s, since, (*count)++);
}

/* One number from a PRAGMA or SELECT. */
static int
number(struct sqlite *s, const char *sql, int64_t *out, struct err *err)
{
	sqlite3_stmt *st;
	int64_t since = 0;
	int rc, count = 0;

	do {
		rc = sqlite3_prepare_v2(s->db, sql, -1, &st, NULL);
	} while (again(s, rc, &since, &count));
	if (rc != SQLITE_OK)
		return fail(s, err);
	while (again(s, rc = sqlite3_step(st), &since, &count))
		sqlite3_reset(st);
	*out = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		fail(s, err);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}

static int
sqlite_run(void *arg, const char *sql, struct err *err)
{
	struct sqlite *s = arg;
	int64_t since = 0;
	int rc, count = 0;

	do {
		rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
	} while (again(s, rc, &since, &count));
	return rc == SQLITE_OK ? 0 : fail(s, err);
}

/* Locks of network file systems do not hold what WAL needs. */
static int
local(const char *path, struct err *err)
{
#ifdef __linux__
	static const long remote[] = { 0x6969, 0x517B, (long)0xFF534D42,
		(long)0xFE534D42, 0x5346414F, 0x00C36400, 0x6B414653 };
	char *dir = file_dir(path);
	struct statfs fs;
	size_t i;
	int rc = 0;

	if (statfs(dir, &fs) == 0)
		for (i = 0; i < sizeof remote / sizeof remote[0]; i++)
			if ((uint32_t)fs.f_type == (uint32_t)remote[i])
				rc = err_set(err, ERR_CONFIG,
				    "'%s' is on a network file system: "
				    "put the database on a local disk",
				    path);
	free(dir);
	return rc;
#else
	(void)path;
	(void)err;
	return 0;
#endif
}

/* The file must be there, or be made, before SQLite sees it: mode 0600. */
static int
have_file(const char *path, unsigned flags, struct err *err)
{
	struct stat st;
	int fd;

	if (stat(path, &st) == 0) {
		if (!S_ISREG(st.st_mode))
			return err_set(err, ERR_CONFIG,
			    "'%s' is no ticket database", path);
		return 0;
	}
	if (errno != ENOENT)
		return err_sys(
		    err, err_of_errno(errno), "cannot open '%s'", path);
	if (!(flags & DB_CREATE))
		return err_set(err, ERR_CONFIG,
		    "no database at '%s': make one with ha-db init", path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_sys(
		    err, err_of_create(errno), "cannot create '%s'", path);
	close(fd);
	return 0;
}

/* Ours, or (when it may be made) still empty. */
static int
ours(struct sqlite *s, unsigned flags, struct err *err)
{
	int64_t id, tables = 0;

	if (number(s, "PRAGMA application_id", &id, err) < 0)
		return -1;
	if (id == APPLICATION_ID)
		return 0;
	if (number(s, "SELECT count(*) FROM sqlite_schema", &tables, err) < 0)
		return -1;
	if ((flags & DB_CREATE) && id == 0 && tables == 0)
		return 0;
	return err_set(err, ERR_CONFIG, "'%s' is no ticket database", s->path);
}

static int
sound(struct sqlite *s)
{
	sqlite3_stmt *st = NULL;
	int ok;

	ok = sqlite3_prepare_v2(
		 s->db, "PRAGMA quick_check(1)", -1, &st, NULL) == SQLITE_OK &&
	     sqlite3_step(st) == SQLITE_ROW &&
	     strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
	sqlite3_finalize(st);
	return ok;
}

static int
after_failure(struct sqlite *s, struct err *err)
{
	char *path = check_path(s);
	int rc = 0;

	if (file_exists(path)) {
		if (sound(s))
			unlink(path);
		else
			rc = err_set(err, ERR_CONFIG,
			    "'%s' is damaged since the disk failed: see ha-db "
			    "check, then ha-db restore",
			    s->path);
	}
	free(path);
	return rc;
}

static int
settle_in(struct sqlite *s, unsigned flags, struct err *err)
{
	static const struct {
		int what, value;
	} config[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};
	int64_t full;
	size_t i;

	for (i = 0; i < sizeof config / sizeof config[0]; i++)
		if (sqlite3_db_config(s->db, config[i].what, config[i].value,
			NULL) != SQLITE_OK)
			return fail(s, err);
	sqlite3_busy_handler(s->db, busy, s);
	if (ours(s, flags, err) < 0 ||
	    sqlite_run(s,
		"PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
		"PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
		"PRAGMA cache_size = -2048; PRAGMA wal_autocheckpoint = 2000",
		err) < 0 ||
	    number(s, "PRAGMA synchronous", &full, err) < 0)
		return -1;
	if (full != 2)
		return err_set(err, ERR_CONFIG,
		    "'%s': this SQLite does not take synchronous=FULL",
		    s->path);
	if (!(flags & DB_ANY) && after_failure(s, err) < 0)
		return -1;
	/* of a copy that was put in place: once, it stays with the file */
	return sqlite_run(s,
	    flags & DB_READ ? "PRAGMA query_only = ON"
			    : "PRAGMA journal_mode = WAL",
	    err);
}

static void
sqlite_close(void *arg)
{
	struct sqlite *s = arg;

	if (s == NULL)
		return;
	sqlite3_finalize(s->add_words);
	sqlite3_close(s->db);
	free(s->path);
	free(s);
}

/* Every program has one thread; nobody asks how much memory SQLite has. */
static void
alone_in_process(void)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static void *
sqlite_open(const char *uri, unsigned flags, struct err *err)
{
	struct sqlite *s;

	alone_in_process(); /* a no-op once a database is open */
	if (local(uri, err) < 0 || have_file(uri, flags, err) < 0)
		return NULL;
	s = xcalloc(1, sizeof *s);
	s->path = xstrdup(uri);
	s->flags = flags;
	s->dice = (unsigned)getpid() * 2654435761u + (unsigned)time(NULL);
	if (sqlite3_open_v2(uri, &s->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		    SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE,
		NULL) != SQLITE_OK) {
		fail(s, err);
		sqlite_close(s);
		return NULL;
	}
	if (settle_in(s, flags, err) < 0) {
		sqlite_close(s);
		return NULL;
	}
	return s;
}

static int
sqlite_version(void *arg, int *version, struct err *err)
{
	int64_t n;

	if (number(arg, "PRAGMA user_version", &n, err) < 0)
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

static int
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

static void *
sqlite_prepare(void *arg, const char *sql, struct err *err)
{
	struct sqlite *s = arg;
	struct sqlite_stmt *st = xcalloc(1, sizeof *st);
	const char *name;
	int64_t since = 0;
	int i, n, rc, count = 0;

	do {
		rc = sqlite3_prepare_v3(
		    s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st->st, NULL);
	} while (again(s, rc, &since, &count));
	if (rc != SQLITE_OK) {
		fail(s, err);
		free(st);
		return NULL;
	}
	/* $1 and $2 are names to SQLite: in the order they first appear */
	for (i = 1; i <= sqlite3_bind_parameter_count(st->st); i++) {
		name = sqlite3_bind_parameter_name(st->st, i);
		n = name != NULL ? atoi(name + 1) : 0;
		if (n >= 1 && n <= DRIVER_PARAMS)
			st->index[n] = i;
	}
	return st;
}

static void
sqlite_finish(void *arg)
{
	struct sqlite_stmt *st = arg;

	sqlite3_finalize(st->st);
	free(st);
}

static int
sqlite_bind(void *arg, int n, const struct value *v)
{
	struct sqlite_stmt *st = arg;
	int i = st->index[n];

	if (i == 0)
		return -1;
	switch (v->type) {
	case VALUE_NULL:
		return sqlite3_bind_null(st->st, i);
	case VALUE_INT:
		return sqlite3_bind_int64(st->st, i, v->i);
	case VALUE_REAL:
		return sqlite3_bind_double(st->st, i, v->d);
	case VALUE_TEXT:
		return sqlite3_bind_text64(
		    st->st, i, v->p, v->n, SQLITE_STATIC, SQLITE_UTF8);
	case VALUE_BLOB:
		return sqlite3_bind_blob64(
		    st->st, i, v->p, v->n, SQLITE_STATIC);
	}
	return -1;
}

static enum step
sqlite_step(void *arg, void *stmt, struct err *err)
{
	struct sqlite_stmt *st = stmt;
	struct sqlite *s = arg;
	int64_t since = 0;
	int rc, count = 0;

	if (!sqlite3_stmt_readonly(st->st) && !sqlite_inside(s)) {
		err_set(err, ERR_BUG, "a write outside a transaction: %.60s",
		    sqlite3_sql(st->st));
		return STEP_ERROR;
	}
	while (again(s, rc = sqlite3_step(st->st), &since, &count))
		sqlite3_reset(st->st);
	switch (rc) {
	case SQLITE_ROW:
		return STEP_ROW;
	case SQLITE_DONE:
		return STEP_DONE;
	default:
		fail(s, err);
		return STEP_ERROR;
	}
}

static int
sqlite_insert(void *arg, void *stmt, int64_t *id, struct err *err)
{
	struct sqlite *s = arg;

	if (sqlite_step(arg, stmt, err) != STEP_DONE)
		return -1;
	if (sqlite3_changes64(s->db) == 0)
		return 0;
	*id = sqlite3_last_insert_rowid(s->db);
	return 1;
}

static void
sqlite_reset(void *arg)
{
	struct sqlite_stmt *st = arg;

	sqlite3_reset(st->st);
}

static void
sqlite_column(void *arg, int i, struct value *v)
{
	sqlite3_stmt *st = ((struct sqlite_stmt *)arg)->st;

	memset(v, 0, sizeof *v);
	switch (sqlite3_column_type(st, i)) {
	case SQLITE_INTEGER:
		v->type = VALUE_INT;
		v->i = sqlite3_column_int64(st, i);
		v->d = (double)v->i;
		break;
	case SQLITE_FLOAT:
		v->type = VALUE_REAL;
		v->d = sqlite3_column_double(st, i);
		v->i = (int64_t)v->d;
		break;
	case SQLITE_TEXT:
		v->type = VALUE_TEXT;
		v->p = sqlite3_column_text(st, i);
		v->n = (size_t)sqlite3_column_bytes(st, i);
		break;
	case SQLITE_BLOB:
		v->type = VALUE_BLOB;
		v->p = sqlite3_column_blob(st, i);
		v->n = (size_t)sqlite3_column_bytes(st, i);
		if (v->p == NULL)
			v->p = "";
		break;
	default:
		v->type = VALUE_NULL;
	}
}

static int
sqlite_columns(void *arg)
{
	return sqlite3_column_count(((struct sqlite_stmt *)arg)->st);
}

static const char *
sqlite_column_name(void *arg, int i)
{
	return sqlite3_column_name(((struct sqlite_stmt *)arg)->st, i);
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

static int
sqlite_index(void *arg, int64_t row, const char *words, struct err *err)
{
	struct sqlite *s = arg;
	int rc;

	if (s->add_words == NULL &&
	    sqlite3_prepare_v3(s->db,
		"INSERT INTO message_words (rowid, words) VALUES ($1, $2)", -1,
		SQLITE_PREPARE_PERSISTENT, &s->add_words, NULL) != SQLITE_OK)
		return fail(s, err);
	sqlite3_bind_int64(s->add_words, 1, row);
	sqlite3_bind_text(s->add_words, 2, words, -1, SQLITE_STATIC);
	rc = sqlite3_step(s->add_words);
	sqlite3_reset(s->add_words);
	sqlite3_clear_bindings(s->add_words);
	return rc == SQLITE_DONE ? 0 : fail(s, err);
}

/*
 * The table does not have the text: it is told which words to forget.  They
 * are gone from its pages when scrub has merged its segments.
 */
static int
sqlite_unindex(void *arg, int64_t row, const char *words, struct err *err)
{
	struct sqlite *s = arg;
	sqlite3_stmt *st;
	int rc;

	if (sqlite3_prepare_v2(s->db,
		"INSERT INTO message_words (message_words, rowid, words) "
		"VALUES ('delete', $1, $2)",
		-1, &st, NULL) != SQLITE_OK)
		return fail(s, err);
	sqlite3_bind_int64(st, 1, row);
	sqlite3_bind_text(st, 2, words, -1, SQLITE_STATIC);
	rc = sqlite3_step(st);
	if (rc != SQLITE_DONE)
		fail(s, err);
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

/*
 * Pages keep what once stood in them: behind the end of a shorter row, in
 * what was freed, in the log.  VACUUM writes all of them anew from what is
 * there now, the checkpoint empties the log.
 */
static int
sqlite_scrub(void *arg, struct err *err)
{
	struct sqlite *s = arg;
	int left, moved, rc;

	rc = sqlite_run(s,
	    "BEGIN IMMEDIATE;"
	    "INSERT INTO message_words (message_words) VALUES ('optimize');"
	    "COMMIT",
	    err);
	if (rc < 0) {
		sqlite_run(s, "ROLLBACK", NULL);
		return -1;
	}
	/* the copy that VACUUM makes may be larger than the memory */
	if (sqlite_run(s, "PRAGMA temp_store = FILE; VACUUM", err) < 0)
		return -1;
	rc = sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &left, &moved);
	return rc == SQLITE_OK ? 0 : fail(s, err);
}

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
		return fail(s, err);
	c->found++;
	return c->each(sqlite3_errmsg(s->db), c->arg);
}

static int
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
static int
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
static int
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
		return fail(s, err);
	}
	/* it writes nothing here, yet query_only would refuse it */
	sqlite_run(s, "PRAGMA query_only = OFF", NULL);
	sqlite3_bind_text(st, 1, file, -1, SQLITE_STATIC);
	rc = sqlite3_step(st);
	if ((rc & 0xFF) == SQLITE_FULL ||
	    ((rc & 0xFF) == SQLITE_IOERR &&
		sqlite3_system_errno(s->db) == ENOSPC))
		no_space(file, err);
	else if (rc != SQLITE_DONE)
		fail(s, err);
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
