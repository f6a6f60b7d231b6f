/*
 * store/inside.h - a database handle from inside (for lib/store only)
 */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "base/buf.h"
#include "base/digest.h"
#include "store/pack.h"
#include "store/stmt.h"

/* The end of an account's chain, as this transaction knows it. */
struct chain {
	int64_t account, seq;
	unsigned char hash[DIGEST_LEN];
};

struct db {
	const struct db_driver *driver;
	void *own;
	char *uri;
	unsigned flags;
	struct stmt *stmts[STMTS];
	struct chain *chains; /* void at begin and rollback */
	size_t nchains, cap;
	int events;	  /* committed by us: high.c */
	int pending;	  /* in this transaction */
	struct buf words; /* of this transaction, not yet indexed */
	size_t words_mark;
	struct pack pack;
	struct archive *archive; /* the folder and the open file */
	int looking;		 /* db_look began a transaction */
};

/* store/stmt.c */
void stmt_free_all(struct db *);

/*
 * store/db.c: the words of a message, indexed when the transaction ends or a
 * search asks for them.  SQLite writes what a full text index has pending at
 * every savepoint, its own ones around a statement too: indexed at once, each
 * message would become a segment that is merged again and again.
 */
void db_words(struct db *, int64_t row, const char *words);
int db_words_flush(struct db *, struct err *);

/* store/migrate.c: run what is newer than VERSION; how many, or -1. */
int migrate_from(struct db *, int version, struct err *);
int migrate_newest(void);

/* store/admin.c: a database file with what may lie beside it */
void admin_unlink(const char *file);

/* store/archive.c */
void archive_close(struct db *);

/* store/high.c: 78 when the database is behind what was seen of it. */
int high_check(struct db *, struct err *);
int high_write(struct db *, struct err *);

#endif
