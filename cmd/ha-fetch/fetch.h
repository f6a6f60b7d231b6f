/*
 * cmd/ha-fetch/fetch.h - from items of a source to stored, printed records
 *
 * main.c knows the command line, source.c one source of an account, entry.c
 * how an item becomes a record, batch.c persists and then prints.
 */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include <stdint.h>

#include "base/blob.h"
#include "base/buf.h"
#include "base/map.h"
#include "channel/channel.h"
#include "mail/mimed.h"
#include "rec/rec.h"
#include "store/account.h"
#include "store/intake.h"

/* What the command line asked, and what all sources share. */
struct fetch {
	const struct config *config; /* or NULL */
	struct db *db;		     /* NULL: parse and print only */
	struct blobs *blobs;	     /* NULL: attachments are not kept */
	struct mimed *mimed;
	struct rec *rec;     /* for records that come as such */
	struct map accounts; /* "channel/name" -> int64_t * */
	const char *map;     /* --map */
	int import, pending;
	int later; /* ha-db index adds to the full text */
	int64_t since, until;
	unsigned kinds; /* bits 1u << enum kind; 0: all */
	int rejects;	/* descriptor, or -1 */
};

enum entry_state {
	ENTRY_WAITING,
	ENTRY_MESSAGE,
	ENTRY_THING,
	ENTRY_BAD,
	ENTRY_SKIPPED
};

/* One item on its way into the database. */
struct entry {
	enum entry_state state;
	enum kind kind;
	int64_t account;
	int out; /* a message of ours */
	int64_t sent_at, received_at;
	struct buf raw, line, words;
	char *source, *external_id, *mail_id;
	char *reason, *detail; /* of a bad one */
	size_t size;	       /* of what came */
	int emit;	       /* set by the commit */
};

/* One source of one account, while it is read. */
struct source {
	struct fetch *fetch;
	struct channel *channel;
	const char *name; /* as the user calls it */
	int64_t account;  /* row, 0 without a database */
	/* one row for each account and kind that it showed; [0] is its own */
	struct intake_ledger *ledger;
	size_t nledger, ledger_cap;
	int64_t started_at;
	size_t seen;		/* for the progress line */
	struct entry **entries; /* in the order they came */
	size_t n, cap;
	size_t bytes; /* of their lines and raw */
};

/* source.c: the exit status. */
int source_fetch(struct fetch *, const struct conf_account *, const char *spec);

/* entry.c */
struct entry *entry_new(const struct item *);
void entry_free(struct entry *);
/*
 * A record that came as one, checked and taken apart; a parsed mail.  -1 is a
 * fault of the surroundings: what is wrong with the item makes it a bad one.
 */
int entry_record(struct source *, struct entry *, struct err *);
int entry_mail(
    struct source *, struct entry *, const struct mimed_result *, struct err *);
void entry_bad(struct entry *, const char *reason, const char *detail);
/* --kind names it, or nothing at all. */
int kind_wanted(const struct fetch *, enum kind);

/* ledger.c */
/* The row that counts these; it may move when another is made. */
struct intake_ledger *ledger_row(struct source *, int64_t account, enum kind);
/* Of all rows together. */
struct intake_ledger ledger_sum(const struct source *);
/* Write them, in the caller's transaction; ERROR is NULL when it ended well. */
int ledger_write(
    struct source *, const char *cursor, const char *error, struct err *);

/* batch.c */
/* The row of an account by its id, asked once a run; -1. */
int64_t batch_account(
    struct fetch *, const char *channel, const char *name, struct err *);
/* Results that are there (ALL: wait for every one). */
int batch_collect(struct source *, int all, struct err *);
/* Persist what has its result, then print it. */
int batch_commit(struct source *, const char *cursor, int last, struct err *);

#endif
