/* store/db.c - a database handle, and who commits */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "store/inside.h"
#include "store/pack.h"

static const struct db_driver *const drivers[] = { &driver_pg, &driver_sqlite };

static const struct db_driver *
driver_of(const char *uri, struct err *err)
{
	const char *scheme = strstr(uri, "://");
	size_t i;

	for (i = 0; i < sizeof drivers / sizeof drivers[0]; i++)
		if (*drivers[i]->prefix != '\0' &&
		    strncmp(uri, drivers[i]->prefix,
			strlen(drivers[i]->prefix)) == 0)
			return drivers[i];
	if (scheme == NULL && *uri != '\0')
		return &driver_sqlite;
	err_set(err, ERR_CONFIG,
	    "no driver for a database at '%.*s': give the path of a "
	    "file or a postgresql:// address",
	    scheme != NULL ? (int)(scheme - uri) : 0, uri);
	return NULL;
}

/* The schema's age: made, refused, or as it should be. */
static int
acceptable(struct db *db, struct err *err)
{
	int newest = migrate_newest(), version;

	if (db->driver->version(db->own, &version, err) < 0)
		return -1;
	if (version == 0 && (db->flags & DB_CREATE))
		return migrate_from(db, 0, err) < 0 ? -1 : 0;
	if (version > newest)
		return err_set(err, ERR_CONFIG,
		    "'%s' has schema %d, made by a newer version; this one "
		    "knows up to %d: upgrade this program",
		    db->uri, version, newest);
	if (db->flags & DB_ANY)
		return 0;
	if (version < newest)
		return err_set(err, ERR_CONFIG,
		    "'%s' has schema %d, this program needs %d: run "
		    "ha-db migrate",
		    db->uri, version, newest);
	return high_check(db, err);
}

struct db *
db_open(const char *uri, unsigned flags, struct err *err)
{
	const struct db_driver *driver = driver_of(uri, err);
	struct db *db;
	void *own;

	if (driver == NULL || (own = driver->open(uri, flags, err)) == NULL)
		return NULL;
	db = xcalloc(1, sizeof *db);
	db->driver = driver;
	db->own = own;
	buf_init(&db->words);
	db->uri = xstrdup(uri);
	db->flags = flags;
	if (acceptable(db, err) < 0) {
		db_close(db);
		return NULL;
	}
	return db;
}

void
db_close(struct db *db)
{
	struct err err = ERR_INIT;

	if (db == NULL)
		return;
	db_rollback(db);
	/* the file is a hedge: without it only a swapped copy goes unseen */
	if (db->events)
		high_write(db, &err);
	stmt_free_all(db);
	db->driver->close(db->own);
	pack_free(&db->pack);
	archive_close(db);
	buf_free(&db->words);
	free(db->chains);
	free(db->uri);
	free(db);
}

const char *
db_uri(const struct db *db)
{
	return db->uri;
}

void
db_words(struct db *db, int64_t row, const char *words)
{
	buf_add(&db->words, &row, sizeof row);
	buf_add(&db->words, words, strlen(words) + 1);
}

int
db_words_flush(struct db *db, struct err *err)
{
	const char *p = db->words.p, *end = p + db->words.len;
	int64_t row;

	while (p < end) {
		memcpy(&row, p, sizeof row);
		p += sizeof row;
		if (db->driver->index(db->own, row, p, err) < 0)
			return -1;
		p += strlen(p) + 1;
	}
	buf_reset(&db->words);
	db->words_mark = 0;
	return 0;
}

/* What only this transaction knew is void. */
static void
forget(struct db *db)
{
	db->nchains = 0;
	db->pending = 0;
	buf_reset(&db->words);
	db->words_mark = 0;
}

int
db_look(struct db *db, struct err *err)
{
	if (db->driver->inside(db->own))
		return 0;
	if (db->driver->begin(db->own, 0, err) < 0)
		return -1;
	db->looking = 1;
	return 0;
}

int
db_begin(struct db *db, struct err *err)
{
	if (db->looking)
		db_rollback(db);
	forget(db);
	return db->driver->begin(db->own, !(db->flags & DB_READ), err);
}

int
db_commit(struct db *db, struct err *err)
{
	if (db_words_flush(db, err) < 0 ||
	    db->driver->commit(db->own, err) < 0) {
		db_rollback(db);
		return -1;
	}
	db->events |= db->pending;
	forget(db);
	return 0;
}

void
db_rollback(struct db *db)
{
	forget(db);
	db->looking = 0;
	db->driver->rollback(db->own);
}

int
db_mark(struct db *db, struct err *err)
{
	db->words_mark = db->words.len;
	return db->driver->run(db->own, "SAVEPOINT mark", err);
}

void
db_mark_back(struct db *db)
{
	db->nchains = 0;
	buf_cut(&db->words, db->words_mark);
	db->driver->run(db->own,
	    "ROLLBACK TO SAVEPOINT mark; RELEASE SAVEPOINT mark", NULL);
}

void
db_mark_keep(struct db *db)
{
	db->driver->run(db->own, "RELEASE SAVEPOINT mark", NULL);
}

int64_t
db_clock(struct db *db)
{
	return db->driver->clock(db->own);
}

const char *
db_meta(struct db *db, const char *key, struct arena *arena)
{
	struct stmt *st = db_stmt(db, STMT_META_GET);
	const char *value = NULL;

	bind_text(st, 1, key);
	if (db_step(st, NULL) == STEP_ROW) {
		value = col_text(st, 0, arena);
		stmt_end(st);
	}
	return value;
}

int
db_meta_set(struct db *db, const char *key, const char *value, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_META_SET);

	bind_text(st, 1, key);
	bind_text(st, 2, value);
	return db_do(st, err);
}
