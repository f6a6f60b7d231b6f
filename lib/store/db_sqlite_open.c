/*
 * store/db_sqlite_open.c - a file becomes a database
 *
 * What must not be opened is refused before SQLite sees it; after a disk has
 * failed the database is looked through first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "base/file.h"
#include "base/xalloc.h"
#include "store/db_sqlite.h"

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

	if (sqlite_number(s, "PRAGMA application_id", &id, err) < 0)
		return -1;
	if (id == APPLICATION_ID)
		return 0;
	if (sqlite_number(
		s, "SELECT count(*) FROM sqlite_schema", &tables, err) < 0)
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
	char *path = sqlite_check_path(s);
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
			return sqlite_fail(s, err);
	sqlite3_busy_handler(s->db, sqlite_busy, s);
	if (ours(s, flags, err) < 0 ||
	    sqlite_run(s,
		"PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
		"PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
		"PRAGMA cache_size = -2048; PRAGMA wal_autocheckpoint = 2000",
		err) < 0 ||
	    sqlite_number(s, "PRAGMA synchronous", &full, err) < 0)
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

void
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

void *
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
		sqlite_fail(s, err);
		sqlite_close(s);
		return NULL;
	}
	if (settle_in(s, flags, err) < 0) {
		sqlite_close(s);
		return NULL;
	}
	return s;
}
