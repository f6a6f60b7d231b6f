/*
 * store/stmt.h - statements, values, columns (for lib/store only)
 *
 *	struct stmt *st = db_stmt(db, STMT_MESSAGE_TAKE);
 *	bind_int(st, 1, row);
 *	if (db_step(st, err) != STEP_ROW) ...
 *	col_int(st, 0);
 *	stmt_end(st);
 *
 * A statement ends by itself at STEP_DONE and STEP_ERROR; after STEP_ROW it
 * is ended by hand unless it is stepped on.  One that is busy while it is
 * asked for again (a callback inside a list) is prepared a second time.
 *
 * A statement that writes outside a transaction is our bug and refused:
 * nothing in the store commits in passing.
 */
#ifndef STORE_STMT_H
#define STORE_STMT_H

#include "store/driver.h"

enum stmt_id {
#define STMT(name, text) STMT_##name,
#include "store/stmt.def"
#undef STMT
	STMTS
};

extern const char *const stmt_text[STMTS];
extern const char *const stmt_name[STMTS];

struct stmt;

struct stmt *db_stmt(struct db *, enum stmt_id);
/* One that was put together of whole clauses; freed by stmt_end. */
struct stmt *db_stmt_of(struct db *, const char *sql);
void stmt_end(struct stmt *);

void bind_value(struct stmt *, int n, const struct value *);
void bind_null(struct stmt *, int n);
void bind_int(struct stmt *, int n, int64_t);
void bind_ref(struct stmt *, int n, int64_t);  /* 0 is NULL */
void bind_time(struct stmt *, int n, int64_t); /* CLOCK_NONE is NULL */
void bind_real(struct stmt *, int n, double);
/* NULL is NULL.  It ends at its NUL: none can get into a column. */
void bind_text(struct stmt *, int n, const char *);
void bind_blob(struct stmt *, int n, const void *, size_t);
/* The first step shall fail with this. */
void stmt_refuse(struct stmt *, enum err_code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

enum step db_step(struct stmt *, struct err *);
/* Step to the end of what returns no rows: 0, -1. */
int db_do(struct stmt *, struct err *);
/* An INSERT that ends in {returning}: 1 and its new row, 0 none, -1. */
int db_insert(struct stmt *, int64_t *id, struct err *);
/* The first column of the first row, ended; 1, 0 no row, -1. */
int db_one(struct stmt *, int64_t *out, struct err *);
/* The same, where no row means 0; -1. */
int64_t db_count(struct stmt *, struct err *);
/* Rows changed by the last db_do. */
int64_t db_changes(struct db *);

int64_t col_int(struct stmt *, int i);	/* NULL is 0 */
int64_t col_time(struct stmt *, int i); /* NULL is CLOCK_NONE */
double col_real(struct stmt *, int i);
/* NULL stays NULL.  Copied into the arena; borrowed when it is NULL. */
const char *col_text(struct stmt *, int i, struct arena *);
const void *col_blob(struct stmt *, int i, size_t *n);
int col_null(struct stmt *, int i);
int stmt_columns(struct stmt *);
/* Name and value of any column, borrowed until the next step. */
const char *stmt_column(struct stmt *, int i, struct value *);

/*
 * EACH gets the statement at every row of one that reads by a key, a page at a
 * time, for a server's result is held whole.  The key is its first column, $1
 * the one that it begins behind, $2 how many rows, $3 (of some) OF, else 0.
 */
int stmt_pages(struct db *, enum stmt_id, int64_t of,
    int (*each)(struct stmt *, void *), void *, struct err *);

/* EACH gets the first column, a text, of every row; ends the statement. */
int stmt_texts(struct stmt *, struct arena *, int (*each)(const char *, void *),
    void *, struct err *);

#endif
