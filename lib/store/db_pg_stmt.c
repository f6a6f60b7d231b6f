/*
 * store/db_pg_stmt.c - statements of PostgreSQL: values and rows
 *
 * A statement is prepared under a name of its own; those that were finished are
 * dropped many at once.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/db_pg.h"

enum {
	FETCH = 500,  /* rows of a cursor at a time */
	DEAD_MAX = 50 /* statements that were finished, not yet dropped */
};

/* From the catalogue of types, where they never change. */
enum oid {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_FLOAT4 = 700,
	OID_FLOAT8 = 701,
	OID_NUMERIC = 1700
};

struct param {
	struct buf text;
	const char *p; /* NULL is NULL */
	int len, binary;
};

struct pg_stmt {
	struct pg *pg;
	char name[16], *sql;
	int writes, whole; /* whole: a table from end to end */
	int open;	   /* its cursor is */
	int n;		   /* parameters */
	struct param params[DRIVER_PARAMS + 1];
	PGresult *result;
	int row;
	struct buf *cells; /* bytes of this row, decoded; one a column */
	int ncells;
};

void
pg_finish(void *arg)
{
	struct pg_stmt *st = arg;
	int i;

	st->pg->pq->PQclear(st->result);
	if (!st->whole) {
		buf_addf(&st->pg->dead, "DEALLOCATE %s;", st->name);
		st->pg->ndead++;
	}
	for (i = 1; i <= st->n; i++)
		buf_free(&st->params[i].text);
	for (i = 0; i < st->ncells; i++)
		buf_free(&st->cells[i]);
	free(st->cells);
	free(st->sql);
	free(st);
}

static int
highest_param(const char *sql)
{
	int n, max = 0;

	while ((sql = strchr(sql, '$')) != NULL)
		if ((n = atoi(++sql)) > max)
			max = n;
	return max;
}

/* Drop many at once: each one alone would be a turn to the server. */
static void
drop_dead(struct pg *pg)
{
	if (pg->ndead < DEAD_MAX ||
	    pg->pq->PQtransactionStatus(pg->conn) == PQTRANS_INERROR)
		return;
	pg_run(pg, pg->dead.p, NULL);
	buf_reset(&pg->dead);
	pg->ndead = 0;
}

/* A query may begin with the tables that it makes for itself. */
static int
is_write(const char *sql)
{
	return strncmp(sql, "WITH ", 5) == 0 ? strstr(sql, ") UPDATE ") != NULL
					     : strncmp(sql, "SELECT ", 7) != 0;
}

void *
pg_prepare(void *arg, const char *sql, struct err *err)
{
	static const char all_of[] = "SELECT * ";
	struct pg *pg = arg;
	struct pg_stmt *st = xcalloc(1, sizeof *st);
	PGresult *r;
	int i, ok;

	drop_dead(pg);
	st->pg = pg;
	st->sql = xstrdup(sql);
	st->n = highest_param(sql);
	st->writes = is_write(sql);
	st->whole = strncmp(sql, all_of, sizeof all_of - 1) == 0 && st->n == 0;
	snprintf(st->name, sizeof st->name, "s%u", ++pg->named);
	for (i = 1; i <= st->n && i <= DRIVER_PARAMS; i++)
		buf_init(&st->params[i].text);
	if (st->whole)
		return st;
	r = pg->pq->PQprepare(pg->conn, st->name, sql, 0, NULL);
	if (!(ok = pg_good(pg, r)))
		pg_fail(pg, r, err);
	pg->pq->PQclear(r);
	if (ok)
		return st;
	st->whole = 1; /* it has no name to drop */
	pg_finish(st);
	return NULL;
}

int
pg_bind(void *arg, int n, const struct value *v)
{
	struct pg_stmt *st = arg;
	struct param *p;

	if (n < 1 || n > st->n || v->n > INT32_MAX)
		return -1;
	p = &st->params[n];
	buf_reset(&p->text);
	p->binary = v->type == VALUE_BLOB;
	p->len = (int)v->n;
	switch (v->type) {
	case VALUE_NULL:
		p->p = NULL;
		return 0;
	case VALUE_INT:
		buf_addf(&p->text, "%" PRId64, v->i);
		break;
	case VALUE_REAL:
		buf_addf(&p->text, "%.17g", v->d);
		break;
	case VALUE_TEXT:
		buf_add(&p->text, v->p, v->n);
		break;
	case VALUE_BLOB:
		p->p = v->p;
		return 0;
	}
	p->p = p->text.p;
	return 0;
}

/* Columns of the result of all that is asked next. */
static int
take(struct pg_stmt *st, PGresult *r, struct err *err)
{
	const struct libpq *pq = st->pg->pq;
	int n;

	pq->PQclear(st->result);
	st->result = NULL;
	if (!pg_good(st->pg, r)) {
		pg_fail(st->pg, r, err);
		pq->PQclear(r);
		return -1;
	}
	st->result = r;
	st->row = -1;
	if (st->writes)
		st->pg->changes = strtoll(pq->PQcmdTuples(r), NULL, 10);
	n = pq->PQnfields(r);
	if (n > st->ncells) {
		st->cells = xrearray(st->cells, (size_t)n, sizeof *st->cells);
		for (; st->ncells < n; st->ncells++)
			buf_init(&st->cells[st->ncells]);
	}
	return 0;
}

static int
execute(struct pg_stmt *st, struct err *err)
{
	const char *values[DRIVER_PARAMS];
	int lengths[DRIVER_PARAMS], formats[DRIVER_PARAMS], i;

	for (i = 0; i < st->n; i++) {
		values[i] = st->params[i + 1].p;
		lengths[i] = st->params[i + 1].len;
		formats[i] = st->params[i + 1].binary;
	}
	return take(st,
	    st->pg->pq->PQexecPrepared(
		st->pg->conn, st->name, st->n, values, lengths, formats, 0),
	    err);
}

/* The next rows of a table from end to end. */
static int
walk(struct pg_stmt *st, struct err *err)
{
	struct pg *pg = st->pg;
	char *sql;
	int rc;

	if (!pg_inside(pg)) /* nothing to hold a cursor open */
		return take(st, pg->pq->PQexec(pg->conn, st->sql), err);
	sql = st->open ? xasprintf("FETCH %d FROM %s", FETCH, st->name)
		       : xasprintf("DECLARE %s NO SCROLL CURSOR FOR %s; "
				   "FETCH %d FROM %s",
			     st->name, st->sql, FETCH, st->name);
	rc = take(st, pg->pq->PQexec(pg->conn, sql), err);
	free(sql);
	st->open = rc == 0;
	return rc;
}

enum step
pg_step(void *arg, void *stmt, struct err *err)
{
	struct pg_stmt *st = stmt;
	const struct libpq *pq = st->pg->pq;

	if (st->writes && !pg_inside(arg)) {
		err_set(err, ERR_BUG, "a write outside a transaction: %.60s",
		    st->sql);
		return STEP_ERROR;
	}
	if (st->result == NULL &&
	    (st->whole ? walk(st, err) : execute(st, err)) < 0)
		return STEP_ERROR;
	if (st->row + 1 == pq->PQntuples(st->result) && st->open &&
	    pq->PQntuples(st->result) > 0 && walk(st, err) < 0)
		return STEP_ERROR;
	return ++st->row < pq->PQntuples(st->result) ? STEP_ROW : STEP_DONE;
}

int
pg_insert(void *arg, void *stmt, int64_t *id, struct err *err)
{
	struct pg_stmt *st = stmt;

	switch (pg_step(arg, stmt, err)) {
	case STEP_ROW:
		*id = strtoll(
		    st->pg->pq->PQgetvalue(st->result, st->row, 0), NULL, 10);
		return 1;
	case STEP_DONE:
		return 0;
	default:
		return -1;
	}
}

void
pg_reset(void *arg)
{
	struct pg_stmt *st = arg;
	char *sql;

	st->pg->pq->PQclear(st->result);
	st->result = NULL;
	if (!st->open)
		return;
	st->open = 0;
	if (st->pg->pq->PQtransactionStatus(st->pg->conn) != PQTRANS_INTRANS)
		return; /* it went with its transaction */
	sql = xasprintf("CLOSE %s", st->name);
	pg_run(st->pg, sql, NULL);
	free(sql);
}

static int
nibble(int c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* \x68656c6c6f */
static void
from_hex(const char *s, size_t n, struct buf *out)
{
	size_t i;

	buf_reset(out);
	buf_room(out, n / 2);
	for (i = 2; i + 1 < n; i += 2)
		buf_addc(out, nibble(s[i]) << 4 | nibble(s[i + 1]));
}

void
pg_column(void *arg, int i, struct value *v)
{
	struct pg_stmt *st = arg;
	const struct libpq *pq = st->pg->pq;

	memset(v, 0, sizeof *v);
	if (pq->PQgetisnull(st->result, st->row, i))
		return;
	v->p = pq->PQgetvalue(st->result, st->row, i);
	v->n = (size_t)pq->PQgetlength(st->result, st->row, i);
	switch (pq->PQftype(st->result, i)) {
	case OID_BOOL:
		v->type = VALUE_INT;
		v->i = *(const char *)v->p == 't';
		break;
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
	case OID_NUMERIC: /* the sum of integers */
		v->type = VALUE_INT;
		v->i = strtoll(v->p, NULL, 10);
		v->d = (double)v->i;
		break;
	case OID_FLOAT4:
	case OID_FLOAT8:
		v->type = VALUE_REAL;
		v->d = strtod(v->p, NULL);
		v->i = (int64_t)v->d;
		break;
	case OID_BYTEA:
		v->type = VALUE_BLOB;
		from_hex(v->p, v->n, &st->cells[i]);
		v->p = st->cells[i].p;
		v->n = st->cells[i].len;
		break;
	default:
		v->type = VALUE_TEXT;
	}
}

int
pg_columns(void *arg)
{
	struct pg_stmt *st = arg;

	return st->pg->pq->PQnfields(st->result);
}

const char *
pg_column_name(void *arg, int i)
{
	struct pg_stmt *st = arg;

	return st->pg->pq->PQfname(st->result, i);
}
