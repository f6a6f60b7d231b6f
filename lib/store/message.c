/* store/message.c - stored messages */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "rec/val.h"
#include "store/inside.h"
#include "store/keep.h"
#include "store/key.h"
#include "store/message.h"
#include "store/pack.h"

/*
 * Ids stand in the record; columns of their own would store them twice.  An
 * answer of ours has its Message-ID as external id.
 */
static void
from_record(struct message *m, int64_t key, struct arena *arena)
{
	struct val rec = { m->record, m->record_len };

	if (m->external_id == NULL)
		m->external_id = val_str(val_get(rec, "external_id"), arena);
	m->mail_id = NULL;
	if (key == 0)
		return;
	m->mail_id = val_str(val_get(rec, "mail.message_id"), arena);
	if (m->mail_id == NULL && m->external_id != NULL &&
	    mail_key(m->external_id) == key)
		m->mail_id = m->external_id;
}

static int
read_message(struct db *db, struct stmt *st, struct message *m,
    struct arena *arena, struct err *err)
{
	const void *p;
	size_t n, len;

	memset(m, 0, sizeof *m);
	m->id = col_int(st, 0);
	m->account = col_int(st, 1);
	m->channel = col_text(st, 2, arena);
	m->account_name = col_text(st, 3, arena);
	m->external_id = col_text(st, 4, arena);
	m->ticket = col_int(st, 6);
	m->out = (int)col_int(st, 7);
	m->automatic = (int)col_int(st, 8);
	m->history = (int)col_int(st, 9);
	m->sent_at = col_time(st, 10);
	m->received_at = col_int(st, 11);
	m->author = col_text(st, 12, arena);
	p = col_blob(st, 13, &n);
	m->record = pack_open(&db->pack, p, n, &m->record_len, arena, err);
	if (m->record == NULL)
		return -1;
	if (!col_null(st, 14)) {
		p = col_blob(st, 14, &n);
		m->class = pack_open(&db->pack, p, n, &len, arena, err);
		if (m->class == NULL)
			return -1;
	}
	m->reply_owed = (int)col_int(st, 15);
	from_record(m, col_int(st, 5), arena);
	return 0;
}

/* Step to one row and read it: 1, 0, -1. */
static int
one(struct db *db, struct stmt *st, struct message *m, struct arena *arena,
    struct err *err)
{
	enum step step = db_step(st, err);
	int rc;

	if (step != STEP_ROW)
		return step;
	rc = read_message(db, st, m, arena, err);
	stmt_end(st);
	return rc < 0 ? -1 : 1;
}

static int
hex_of(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* One part of an id, percent-decoded; a NUL or a stray % makes it none. */
static const char *
part(const char *s, size_t n, struct arena *arena)
{
	char *out = arena_get(arena, n + 1), *o = out;
	size_t i;
	int hi, lo;

	for (i = 0; i < n; i++) {
		if (s[i] != '%') {
			*o++ = s[i];
			continue;
		}
		hi = i + 2 < n ? hex_of(s[i + 1]) : -1;
		lo = i + 2 < n ? hex_of(s[i + 2]) : -1;
		if (i + 2 < n && hi >= 0 && lo >= 0 && hi * 16 + lo != 0) {
			*o++ = (char)(hi * 16 + lo);
			i += 2;
			continue;
		}
		return NULL;
	}
	*o = '\0';
	return out;
}

int
message_by_id(struct db *db, const char *id, struct message *m,
    struct arena *arena, struct err *err)
{
	const char *a = strchr(id, '/');
	const char *b = a != NULL ? strchr(a + 1, '/') : NULL;
	const char *channel, *account, *external;
	unsigned char key[KEY_LEN];
	struct stmt *st;

	if (b == NULL)
		return 0;
	channel = part(id, (size_t)(a - id), arena);
	account = part(a + 1, (size_t)(b - a - 1), arena);
	external = part(b + 1, strlen(b + 1), arena);
	if (channel == NULL || account == NULL || external == NULL)
		return 0;
	external_key(external, key);
	st = db_stmt(db, STMT_MESSAGE_BY_ID);
	bind_text(st, 1, channel);
	bind_text(st, 2, account);
	bind_blob(st, 3, key, sizeof key);
	return one(db, st, m, arena, err);
}

int
message_by_row(struct db *db, int64_t row, struct message *m,
    struct arena *arena, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_MESSAGE_BY_ROW);

	bind_int(st, 1, row);
	return one(db, st, m, arena, err);
}

int
message_known(struct db *db, int64_t account, const char *external_id,
    int64_t *row, int64_t *ticket, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_MESSAGE_KNOWN);
	unsigned char key[KEY_LEN];
	enum step step;

	external_key(external_id, key);
	bind_int(st, 1, account);
	bind_blob(st, 2, key, sizeof key);
	if ((step = db_step(st, err)) != STEP_ROW)
		return step;
	*row = col_int(st, 0);
	*ticket = col_int(st, 1);
	stmt_end(st);
	return 1;
}

int
message_by_mail_id(struct db *db, const char *channel, const char *mail_id,
    struct message *m, struct arena *arena, struct err *err)
{
	int64_t key = mail_key(mail_id);
	struct stmt *st;
	enum step step;

	if (key == 0)
		return 0;
	st = db_stmt(db, STMT_MESSAGE_BY_MAIL);
	bind_int(st, 1, key);
	bind_text(st, 2, channel);
	while ((step = db_step(st, err)) == STEP_ROW) {
		if (read_message(db, st, m, arena, err) < 0)
			step = STEP_ERROR;
		else if (m->mail_id == NULL || strcmp(m->mail_id, mail_id) != 0)
			continue;
		stmt_end(st);
		break;
	}
	return step;
}

static int
each_of(struct db *db, enum stmt_id id, int64_t of, struct arena *arena,
    int (*each)(const struct message *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, id);
	struct message m;
	enum step step;

	bind_int(st, 1, of);
	while ((step = db_step(st, err)) == STEP_ROW)
		if (read_message(db, st, &m, arena, err) < 0 ||
		    each(&m, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	return step;
}

int
message_of_ticket(struct db *db, int64_t ticket, struct arena *arena,
    int (*each)(const struct message *, void *), void *arg, struct err *err)
{
	return each_of(
	    db, STMT_MESSAGE_OF_TICKET, ticket, arena, each, arg, err);
}

struct newest {
	struct message *m;
	int found;
};

static int
keep_newest(const struct message *m, void *arg)
{
	struct newest *n = arg;

	if (m->out || m->author != NULL)
		return 0;
	*n->m = *m;
	n->found = 1;
	return 0;
}

int
message_newest(struct db *db, int64_t ticket, struct arena *arena,
    struct message *m, struct err *err)
{
	struct newest n = { m, 0 };

	if (message_of_ticket(db, ticket, arena, keep_newest, &n, err) < 0)
		return -1;
	return n.found;
}

int
message_of_customer(struct db *db, int64_t customer, struct arena *arena,
    int (*each)(const struct message *, void *), void *arg, struct err *err)
{
	return each_of(
	    db, STMT_MESSAGE_OF_CUSTOMER, customer, arena, each, arg, err);
}

int
message_take(struct db *db, int64_t row, int64_t ticket, const char *class_json,
    int reply_owed, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_MESSAGE_TAKE);
	struct buf b = BUF_INIT;
	int rc;

	bind_int(st, 1, row);
	bind_int(st, 2, ticket);
	bind_null(st, 3);
	if (class_json != NULL) {
		pack_json(&db->pack, class_json, strlen(class_json), &b);
		bind_blob(st, 3, b.p, b.len);
	}
	bind_int(st, 4, reply_owed);
	rc = db_do(st, err);
	buf_free(&b);
	if (rc == 0 && db_changes(db) != 1)
		rc = err_set(err, ERR_BUG, "there is no message in row %lld",
		    (long long)row);
	if (rc < 0 || class_json == NULL)
		return rc;
	return message_signals(db, ticket, class_json, err);
}

int
message_reply_decided(struct db *db, int64_t row, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_MESSAGE_DECIDED);

	bind_int(st, 1, row);
	return db_do(st, err);
}

int
message_by_colleague(
    struct db *db, int64_t row, const char *who, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_MESSAGE_BY_COLLEAGUE);

	bind_int(st, 1, row);
	bind_text(st, 2, who);
	return db_do(st, err);
}

int
message_move(struct db *db, int64_t row, int64_t ticket, struct err *err)
{
	static const enum stmt_id moves[] = { STMT_MESSAGE_MOVE,
		STMT_REPLIES_MOVE };
	struct stmt *st;
	int i, rc = 0;

	for (i = 0; rc >= 0 && i < 2; i++) {
		st = db_stmt(db, moves[i]);
		bind_int(st, 1, row);
		bind_int(st, 2, ticket);
		rc = db_do(st, err);
	}
	return rc;
}

int64_t
message_sent(struct db *db, const struct message_out *m, struct err *err)
{
	struct message_new out = {
		.account = m->account,
		.ticket = m->ticket,
		.external_id = m->external_id,
		.mail_id = m->mail_id,
		.author = m->author,
		.out = 1,
		.automatic = m->automatic,
		.sent_at = m->sent_at,
		.received_at = m->sent_at,
		.record = m->record,
		.record_len = m->record_len,
		.words = m->words,
	};
	struct stmt *st;
	int64_t row;

	if (message_keep(db, &out, &row, err) < 0)
		return -1;
	if (m->answers != 0) {
		st = db_stmt(db, STMT_MESSAGE_ANSWERS);
		bind_int(st, 1, row);
		bind_int(st, 2, m->answers);
		if (db_do(st, err) < 0)
			return -1;
	}
	return row;
}

int
message_raw(struct db *db, int64_t row, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_RAW_GET);
	struct arena arena = ARENA_INIT;
	enum step step;
	const void *p;
	char *bytes;
	size_t n, len;

	bind_int(st, 1, row);
	if ((step = db_step(st, err)) != STEP_ROW)
		return step;
	p = col_blob(st, 0, &n);
	bytes = pack_open(&db->pack, p, n, &len, &arena, err);
	if (bytes != NULL)
		buf_add(out, bytes, len);
	stmt_end(st);
	arena_free(&arena);
	return bytes != NULL ? 1 : -1;
}
