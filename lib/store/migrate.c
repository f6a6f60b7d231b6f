/*
 * store/migrate.c - a database of any age becomes one of the newest schema
 *
 * One transaction a migration: it is done or was never begun.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/inside.h"
#include "store/schema.h"

static const char *const words[WORDS] = { "pk", "int", "text", "real", "json",
	"blob", "strict", "keyed" };

int
migrate_newest(void)
{
	int i, version = 0;

	for (i = 0; migrations[i].version != 0; i++)
		version = migrations[i].version;
	return version;
}

/* The word in braces at S, or -1. */
static int
word_at(const char *s, size_t *len)
{
	const char *end = strchr(s, '}');
	int i;

	if (end == NULL)
		return -1;
	*len = (size_t)(end - s) + 1;
	for (i = 0; i < WORDS; i++)
		if (strlen(words[i]) == *len - 2 &&
		    strncmp(words[i], s + 1, *len - 2) == 0)
			return i;
	return -1;
}

static int
expand(const struct db_driver *driver, const char *sql, struct buf *b,
    struct err *err)
{
	const char *brace;
	size_t len;
	int word;

	while ((brace = strchr(sql, '{')) != NULL) {
		buf_add(b, sql, (size_t)(brace - sql));
		if ((word = word_at(brace, &len)) < 0)
			return err_set(err, ERR_BUG,
			    "unknown word in the schema: %.10s", brace);
		buf_adds(b, driver->words[word]);
		sql = brace + len;
	}
	buf_adds(b, sql);
	return 0;
}

static int
run_one(struct db *db, const struct migration *m, struct err *err)
{
	struct buf sql = BUF_INIT;
	char uuid[33];
	int rc = -1;

	digest_random_hex(16, uuid);
	if (expand(db->driver, m->sql, &sql, err) < 0)
		goto out;
	if (m->version == 1)
		buf_adds(&sql, db->driver->ddl);
	rc = db->driver->run(db->own, sql.p, err);
	if (rc == 0 && m->version == 1)
		rc = db_meta_set(db, "uuid", uuid, err);
	if (rc == 0)
		rc = db->driver->set_version(db->own, m->version, err);
out:
	buf_free(&sql);
	return rc < 0 ? err_wrap(err, "migration %d (%s)", m->version, m->name)
		      : 0;
}

int
migrate_from(struct db *db, int version, struct err *err)
{
	int i, n = 0, rc = 0, whole = version == 0;

	/* a new database is made in one transaction: all of it or none */
	if (whole && db_begin(db, err) < 0)
		return -1;
	for (i = 0; rc == 0 && migrations[i].version != 0; i++) {
		if (migrations[i].version <= version)
			continue;
		if (!whole && db_begin(db, err) < 0)
			return -1;
		rc = run_one(db, &migrations[i], err);
		if (rc == 0 && !whole)
			rc = db_commit(db, err);
		n++;
	}
	if (rc == 0 && whole)
		rc = db_commit(db, err);
	if (rc < 0) {
		db_rollback(db);
		return -1;
	}
	return n;
}
