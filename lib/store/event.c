/*
 * store/event.c - what happened, append-only and hash-chained
 *
 * What is hashed: the previous hash (32 zero bytes at first), then the row's
 * fields as text, each ended by a NUL, which no field can contain.
 */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "store/account.h"
#include "store/event.h"
#include "store/inside.h"
#include "store/pack.h"

static void
add_field(struct buf *b, const char *s)
{
	if (s != NULL)
		buf_adds(b, s);
	buf_addc(b, '\0');
}

static void
hash_event(const struct event *e, const unsigned char before[DIGEST_LEN],
    unsigned char out[DIGEST_LEN])
{
	struct buf b = BUF_INIT;

	buf_add(&b, before, DIGEST_LEN);
	buf_addf(&b, "%" PRId64 "%c%" PRId64 "%c%" PRId64 "%c%" PRId64 "%c",
	    e->account, 0, e->seq, 0, e->ticket, 0, e->at, 0);
	add_field(&b, e->kind);
	add_field(&b, e->actor);
	add_field(&b, e->data);
	digest_sha256(b.p, b.len, out);
	buf_free(&b);
}

/* The account's chain as this transaction knows it, read once. */
static struct chain *
chain_of(struct db *db, int64_t account, struct err *err)
{
	struct chain *c;
	struct stmt *st;
	const void *hash;
	enum step step;
	size_t i, n;

	for (i = 0; i < db->nchains; i++)
		if (db->chains[i].account == account)
			return &db->chains[i];
	xgrow(&db->chains, &db->cap, db->nchains + 1, sizeof *db->chains);
	c = &db->chains[db->nchains];
	memset(c, 0, sizeof *c);
	c->account = account;
	st = db_stmt(db, STMT_EVENT_END);
	bind_int(st, 1, account);
	if ((step = db_step(st, err)) == STEP_ROW) {
		c->seq = col_int(st, 0);
		hash = col_blob(st, 1, &n);
		if (n == DIGEST_LEN)
			memcpy(c->hash, hash, n);
		stmt_end(st);
	}
	if (step == STEP_ERROR)
		return NULL;
	db->nchains++;
	return c;
}

static void
bind_packed(
    struct stmt *st, int n, struct db *db, const char *text, struct buf *b)
{
	if (text == NULL) {
		bind_null(st, n);
		return;
	}
	pack_json(&db->pack, text, strlen(text), b);
	bind_blob(st, n, b->p, b->len);
}

static int
insert(struct db *db, const struct event *e, const unsigned char *hash,
    struct err *err)
{
	struct buf data = BUF_INIT, content = BUF_INIT;
	struct stmt *st = db_stmt(db, STMT_EVENT_ADD);
	int rc;

	bind_int(st, 1, e->account);
	bind_int(st, 2, e->seq);
	bind_ref(st, 3, e->ticket);
	bind_int(st, 4, e->at);
	bind_text(st, 5, e->kind);
	bind_text(st, 6, e->actor);
	bind_packed(st, 7, db, e->data, &data);
	bind_packed(st, 8, db, e->content, &content);
	bind_blob(st, 9, hash, DIGEST_LEN);
	rc = db_do(st, err);
	buf_free(&data);
	buf_free(&content);
	return rc < 0 ? err_wrap(err, "event '%s'", e->kind) : 0;
}

int
event_add(struct db *db, const struct event *event, struct err *err)
{
	struct chain *c = chain_of(db, event->account, err);
	unsigned char hash[DIGEST_LEN];
	struct event e = *event;

	if (c == NULL)
		return -1;
	e.seq = c->seq + 1;
	hash_event(&e, c->hash, hash);
	if (insert(db, &e, hash, err) < 0)
		return -1;
	c->seq = e.seq;
	memcpy(c->hash, hash, sizeof hash);
	db->pending = 1;
	return 0;
}

/* NULL stays NULL, anything else that cannot be opened is an error. */
static int
col_packed(struct db *db, struct stmt *st, int i, const char **out,
    struct arena *arena, struct err *err)
{
	size_t n, len;
	const void *p = col_blob(st, i, &n);

	*out = NULL;
	if (p == NULL)
		return 0;
	*out = pack_open(&db->pack, p, n, &len, arena, err);
	return *out != NULL ? 0 : -1;
}

static int
read_event(struct db *db, struct stmt *st, struct event *e, struct arena *arena,
    struct err *err)
{
	e->seq = col_int(st, 0);
	e->account = col_int(st, 1);
	e->ticket = col_int(st, 2);
	e->at = col_int(st, 3);
	e->kind = col_text(st, 4, arena);
	e->actor = col_text(st, 5, arena);
	e->content = NULL;
	return col_packed(db, st, 6, &e->data, arena, err);
}

int
event_after(struct db *db, int64_t ticket, int64_t at, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_EVENT_AFTER);
	int64_t one;

	bind_int(st, 1, ticket);
	bind_int(st, 2, at);
	return db_one(st, &one, err);
}

int
event_of_ticket(struct db *db, int64_t ticket, struct arena *arena,
    int (*each)(const struct event *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_EVENT_OF_TICKET);
	struct event e;
	enum step step;

	bind_int(st, 1, ticket);
	while ((step = db_step(st, err)) == STEP_ROW)
		if (read_event(db, st, &e, arena, err) < 0 ||
		    col_packed(db, st, 7, &e.content, arena, err) < 0 ||
		    each(&e, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	return step;
}

int
event_erase(struct db *db, int64_t ticket, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_ERASE_EVENTS);

	bind_int(st, 1, ticket);
	return db_do(st, err);
}

struct walk {
	struct db *db;
	int64_t seq;
	unsigned char hash[DIGEST_LEN];
	struct arena arena;
	int broken;
};

/* The row is what was hashed; the hash goes on to it. */
static int
row_holds(struct walk *w, struct stmt *st)
{
	const void *stored;
	struct event e;
	size_t n;

	if (read_event(w->db, st, &e, &w->arena, NULL) < 0)
		return 0;
	hash_event(&e, w->hash, w->hash);
	stored = col_blob(st, 7, &n);
	return e.seq == w->seq && n == DIGEST_LEN &&
	       memcmp(stored, w->hash, n) == 0;
}

static int
verify_row(struct stmt *st, void *arg)
{
	struct walk *w = arg;

	arena_reset(&w->arena);
	w->seq++;
	w->broken = !row_holds(w, st);
	return w->broken ? -1 : 0;
}

/* 0 whole, 1 and the first SEQ that is wrong or missing, -1. */
static int
verify(struct db *db, int64_t account, int64_t *seq, struct err *err)
{
	struct walk w = { .db = db, .arena = ARENA_INIT };
	int rc = stmt_pages(db, STMT_EVENT_CHAIN, account, verify_row, &w, err);

	arena_free(&w.arena);
	*seq = w.seq;
	return w.broken ? 1 : rc;
}

struct verify {
	struct db *db;
	struct arena *arena;
	const char *what;
	struct err *err;
};

static int
verify_account(const struct account *a, void *arg)
{
	struct verify *v = arg;
	int64_t seq;
	int rc;

	if (v->what != NULL)
		return 0;
	if ((rc = verify(v->db, a->id, &seq, v->err)) == 1)
		v->what = arena_printf(v->arena,
		    "event %" PRId64 " of %s/%s is not what was written", seq,
		    a->channel, a->name);
	return rc < 0 ? -1 : 0;
}

int
event_verify(
    struct db *db, struct arena *arena, const char **what, struct err *err)
{
	struct verify v = { db, arena, NULL, err };

	if (account_each(db, arena, verify_account, &v, err) < 0)
		return -1;
	*what = v.what;
	return v.what != NULL;
}
