/* store/erase.c - a person is forgotten, row by row */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "rec/json.h"
#include "store/customer.h"
#include "store/erase.h"
#include "store/event.h"
#include "store/history.h"
#include "store/inside.h"
#include "store/pack.h"
#include "store/quarantine.h"

/* What says nothing about a person, of each kind of record. */
static const char *const of_message[] = { "v", "kind", "channel", "account",
	"direction", "sent_at", "received_at", "history", NULL };
static const char *const of_class[] = { "lang", "lang_p", "intents",
	"sentiment", "emotion", "urgency", "signals", "model", NULL };
static const char *const of_order[] = { "v", "kind", "id", "channel", "account",
	"external_id", "number", "placed_at", "status", "currency", "total",
	"discount", "lines", NULL };
static const char *const of_shipment[] = { "v", "kind", "id", "channel",
	"account", "external_id", "order_id", "carrier", "tracking", "status",
	"shipped_at", "delivered_at", NULL };
static const char *const of_return[] = { "v", "kind", "id", "channel",
	"account", "external_id", "order_id", "opened_at", "closed_at",
	"status", "reason", "sku", "quantity", "refund", NULL };
static const char *const of_review[] = { "v", "kind", "id", "channel",
	"account", "external_id", "order_id", "sku", "stars", "lang",
	"written_at", NULL };

struct job {
	struct db *db;
	struct erasure *e;
	struct arena arena;
	struct err *err;
};

/* Rows of a statement about one number, before anything changes. */
struct rows {
	int64_t *v;
	size_t n, cap;
};

static int
read_rows(struct job *j, enum stmt_id id, int64_t of, struct rows *r)
{
	struct stmt *st = db_stmt(j->db, id);
	enum step step;

	bind_int(st, 1, of);
	while ((step = db_step(st, j->err)) == STEP_ROW) {
		xgrow(&r->v, &r->cap, r->n + 1, sizeof *r->v);
		r->v[r->n++] = col_int(st, 0);
	}
	return step;
}

static int
about(struct job *j, enum stmt_id id, int64_t number)
{
	struct stmt *st = db_stmt(j->db, id);

	bind_int(st, 1, number);
	return db_do(st, j->err);
}

static struct val
column(struct job *j, struct stmt *st, int i)
{
	struct val v = VAL_NONE;
	const void *p;
	size_t n;

	if (col_null(st, i))
		return v;
	p = col_blob(st, i, &n);
	v.p = pack_open(&j->db->pack, p, n, &v.n, &j->arena, j->err);
	return v;
}

/* The object with only these members. */
static json_t *
only(struct val v, const char *const *keys)
{
	json_t *all = json_loadb(v.p, v.n, 0, NULL), *o = json_object();

	for (; all != NULL && *keys != NULL; keys++)
		if (json_object_get(all, *keys) != NULL)
			json_object_set(o, *keys, json_object_get(all, *keys));
	json_decref(all);
	return o;
}

static void
bind_json(struct job *j, struct stmt *st, int n, json_t *o, struct buf *packed)
{
	struct buf line = BUF_INIT;

	json_add(&line, o);
	json_decref(o);
	pack_json(&j->db->pack, line.p, line.len, packed);
	bind_blob(st, n, packed->p, packed->len);
	buf_free(&line);
}

/* Files stand as a list of objects with "sha256". */
static void
note_files(struct job *j, struct val list)
{
	struct val item = VAL_NONE;
	const char *sha;

	while (val_next(list, &item)) {
		sha = val_str(val_get(item, "sha256"), &j->arena);
		if (sha != NULL)
			*map_put(&j->e->files, sha, strlen(sha)) = j;
	}
}

/* What waits to be indexed has nothing there to be taken out. */
static int
unindex(struct job *j, int64_t row, struct val record)
{
	struct stmt *st = db_stmt(j->db, STMT_INDEX_DONE);
	struct buf words = BUF_INIT;
	int rc;

	bind_int(st, 1, row);
	if ((rc = db_do(st, j->err)) < 0 || db_changes(j->db) > 0)
		return rc;
	j->e->words(record, &words);
	if (words.len > 0)
		rc = j->db->driver->unindex(j->db->own, row, words.p, j->err);
	buf_free(&words);
	return rc;
}

/* It keeps its place, its time and what it was about. */
static int
write_message(struct job *j, int64_t row, struct val record, struct val class)
{
	struct buf rec = BUF_INIT, cls = BUF_INIT;
	json_t *o = only(record, of_message);
	const char *name = arena_printf(&j->arena, "erased-%" PRId64, row);
	struct stmt *st;
	int rc;

	json_object_set_new(o, "id",
	    json_sprintf("%s/%s/%s",
		json_string_value(json_object_get(o, "channel")),
		json_string_value(json_object_get(o, "account")), name));
	json_object_set_new(o, "external_id", json_string(name));
	json_object_set_new(o, "erased", json_true());
	st = db_stmt(j->db, STMT_ERASE_MESSAGE);
	bind_int(st, 1, row);
	bind_json(j, st, 2, o, &rec);
	if (class.p != NULL)
		bind_json(j, st, 3, only(class, of_class), &cls);
	else
		bind_null(st, 3);
	rc = db_do(st, j->err);
	buf_free(&rec);
	buf_free(&cls);
	return rc;
}

static int
erase_message(struct job *j, int64_t row)
{
	struct stmt *st = db_stmt(j->db, STMT_ERASE_RECORD);
	struct val record = VAL_NONE, class = VAL_NONE;
	enum step step;

	bind_int(st, 1, row);
	if ((step = db_step(st, j->err)) == STEP_ROW) {
		record = column(j, st, 0);
		class = column(j, st, 1);
		stmt_end(st);
	}
	if (record.p == NULL)
		return -1;
	if (val_true(val_get(record, "erased")))
		return 0;
	note_files(j, val_get(record, "attachments"));
	if (unindex(j, row, record) < 0 ||
	    write_message(j, row, record, class) < 0 ||
	    about(j, STMT_ERASE_RAW, row) < 0)
		return -1;
	j->e->messages++;
	return 0;
}

static int
erase_messages(struct job *j, enum stmt_id id, int64_t of)
{
	struct rows r = { NULL, 0, 0 };
	size_t i;
	int rc = read_rows(j, id, of, &r);

	for (i = 0; rc == 0 && i < r.n; i++)
		rc = erase_message(j, r.v[i]);
	free(r.v);
	return rc;
}

/* Files that a statement's first column names, below PATH or as a list. */
static int
note_texts(struct job *j, enum stmt_id id, int64_t ticket, const char *path)
{
	struct stmt *st = db_stmt(j->db, id);
	const char *text;
	struct val v;
	enum step step;

	bind_int(st, 1, ticket);
	while ((step = db_step(st, j->err)) == STEP_ROW) {
		text = col_text(st, 0, &j->arena);
		v = (struct val){ text, strlen(text) };
		note_files(j, path != NULL ? val_get(v, path) : v);
	}
	return step;
}

/* Answers of a ticket, and to what a person wrote in tickets of others. */
static const struct answers {
	enum stmt_id leaving, payloads, write;
} of_ticket = { STMT_ERASE_REPLIES_LEAVING, STMT_ERASE_REPLY_PAYLOADS,
	STMT_ERASE_REPLIES },
  to_person = { STMT_ERASE_ANSWERS_LEAVING, STMT_ERASE_ANSWER_PAYLOADS,
	  STMT_ERASE_ANSWERS };

static int
erase_replies(struct job *j, const struct answers *which, int64_t of)
{
	struct rows leaving = { NULL, 0, 0 };
	int rc = read_rows(j, which->leaving, of, &leaving);

	if (rc == 0 && leaving.n > 0)
		rc = err_set(j->err, ERR_AGAIN,
		    "answer r%" PRId64 " is on its way: try again when it has "
		    "left",
		    leaving.v[0]);
	free(leaving.v);
	if (rc < 0 || note_texts(j, which->payloads, of, "files") < 0 ||
	    about(j, which->write, of) < 0)
		return -1;
	j->e->replies += db_changes(j->db);
	return 0;
}

/* A code stays ("unfounded"), a sentence goes. */
static const char *
code(const char *s)
{
	if (history_is_unfounded(s))
		return "unfounded";
	return s != NULL && s[strspn(s, "abcdefghijklmnopqrstuvwxyz_")] == '\0'
		   ? s
		   : NULL;
}

static int
erase_ticket_row(struct job *j, int64_t ticket)
{
	struct stmt *st = db_stmt(j->db, STMT_ERASE_TICKET_RESULT);
	const char *result = NULL;
	enum step step;

	bind_int(st, 1, ticket);
	if ((step = db_step(st, j->err)) == STEP_ROW) {
		result = col_text(st, 0, &j->arena);
		stmt_end(st);
	}
	if (step == STEP_ERROR)
		return -1;
	st = db_stmt(j->db, STMT_ERASE_TICKET);
	bind_int(st, 1, ticket);
	bind_text(st, 2, code(result));
	return db_do(st, j->err);
}

static int
erase_ticket(int64_t account, int64_t ticket, void *arg)
{
	struct job *j = arg;

	(void)account;
	j->e->tickets++;
	if (erase_messages(j, STMT_ERASE_MESSAGES_OF, ticket) < 0 ||
	    erase_replies(j, &of_ticket, ticket) < 0 ||
	    note_texts(j, STMT_ERASE_TASK_FILES, ticket, NULL) < 0 ||
	    about(j, STMT_ERASE_TASKS, ticket) < 0 ||
	    about(j, STMT_ERASE_ALERTS, ticket) < 0 ||
	    about(j, STMT_ERASE_FACTS, ticket) < 0 ||
	    event_erase(j->db, ticket, j->err) < 0)
		return -1;
	return erase_ticket_row(j, ticket);
}

static const struct {
	enum stmt_id list, write;
	const char *const *keys;
} things[] = {
	/* by their order, so the orders come last */
	{ STMT_ERASE_SHIPMENTS, STMT_ERASE_SHIPMENT, of_shipment },
	{ STMT_ERASE_RETURNS, STMT_ERASE_RETURN, of_return },
	{ STMT_ERASE_REVIEWS, STMT_ERASE_REVIEW, of_review },
	{ STMT_ERASE_ORDERS, STMT_ERASE_ORDER, of_order },
};

static int
write_thing(struct job *j, size_t kind, int64_t row, struct val record)
{
	struct stmt *st = db_stmt(j->db, things[kind].write);
	struct buf packed = BUF_INIT;
	json_t *o = only(record, things[kind].keys);
	int rc;

	json_object_set_new(o, "erased", json_true());
	bind_int(st, 1, row);
	bind_json(j, st, 2, o, &packed);
	rc = db_do(st, j->err);
	buf_free(&packed);
	return rc;
}

static int
erase_things(struct job *j, size_t kind)
{
	struct stmt *st = db_stmt(j->db, things[kind].list);
	struct rows r = { NULL, 0, 0 };
	struct val *records = NULL;
	enum step step;
	size_t i, cap = 0;
	int rc;

	bind_int(st, 1, j->e->customer);
	while ((step = db_step(st, j->err)) == STEP_ROW) {
		xgrow(&r.v, &r.cap, r.n + 1, sizeof *r.v);
		xgrow(&records, &cap, r.n + 1, sizeof *records);
		records[r.n] = column(j, st, 1);
		r.v[r.n++] = col_int(st, 0);
	}
	rc = step;
	for (i = 0; rc == 0 && i < r.n; i++)
		rc = records[i].p == NULL
			 ? -1
			 : write_thing(j, kind, r.v[i], records[i]);
	if (things[kind].keys == of_order)
		j->e->orders = (int64_t)r.n;
	free(records);
	free(r.v);
	return rc;
}

static int
empty_quarantine(struct job *j, const struct rows *r)
{
	struct buf nothing = BUF_INIT;
	struct stmt *st;
	size_t i;
	int rc = 0;

	pack_bytes(&j->db->pack, "", 0, &nothing);
	for (i = 0; rc == 0 && i < r->n; i++) {
		st = db_stmt(j->db, STMT_ERASE_QUARANTINE);
		bind_int(st, 1, r->v[i]);
		bind_blob(st, 2, nothing.p, nothing.len);
		rc = db_do(st, j->err);
	}
	j->e->quarantined = (int64_t)r->n;
	buf_free(&nothing);
	return rc;
}

static int
note_row(const struct quarantined *q, void *arg)
{
	struct rows *r = arg;

	xgrow(&r->v, &r->cap, r->n + 1, sizeof *r->v);
	r->v[r->n++] = q->id;
	return 0;
}

static int
erase_quarantine(struct job *j)
{
	struct rows r = { NULL, 0, 0 };
	int rc = quarantine_naming(
	    j->db, j->e->customer, &j->arena, note_row, &r, j->err);

	if (rc == 0)
		rc = empty_quarantine(j, &r);
	free(r.v);
	return rc;
}

static int
erase_part(int64_t id, void *arg)
{
	static const enum stmt_id rows[] = { STMT_ERASE_IDENTITIES,
		STMT_ERASE_TAGS, STMT_ERASE_NOTES, STMT_ERASE_LIKENESS };
	struct job *j = arg;
	struct stmt *st;
	size_t i;

	if (erase_replies(j, &to_person, id) < 0 ||
	    erase_messages(j, STMT_ERASE_MESSAGES_BY, id) < 0)
		return -1;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (about(j, rows[i], id) < 0)
			return -1;
	st = db_stmt(j->db, STMT_ERASE_CUSTOMER);
	bind_int(st, 1, id);
	bind_int(st, 2, j->e->now);
	return db_do(st, j->err);
}

int
erase_customer(struct db *db, struct erasure *e, struct err *err)
{
	struct job j = { .db = db, .e = e, .err = err };
	/* texts that wait for the index belong to it before they leave it */
	int rc = db_words_flush(db, err);
	size_t i;

	if (rc == 0)
		rc = customer_tickets(db, e->customer, erase_ticket, &j, err);
	for (i = 0; rc == 0 && i < sizeof things / sizeof things[0]; i++)
		rc = erase_things(&j, i);
	if (rc == 0)
		rc = erase_quarantine(&j);
	if (rc == 0)
		rc = customer_parts(db, e->customer, erase_part, &j, err);
	if (rc == 0)
		rc = db_meta_set(db, "scrub", "1", err);
	arena_free(&j.arena);
	return rc < 0 ? err_wrap(err, "forget c%" PRId64, e->customer) : 0;
}

void
erase_free(struct erasure *e)
{
	map_free(&e->files);
	e->files = (struct map)MAP_INIT;
}

int
erase_scrub(struct db *db, struct err *err)
{
	struct stmt *st;
	int rc = 0;

	stmt_free_all(db); /* VACUUM wants nothing prepared to be in use */
	if (db->driver->scrub != NULL)
		rc = db->driver->scrub(db->own, err);
	if (rc < 0 || db_begin(db, err) < 0)
		return -1;
	st = db_stmt(db, STMT_META_DROP);
	bind_text(st, 1, "scrub");
	if (db_do(st, err) < 0) {
		db_rollback(db);
		return -1;
	}
	return db_commit(db, err);
}

int
erase_unscrubbed(struct db *db)
{
	struct arena arena = ARENA_INIT;
	int is = db_meta(db, "scrub", &arena) != NULL;

	arena_free(&arena);
	return is;
}
