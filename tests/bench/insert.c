/*
 * tests/bench/insert.c - the peer of ha-route: bare prepared statements
 *
 * insert DATABASE FILE.jsonl: for every message the rows that ha-route writes
 * (customer, identity, two likenesses, ticket, its signals, message, its
 * words, event), with nothing decided, packed or hashed, in batches of 1,000.
 * Same tables, same words in the full text, same durability.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "rec/val.h"
#include "store/admin.h"
#include "text/tokens.h"

enum { BATCH = 1000, HASH = 32, KEY = 16 };

enum row {
	KNOWN,
	CUSTOMER,
	IDENTITY,
	LIKENESS,
	TICKET,
	SIGNAL,
	MESSAGE,
	WORDS_OF,
	EVENT,
	ROWS
};

static const char *const sql[ROWS] = {
	[KNOWN] = "SELECT customer FROM identity "
		  "WHERE kind = 'email' AND scope = '' AND value = ?1",
	[CUSTOMER] = "INSERT INTO customer (name, created_at) VALUES (?1, 1)",
	[IDENTITY] = "INSERT INTO identity (kind, scope, value, customer) "
		     "VALUES ('email', '', ?1, ?2)",
	[LIKENESS] = "INSERT INTO likeness (kind, value, customer) "
		     "VALUES ('name', ?1, ?2) ON CONFLICT DO NOTHING",
	[SIGNAL] = "INSERT INTO ticket_signal (account, ticket, signal) "
		   "VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING",
	[TICKET] = "INSERT INTO ticket (account, customer, subject, status, "
		   "priority, queue, assignee, intent, p, lang, urgency, "
		   "sentiment, sla, due_first, due_next, due_proposal, "
		   "due_resolution, due_at, due_clock, created_at, updated_at, "
		   "first_in_at, last_in_at, watch_at, in_count, unread) "
		   "VALUES (1, ?1, ?2, 'new', 2, 'logistics', 'mei', "
		   "'where_is_my_order', 0.94, 'de', 'medium', 'neutral', "
		   "'usual', ?3, ?3, ?3, ?3, ?3, 0, ?3, ?3, ?3, ?3, ?3, 1, "
		   "1)",
	[MESSAGE] = "INSERT INTO message (account, key, mail_key, ticket, "
		    "direction, reply_owed, sent_at, received_at, record) "
		    "VALUES (1, ?1, ?2, ?3, 0, 1, ?4, ?4, ?5)",
	[WORDS_OF] = "INSERT INTO message_words (rowid, words) VALUES (?1, ?2)",
	[EVENT] = "INSERT INTO event (account, seq, ticket, at, kind, actor, "
		  "data, hash) VALUES (1, ?1, ?2, ?3, 'opened', 'ha-route', "
		  "?4, ?5)",
};

static sqlite3 *db;
static sqlite3_stmt *st[ROWS];

static void
must(int ok)
{
	if (ok)
		return;
	fprintf(stderr, "insert: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static void
run(const char *text)
{
	must(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK);
}

static void
text(enum row r, int i, const char *s)
{
	sqlite3_bind_text(st[r], i, s, -1, SQLITE_STATIC);
}

static void
number(enum row r, int i, sqlite3_int64 n)
{
	sqlite3_bind_int64(st[r], i, n);
}

static sqlite3_int64
add(enum row r)
{
	must(sqlite3_step(st[r]) == SQLITE_DONE);
	sqlite3_reset(st[r]);
	return sqlite3_last_insert_rowid(db);
}

static void
like(sqlite3_int64 id, const char *what)
{
	text(LIKENESS, 1, what);
	number(LIKENESS, 2, id);
	add(LIKENESS);
}

static sqlite3_int64
customer(const char *email, const char *name)
{
	sqlite3_int64 id = 0;

	text(KNOWN, 1, email);
	if (sqlite3_step(st[KNOWN]) == SQLITE_ROW)
		id = sqlite3_column_int64(st[KNOWN], 0);
	sqlite3_reset(st[KNOWN]);
	if (id != 0)
		return id;
	text(CUSTOMER, 1, name);
	id = add(CUSTOMER);
	text(IDENTITY, 1, email);
	number(IDENTITY, 2, id);
	add(IDENTITY);
	if (name != NULL) {
		like(id, name);
		like(id, email);
	}
	return id;
}

/* Spread like the digests that ha-route uses as keys. */
static sqlite3_int64
spread(sqlite3_int64 n)
{
	return (
	    sqlite3_int64)(((unsigned long long)n * 0x9E3779B97F4A7C15ull) >>
			   1);
}

static const char *
words_of(struct val rec, struct arena *arena)
{
	static struct buf words = BUF_INIT;
	static const char *const parts[] = { "subject", "text" };
	const char *s;
	size_t i;

	buf_reset(&words);
	for (i = 0; i < 2; i++)
		if ((s = val_str(val_get(rec, parts[i]), arena)) != NULL)
			search_tokens(s, strlen(s), NULL, &words);
	return words.p;
}

static void
signals(struct val rec, sqlite3_int64 ticket, struct arena *arena)
{
	struct val list = val_get(rec, "class.signals"), item = VAL_NONE;

	while (val_next(list, &item)) {
		number(SIGNAL, 1, ticket);
		text(SIGNAL, 2, val_str(item, arena));
		add(SIGNAL);
	}
}

static void
message(const char *line, size_t n, sqlite3_int64 i, struct arena *arena)
{
	unsigned char key[KEY] = { 0 }, hash[HASH] = { 0 };
	struct val rec = { line, n };
	const char *email = val_str(val_get(rec, "from.email"), arena);
	sqlite3_int64 at = 1790000000000 + i * 1000, k = spread(i), row, t;
	static const char data[] = "\003{\"message\":1,\"rules\":\"usual\"}";

	memcpy(key, &k, sizeof k);
	memcpy(hash, &k, sizeof k);
	number(TICKET, 1,
	    customer(email != NULL ? email : "nobody",
		val_str(val_get(rec, "from.name"), arena)));
	text(TICKET, 2, val_str(val_get(rec, "subject"), arena));
	number(TICKET, 3, at);
	t = add(TICKET);
	signals(rec, t, arena);
	sqlite3_bind_blob(st[MESSAGE], 1, key, KEY, SQLITE_STATIC);
	number(MESSAGE, 2, k);
	number(MESSAGE, 3, t);
	number(MESSAGE, 4, at);
	sqlite3_bind_blob(st[MESSAGE], 5, line, (int)n, SQLITE_STATIC);
	row = add(MESSAGE);
	number(WORDS_OF, 1, row);
	text(WORDS_OF, 2, words_of(rec, arena));
	add(WORDS_OF);
	number(EVENT, 1, i + 1);
	number(EVENT, 2, t);
	number(EVENT, 3, at);
	sqlite3_bind_blob(
	    st[EVENT], 4, data, (int)sizeof data - 1, SQLITE_STATIC);
	sqlite3_bind_blob(st[EVENT], 5, hash, HASH, SQLITE_STATIC);
	add(EVENT);
}

static sqlite3_int64
load(FILE *in)
{
	struct arena arena = ARENA_INIT;
	sqlite3_int64 i = 0;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	run("BEGIN IMMEDIATE");
	while ((n = getline(&line, &cap, in)) > 1) {
		struct val rec = { line, (size_t)n - 1 };

		if (!val_is(val_get(rec, "kind"), "message"))
			continue;
		line[n - 1] = '\0';
		arena_reset(&arena);
		message(line, (size_t)n - 1, i, &arena);
		if (++i % BATCH == 0)
			run("COMMIT; BEGIN IMMEDIATE");
	}
	run("COMMIT");
	arena_free(&arena);
	free(line);
	return i;
}

int
main(int argc, char *argv[])
{
	struct err err = ERR_INIT;
	sqlite3_int64 n;
	FILE *in;
	int i;

	if (argc != 3 || admin_init(argv[1], &err) < 0 ||
	    (in = fopen(argv[2], "r")) == NULL) {
		fprintf(
		    stderr, "usage: insert DATABASE FILE.jsonl %s\n", err.text);
		return 64;
	}
	must(sqlite3_open(argv[1], &db) == SQLITE_OK);
	run("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
	    "PRAGMA cache_size = -2048; PRAGMA wal_autocheckpoint = 2000;"
	    "INSERT INTO account (channel, name) VALUES ('email', 'support')");
	for (i = 0; i < ROWS; i++)
		must(sqlite3_prepare_v2(db, sql[i], -1, &st[i], NULL) ==
		     SQLITE_OK);
	n = load(in);
	for (i = 0; i < ROWS; i++)
		sqlite3_finalize(st[i]);
	sqlite3_close(db);
	fclose(in);
	printf("%lld\n", (long long)n);
	return 0;
}
