/* store/keep.c - the one way into the table of messages */
#include <string.h>

#include "base/buf.h"
#include "rec/val.h"
#include "store/inside.h"
#include "store/keep.h"
#include "store/key.h"
#include "store/pack.h"

/* NULL when the record says it: it is not stored twice. */
static const char *
beside_record(const struct message_new *m)
{
	struct val rec = { m->record, m->record_len };

	return val_is(val_get(rec, "external_id"), m->external_id)
		   ? NULL
		   : m->external_id;
}

static int
add_row(
    struct db *db, const struct message_new *m, int64_t *row, struct err *err)
{
	unsigned char key[KEY_LEN];
	struct buf b = BUF_INIT, class = BUF_INIT;
	struct stmt *st;
	int rc;

	external_key(m->external_id, key);
	pack_json(&db->pack, m->record, m->record_len, &b);
	if (m->class != NULL)
		pack_json(&db->pack, m->class, strlen(m->class), &class);
	st = db_stmt(db, STMT_MESSAGE_ADD);
	bind_int(st, 1, m->account);
	bind_blob(st, 2, key, sizeof key);
	bind_text(st, 3, beside_record(m));
	bind_ref(st, 4, mail_key(m->mail_id));
	bind_ref(st, 5, m->ticket);
	bind_int(st, 6, m->out);
	bind_int(st, 7, m->automatic);
	bind_int(st, 8, m->history);
	bind_time(st, 9, m->sent_at);
	bind_int(st, 10, m->received_at);
	bind_text(st, 11, m->author);
	bind_blob(st, 12, b.p, b.len);
	if (m->class != NULL)
		bind_blob(st, 13, class.p, class.len);
	else
		bind_null(st, 13);
	bind_int(st, 14, m->reply_owed);
	rc = db_insert(st, row, err) == 1 ? 0 : -1;
	buf_free(&b);
	buf_free(&class);
	return rc;
}

int
message_signals(
    struct db *db, int64_t ticket, const char *class_json, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct val class = { class_json, strlen(class_json) };
	struct val signals = val_get(class, "signals"), item = VAL_NONE;
	struct stmt *st;
	const char *name;
	int rc = 0;

	while (rc == 0 && val_next(signals, &item)) {
		if ((name = val_str(item, &arena)) == NULL)
			continue;
		st = db_stmt(db, STMT_SIGNAL_ADD);
		bind_int(st, 1, ticket);
		bind_text(st, 2, name);
		rc = db_do(st, err);
	}
	arena_free(&arena);
	return rc;
}

static int
index_later(struct db *db, int64_t row, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_INDEX_LATER);

	bind_int(st, 1, row);
	return db_do(st, err);
}

int
message_keep(
    struct db *db, const struct message_new *m, int64_t *row, struct err *err)
{
	if (add_row(db, m, row, err) < 0)
		return -1;
	if (m->later && index_later(db, *row, err) < 0)
		return -1;
	if (m->words != NULL && *m->words != '\0')
		db_words(db, *row, m->words);
	return m->class != NULL && m->ticket != 0
		   ? message_signals(db, m->ticket, m->class, err)
		   : 0;
}
