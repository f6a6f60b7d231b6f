/* store/archive.c - what is old leaves the database and can still be read */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/file.h"
#include "base/seal.h"
#include "base/xalloc.h"
#include "store/archive.h"
#include "store/inside.h"

static const char head[] = "ha archive 1\n";

/* The place in a row, little end first: way, file, offset, length, key. */
enum {
	AT_FILE = 1,
	AT_OFFSET = AT_FILE + 4,
	AT_LENGTH = AT_OFFSET + 8,
	AT_KEY = AT_LENGTH + 4,
	PLACE = AT_KEY + SEAL_KEY,
	FILE_MAX = 1 << 30
};

struct archive {
	char *folder;
	int64_t id; /* of what is open; 0: nothing */
	int fd;
};

static void
put_number(char *p, size_t n, uint64_t v)
{
	size_t i;

	for (i = 0; i < n; i++, v >>= 8)
		p[i] = (char)(v & 0xff);
}

static uint64_t
get_number(const char *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | (unsigned char)p[n];
	return v;
}

static void
shut(struct archive *a)
{
	if (a->id != 0)
		close(a->fd);
	a->id = 0;
}

void
archive_close(struct db *db)
{
	if (db->archive == NULL)
		return;
	shut(db->archive);
	free(db->archive->folder);
	free(db->archive);
	db->archive = NULL;
}

/* The path of a file that the table knows; NULL when it does not. */
static char *
path_of(struct db *db, int64_t id, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ARCHIVE_GET);
	struct arena arena = ARENA_INIT;
	char *path = NULL;

	bind_int(st, 1, id);
	if (db_step(st, err) == STEP_ROW) {
		path = blob_path(db->archive->folder, col_text(st, 0, &arena));
		stmt_end(st);
	}
	arena_free(&arena);
	return path;
}

static int
need(struct db *db, int64_t id, struct err *err)
{
	struct archive *a = db->archive;
	char *path;

	if (a->id == id)
		return 0;
	shut(a);
	if ((path = path_of(db, id, err)) == NULL)
		return err_set(err, ERR_CONFIG,
		    "a record is in archive %" PRId64
		    ", which is not known: see ha-db check",
		    id);
	a->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (a->fd >= 0)
		a->id = id;
	else
		err_sys(err, err_of_errno(errno),
		    "cannot open archive '%s' (it is in the backups too)",
		    path);
	free(path);
	return a->id != 0 ? 0 : -1;
}

static int
read_at(int fd, char *p, size_t n, int64_t at)
{
	ssize_t got;

	while (n > 0) {
		got = pread(fd, p, n, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		p += got;
		n -= (size_t)got;
		at += got;
	}
	return 0;
}

static int
fetch(void *arg, const char *place, size_t n, struct buf *out, struct err *err)
{
	struct db *db = arg;
	size_t len;
	char *sealed;
	int rc;

	if (n != PLACE)
		return err_set(err, ERR_CONFIG,
		    "a stored record is damaged: see ha-db check");
	len = (size_t)get_number(place + AT_LENGTH, 4);
	if (need(db, (int64_t)get_number(place + AT_FILE, 4), err) < 0)
		return -1;
	if (len > FILE_MAX)
		return err_set(err, ERR_CONFIG, "an archive is damaged");
	sealed = xarray(len + 1, 1);
	rc = read_at(db->archive->fd, sealed, len,
	    (int64_t)get_number(place + AT_OFFSET, 8));
	if (rc < 0)
		err_set(err, ERR_CONFIG,
		    "an archive is shorter than it was: see ha-db check");
	else
		rc = seal_open(sealed, len,
		    (const unsigned char *)place + AT_KEY, out, err);
	free(sealed);
	return rc;
}

void
db_files(struct db *db, const char *folder)
{
	archive_close(db);
	db->archive = xcalloc(1, sizeof *db->archive);
	db->archive->folder = xstrdup(folder);
	db->pack.fetch = fetch;
	db->pack.arg = db;
}

/* What moves together. */
struct item {
	int64_t row;
	char place[PLACE];
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
	unsigned char key[SEAL_KEY];
	struct item *item;
	size_t at = b->file.len;

	if (seal(packed, n, key, &b->file, b->err) < 0)
		return -1;
	xgrow(&b->items, &b->cap, b->n + 1, sizeof *b->items);
	item = &b->items[b->n++];
	item->row = row;
	item->place[0] = PACK_ARCHIVED;
	put_number(item->place + AT_OFFSET, 8, at);
	put_number(item->place + AT_LENGTH, 4, b->file.len - at);
	memcpy(item->place + AT_KEY, key, SEAL_KEY);
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
	struct stmt *st;
	size_t i;

	for (i = 0; i < b->n; i++) {
		put_number(b->items[i].place + AT_FILE, 4, (uint64_t)file);
		st = db_stmt(b->db, kinds[b->a->what].move);
		bind_int(st, 1, b->items[i].row);
		bind_blob(st, 2, b->items[i].place, PLACE);
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

/* Missing, or not what its name says. */
static int
is_whole(struct db *db, const char *digest)
{
	struct err err = ERR_INIT;
	struct buf bytes = BUF_INIT;
	int rc = blob_read(db->archive->folder, digest, FILE_MAX, &bytes, &err);

	buf_free(&bytes);
	return rc == 0;
}

int
archive_check(struct db *db, int (*each)(const char *, void *), void *arg,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CHECK_ARCHIVES);
	struct arena arena = ARENA_INIT;
	const char *digest;
	enum step step;
	int rc = 0;

	while (rc == 0 && (step = db_step(st, err)) == STEP_ROW) {
		digest = col_text(st, 1, &arena);
		if (db->archive != NULL && !is_whole(db, digest))
			rc = each(arena_printf(&arena,
				      "archive %s is missing or damaged: "
				      "bring it back from a backup",
				      digest),
			    arg);
	}
	stmt_end(st);
	arena_free(&arena);
	return rc < 0 || step == STEP_ERROR ? -1 : 0;
}
