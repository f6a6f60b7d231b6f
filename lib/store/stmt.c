/* store/stmt.c - statements, values, columns */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "store/columns.h"
#include "store/inside.h"

enum { PAGE = 200 }; /* rows of what is read by its key */

struct stmt {
	struct db *db;
	void *own; /* the driver's; NULL when it could not be prepared */
	int busy;
	int once; /* of db_stmt_of */
	int stepped;
	struct err bad;	   /* of prepare and bind, told by the first step */
	struct stmt *next; /* a further copy of the same text */
};

const char *const stmt_text[STMTS] = {
#define STMT(name, text) [STMT_##name] = text,
#include "store/stmt.def"
#undef STMT
};

const char *const stmt_name[STMTS] = {
#define STMT(name, text) [STMT_##name] = #name,
#include "store/stmt.def"
#undef STMT
};

/* {lock} and {returning id} as the driver says them. */
static void
add_word(
    const struct db_driver *driver, const char *word, size_t n, struct buf *out)
{
	static const char returning[] = "returning ";
	size_t len = sizeof returning - 1;

	if (n > len && strncmp(word, returning, len) == 0) {
		if (driver->returning)
			buf_addf(
			    out, " RETURNING %.*s", (int)(n - len), word + len);
	} else
		buf_adds(out, driver->lock);
}

static void
spell(const struct db_driver *driver, const char *text, struct buf *out)
{
	const char *open, *close;

	while ((open = strchr(text, '{')) != NULL &&
	       (close = strchr(open, '}')) != NULL) {
		buf_add(out, text, (size_t)(open - text));
		add_word(driver, open + 1, (size_t)(close - open) - 1, out);
		text = close + 1;
	}
	buf_adds(out, text);
}

static struct stmt *
make(struct db *db)
{
	struct stmt *st = xcalloc(1, sizeof *st);

	st->db = db;
	return st;
}

/* What could not be prepared (a lock) is tried again at its next use. */
static void
prepare(struct stmt *st, const char *text)
{
	const struct db_driver *driver = st->db->driver;
	struct buf sql = BUF_INIT;

	err_clear(&st->bad);
	st->busy = 1;
	if (st->own != NULL)
		return;
	spell(driver, text, &sql);
	st->own = driver->prepare(st->db->own, sql.p, &st->bad);
	buf_free(&sql);
}

struct stmt *
db_stmt(struct db *db, enum stmt_id id)
{
	struct stmt **at = &db->stmts[id];

	while (*at != NULL && (*at)->busy)
		at = &(*at)->next;
	if (*at == NULL)
		*at = make(db);
	prepare(*at, stmt_text[id]);
	return *at;
}

struct stmt *
db_stmt_of(struct db *db, const char *sql)
{
	struct stmt *st = make(db);

	st->once = 1;
	prepare(st, sql);
	return st;
}

static void
stmt_free(struct stmt *st)
{
	if (st->own != NULL)
		st->db->driver->finish(st->own);
	free(st);
}

void
stmt_end(struct stmt *st)
{
	if (!st->busy)
		return;
	if (st->once) {
		stmt_free(st);
		return;
	}
	if (st->stepped)
		st->db->driver->reset(st->own);
	st->busy = st->stepped = 0;
}

void
stmt_free_all(struct db *db)
{
	struct stmt *st, *next;
	int i;

	for (i = 0; i < STMTS; i++) {
		for (st = db->stmts[i]; st != NULL; st = next) {
			next = st->next;
			stmt_free(st);
		}
		db->stmts[i] = NULL;
	}
}

void
bind_value(struct stmt *st, int n, const struct value *v)
{
	if (st->own == NULL)
		return;
	if (st->db->driver->bind(st->own, n, v) != 0)
		err_set(&st->bad, ERR_BUG, "cannot bind $%d", n);
}

void
stmt_refuse(struct stmt *st, enum err_code code, const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	err_set(&st->bad, code, "%s", text);
}

void
bind_null(struct stmt *st, int n)
{
	bind_value(st, n, &(struct value){ .type = VALUE_NULL });
}

void
bind_int(struct stmt *st, int n, int64_t i)
{
	bind_value(st, n, &(struct value){ .type = VALUE_INT, .i = i });
}

void
bind_ref(struct stmt *st, int n, int64_t i)
{
	if (i == 0)
		bind_null(st, n);
	else
		bind_int(st, n, i);
}

void
bind_time(struct stmt *st, int n, int64_t ms)
{
	if (ms == CLOCK_NONE)
		bind_null(st, n);
	else
		bind_int(st, n, ms);
}

void
bind_real(struct stmt *st, int n, double d)
{
	bind_value(st, n, &(struct value){ .type = VALUE_REAL, .d = d });
}

void
bind_text(struct stmt *st, int n, const char *s)
{
	if (s == NULL)
		bind_null(st, n);
	else
		bind_value(st, n,
		    &(struct value){
			.type = VALUE_TEXT, .p = s, .n = strlen(s) });
}

void
bind_blob(struct stmt *st, int n, const void *p, size_t len)
{
	bind_value(
	    st, n, &(struct value){ .type = VALUE_BLOB, .p = p, .n = len });
}

enum step
db_step(struct stmt *st, struct err *err)
{
	enum step step = STEP_ERROR;

	if (st->bad.code != ERR_OK)
		err_set(err, st->bad.code, "%s", st->bad.text);
	else {
		st->stepped = 1;
		step = st->db->driver->step(st->db->own, st->own, err);
	}
	if (step != STEP_ROW)
		stmt_end(st);
	return step;
}

int
db_do(struct stmt *st, struct err *err)
{
	enum step step = db_step(st, err);

	if (step == STEP_ROW)
		stmt_end(st);
	return step == STEP_ERROR ? -1 : 0;
}

int
db_insert(struct stmt *st, int64_t *id, struct err *err)
{
	int rc = -1;

	if (st->bad.code != ERR_OK)
		err_set(err, st->bad.code, "%s", st->bad.text);
	else {
		st->stepped = 1;
		rc = st->db->driver->insert(st->db->own, st->own, id, err);
	}
	stmt_end(st);
	return rc;
}

int
db_one(struct stmt *st, int64_t *out, struct err *err)
{
	enum step step = db_step(st, err);

	if (step == STEP_ROW) {
		*out = col_int(st, 0);
		stmt_end(st);
	}
	return step;
}

int64_t
db_count(struct stmt *st, struct err *err)
{
	int64_t n = 0;

	return db_one(st, &n, err) < 0 ? -1 : n;
}

int64_t
db_changes(struct db *db)
{
	return db->driver->changes(db->own);
}

static struct value
column(struct stmt *st, int i)
{
	struct value v;

	st->db->driver->column(st->own, i, &v);
	return v;
}

int64_t
col_int(struct stmt *st, int i)
{
	return column(st, i).i;
}

int64_t
col_time(struct stmt *st, int i)
{
	struct value v = column(st, i);

	return v.type == VALUE_NULL ? CLOCK_NONE : v.i;
}

double
col_real(struct stmt *st, int i)
{
	return column(st, i).d;
}

const char *
col_text(struct stmt *st, int i, struct arena *arena)
{
	struct value v = column(st, i);

	if (v.type != VALUE_TEXT)
		return NULL;
	return arena == NULL ? v.p : arena_strndup(arena, v.p, v.n);
}

const void *
col_blob(struct stmt *st, int i, size_t *n)
{
	struct value v = column(st, i);

	*n = v.n;
	return v.p;
}

int
col_null(struct stmt *st, int i)
{
	return column(st, i).type == VALUE_NULL;
}

int
stmt_columns(struct stmt *st)
{
	return st->db->driver->columns(st->own);
}

const char *
stmt_column(struct stmt *st, int i, struct value *v)
{
	*v = column(st, i);
	return st->db->driver->column_name(st->own, i);
}

/* One page: its number of rows, -1. */
static int
page(struct stmt *st, int64_t *after, int (*each)(struct stmt *, void *),
    void *arg, struct err *err)
{
	enum step step;
	int n = 0;

	while ((step = db_step(st, err)) == STEP_ROW) {
		*after = col_int(st, 0);
		n++;
		if (each(st, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step == STEP_ERROR ? -1 : n;
}

int
stmt_pages(struct db *db, enum stmt_id id, int64_t of,
    int (*each)(struct stmt *, void *), void *arg, struct err *err)
{
	int64_t after = INT64_MIN;
	struct stmt *st;
	int n;

	do {
		st = db_stmt(db, id);
		bind_int(st, 1, after);
		bind_int(st, 2, PAGE);
		if (of != 0)
			bind_int(st, 3, of);
		n = page(st, &after, each, arg, err);
	} while (n == PAGE);
	return n < 0 ? -1 : 0;
}

int
stmt_texts(struct stmt *st, struct arena *arena,
    int (*each)(const char *, void *), void *arg, struct err *err)
{
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW)
		if (each(col_text(st, 0, arena), arg) < 0) {
			stmt_end(st);
			return -1;
		}
	return step;
}
