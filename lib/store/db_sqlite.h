/*
 * store/db_sqlite.h - what the parts of the SQLite driver share
 *
 *	db_sqlite.c		errors, transactions, the driver
 *	db_sqlite_open.c	a file becomes a database
 *	db_sqlite_stmt.c	statements, values, columns
 *	db_sqlite_words.c	the full text
 *	db_sqlite_check.c	is it sound, is it ours alone, a copy
 */
#ifndef STORE_DB_SQLITE_H
#define STORE_DB_SQLITE_H

#include <sqlite3.h>

#include "store/driver.h"

enum { APPLICATION_ID = 0x68614442 }; /* "haDB" */

struct sqlite {
	sqlite3 *db;
	char *path;
	unsigned flags;
	int64_t waiting_since; /* clock_mono, of the busy handler */
	unsigned dice;
	sqlite3_stmt *add_words;
};

/* err_set after a failed call, as its extended code says. */
int sqlite_fail(struct sqlite *, struct err *);
/* Is there no room, or no file more, where PATH lives?  Says which. */
int sqlite_no_space(const char *path, struct err *);
/* The file that says: look at the database, its disk has failed. */
char *sqlite_check_path(const struct sqlite *);
/* The handler of locks. */
int sqlite_busy(void *, int count);
/*
 * Is RC worth another attempt?  SQLite gives up (SQLITE_PROTOCOL) when at
 * each of a hundred looks at the log somebody else was rebuilding or moving
 * it.  Nothing has been read yet: it is a lock like others.
 */
int sqlite_again(struct sqlite *, int rc, int64_t *since, int *count);
/* One number from a PRAGMA or SELECT. */
int sqlite_number(struct sqlite *, const char *sql, int64_t *, struct err *);
int sqlite_run(void *, const char *sql, struct err *);
int sqlite_inside(void *);

/* db_sqlite_open.c, of driver.h */
void *sqlite_open(const char *uri, unsigned flags, struct err *);
void sqlite_close(void *);

/* db_sqlite_stmt.c, of driver.h */
void *sqlite_prepare(void *, const char *sql, struct err *);
void sqlite_finish(void *);
int sqlite_bind(void *, int n, const struct value *);
enum step sqlite_step(void *, void *stmt, struct err *);
int sqlite_insert(void *, void *stmt, int64_t *id, struct err *);
void sqlite_reset(void *);
void sqlite_column(void *, int i, struct value *);
int sqlite_columns(void *);
const char *sqlite_column_name(void *, int i);

/* db_sqlite_words.c, of driver.h */
int sqlite_index(void *, int64_t row, const char *words, struct err *);
int sqlite_unindex(void *, int64_t row, const char *words, struct err *);
int sqlite_scrub(void *, struct err *);

/* db_sqlite_check.c, of driver.h */
int sqlite_check(
    void *, int (*each)(const char *, void *), void *, struct err *);
int sqlite_alone(void *, struct err *);
int sqlite_copy(void *, const char *file, struct err *);

#endif
