/*
 * store/db.h - the ticket database, and who commits
 *
 * A database is a path (SQLite) or a postgresql:// URI; behind both stands
 * one table of functions (store/driver.h, for lib/store only).  All SQL lives
 * in this room; callers use functions named for what they mean.
 *
 * A transaction belongs to whoever knows the unit of work: the batch of a
 * stage, or a verb.  Nothing in the store commits in passing.  Every
 * transaction that may write begins with the write lock (BEGIN IMMEDIATE); a
 * lock held by others for 10 s is ERR_AGAIN.
 *
 * Rows are given in structs whose strings live in the arena that the caller
 * handed in.  Times are ms UTC, CLOCK_NONE when there is none; money is minor
 * units with its currency.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct db;

enum {
	DB_READ = 1,   /* will not write */
	DB_CREATE = 2, /* ha-db init: make it when it is not there */
	DB_ANY = 4,    /* ha-db: of any age, behind its high-water file */
	DB_LONG = 8    /* a statement may take longer than ten seconds */
};

/*
 * 78 and the command that mends it when the database is not there, not ours,
 * older (ha-db migrate) or newer than the program, or behind its high-water
 * file (an old copy put in place; ha-db restore).
 */
struct db *db_open(const char *uri, unsigned flags, struct err *);
void db_close(struct db *);	       /* rolls back what is open */
const char *db_uri(const struct db *); /* for messages, no password */

int db_begin(struct db *, struct err *);
int db_commit(struct db *, struct err *);
void db_rollback(struct db *);
/*
 * What is read until the next db_begin is of one moment: of many small
 * questions only the first one takes a lock.  Nothing inside a transaction.
 */
int db_look(struct db *, struct err *);
/* A point inside the transaction to fall back to, for one record of many. */
int db_mark(struct db *, struct err *);
void db_mark_back(struct db *);
void db_mark_keep(struct db *);

/* The folder where archived records are found (store/archive.h). */
void db_files(struct db *, const char *folder);

/* The database's own clock, for leases: never HA_NOW. */
int64_t db_clock(struct db *);

/* Settings that live with the data: "uuid", "hold", "loop_key". */
const char *db_meta(struct db *, const char *key, struct arena *);
int db_meta_set(struct db *, const char *key, const char *value, struct err *);

#endif
