/*
 * store/inside.h - a database handle from inside (for lib/store only)
 */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "base/digest.h"
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
	int events;	   /* committed by us: high.c */
	int pending;	   /* in this transaction */
	struct pack *pack; /* made at first use */
};

/* store/stmt.c */
void stmt_free_all(struct db *);

/* store/migrate.c: run what is newer than VERSION; how many, or -1. */
int migrate_from(struct db *, int version, struct err *);
int migrate_newest(void);

/* store/admin.c: a database file with what may lie beside it */
void admin_unlink(const char *file);

/* store/high.c: 78 when the database is behind what was seen of it. */
int high_check(struct db *, struct err *);
int high_write(struct db *, struct err *);

#endif
