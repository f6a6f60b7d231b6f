/*
 * store/high.c - how far this database has been seen
 *
 * Beside the database lies DATABASE.high: its uuid and, a line each, the last
 * event of every account with its hash.  A database that does not have those
 * events any more is an old copy that somebody put in place; going on with it
 * would answer customers twice.  It is refused until ha-db restore accepts it.
 *
 * The file is written when a program that committed events closes the
 * database: temporary name, fsync, rename.  Not at every commit, which would
 * double the price of a small one: the file may lag behind, what it says
 * stays true.  Two programs that end together may write in either order.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "store/account.h"
#include "store/inside.h"

enum { HIGH_MAX = 1 << 20 };

static char *
high_path(struct db *db)
{
	const char *path = db->driver->path(db->own);

	return path != NULL ? xasprintf("%s.high", path) : NULL;
}

/* 1: the account has this event with this hash; 0; -1. */
static int
there(struct db *db, int64_t account, int64_t seq, const char *hex,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_EVENT_HASH);
	char is[DIGEST_HEX] = "";
	const void *hash;
	enum step step;
	size_t n;

	bind_int(st, 1, account);
	bind_int(st, 2, seq);
	if ((step = db_step(st, err)) == STEP_ROW) {
		hash = col_blob(st, 0, &n);
		if (n == DIGEST_LEN)
			digest_hex(hash, n, is);
		stmt_end(st);
	}
	return step == STEP_ERROR ? -1 : strcmp(is, hex) == 0;
}

static int
behind(struct db *db, const char *why, struct err *err)
{
	return err_set(err, ERR_CONFIG,
	    "'%s' is an older copy than the one used last (%s): put the right "
	    "file back, or accept it with ha-db restore",
	    db->uri, why);
}

static int
compare(struct db *db, char *text, struct err *err)
{
	struct arena arena = ARENA_INIT;
	const char *uuid = db_meta(db, "uuid", &arena);
	char *line, *rest = text, hex[DIGEST_HEX], why[64];
	int64_t account, seq;
	int rc = 0, is;

	line = strsep(&rest, "\n");
	if (uuid == NULL || strncmp(line, "uuid ", 5) != 0 ||
	    strcmp(line + 5, uuid) != 0)
		rc = behind(db, "another database's uuid", err);
	while (rc == 0 && (line = strsep(&rest, "\n")) != NULL) {
		if (sscanf(line, "%" SCNd64 " %" SCNd64 " %64s", &account, &seq,
			hex) != 3)
			continue;
		if ((is = there(db, account, seq, hex, err)) < 0)
			rc = -1;
		else if (!is) {
			snprintf(why, sizeof why,
			    "event %" PRId64 " of account %" PRId64
			    " is missing",
			    seq, account);
			rc = behind(db, why, err);
		}
	}
	arena_free(&arena);
	return rc;
}

int
high_check(struct db *db, struct err *err)
{
	char *path = high_path(db);
	struct buf b = BUF_INIT;
	int rc = 0;

	if (path != NULL && file_exists(path)) {
		rc = file_read(path, HIGH_MAX, &b, err);
		if (rc == 0 && b.len > 0)
			rc = compare(db, b.p, err);
	}
	buf_free(&b);
	free(path);
	return rc;
}

struct ends {
	struct db *db;
	struct buf b;
	struct err *err;
};

static int
add_end(const struct account *a, void *arg)
{
	struct ends *e = arg;
	struct stmt *st = db_stmt(e->db, STMT_EVENT_END);
	char hex[DIGEST_HEX] = "";
	const void *hash;
	enum step step;
	size_t n;

	bind_int(st, 1, a->id);
	if ((step = db_step(st, e->err)) != STEP_ROW)
		return step;
	hash = col_blob(st, 1, &n);
	if (n == DIGEST_LEN)
		digest_hex(hash, n, hex);
	buf_addf(
	    &e->b, "%" PRId64 " %" PRId64 " %s\n", a->id, col_int(st, 0), hex);
	stmt_end(st);
	return 0;
}

int
high_write(struct db *db, struct err *err)
{
	struct ends e = { db, BUF_INIT, err };
	struct arena arena = ARENA_INIT;
	const char *uuid = db_meta(db, "uuid", &arena);
	char *path = high_path(db);
	int rc = 0;

	if (path == NULL || uuid == NULL)
		goto out;
	buf_addf(&e.b, "uuid %s\n", uuid);
	rc = account_each(db, &arena, add_end, &e, err);
	if (rc == 0)
		rc = file_write(path, e.b.p, e.b.len, 0600, err);
out:
	buf_free(&e.b);
	free(path);
	arena_free(&arena);
	return rc;
}
