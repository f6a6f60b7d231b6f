/* store/archive_move.c - what is old leaves the database for files */
#include <stdlib.h>

#include "base/blob.h"
#include "base/seal.h"
#include "base/xalloc.h"
#include "store/archive.h"
#include "store/inside.h"
#include "store/place.h"

static const char head[] = "ha archive 1\n";

/* What moves together. */
struct item {
	int64_t row;
	struct place place;
};

struct batch {
	struct db *db;
	struct archiving *a;
	struct blobs *blobs;
	struct buf file;
	struct item *items;
	size_t n, cap;
	struct err *err;
};

/* What can move: which rows, and how a row is told where it has gone. */
static const struct {
	enum stmt_id list, move;
} kinds[] = {
	{ STMT_ARCHIVE_MESSAGES, STMT_ARCHIVE_MESSAGE },
	{ STMT_ARCHIVE_RAWS, STMT_ARCHIVE_RAW },
};
enum { KINDS = sizeof kinds / sizeof kinds[0], MESSAGES = 0, PAGE = 200 };

static int
take(struct batch *b, int64_t row, const char *packed, size_t n)
{
	size_t at = b->file.len;
	struct item *item;

	xgrow(&b->items, &b->cap, b->n + 1, sizeof *b->items);
	item = &b->items[b->n];
	*item = (struct item){ row, { .offset = (int64_t)at } };
	if (seal(packed, n, item->place.key, &b->file, b->err) < 0)
		return -1;
	item->place.length = b->file.len - at;
	b->n++;
	return 0;
}

/* What may move behind the place that we have come to. */
static struct stmt *
old(struct batch *b, int limit)
{
	struct stmt *st = db_stmt(b->db, kinds[b->a->what].list);

	bind_int(st, 1,
	    b->a->what == MESSAGES ? b->a->closed_before : b->a->raw_before);
	bind_int(st, 2, b->a->at);
	bind_int(st, 3, b->a->id);
	bind_int(st, 4, limit);
	bind_int(st, 5, PLACE);
	return st;
}

/*
 * To the first that may move, past those that have: no lock is held for what
 * an earlier run did.  1, 0 there is none, -1.
 */
static int
skip(struct batch *b)
{
	struct stmt *st = old(b, 1);
	enum step step = db_step(st, b->err);

	if (step != STEP_ROW)
		return step;
	b->a->id = col_int(st, 0) - 1;
	b->a->at = col_int(st, 1);
	stmt_end(st);
	return 1;
}

/* One page: how many rows it had, or as many as a page has when full. */
static int
gather_page(struct batch *b)
{
	struct stmt *st = old(b, PAGE);
	enum step step;
	const void *p;
	size_t n;
	int rows = 0;

	while ((step = db_step(st, b->err)) == STEP_ROW) {
		b->a->id = col_int(st, 0);
		b->a->at = col_int(st, 1);
		p = col_blob(st, 2, &n);
		rows++;
		if (take(b, b->a->id, p, n) == 0 && b->file.len < ARCHIVE_BATCH)
			continue;
		stmt_end(st);
		return b->err->code != ERR_OK ? -1 : PAGE;
	}
	return step == STEP_ERROR ? -1 : rows;
}

/* 1 when the batch is full. */
static int
gather(struct batch *b)
{
	int rows;

	do
		rows = gather_page(b);
	while (rows == PAGE && b->file.len < ARCHIVE_BATCH);
	return rows < 0 ? -1 : b->file.len >= ARCHIVE_BATCH;
}

static int
write_file(struct batch *b, char digest[DIGEST_HEX])
{
	unsigned char hash[DIGEST_LEN];
	int rc;

	digest_sha256(b->file.p, b->file.len, hash);
	digest_hex(hash, sizeof hash, digest);
	rc = blob_put(b->blobs, digest, b->file.p, b->file.len, b->err);
	if (rc == 0)
		rc = blob_sync(b->blobs, b->err);
	return rc;
}

static int
note_file(struct batch *b, const char *digest, int64_t *id)
{
	struct stmt *st = db_stmt(b->db, STMT_ARCHIVE_NEW);

	bind_text(st, 1, digest);
	bind_int(st, 2, (int64_t)b->file.len);
	bind_int(st, 3, b->a->now);
	return db_insert(st, id, b->err) == 1 ? 0 : -1;
}

static int
lead(struct batch *b, int64_t file)
{
	char place[PLACE];
	struct stmt *st;
	size_t i;

	for (i = 0; i < b->n; i++) {
		b->items[i].place.file = file;
		place_write(&b->items[i].place, place);
		st = db_stmt(b->db, kinds[b->a->what].move);
		bind_int(st, 1, b->items[i].row);
		bind_blob(st, 2, place, PLACE);
		if (db_do(st, b->err) < 0)
			return -1;
	}
	return 0;
}

static int
move(struct batch *b)
{
	char digest[DIGEST_HEX];
	int64_t file;

	if (b->n == 0 || b->a->dry_run)
		return 0;
	if (write_file(b, digest) < 0 || note_file(b, digest, &file) < 0 ||
	    lead(b, file) < 0)
		return -1;
	b->a->made++;
	return 0;
}

static void
count(struct batch *b)
{
	if (b->a->what == MESSAGES)
		b->a->messages += (int64_t)b->n;
	else
		b->a->raws += (int64_t)b->n;
	if (b->n > 0)
		b->a->bytes += (int64_t)b->file.len;
}

/* The lock is held from the reading on: nobody is forgotten in between. */
static int
run(struct batch *b)
{
	int full = skip(b);

	if (full <= 0)
		return full;
	if (!b->a->dry_run && blob_share(b->blobs, b->err) < 0)
		return -1;
	if (db_begin(b->db, b->err) < 0)
		return -1;
	if ((full = gather(b)) < 0 || move(b) < 0) {
		db_rollback(b->db);
		return -1;
	}
	if (b->a->dry_run)
		db_rollback(b->db);
	else if (db_commit(b->db, b->err) < 0)
		return -1;
	return full;
}

int
archive_some(struct db *db, struct archiving *a, struct err *err)
{
	struct batch b = { .db = db, .a = a, .file = BUF_INIT, .err = err };
	int full;

	if (a->what >= KINDS)
		return 0;
	b.blobs = blob_open(a->files);
	if (a->at == 0 && a->id == 0)
		a->at = INT64_MIN;
	buf_add(&b.file, head, sizeof head - 1);
	full = run(&b);
	if (full >= 0)
		count(&b);
	if (full == 0) {
		a->what++;
		a->at = a->id = 0;
	}
	free(b.items);
	buf_free(&b.file);
	blob_close(b.blobs);
	return full < 0 ? -1 : a->what < KINDS;
}
