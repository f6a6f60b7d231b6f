/* store/db_sqlite_stmt.c - statements of SQLite: values and rows */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/db_sqlite.h"

struct sqlite_stmt {
	sqlite3_stmt *st;
	int index[DRIVER_PARAMS + 1]; /* of $N; 0: the text has none */
};

void *
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
	} while (sqlite_again(s, rc, &since, &count));
	if (rc != SQLITE_OK) {
		sqlite_fail(s, err);
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

void
sqlite_finish(void *arg)
{
	struct sqlite_stmt *st = arg;

	sqlite3_finalize(st->st);
	free(st);
}

int
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

enum step
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
	while (sqlite_again(s, rc = sqlite3_step(st->st), &since, &count))
		sqlite3_reset(st->st);
	switch (rc) {
	case SQLITE_ROW:
		return STEP_ROW;
	case SQLITE_DONE:
		return STEP_DONE;
	default:
		sqlite_fail(s, err);
		return STEP_ERROR;
	}
}

int
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

void
sqlite_reset(void *arg)
{
	struct sqlite_stmt *st = arg;

	sqlite3_reset(st->st);
}

void
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

int
sqlite_columns(void *arg)
{
	return sqlite3_column_count(((struct sqlite_stmt *)arg)->st);
}

const char *
sqlite_column_name(void *arg, int i)
{
	return sqlite3_column_name(((struct sqlite_stmt *)arg)->st, i);
}
