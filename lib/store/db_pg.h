/*
 * store/db_pg.h - what the parts of the PostgreSQL driver share
 *
 *	db_pg.c		errors, transactions, the table of the driver
 *	db_pg_open.c	the way to the server
 *	db_pg_stmt.c	statements, values, columns
 *	db_pg_words.c	the full text
 *	db_pg_check.c	what the server can be asked about itself
 */
#ifndef STORE_DB_PG_H
#define STORE_DB_PG_H

#include "base/buf.h"
#include "store/driver.h"
#include "store/libpq.h"

struct pg_stmt;

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

/* err_set after a failed call: as the SQLSTATE of the result says. */
int pg_fail(struct pg *, const PGresult *, struct err *);
/* The same when there is no SQLSTATE: what libpq says of the connection. */
int pg_lost(struct pg *, enum err_code, struct err *);
int pg_good(struct pg *, const PGresult *);
/* The result of the last of several statements; NULL when one failed. */
PGresult *pg_ask(struct pg *, const char *sql, struct err *);
/* One number; 0 when there is no row. */
int pg_number(struct pg *, const char *sql, int64_t *out, struct err *);
int pg_run(void *, const char *sql, struct err *);
int pg_inside(void *);

/* db_pg_open.c, of driver.h */
void *pg_open(const char *uri, unsigned flags, struct err *);
void pg_close(void *);

/* db_pg_stmt.c, of driver.h */
void *pg_prepare(void *, const char *sql, struct err *);
void pg_finish(void *);
int pg_bind(void *, int n, const struct value *);
enum step pg_step(void *, void *stmt, struct err *);
int pg_insert(void *, void *stmt, int64_t *id, struct err *);
void pg_reset(void *);
void pg_column(void *, int i, struct value *);
int pg_columns(void *);
const char *pg_column_name(void *, int i);

/* db_pg_words.c, of driver.h */
int pg_index(void *, int64_t row, const char *words, struct err *);
int pg_unindex(void *, int64_t row, const char *words, struct err *);

/* db_pg_check.c, of driver.h */
int pg_check(void *, int (*each)(const char *, void *), void *, struct err *);
int pg_alone(void *, struct err *);
int pg_keyed(void *, const char *table, const char *key, struct err *);

#endif
