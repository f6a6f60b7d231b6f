/*
 * store/db_pg_open.c - the way to a PostgreSQL server
 *
 * What the address leaves open is set to what is safe, what it may not say is
 * refused, and a server or database that cannot keep our promises is refused
 * before anything is written.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/db_pg.h"

enum {
	WAIT_MS = 9500,	    /* for the lock of another writer */
	TIMEOUT_MS = 10000, /* of one statement of a program that writes */
};

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
	return pg_lost(pg,
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
pg_connect(struct pg *pg, struct err *err)
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
 * Who only reads may take longer than ten seconds, and who was let in for it:
 * others who want to write meanwhile are told to try again.  A commit is on
 * the disk when it returns.
 */
static int
settle_in(struct pg *pg, struct err *err)
{
	int reads = pg->flags & DB_READ;
	int patient = pg->flags & (DB_READ | DB_ANY | DB_CREATE | DB_LONG);
	char *sql = xasprintf(
	    "SET client_encoding = 'UTF8'; SET client_min_messages = warning;"
	    "SET lock_timeout = %d; SET statement_timeout = %d;"
	    "SET idle_in_transaction_session_timeout = '60s';"
	    "SET default_transaction_read_only = %s;"
	    "SELECT set_config('synchronous_commit', 'on', false)"
	    " WHERE current_setting('synchronous_commit') = 'off'",
	    WAIT_MS, patient ? 0 : TIMEOUT_MS, reads ? "on" : "off");
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

	if (pg_number(pg,
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

	if (pg_number(pg,
		"SELECT count(*) FROM pg_class WHERE "
		"oid = to_regclass('ha_schema')",
		&there, err) < 0)
		return -1;
	if (there)
		return 0;
	if (pg_number(pg,
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

void
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

void *
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
	if (pg_connect(pg, err) < 0 || settle_in(pg, err) < 0 ||
	    acceptable(pg, err) < 0 || ours(pg, err) < 0) {
		pg_close(pg);
		return NULL;
	}
	return pg;
}
