/* store/db_pg_check.c - what a PostgreSQL server can be asked about itself */
#include <stdlib.h>

#include "base/xalloc.h"
#include "store/db_pg.h"

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
	PGresult *r = pg_ask(pg, sql, err);
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

int
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

int
pg_alone(void *arg, struct err *err)
{
	struct pg *pg = arg;
	int64_t others;

	if (pg_number(pg,
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
int
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
