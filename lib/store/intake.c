/* store/intake.c - what came in: stored once, told until it is taken */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "store/inside.h"
#include "store/intake.h"
#include "store/keep.h"
#include "store/message.h"
#include "store/pack.h"

enum { QUARANTINE_MAX = 64 << 10 };

int
intake_seen(struct db *db, int64_t account, const char *source, struct err *err)
{
	struct stmt *st;
	int64_t one;

	if (db_look(db, err) < 0) /* a mailbox is many of these */
		return -1;
	st = db_stmt(db, STMT_DELIVERY_SEEN);
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

static int
add_raw(
    struct db *db, const struct intake_message *m, int64_t row, struct err *err)
{
	struct buf b = BUF_INIT;
	struct stmt *st;
	int rc;

	if (m->raw == NULL)
		return 0;
	pack_bytes(&db->pack, m->raw, m->raw_len, &b);
	st = db_stmt(db, STMT_RAW_ADD);
	bind_int(st, 1, row);
	bind_int(st, 2, m->account);
	bind_int(st, 3, (int64_t)m->raw_len);
	bind_blob(st, 4, b.p, b.len);
	rc = db_do(st, err);
	buf_free(&b);
	return rc;
}

static int
add_message(struct db *db, const struct intake_message *m, int64_t *row,
    struct err *err)
{
	struct message_new in = {
		.account = m->account,
		.ticket = m->ticket,
		.external_id = m->external_id,
		.mail_id = m->mail_id,
		.class = m->class,
		.reply_owed = m->reply_owed,
		.out = m->out,
		.history = m->history,
		.sent_at = m->sent_at,
		.received_at = m->received_at,
		.record = m->record,
		.record_len = m->record_len,
		.words = m->words,
		.later = m->later,
	};

	if (message_keep(db, &in, row, err) < 0)
		return -1;
	return add_raw(db, m, *row, err);
}

int
intake_message(struct db *db, const struct intake_message *m,
    enum intake_result *result, int64_t *row, struct err *err)
{
	int64_t ticket;
	int known = 0;

	if (!m->fresh)
		known = message_known(
		    db, m->account, m->external_id, row, &ticket, err);
	if (known < 0)
		return -1;
	*result = known ? INTAKE_KNOWN : INTAKE_NEW;
	if (!known && add_message(db, m, row, err) < 0)
		return err_wrap(err, "store message '%s'", m->external_id);
	return add_delivery(db, m->account, m->source, *row, err);
}

int
intake_waits(struct db *db, int64_t row, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_MESSAGE_WAITS);
	int64_t one;

	bind_int(st, 1, row);
	return db_one(st, &one, err);
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
