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
 * until the statement ends, so that statements may be nested.  Of a table that
 * is read from end to end it is a page: by its key (stmt_pages), or, of SELECT
 * * inside a transaction, by a cursor.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/db_pg.h"

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
int
pg_lost(struct pg *pg, enum err_code code, struct err *err)
{
	const char *text = pg->pq->PQerrorMessage(pg->conn);

	return err_set(err, code, "'%s': %.*s", pg->uri,
	    (int)strcspn(text, "\n"), *text ? text : "the connection was lost");
}

/* The outcome of a failed call, as a code and what to do next. */
int
pg_fail(struct pg *pg, const PGresult *r, struct err *err)
{
	const char *state = pg->pq->PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text =
	    pg->pq->PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	size_t i;

	if (state == NULL)
		return pg_lost(pg, ERR_AGAIN, err);
	for (i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
		if (strncmp(state, outcomes[i].state,
			strlen(outcomes[i].state)) == 0)
			return err_set(err, outcomes[i].code, "'%s': %s (%s)",
			    pg->uri, outcomes[i].next, text ? text : state);
	return err_set(err, ERR_BUG, "'%s': %s (%s)", pg->uri,
	    text ? text : "no detail", state);
}

int
pg_good(struct pg *pg, const PGresult *r)
{
	ExecStatusType status = pg->pq->PQresultStatus(r);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

PGresult *
pg_ask(struct pg *pg, const char *sql, struct err *err)
{
	PGresult *r = pg->pq->PQexec(pg->conn, sql);

	if (pg_good(pg, r))
		return r;
	pg_fail(pg, r, err);
	pg->pq->PQclear(r);
	return NULL;
}

int
pg_run(void *arg, const char *sql, struct err *err)
{
	struct pg *pg = arg;
	PGresult *r = pg_ask(pg, sql, err);

	pg->pq->PQclear(r);
	return r != NULL ? 0 : -1;
}

int
pg_number(struct pg *pg, const char *sql, int64_t *out, struct err *err)
{
	PGresult *r = pg_ask(pg, sql, err);

	if (r == NULL)
		return -1;
	*out = pg->pq->PQntuples(r) > 0
		   ? strtoll(pg->pq->PQgetvalue(r, 0, 0), NULL, 10)
		   : 0;
	pg->pq->PQclear(r);
	return 0;
}

static int
pg_version(void *arg, int *version, struct err *err)
{
	int64_t n;

	if (pg_number(arg, "SELECT version FROM ha_schema", &n, err) < 0)
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

int
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
	PGresult *r = pg_ask(pg, "COMMIT", err);
	int done;

	if (r == NULL)
		return -1;
	done = strcmp(pg->pq->PQcmdStatus(r), "COMMIT") == 0;
	pg->pq->PQclear(r);
	return done ? 0
		    : err_set(err, ERR_BUG,
			  "'%s': a failed transaction was committed", pg->uri);
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

	pg_number(arg,
	    "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS "
	    "BIGINT)",
	    &ms, NULL);
	return ms;
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
