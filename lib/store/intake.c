/* store/intake.c - what came in: stored once, told until it is taken */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "rec/val.h"
#include "store/inside.h"
#include "store/intake.h"
#include "store/pack.h"
#include "store/mailkey.h"

enum { QUARANTINE_MAX = 64 << 10 };

int
intake_seen(struct db *db, int64_t account, const char *source, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_DELIVERY_SEEN);
	int64_t one;

	bind_int(st, 1, account);
	bind_text(st, 2, source);
	return db_one(st, &one, err);
}

static int
add_delivery(struct db *db, int64_t account, const char *source, int64_t row,
    struct err *err)
{
	struct stmt *st;

	if (source == NULL)
		return 0;
	st = db_stmt(db, STMT_DELIVERY_ADD);
	bind_int(st, 1, account);
	bind_text(st, 2, source);
	bind_ref(st, 3, row);
	return db_do(st, err);
}

/* The same Message-ID with other content is there already: 1, 0, -1. */
static int
has_twin(
    struct db *db, const struct intake_message *m, int64_t key, struct err *err)
{
	struct stmt *st;
	int64_t one;

	if (key == 0)
		return 0;
	st = db_stmt(db, STMT_MESSAGE_TWIN);
	bind_int(st, 1, key);
	bind_int(st, 2, m->account);
	return db_one(st, &one, err);
}

static int
add_raw(struct db *db, const struct intake_message *m, int64_t row,
    struct buf *b, struct err *err)
{
	struct stmt *st;

	pack_bytes(&db->pack, m->raw, m->raw_len, b);
	st = db_stmt(db, STMT_RAW_ADD);
	bind_int(st, 1, row);
	bind_int(st, 2, m->account);
	bind_int(st, 3, (int64_t)m->raw_len);
	bind_blob(st, 4, b->p, b->len);
	return db_do(st, err);
}

static int
add_message(struct db *db, const struct intake_message *m, struct buf *b,
    int64_t *row, struct err *err)
{
	int64_t key = mail_key(m->mail_id);
	int twin = has_twin(db, m, key, err);
	struct stmt *st;

	if (twin < 0)
		return -1;
	pack_json(&db->pack, m->record, m->record_len, b);
	st = db_stmt(db, STMT_MESSAGE_ADD);
	bind_int(st, 1, m->account);
	bind_text(st, 2, m->external_id);
	bind_ref(st, 3, key);
	bind_null(st, 4);
	bind_int(st, 5, m->out);
	bind_int(st, 6, 0);
	bind_int(st, 7, m->history);
	bind_int(st, 8, twin);
	bind_time(st, 9, m->sent_at);
	bind_int(st, 10, m->received_at);
	bind_null(st, 11);
	bind_blob(st, 12, b->p, b->len);
	return db_one(st, row, err) == 1 ? 0 : -1;
}

int
intake_message(struct db *db, const struct intake_message *m,
    enum intake_result *result, int64_t *row, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_MESSAGE_KNOWN);
	struct buf b = BUF_INIT;
	int known, rc;

	bind_int(st, 1, m->account);
	bind_text(st, 2, m->external_id);
	if ((known = db_one(st, row, err)) < 0)
		return -1;
	*result = known ? INTAKE_KNOWN : INTAKE_NEW;
	if (known)
		return add_delivery(db, m->account, m->source, *row, err);
	rc = add_message(db, m, &b, row, err);
	if (rc == 0 && m->words != NULL && *m->words != '\0')
		rc = db->driver->index(db->own, *row, m->words, err);
	if (rc == 0 && m->raw != NULL)
		rc = add_raw(db, m, *row, &b, err);
	if (rc == 0)
		rc = add_delivery(db, m->account, m->source, *row, err);
	buf_free(&b);
	return rc < 0 ? err_wrap(err, "store message '%s'", m->external_id) : 0;
}

int
intake_quarantine(struct db *db, const struct quarantine *q, struct err *err)
{
	unsigned char digest[DIGEST_LEN];
	struct buf b = BUF_INIT;
	char hex[DIGEST_HEX];
	struct stmt *st;
	size_t n = q->raw_len < QUARANTINE_MAX ? q->raw_len : QUARANTINE_MAX;
	int rc;

	digest_sha256(q->raw, q->raw_len, digest);
	digest_hex(digest, DIGEST_LEN, hex);
	pack_bytes(&db->pack, q->raw != NULL ? q->raw : "", n, &b);
	st = db_stmt(db, STMT_QUARANTINE_ADD);
	bind_int(st, 1, q->account);
	bind_text(st, 2, q->source);
	bind_text(st, 3, q->reason);
	bind_text(st, 4, q->detail);
	bind_int(st, 5, clock_now());
	bind_int(st, 6, (int64_t)q->raw_len);
	bind_text(st, 7, hex);
	bind_blob(st, 8, b.p, b.len);
	rc = db_do(st, err);
	buf_free(&b);
	if (rc == 0)
		rc = add_delivery(db, q->account, q->source, 0, err);
	return rc;
}

const char *
intake_cursor(
    struct db *db, int64_t account, const char *source, struct arena *arena)
{
	struct stmt *st = db_stmt(db, STMT_CURSOR_GET);
	const char *cursor = NULL;

	bind_int(st, 1, account);
	bind_text(st, 2, source);
	if (db_step(st, NULL) == STEP_ROW) {
		cursor = col_text(st, 0, arena);
		stmt_end(st);
	}
	return cursor;
}

int
intake_cursor_set(struct db *db, int64_t account, const char *source,
    const char *cursor, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CURSOR_SET);

	bind_int(st, 1, account);
	bind_text(st, 2, source);
	bind_text(st, 3, cursor);
	return db_do(st, err);
}

int
intake_pending(struct db *db, int64_t account, int64_t *after, int max,
    int (*each)(const char *, size_t, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_MESSAGE_PENDING);
	struct arena arena = ARENA_INIT;
	enum step step;
	const void *p;
	char *line;
	size_t n, len;
	int count = 0;

	bind_int(st, 1, account);
	bind_int(st, 2, *after);
	bind_int(st, 3, max);
	while ((step = db_step(st, err)) == STEP_ROW) {
		*after = col_int(st, 0);
		p = col_blob(st, 1, &n);
		arena_reset(&arena);
		line = pack_open(&db->pack, p, n, &len, &arena, err);
		if (line == NULL || each(line, len, arg) < 0) {
			stmt_end(st);
			step = STEP_ERROR;
			break;
		}
		count++;
	}
	arena_free(&arena);
	return step == STEP_ERROR ? -1 : count;
}
