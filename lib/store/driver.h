/*
 * store/driver.h - what stands behind a database (for lib/store only)
 *
 * A driver is one const struct of functions, chosen by the URI.  SQL is one
 * text for all of them, in a subset that SQLite and PostgreSQL share: $1
 * parameters, no type casts but CAST, no functions that differ.  What cannot
 * be said in it is a function here (full text, the clock, a copy) or one of
 * the texts here.
 *
 * A statement is prepared once, at its first use.  Values are bound before the
 * first step and borrowed until the statement ends; columns are borrowed until
 * the next step.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include <stddef.h>
#include <stdint.h>

#include "store/db.h"

enum step { STEP_ERROR = -1, STEP_DONE = 0, STEP_ROW = 1 };

/* The words in braces of the schema. */
enum word {
	WORD_PK,
	WORD_INT,
	WORD_TEXT,
	WORD_REAL,
	WORD_JSON,
	WORD_BLOB,
	WORD_STRICT,
	WORD_KEYED,
	WORDS
};

enum value_type { VALUE_NULL, VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BLOB };

struct value {
	enum value_type type;
	int64_t i;
	double d;
	const void *p;
	size_t n;
};

enum { DRIVER_PARAMS = 64 }; /* of one statement */

struct db_driver {
	const char *name;
	const char *prefix; /* of the URI; "" takes what is left */
	const char *words[WORDS];
	const char *lock; /* {lock} behind the SELECT of a claim */
	int returning;	  /* an INSERT tells its new row by RETURNING */
	const char *ddl;  /* behind the first migration */
	/* Ids of messages by their words, around the parameter's number. */
	const char *match, *match_end;

	/* NULL when it is not there, not ours, or not sound. */
	void *(*open)(const char *uri, unsigned flags, struct err *);
	void (*close)(void *);
	int (*version)(void *, int *version, struct err *);
	int (*set_version)(void *, int version, struct err *);
	/* Several statements without values: schema, transactions. */
	int (*run)(void *, const char *sql, struct err *);
	int (*begin)(void *, int write, struct err *);
	int (*commit)(void *, struct err *);
	void (*rollback)(void *);
	int (*inside)(void *); /* a transaction is open */

	void *(*prepare)(void *, const char *sql, struct err *);
	void (*finish)(void *stmt);
	int (*bind)(void *stmt, int n, const struct value *);
	enum step (*step)(void *, void *stmt, struct err *);
	/* Run an INSERT to its end: 1 and the new row's key, 0 no row. */
	int (*insert)(void *, void *stmt, int64_t *id, struct err *);
	void (*reset)(void *stmt);
	void (*column)(void *stmt, int i, struct value *);
	int (*columns)(void *stmt);
	const char *(*column_name)(void *stmt, int i);
	int64_t (*changes)(void *);

	int64_t (*clock)(void *); /* ms UTC, its own */
	/* Words of a message for the full text. */
	int (*index)(void *, int64_t row, const char *words, struct err *);
	/* Take them out again; the same words. */
	int (*unindex)(void *, int64_t row, const char *words, struct err *);
	/*
	 * No byte of what was deleted is left in the files of the database;
	 * outside of a transaction.  ERR_AGAIN when others keep it from that;
	 * NULL: the server sees to its own files.
	 */
	int (*scrub)(void *, struct err *);
	/* Structure and references; a line per finding, their number or -1. */
	int (*check)(
	    void *, int (*each)(const char *, void *), void *, struct err *);
	/* Nobody else has it open, and it is one file; else ERR_AGAIN. */
	int (*alone)(void *, struct err *);
	/* A copy that is one file, sound and durable; NULL: row by row. */
	int (*copy)(void *, const char *file, struct err *);
	/* Rows of TABLE came with their keys; NULL: it takes note by itself. */
	int (*keyed)(void *, const char *table, const char *key, struct err *);
	/* The file, for what lies beside it; NULL: there is none. */
	const char *(*path)(void *);
};

extern const struct db_driver driver_sqlite, driver_pg;

#endif
