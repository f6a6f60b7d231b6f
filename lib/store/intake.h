/*
 * store/intake.h - what came in: stored once, told until it is taken
 *
 * One intake is one fetch of one source of an account.  In one transaction:
 * raw bytes, messages or quarantine, delivery rows, the new cursor, the
 * ledger row.  Only after its commit are lines printed.
 *
 * A message's natural key is (account, external_id).  A delivery is where we
 * saw it (mailbox and UID, Maildir file name): UNIQUE(account, source), so
 * that a known delivery is recognised without reading it again.
 */
#ifndef STORE_INTAKE_H
#define STORE_INTAKE_H

#include <stddef.h>

#include "store/db.h"

struct intake_message {
	int64_t account;
	const char *external_id;
	const char *source;  /* delivery: "new/1700.M1P2.host" */
	const char *mail_id; /* Message-ID without <>, or NULL */
	int out;	     /* written by us elsewhere */
	int history;	     /* --import: no effects */
	int fresh;	/* message_known has just said that it is not there */
	int64_t ticket; /* it is taken at once by this one, or 0 */
	const char *class; /* then: what message_take wants, or NULL */
	int reply_owed;
	int64_t sent_at, received_at;
	const char *record; /* the JSON line as printed, no '\n' */
	size_t record_len;
	const char *words; /* token stream for the full text */
	int later;	   /* no words: index_some adds them (store/index.h) */
	const void *raw;   /* as it came, or NULL */
	size_t raw_len;
};

enum intake_result {
	INTAKE_NEW,
	INTAKE_KNOWN,
	INTAKE_CHANGED /* an order and its like: the same id, other content */
};

/* Has this delivery been stored?  1, 0, -1. */
int intake_seen(struct db *, int64_t account, const char *source, struct err *);
/*
 * Store it, or find it known: *ROW is its row number in both cases.  A
 * message known under another delivery gets a further delivery row.  A
 * Message-ID seen before with other content is stored and flagged.
 */
int intake_message(struct db *, const struct intake_message *,
    enum intake_result *, int64_t *row, struct err *);

/* Is it still not taken (intake_pending)?  1, 0, -1. */
int intake_waits(struct db *, int64_t row, struct err *);

/*
 * Order, shipment, return or review: upsert by (account, external_id).  A
 * shipment that tells less far than what is stored is known, not changed: it
 * was overtaken on its way.
 */
struct intake_thing {
	int64_t account;
	const char *external_id;
	const char *record; /* the JSON line */
	size_t record_len;
};
int intake_order(struct db *, const struct intake_thing *, enum intake_result *,
    struct err *);
int intake_shipment(struct db *, const struct intake_thing *,
    enum intake_result *, struct err *);
int intake_return(struct db *, const struct intake_thing *,
    enum intake_result *, struct err *);
int intake_review(struct db *, const struct intake_thing *,
    enum intake_result *, struct err *);
/* Is a thing of this kind ("order") stored under that id?  1, 0, -1. */
int intake_has(struct db *, const char *kind, int64_t account,
    const char *external_id, struct err *);

/* Raw bytes that did not become a record (first 64 KiB are kept). */
struct quarantine {
	int64_t account;
	const char *source; /* delivery, or input and line */
	const char *reason; /* code word: "too_large", "no_header" */
	const char *detail;
	const void *raw;
	size_t raw_len;
};
int intake_quarantine(struct db *, const struct quarantine *, struct err *);

/* NULL when there is none. */
const char *intake_cursor(
    struct db *, int64_t account, const char *source, struct arena *);
int intake_cursor_set(struct db *, int64_t account, const char *source,
    const char *cursor, struct err *);

/* The ledger: what the source had and what was stored. */
struct intake_ledger {
	int64_t account;
	const char *source; /* mailbox or file */
	const char *kind;   /* "message", "order", ... */
	int64_t started_at, finished_at;
	int64_t had; /* items the source showed */
	int64_t stored, known, quarantined, skipped;
	const char *cursor;
	const char *error; /* NULL when it ended well */
};
int intake_ledger(struct db *, const struct intake_ledger *, struct err *);
/*
 * ha-db reconcile: for an account, each source's newest ledger totals held
 * against the rows that are there; EACH gets one line per thing missing.
 * Returns the number missing, or -1.
 */
int64_t intake_reconcile(struct db *, int64_t account, struct arena *,
    int (*each)(const char *source, const char *what, void *), void *,
    struct err *);

/*
 * Messages not taken (no ticket, or a reply owed and not decided), oldest
 * first, as the lines they were printed as.  Start with *AFTER = 0; at most
 * MAX a call; returns how many, 0 at the end, -1.
 */
int intake_pending(struct db *, int64_t account, int64_t *after, int max,
    int (*each)(const char *line, size_t n, void *), void *, struct err *);

#endif
