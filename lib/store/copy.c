/*
 * store/copy.c - a desk goes from one database into another
 *
 * Row by row with the keys they have, in one transaction: the new desk is
 * whole or still empty.  Before it is committed every table is counted and
 * the chains of events are verified in it.  The full text is made anew, by a
 * function that is handed in: words are made where texts are understood.
 *
 * A row may name a later one of its own table as what it was merged into;
 * these are set when all rows of the table are there.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "rec/val.h"
#include "store/admin.h"
#include "store/event.h"
#include "store/inside.h"
#include "store/pack.h"
#include "store/tables.h"

enum { WORDS_FLUSH = 4 << 20 }; /* bytes kept before they are indexed */

static const char merged[] = "merged_into";

struct merge {
	int64_t key, into;
};

struct copy {
	struct db *from, *to;
	void (*words)(const char *, const char *, struct buf *);
	const struct table *table;
	void *insert; /* the driver's statement */
	struct merge *merges;
	size_t nmerges, cap;
	int64_t rows;
	struct arena arena;
	struct err *err;
};

static int64_t
count(struct db *db, const char *table, struct err *err)
{
	char *sql = xasprintf("SELECT count(*) FROM %s", table);
	int64_t n = db_count(db_stmt_of(db, sql), err);

	free(sql);
	return n;
}

/* INSERT with the columns of what is read. */
static int
prepare(struct copy *c, struct stmt *in)
{
	struct buf sql = BUF_INIT;
	struct value v;
	int i, n = stmt_columns(in);

	buf_addf(&sql, "INSERT INTO %s (", c->table->name);
	for (i = 0; i < n; i++)
		buf_addf(
		    &sql, "%s%s", i > 0 ? ", " : "", stmt_column(in, i, &v));
	buf_adds(&sql, ") VALUES (");
	for (i = 0; i < n; i++)
		buf_addf(&sql, "%s$%d", i > 0 ? ", " : "", i + 1);
	buf_addc(&sql, ')');
	c->insert = c->to->driver->prepare(c->to->own, sql.p, c->err);
	buf_free(&sql);
	return c->insert != NULL ? 0 : -1;
}

static void
remember(struct copy *c, int64_t key, int64_t into)
{
	xgrow(&c->merges, &c->cap, c->nmerges + 1, sizeof *c->merges);
	c->merges[c->nmerges++] = (struct merge){ key, into };
}

static int
index_words(struct copy *c, int64_t row, const struct value *packed)
{
	struct buf words = BUF_INIT;
	struct val rec;
	int rc = 0;

	arena_reset(&c->arena);
	rec.p = pack_open(
	    &c->from->pack, packed->p, packed->n, &rec.n, &c->arena, c->err);
	if (rec.p == NULL)
		return -1;
	c->words(val_str(val_get(rec, "subject"), &c->arena),
	    val_str(val_get(rec, "text"), &c->arena), &words);
	if (words.len > 0)
		db_words(c->to, row, words.p);
	buf_free(&words);
	if (c->to->words.len > WORDS_FLUSH)
		rc = db_words_flush(c->to, c->err);
	return rc;
}

static int
copy_row(struct copy *c, struct stmt *in)
{
	const struct db_driver *driver = c->to->driver;
	struct value v, none = { .type = VALUE_NULL };
	int64_t key = 0;
	const char *name;
	int i;

	for (i = 0; i < stmt_columns(in); i++) {
		name = stmt_column(in, i, &v);
		if (c->table->key != NULL && strcmp(name, c->table->key) == 0)
			key = v.i;
		if (v.type == VALUE_INT && strcmp(name, merged) == 0) {
			remember(c, key, v.i);
			v = none;
		}
		if (driver->bind(c->insert, i + 1, &v) != 0)
			return err_set(
			    c->err, ERR_BUG, "cannot bind '%s'", name);
		if (strcmp(c->table->name, "message") == 0 &&
		    strcmp(name, "record") == 0 && index_words(c, key, &v) < 0)
			return -1;
	}
	i = driver->step(c->to->own, c->insert, c->err);
	driver->reset(c->insert);
	c->rows++;
	return i == STEP_ERROR ? -1 : 0;
}

static int
set_merged(struct copy *c)
{
	struct stmt *st;
	char *sql;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < c->nmerges; i++) {
		sql = xasprintf("UPDATE %s SET %s = $2 WHERE %s = $1",
		    c->table->name, merged, c->table->key);
		st = db_stmt_of(c->to, sql);
		bind_int(st, 1, c->merges[i].key);
		bind_int(st, 2, c->merges[i].into);
		rc = db_do(st, c->err);
		free(sql);
	}
	c->nmerges = 0;
	return rc;
}

static int
copy_rows(struct copy *c)
{
	struct stmt *in = db_stmt(c->from, c->table->all);
	enum step step;
	int rc = 0;

	c->rows = 0;
	while (rc == 0 && (step = db_step(in, c->err)) == STEP_ROW) {
		if (c->insert == NULL)
			rc = prepare(c, in);
		if (rc == 0)
			rc = copy_row(c, in);
	}
	stmt_end(in);
	if (c->insert != NULL)
		c->to->driver->finish(c->insert);
	c->insert = NULL;
	return rc < 0 || step == STEP_ERROR ? -1 : 0;
}

static int
copy_table(struct copy *c)
{
	const struct db_driver *driver = c->to->driver;
	int64_t n;

	if (copy_rows(c) < 0 || set_merged(c) < 0)
		return -1;
	if (driver->keyed != NULL && c->table->key != NULL &&
	    driver->keyed(c->to->own, c->table->name, c->table->key, c->err) <
		0)
		return -1;
	if ((n = count(c->to, c->table->name, c->err)) < 0)
		return -1;
	return n == c->rows ? 0
			    : err_set(c->err, ERR_BUG,
				  "%" PRId64 " rows of %s were read, %" PRId64
				  " are there",
				  c->rows, c->table->name, n);
}

/* An empty desk has nothing but an identity of its own, which goes. */
static int
empty(struct db *db, struct err *err)
{
	const struct table *t;
	int64_t n;

	for (t = store_tables + 1; t->name != NULL; t++) {
		if ((n = count(db, t->name, err)) < 0)
			return -1;
		if (n > 0)
			return err_set(err, ERR_CANTCREAT,
			    "'%s' is not empty: name a new database", db->uri);
	}
	return db_do(db_stmt_of(db, "DELETE FROM meta"), err);
}

static int
verify(struct copy *c)
{
	const char *what;

	if (db_words_flush(c->to, c->err) < 0)
		return -1;
	switch (event_verify(c->to, &c->arena, &what, c->err)) {
	case 0:
		return 0;
	case 1:
		return err_set(c->err, ERR_CONFIG, "%s", what);
	default:
		return -1;
	}
}

static int
copy_all(struct copy *c)
{
	int rc = empty(c->to, c->err);

	for (c->table = store_tables; rc == 0 && c->table->name != NULL;
	     c->table++)
		if ((rc = copy_table(c)) < 0)
			err_wrap(c->err, "copy %s", c->table->name);
	if (rc == 0)
		rc = verify(c);
	c->to->pending = 1; /* its high-water file has to say so */
	return rc;
}

int
admin_copy(struct db *from, const char *to,
    void (*words)(const char *, const char *, struct buf *), struct err *err)
{
	struct copy c = {
		.from = from, .words = words, .arena = ARENA_INIT, .err = err
	};
	int rc = -1;

	if ((c.to = db_open(to, DB_CREATE, err)) == NULL)
		return -1;
	if (db_begin(from, err) == 0 && db_begin(c.to, err) == 0) {
		rc = copy_all(&c);
		if (rc == 0)
			rc = db_commit(c.to, err);
	}
	db_rollback(from);
	db_close(c.to);
	arena_free(&c.arena);
	free(c.merges);
	return rc;
}
