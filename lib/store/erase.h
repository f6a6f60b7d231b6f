/*
 * store/erase.h - a person is forgotten
 *
 * What goes: name, identities, tags by hand, notes, the words and files of
 * every message, draft and answer, raw mail, quarantine, buyer and address of
 * orders.  What stays: amounts, articles, dates, codes, the tickets as
 * numbers in reports, and the chain of events, which never hashed a word.
 * A record that was erased says "erased":true and is not written again when
 * its channel shows it once more.
 *
 * Beside the database lies DATABASE.erased, a line for each customer (of a
 * server: FILES/erased): a restored copy is from before, so it is done there
 * again.
 */
#ifndef STORE_ERASE_H
#define STORE_ERASE_H

#include "base/buf.h"
#include "base/map.h"
#include "rec/val.h"
#include "store/db.h"

struct erasure {
	int64_t customer; /* a root */
	int64_t now;
	/* The words by which a message was indexed. */
	void (*words)(struct val record, struct buf *);
	/* filled: what was named by what is gone, by SHA-256 */
	struct map files;
	int64_t tickets, messages, orders, replies, quarantined;
};

/*
 * Inside the caller's transaction.  ERR_AGAIN while an answer to the person
 * is on its way.
 */
int erase_customer(struct db *, struct erasure *, struct err *);
void erase_free(struct erasure *);

/* store/erase_files.c.  EACH gets the files of E that nobody else's messages
 * name. */
int erase_files(struct db *, struct erasure *,
    int (*each)(const char *sha256, void *), void *, struct err *);

/* Rewrite the database without the bytes that were freed; no transaction. */
int erase_scrub(struct db *, struct err *);
/* It was not rewritten since something was erased. */
int erase_unscrubbed(struct db *);

/* Where the list of the database URI is; the caller's. */
char *erase_list(const char *uri, const char *files);
/* Add the customer and its parts, before the commit. */
int erase_note(
    struct db *, const char *list, int64_t customer, int64_t now, struct err *);
/* Add whoever is erased in DB: on a new disk there is no list yet. */
int erase_relist(struct db *, const char *list, struct err *);
/* Those of LIST that DB (an older copy) knows; EACH gets roots and parts. */
int erase_listed(struct db *, const char *list, int (*each)(int64_t id, void *),
    void *, struct err *);

#endif
