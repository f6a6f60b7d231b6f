/* store/admin.c - the database as a whole: make, migrate, check, copy */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "store/account.h"
#include "store/admin.h"
#include "store/archive.h"
#include "store/event.h"
#include "store/index.h"
#include "store/inside.h"
#include "store/pack.h"

int
admin_version(struct db *db)
{
	int version;

	return db->driver->version(db->own, &version, NULL) < 0 ? -1 : version;
}

int
admin_age(const char *uri, int *schema, int *newest, struct err *err)
{
	struct db *db = db_open(uri, DB_READ | DB_ANY, err);
	int rc;

	if (db == NULL)
		return -1;
	*newest = migrate_newest();
	rc = db->driver->version(db->own, schema, err);
	db_close(db);
	return rc;
}

int
admin_init(const char *uri, struct err *err)
{
	struct db *db = db_open(uri, DB_CREATE, err);

	if (db == NULL)
		return -1;
	db_close(db);
	return 0;
}

int
admin_migrate(const char *uri, struct err *err)
{
	struct db *db = db_open(uri, DB_ANY, err);
	int version, n = -1;
	char *copy = NULL;

	if (db == NULL)
		return -1;
	version = admin_version(db);
	if (version >= migrate_newest()) {
		n = 0;
		goto out;
	}
	copy = xasprintf("%s.schema-%d", uri, version);
	/* a server has its own backups, and each step is one transaction */
	if (db->driver->copy != NULL && !file_exists(copy) &&
	    admin_backup(db, copy, err) < 0)
		goto out;
	n = migrate_from(db, version, err);
out:
	free(copy);
	db_close(db);
	return n;
}

int
admin_size(struct db *db, struct admin_size *size, struct err *err)
{
	size->messages = db_count(db_stmt(db, STMT_CHECK_MESSAGES), err);
	size->tickets = db_count(db_stmt(db, STMT_CHECK_TICKETS), err);
	size->events = db_count(db_stmt(db, STMT_CHECK_EVENTS), err);
	size->unindexed = index_waiting(db, err);
	return size->messages < 0 || size->tickets < 0 || size->events < 0 ||
		       size->unindexed < 0
		   ? -1
		   : 0;
}

struct findings {
	int (*each)(const char *, void *);
	void *arg;
	int n;
};

static int
finding(struct findings *f, const char *text)
{
	f->n++;
	return f->each(text, f->arg);
}

static int
finding_of(const char *text, void *findings)
{
	return finding(findings, text);
}

static const struct {
	enum stmt_id id;
	const char *text;
} promises[] = {
	{ STMT_CHECK_LIVE, "accounts are live and nobody knows since when" },
	{ STMT_CHECK_SENT, "replies were sent and nobody knows when" },
	{ STMT_CHECK_DELIVERY,
	    "deliveries are known and neither stored nor in quarantine" },
};

static int
check_promises(struct db *db, struct findings *f, struct err *err)
{
	char text[200];
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof promises / sizeof promises[0]; i++) {
		n = db_count(db_stmt(db, promises[i].id), err);
		if (n < 0)
			return -1;
		if (n == 0)
			continue;
		snprintf(
		    text, sizeof text, "%" PRId64 " %s", n, promises[i].text);
		if (finding(f, text) < 0)
			return -1;
	}
	return 0;
}

static int
opens(struct db *db, struct stmt *st, int column, struct arena *arena)
{
	size_t n, len;
	const void *p = col_blob(st, column, &n);

	/* what is in an archive is as whole as its file */
	return col_null(st, column) || pack_is_archived(p, n) ||
	       pack_open(&db->pack, p, n, &len, arena, NULL) != NULL;
}

struct records {
	struct db *db;
	struct findings *found;
	struct arena arena;
};

static int
check_record(struct stmt *st, void *arg)
{
	struct records *r = arg;
	char text[80];

	arena_reset(&r->arena);
	if (opens(r->db, st, 1, &r->arena) && opens(r->db, st, 2, &r->arena))
		return 0;
	snprintf(text, sizeof text,
	    "the record of message row %" PRId64 " is damaged", col_int(st, 0));
	return finding(r->found, text);
}

/* Every packed record can be read. */
static int
check_records(struct db *db, struct findings *f, struct err *err)
{
	struct records r = { db, f, ARENA_INIT };
	int rc = stmt_pages(db, STMT_CHECK_RECORDS, 0, check_record, &r, err);

	arena_free(&r.arena);
	return rc;
}

static int
check_chains(struct db *db, struct findings *f, struct err *err)
{
	struct arena arena = ARENA_INIT;
	const char *what;
	int rc = event_verify(db, &arena, &what, err);

	if (rc == 1)
		rc = finding(f, what) < 0 ? -1 : 0;
	arena_free(&arena);
	return rc;
}

int
admin_check(struct db *db, int (*each)(const char *, void *), void *arg,
    struct err *err)
{
	struct findings f = { each, arg, 0 };
	int n = db->driver->check(db->own, each, arg, err);

	if (n < 0)
		return -1;
	f.n = n;
	/* what is damaged, or older than our statements, can only be misread */
	if (n > 0 || admin_version(db) != migrate_newest())
		return n;
	if (check_promises(db, &f, err) < 0 || check_records(db, &f, err) < 0 ||
	    archive_check(db, finding_of, &f, err) < 0 ||
	    check_chains(db, &f, err) < 0)
		return -1;
	return f.n;
}

static int
first_finding(const char *text, void *arg)
{
	struct err *err = arg;

	err_set(err, ERR_CONFIG, "%s", text);
	return 0;
}

/* A copy is kept only when all of it can be read. */
static int
check_copy(const char *file, struct err *err)
{
	struct db *db = db_open(file, DB_READ | DB_ANY, err);
	int n;

	if (db == NULL)
		return -1;
	n = admin_check(db, first_finding, err, err);
	db_close(db);
	if (n > 0)
		err_wrap(err, "the copy '%s' is not sound", file);
	return n == 0 ? 0 : -1;
}

/* A database file and what a program that was killed left beside it. */
void
admin_unlink(const char *file)
{
	static const char *const parts[] = { "", "-journal", "-wal", "-shm" };
	char *path;
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		path = xasprintf("%s%s", file, parts[i]);
		unlink(path);
		free(path);
	}
}

int
admin_backup(struct db *db, const char *file, struct err *err)
{
	char *tmp = xasprintf("%s.tmp", file);
	int rc = -1;

	if (db->driver->copy == NULL) {
		err_set(err, ERR_CONFIG,
		    "it is on a server: ha-db copy makes a file of it");
		goto out;
	}
	admin_unlink(tmp);
	if (db->driver->copy(db->own, tmp, err) < 0 || check_copy(tmp, err) < 0)
		goto out;
	if (rename(tmp, file) < 0) {
		err_sys(err, err_of_errno(errno), "cannot write '%s'", file);
		goto out;
	}
	rc = file_sync_dir(file, err);
out:
	if (rc < 0)
		admin_unlink(tmp);
	free(tmp);
	return rc < 0 ? err_wrap(err, "backup of '%s'", db->uri) : 0;
}

int
admin_held(struct db *db)
{
	struct arena arena = ARENA_INIT;
	int held = db_meta(db, "hold", &arena) != NULL;

	arena_free(&arena);
	return held;
}
