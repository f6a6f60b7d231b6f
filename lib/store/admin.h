/*
 * store/admin.h - the database as a whole: make, migrate, check, copy
 */
#ifndef STORE_ADMIN_H
#define STORE_ADMIN_H

#include <jansson.h>

#include "store/db.h"

int admin_version(struct db *);
/* The schema of a database of any age, and the newest one there is. */
int admin_age(const char *uri, int *schema, int *newest, struct err *);
/* Make an empty database of the newest schema; there already: 0, nothing. */
int admin_init(const char *uri, struct err *);
/* Backup, then one transaction per migration.  Returns how many ran. */
int admin_migrate(const char *uri, struct err *);
/*
 * Integrity, foreign keys, event chains, promises of the schema that no
 * constraint can state.  EACH gets a line per finding; returns their number.
 */
int admin_check(struct db *, int (*each)(const char *finding, void *), void *,
    struct err *);
struct admin_size {
	int64_t messages, tickets, events;
	int64_t unindexed; /* messages that the full text lacks */
};
int admin_size(struct db *, struct admin_size *, struct err *);
/* VACUUM INTO a temporary name, checked, fsynced, renamed; mode 0600. */
int admin_backup(struct db *, const char *file, struct err *);
/*
 * Every row of FROM (opened to read) into the database TO, which is made or
 * still empty; counted and its chains verified before it is committed.  WORDS
 * appends what the full text keeps of a message.
 */
struct buf;
int admin_copy(struct db *from, const char *to,
    void (*words)(const char *subject, const char *text, struct buf *),
    struct err *);
/*
 * Put FILE in the database's place: the old one is kept beside it, what was
 * on its way becomes unknown, sending is held, erasures are done again.
 */
struct restoring {
	/* what is to be done in the copy before it takes the place; or NULL */
	int (*ready)(struct db *, void *, struct err *);
	void *arg;
	char *kept; /* where the old one is; the caller's, or NULL */
};
int admin_restore(
    const char *uri, const char *file, struct restoring *, struct err *);
/* Sending is held (after a restore) until the reconciles are clean. */
int admin_held(struct db *);
struct account;
struct resuming {
	/*
	 * Is this account fetched by itself?  One that is not, like a file
	 * that was named once, need not be.  NULL: all are.
	 */
	int (*fetched)(const struct account *, const void *config);
	const void *config;
	int (*each)(const char *reason, void *);
	void *arg;
};
/* 0 lifted; 1 refused, EACH got the reasons; -1. */
int admin_resume(struct db *, const struct resuming *, struct err *);
/* Every row as JSON Lines, table by table; LABELS: text and its class. */
int admin_export(struct db *, int labels,
    int (*line)(const char *, size_t, void *), void *, struct err *);

#endif
