/* store/index.c - the full text, added later */
#include "base/arena.h"
#include "rec/val.h"
#include "store/index.h"
#include "store/inside.h"
#include "store/pack.h"

typedef void words_fn(const char *, const char *, struct buf *);

int64_t
index_waiting(struct db *db, struct err *err)
{
	return db_count(db_stmt(db, STMT_CHECK_UNINDEXED), err);
}

static int
done(struct db *db, int64_t row, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_INDEX_DONE);

	bind_int(st, 1, row);
	return db_do(st, err);
}

static int
add_one(struct db *db, struct stmt *st, words_fn *words, struct arena *arena,
    int64_t *row, struct err *err)
{
	struct buf b = BUF_INIT;
	struct val rec;
	const void *p;
	size_t n;

	*row = col_int(st, 0);
	p = col_blob(st, 1, &n);
	rec.p = pack_open(&db->pack, p, n, &rec.n, arena, err);
	if (rec.p == NULL)
		return -1;
	words(val_str(val_get(rec, "subject"), arena),
	    val_str(val_get(rec, "text"), arena), &b);
	if (b.len > 0)
		db_words(db, *row, b.p);
	buf_free(&b);
	return 0;
}

/* Read first, then take off the list: a statement is not open over changes. */
static int
add_all(struct db *db, int max, words_fn *words, struct arena *arena,
    struct err *err)
{
	int64_t *rows = arena_get(arena, (size_t)max * sizeof *rows);
	struct stmt *st = db_stmt(db, STMT_INDEX_NEXT);
	enum step step;
	int n = 0, i;

	bind_int(st, 1, max);
	while ((step = db_step(st, err)) == STEP_ROW)
		if (add_one(db, st, words, arena, &rows[n++], err) < 0) {
			stmt_end(st);
			return -1;
		}
	if (step == STEP_ERROR)
		return -1;
	for (i = 0; i < n; i++)
		if (done(db, rows[i], err) < 0)
			return -1;
	return n;
}

int
index_some(struct db *db, int max, words_fn *words, struct err *err)
{
	struct arena arena = ARENA_INIT;
	int n;

	if (db_begin(db, err) < 0)
		return -1;
	n = add_all(db, max, words, &arena, err);
	arena_free(&arena);
	if (n >= 0 && db_commit(db, err) == 0)
		return n;
	db_rollback(db);
	return -1;
}
