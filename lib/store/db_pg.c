/*
 * store/db_pg.c - PostgreSQL behind store/driver.h
 *
 * The promises are those of SQLite, kept by the same discipline: a
 * transaction that may write begins by locking the one row of ha_schema, so
 * that writers go one after the other and what one has read stays true until
 * it commits.  Nothing has to be tried again, no two deadlock, and a claim
 * that is made by two at once is given to one.  Readers see one moment and
 * wait for nobody.
 *
 * Values go and come as text, bytes go as they are.  A result is held whole
 * until the statement ends, so that statements may be nested; what reads a
 * table from end to end inside a transaction comes by a cursor.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "store/driver.h"
#include "store/libpq.h"

enum {
	WAIT_MS = 9500,	    /* for the lock of another writer */
	TIMEOUT_MS = 10000, /* of one statement of a program that writes */
	FETCH = 500,	    /* rows of a cursor at a time */
	DEAD_MAX = 50,	    /* statements that were finished, not yet dropped */
	WORDS_MAX = 500000  /* bytes; a tsvector holds 1 MiB */
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

struct pg {
	const struct libpq *pq;
	PGconn *conn;
	char *uri;
	unsigned flags, named;
	int64_t changes;
	struct buf dead; /* DEALLOCATE s1; ... */
	int ndead;
	struct pg_stmt *add_words;
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

static const struct {
	const char *state; /* the beginning of an SQLSTATE */
	enum err_code code;
	const char *next;
} outcomes[] = {
	{ "40001", ERR_AGAIN, "another program was faster: try again" },
	{ "40P01", ERR_AGAIN, "another program was faster: try again" },
	{ "42P07", ERR_AGAIN, "another program makes it right now: try again" },
	{ "55P03", ERR_AGAIN,
	    "locked by another program since 10 s: try again" },
	{ "57014", ERR_AGAIN, "a statement took more than 10 s: try again" },
	{ "53100", ERR_AGAIN, "no space on the server: make room there" },
	{ "53", ERR_AGAIN, "the server has too much to do: try again" },
	{ "57P", ERR_AGAIN, "the server went away: try again" },
	{ "25P03", ERR_AGAIN, "the server gave up waiting for us: try again" },
	{ "08", ERR_AGAIN, "the connection was lost: try again" },
	{ "28", ERR_DENIED, "the server does not let us in" },
	{ "42501", ERR_DENIED, "not permitted to this role" },
	{ "25006", ERR_DENIED, "cannot be written" },
	{ "3D000", ERR_CONFIG, "there is no such database: createdb makes it" },
	{ "XX001", ERR_CONFIG, "it is damaged: see ha-db check" },
	{ "XX002", ERR_CONFIG, "an index is damaged: see ha-db check" },
	{ "54", ERR_DATA, "too large to store" },
	{ "22021", ERR_DATA, "a text that is no UTF-8" },
	{ "58", ERR_IO, "the server cannot read or write its files" },
};

/* What libpq says in several lines, its first one. */
static int
lost(struct pg *pg, enum err_code code, struct err *err)
{
	const char *text = pg->pq->PQerrorMessage(pg->conn);

	return err_set(err, code, "'%s': %.*s", pg->uri,
	    (int)strcspn(text, "\n"), *text ? text : "the connection was lost");
}

/* The outcome of a failed call, as a code and what to do next. */
static int
fail(struct pg *pg, const PGresult *r, struct err *err)
{
	const char *state = pg->pq->PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text =
	    pg->pq->PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	size_t i;

	if (state == NULL)
		return lost(pg, ERR_AGAIN, err);
	for (i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
		if (strncmp(state, outcomes[i].state,
			strlen(outcomes[i].state)) == 0)
			return err_set(err, outcomes[i].code, "'%s': %s (%s)",
			    pg->uri, outcomes[i].next, text ? text : state);
	return err_set(err, ERR_BUG, "'%s': %s (%s)", pg->uri,
	    text ? text : "no detail", state);
}

static int
good(struct pg *pg, const PGresult *r)
{
	ExecStatusType status = pg->pq->PQresultStatus(r);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* The result of the last of several statements; NULL when one failed. */
static PGresult *
ask(struct pg *pg, const char *sql, struct err *err)
{
	PGresult *r = pg->pq->PQexec(pg->conn, sql);

	if (good(pg, r))
		return r;
	fail(pg, r, err);
	pg->pq->PQclear(r);
	return NULL;
}

static int
pg_run(void *arg, const char *sql, struct err *err)
{
	struct pg *pg = arg;
	PGresult *r = ask(pg, sql, err);

	pg->pq->PQclear(r);
	return r != NULL ? 0 : -1;
}

/* One number; 0 when there is no row. */
static int
number(struct pg *pg, const char *sql, int64_t *out, struct err *err)
{
	PGresult *r = ask(pg, sql, err);

	if (r == NULL)
		return -1;
	*out = pg->pq->PQntuples(r) > 0
		   ? strtoll(pg->pq->PQgetvalue(r, 0, 0), NULL, 10)
		   : 0;
	pg->pq->PQclear(r);
	return 0;
}

/* Notices go nowhere: stderr is for what a person must know. */
static void
quiet(void *arg, const PGresult *r)
{
	(void)arg;
	(void)r;
}

/* What is asked for when the address says nothing. */
static const struct {
	const char *key, *value;
} defaults[] = {
	{ "application_name", "ha" }, { "connect_timeout", "10" },
	{ "keepalives_idle", "30" }, { "tcp_user_timeout", "30000" },
	{ "sslmode", "verify-full" }, /* a local socket has no TLS */
};

static const char *
option(const PQconninfoOption *o, const char *key)
{
	for (; o->keyword != NULL; o++)
		if (strcmp(o->keyword, key) == 0)
			return o->val;
	return NULL;
}

/* A password in an address is in `ps` and in every error message. */
static int
allowed(const PQconninfoOption *options, struct err *err)
{
	const char *host = option(options, "host");
	const char *ssl = option(options, "sslmode");

	if (option(options, "password") != NULL)
		return err_set(err, ERR_CONFIG,
		    "a password may not stand in the address of the "
		    "database: keep it in ~/.pgpass");
	if (ssl == NULL || strcmp(ssl, "verify-full") == 0 ||
	    (host != NULL && *host == '/'))
		return 0;
	return err_set(err, ERR_CONFIG,
	    "sslmode=%s does not prove who the server is: leave it out "
	    "(verify-full), with the certificate of its issuer in "
	    "~/.postgresql/root.crt",
	    ssl);
}

/* Names and values, the defaults behind; ends in NULL. */
static void
spread(const PQconninfoOption *options, const char **keys, const char **values)
{
	size_t n = 0, i;

	for (; options->keyword != NULL; options++)
		if (options->val != NULL) {
			keys[n] = options->keyword;
			values[n++] = options->val;
		}
	for (i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
		keys[n] = defaults[i].key;
		values[n++] = defaults[i].value;
	}
	/* the last of two would count */
	for (i = n - sizeof defaults / sizeof defaults[0]; i < n; i++) {
		size_t k;

		for (k = 0; k < n - sizeof defaults / sizeof defaults[0]; k++)
			if (strcmp(keys[k], keys[i]) == 0)
				values[i] = values[k];
	}
	keys[n] = values[n] = NULL;
}

/* A server that answers and refuses is a matter of configuration. */
static int
refused(struct pg *pg, const char *const *keys, const char *const *values,
    struct err *err)
{
	if (pg->pq->PQconnectionNeedsPassword(pg->conn))
		return err_set(err, ERR_DENIED,
		    "'%s' wants a password: put it into ~/.pgpass (mode 0600)",
		    pg->uri);
	return lost(pg,
	    pg->pq->PQpingParams(keys, values, 0) == PQPING_OK ? ERR_CONFIG
							       : ERR_AGAIN,
	    err);
}

static int
dial(struct pg *pg, const PQconninfoOption *options, struct err *err)
{
	size_t n = sizeof defaults / sizeof defaults[0] + 1;
	const PQconninfoOption *o;
	const char **keys, **values;
	int rc = 0;

	for (o = options; o->keyword != NULL; o++)
		n++;
	keys = xarray(n, sizeof *keys);
	values = xarray(n, sizeof *values);
	spread(options, keys, values);
	pg->conn = pg->pq->PQconnectdbParams(keys, values, 0);
	if (pg->pq->PQstatus(pg->conn) != CONNECTION_OK)
		rc = refused(pg, keys, values, err);
	else
		pg->pq->PQsetNoticeReceiver(pg->conn, quiet, NULL);
	free(keys);
	free(values);
	return rc;
}

static int
connect_to(struct pg *pg, struct err *err)
{
	PQconninfoOption *options;
	char *why = NULL;
	int rc;

	options = pg->pq->PQconninfoParse(pg->uri, &why);
	if (options == NULL) {
		err_set(err, ERR_CONFIG, "'%s': %.*s", pg->uri,
		    why ? (int)strcspn(why, "\n") : 0, why ? why : "");
		pg->pq->PQfreemem(why);
		return -1;
	}
	rc = allowed(options, err);
	if (rc == 0)
		rc = dial(pg, options, err);
	pg->pq->PQconninfoFree(options);
	return rc;
}

/*
 * Reports and ha-db may take longer than ten seconds; they hold no lock that
 * anybody waits for.  A commit is on the disk when it returns.
 */
static int
settle_in(struct pg *pg, struct err *err)
{
	int reads = pg->flags & DB_READ;
	char *sql = xasprintf(
	    "SET client_encoding = 'UTF8'; SET client_min_messages = warning;"
	    "SET lock_timeout = %d; SET statement_timeout = %d;"
	    "SET idle_in_transaction_session_timeout = '60s';"
	    "SET default_transaction_read_only = %s;"
	    "SELECT set_config('synchronous_commit', 'on', false)"
	    " WHERE current_setting('synchronous_commit') = 'off'",
	    WAIT_MS, reads || pg->flags & (DB_ANY | DB_CREATE) ? 0 : TIMEOUT_MS,
	    reads ? "on" : "off");
	int rc = pg_run(pg, sql, err);

	free(sql);
	return rc;
}

/* What the server cannot do for us, before anything is written. */
static int
acceptable(struct pg *pg, struct err *err)
{
	static const char *const why[] = { NULL,
		"the server is older than PostgreSQL 12",
		"its encoding is not UTF8: createdb -E UTF8 -T template0",
		"it does not take synchronous_commit = on",
		"its search_path names no schema that is there" };
	int64_t which;

	if (number(pg,
		"SELECT CASE WHEN CAST(current_setting('server_version_num') "
		"AS BIGINT) < 120000 THEN 1 "
		"WHEN current_setting('server_encoding') <> 'UTF8' THEN 2 "
		"WHEN current_setting('synchronous_commit') = 'off' THEN 3 "
		"WHEN current_schema() IS NULL THEN 4 ELSE 0 END",
		&which, err) < 0)
		return -1;
	return which == 0
		   ? 0
		   : err_set(err, ERR_CONFIG, "'%s': %s", pg->uri, why[which]);
}

/* Ours, or (when it may be made) still empty. */
static int
ours(struct pg *pg, struct err *err)
{
	int64_t there, others;

	if (number(pg,
		"SELECT count(*) FROM pg_class WHERE "
		"oid = to_regclass('ha_schema')",
		&there, err) < 0)
		return -1;
	if (there)
		return 0;
	if (number(pg,
		"SELECT count(*) FROM pg_class c JOIN pg_namespace n "
		"ON n.oid = c.relnamespace WHERE n.nspname = current_schema() "
		"AND c.relkind IN ('r', 'p', 'v', 'm', 'f')",
		&others, err) < 0)
		return -1;
	if (others > 0)
		return err_set(
		    err, ERR_CONFIG, "'%s' is no ticket database", pg->uri);
	if (!(pg->flags & DB_CREATE))
		return err_set(err, ERR_CONFIG,
		    "no desk in '%s' yet: make one with ha-db init", pg->uri);
	return pg_run(pg,
	    "BEGIN; CREATE TABLE ha_schema (version BIGINT NOT NULL);"
	    "INSERT INTO ha_schema VALUES (0); COMMIT",
	    err);
}

static void
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

static void
pg_close(void *arg)
{
	struct pg *pg = arg;

	if (pg == NULL)
		return;
	if (pg->add_words != NULL)
		pg_finish(pg->add_words);
	if (pg->conn != NULL)
		pg->pq->PQfinish(pg->conn);
	buf_free(&pg->dead);
	free(pg->uri);
	free(pg);
}

static void *
pg_open(const char *uri, unsigned flags, struct err *err)
{
	const struct libpq *pq = libpq_open(err);
	struct pg *pg;

	if (pq == NULL)
		return NULL;
	pg = xcalloc(1, sizeof *pg);
	pg->pq = pq;
	pg->uri = xstrdup(uri);
	pg->flags = flags;
	buf_init(&pg->dead);
	if (connect_to(pg, err) < 0 || settle_in(pg, err) < 0 ||
	    acceptable(pg, err) < 0 || ours(pg, err) < 0) {
		pg_close(pg);
		return NULL;
	}
	return pg;
}

static int
pg_version(void *arg, int *version, struct err *err)
{
	int64_t n;

	if (number(arg, "SELECT version FROM ha_schema", &n, err) < 0)
		return -1;
	*version = (int)n;
	return 0;
}

static int
pg_set_version(void *arg, int version, struct err *err)
{
	char *sql = xasprintf("UPDATE ha_schema SET version = %d", version);
	int rc = pg_run(arg, sql, err);

	free(sql);
	return rc;
}

static int
pg_inside(void *arg)
{
	struct pg *pg = arg;

	return pg->pq->PQtransactionStatus(pg->conn) != PQTRANS_IDLE;
}

static void
pg_rollback(void *arg)
{
	if (pg_inside(arg))
		pg_run(arg, "ROLLBACK", NULL);
}

static int
pg_begin(void *arg, int write, struct err *err)
{
	int rc = pg_run(arg,
	    write ? "BEGIN; SELECT version FROM ha_schema FOR UPDATE"
		  : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	    err);

	if (rc < 0)
		pg_rollback(arg);
	return rc;
}

/* A transaction that had failed is rolled back by COMMIT, without an error. */
static int
pg_commit(void *arg, struct err *err)
{
	struct pg *pg = arg;
	PGresult *r = ask(pg, "COMMIT", err);
	int done;

	if (r == NULL)
		return -1;
	done = strcmp(pg->pq->PQcmdStatus(r), "COMMIT") == 0;
	pg->pq->PQclear(r);
	return done ? 0
		    : err_set(err, ERR_BUG,
			  "'%s': a failed transaction was committed", pg->uri);
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

static void *
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
	if (!(ok = good(pg, r)))
		fail(pg, r, err);
	pg->pq->PQclear(r);
	if (ok)
		return st;
	st->whole = 1; /* it has no name to drop */
	pg_finish(st);
	return NULL;
}

static int
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
	if (!good(st->pg, r)) {
		fail(st->pg, r, err);
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

static enum step
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

static int
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

static void
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

static void
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

static int
pg_columns(void *arg)
{
	struct pg_stmt *st = arg;

	return st->pg->pq->PQnfields(st->result);
}

static const char *
pg_column_name(void *arg, int i)
{
	struct pg_stmt *st = arg;

	return st->pg->pq->PQfname(st->result, i);
}

static int64_t
pg_changes(void *arg)
{
	return ((struct pg *)arg)->changes;
}

/* When the server cannot be asked, the next statement tells why. */
static int64_t
pg_clock(void *arg)
{
	int64_t ms = 0;

	number(arg,
	    "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS "
	    "BIGINT)",
	    &ms, NULL);
	return ms;
}

/* A text that long is searched by its beginning. */
static size_t
cut(const char *words)
{
	size_t n = strlen(words);

	if (n <= WORDS_MAX)
		return n;
	for (n = WORDS_MAX; n > 0 && words[n] != ' '; n--)
		;
	return n;
}

static int
pg_index(void *arg, int64_t row, const char *words, struct err *err)
{
	struct pg *pg = arg;
	struct pg_stmt *st = pg->add_words;
	int rc;

	if (st == NULL)
		st = pg->add_words = pg_prepare(pg,
		    "INSERT INTO message_words (id, words) "
		    "VALUES ($1, to_tsvector('simple', $2))",
		    err);
	if (st == NULL)
		return -1;
	pg_bind(st, 1, &(struct value){ .type = VALUE_INT, .i = row });
	pg_bind(st, 2,
	    &(struct value){ .type = VALUE_TEXT, .p = words, .n = cut(words) });
	rc = pg_step(pg, st, err) == STEP_DONE ? 0 : -1;
	pg_reset(st);
	return rc;
}

/* The row goes; what its file keeps of it, the server vacuums. */
static int
pg_unindex(void *arg, int64_t row, const char *words, struct err *err)
{
	struct pg *pg = arg;
	struct pg_stmt *st =
	    pg_prepare(pg, "DELETE FROM message_words WHERE id = $1", err);
	int rc;

	(void)words;
	if (st == NULL)
		return -1;
	pg_bind(st, 1, &(struct value){ .type = VALUE_INT, .i = row });
	rc = pg_step(pg, st, err) == STEP_DONE ? 0 : -1;
	pg_finish(st);
	return rc;
}

/*
 * The server keeps its own structure; what can be asked: are all rules in
 * force, and do all references point to a row (they are not looked at while
 * somebody has switched the triggers off).
 */
static const char reference_checks[] =
    "SELECT format('SELECT count(*) || '' rows of %1$s point to a missing row "
    "of %2$s'' FROM %1$s c WHERE c.%3$I IS NOT NULL AND NOT EXISTS (SELECT 1 "
    "FROM %2$s p WHERE p.%4$I = c.%3$I) HAVING count(*) > 0', "
    "k.conrelid::regclass, k.confrelid::regclass, a.attname, b.attname) "
    "FROM pg_constraint k "
    "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] "
    "JOIN pg_attribute b ON b.attrelid = k.confrelid "
    "AND b.attnum = k.confkey[1] "
    "WHERE k.contype = 'f' AND k.connamespace = "
    "CAST(current_schema() AS regnamespace) ORDER BY k.conname";
static const char rule_checks[] =
    "SELECT conname || ' of ' || CAST(conrelid AS regclass) || "
    "' was never checked' FROM pg_constraint WHERE NOT convalidated "
    "AND connamespace = CAST(current_schema() AS regnamespace) "
    "UNION ALL SELECT 'index ' || c.relname || ' is not valid' FROM pg_index i "
    "JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid "
    "AND c.relnamespace = CAST(current_schema() AS regnamespace)";

/* EACH gets the first column of every row; how many, or -1. */
static int
findings(struct pg *pg, const char *sql, int (*each)(const char *, void *),
    void *arg, struct err *err)
{
	PGresult *r = ask(pg, sql, err);
	int i, n;

	if (r == NULL)
		return -1;
	n = pg->pq->PQntuples(r);
	for (i = 0; i < n; i++)
		if (each(pg->pq->PQgetvalue(r, i, 0), arg) < 0)
			break;
	pg->pq->PQclear(r);
	return i < n ? -1 : n;
}

struct check {
	struct pg *pg;
	int (*each)(const char *, void *);
	void *arg;
	int found;
	struct err *err;
};

static int
check_reference(const char *sql, void *arg)
{
	struct check *c = arg;
	int n = findings(c->pg, sql, c->each, c->arg, c->err);

	c->found += n > 0 ? n : 0;
	return n < 0 ? -1 : 0;
}

static int
pg_check(void *arg, int (*each)(const char *, void *), void *each_arg,
    struct err *err)
{
	struct check c = { arg, each, each_arg, 0, err };
	int rules = findings(arg, rule_checks, each, each_arg, err);

	if (rules < 0 ||
	    findings(arg, reference_checks, check_reference, &c, err) < 0)
		return -1;
	return rules + c.found;
}

static int
pg_alone(void *arg, struct err *err)
{
	struct pg *pg = arg;
	int64_t others;

	if (number(pg,
		"SELECT count(*) FROM pg_stat_activity "
		"WHERE datname = current_database() "
		"AND application_name = 'ha' AND pid <> pg_backend_pid()",
		&others, err) < 0)
		return -1;
	return others == 0
		   ? 0
		   : err_set(err, ERR_AGAIN,
			 "'%s' is in use: end the programs that use it, then "
			 "try again",
			 pg->uri);
}

/* Keys that came with their rows: the next one is made behind them. */
static int
pg_keyed(void *arg, const char *table, const char *key, struct err *err)
{
	char *sql = xasprintf(
	    "SELECT setval(pg_get_serial_sequence('%s', '%s'), max(%s)) "
	    "FROM %s HAVING max(%s) IS NOT NULL",
	    table, key, key, table, key);
	int rc = pg_run(arg, sql, err);

	free(sql);
	return rc;
}

static const char *
pg_path(void *arg)
{
	(void)arg;
	return NULL;
}

const struct db_driver driver_pg = {
	.name = "postgresql",
	.prefix = "postgresql://",
	.words = {
		[WORD_PK] =
		    "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
		[WORD_INT] = "BIGINT",
		/* in the order of its bytes, as SQLite compares */
		[WORD_TEXT] = "TEXT COLLATE \"C\"",
		[WORD_REAL] = "DOUBLE PRECISION",
		[WORD_JSON] = "JSONB",
		[WORD_BLOB] = "BYTEA",
		[WORD_STRICT] = "",
		[WORD_KEYED] = "",
	},
	.lock = " FOR UPDATE SKIP LOCKED",
	.returning = 1,
	/*
	 * The guards of the events are a hedge against a slip, as in SQLite;
	 * nothing relies on them.
	 */
	.ddl =
	    "CREATE TABLE message_words (id BIGINT PRIMARY KEY,"
	    " words TSVECTOR NOT NULL);"
	    "CREATE INDEX message_words_words ON message_words"
	    " USING gin (words);"
	    "CREATE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql AS"
	    " 'BEGIN RAISE EXCEPTION ''events are append-only''; END';"
	    "CREATE TRIGGER event_stays BEFORE UPDATE OF account, seq, ticket,"
	    " at, kind, actor, data, hash ON event FOR EACH ROW"
	    " EXECUTE FUNCTION event_stays();"
	    "CREATE TRIGGER event_kept BEFORE DELETE ON event FOR EACH ROW"
	    " EXECUTE FUNCTION event_stays();",
	.match = "SELECT id FROM message_words WHERE words @@ "
		 "websearch_to_tsquery('simple', $",
	.match_end = ")",
	.open = pg_open,
	.close = pg_close,
	.version = pg_version,
	.set_version = pg_set_version,
	.run = pg_run,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.inside = pg_inside,
	.prepare = pg_prepare,
	.finish = pg_finish,
	.bind = pg_bind,
	.step = pg_step,
	.insert = pg_insert,
	.reset = pg_reset,
	.column = pg_column,
	.columns = pg_columns,
	.column_name = pg_column_name,
	.changes = pg_changes,
	.clock = pg_clock,
	.index = pg_index,
	.unindex = pg_unindex,
	.check = pg_check,
	.alone = pg_alone,
	.keyed = pg_keyed,
	.path = pg_path,
};
