/* tests/unit/store.c - what the store promises */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "store/account.h"
#include "store/admin.h"
#include "store/customer.h"
#include "store/event.h"
#include "store/fact.h"
#include "store/figures.h"
#include "store/intake.h"
#include "store/message.h"
#include "store/order.h"
#include "store/reply.h"
#include "store/ticket.h"

static char folder[] = "/tmp/ha-store.XXXXXX";
static char *path;
static struct db *db;
static struct err err;
static struct arena arena;

#define OK(expression)                                                         \
	do {                                                                   \
		if ((expression) < 0) {                                        \
			print_error("%s\n", err.text);                         \
			fail();                                                \
		}                                                              \
	} while (0)

static void
must_begin(void)
{
	OK(db_begin(db, &err));
}

static void
must_commit(void)
{
	OK(db_commit(db, &err));
}

/*
 * A copy of the new desk on the server, as files where it can be asked for
 * (since version 15).
 */
static int
copy_desk(const char *server, const char *name)
{
	static const char *const how[] = { " STRATEGY file_copy", "" };
	size_t i;
	char *cmd;
	int rc = 1;

	for (i = 0; rc != 0 && i < sizeof how / sizeof how[0]; i++) {
		cmd = xasprintf("psql -qX '%s' -c 'CREATE DATABASE %s "
				"TEMPLATE desk%s'%s",
		    server, name, how[i], i == 0 ? " 2>/dev/null" : "");
		rc = system(cmd);
		free(cmd);
	}
	return rc;
}

/*
 * A file of its own, or a database on the server of HA_TEST_DB, which is
 * postgresql://.../postgres?...
 */
static char *
where(void)
{
	static const char admin[] = "/postgres?";
	const char *server = getenv("HA_TEST_DB"), *at;
	static int n;
	char name[40];

	if (server == NULL)
		return xasprintf("%s/%d.db", folder, ++n);
	snprintf(name, sizeof name, "u%ld_%d", (long)getpid(), ++n);
	if ((at = strstr(server, admin)) == NULL ||
	    copy_desk(server, name) != 0)
		return NULL;
	return xasprintf("%.*s/%s?%s", (int)(at - server), server, name,
	    at + sizeof admin - 1);
}

/* What is done to a file by hand is tried on files only. */
static void
needs_file(void)
{
	if (getenv("HA_TEST_DB") != NULL)
		skip();
}

static int
setup(void **state)
{
	(void)state;
	err_clear(&err);
	path = where();
	if (path == NULL)
		return -1;
	if (admin_init(path, &err) < 0 ||
	    (db = db_open(path, 0, &err)) == NULL) {
		print_error("%s\n", err.text);
		return -1;
	}
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	db_close(db);
	db = NULL;
	free(path);
	arena_free(&arena);
	return 0;
}

static int64_t
account(const char *channel, const char *name)
{
	struct account a;

	OK(account_need(db, channel, name, &a, &arena, &err));
	return a.id;
}

/* A stored message of the account; its row. */
static int64_t
message(int64_t acc, const char *id, const char *words)
{
	char *record = arena_printf(&arena,
	    "{\"v\":1,\"kind\":\"message\",\"id\":\"email/support/%s\","
	    "\"thread\":null,\"text\":\"Wo ist mein Paket?\","
	    "\"mail\":{\"message_id\":\"%s@shop.example\"}}",
	    id, id);
	struct intake_message m = { .account = acc,
		.external_id = id,
		.source = arena_printf(&arena, "new/%s", id),
		.mail_id = arena_printf(&arena, "%s@shop.example", id),
		.sent_at = 1000,
		.received_at = 2000,
		.record = record,
		.record_len = strlen(record),
		.words = words,
		.raw = "From: a\r\n\r\nhi",
		.raw_len = 13 };
	enum intake_result result;
	int64_t row;

	OK(intake_message(db, &m, &result, &row, &err));
	return row;
}

static struct ticket
blank(int64_t acc)
{
	struct ticket t;
	int i;

	memset(&t, 0, sizeof t);
	t.account = acc;
	t.status = TICKET_NEW;
	t.priority = PRIORITY_NORMAL;
	t.queue = "general";
	for (i = 0; i < DUE_CLOCKS; i++)
		t.due[i] = t.met[i] = CLOCK_NONE;
	t.due_at = t.updated_at = t.first_in_at = t.last_in_at = t.last_out_at =
	    t.first_response_at = t.resolved_at = t.closed_at = CLOCK_NONE;
	t.watch_at = CLOCK_NONE;
	t.due_clock = -1;
	t.created_at = 5000;
	return t;
}

static int64_t
ticket(int64_t acc, const char *thread)
{
	struct ticket t = blank(acc);

	t.thread = thread;
	OK(ticket_open(db, &t, &err));
	return t.number;
}

static void
a_message_is_stored_once(void **state)
{
	struct intake_message again = { 0 };
	struct message m;
	enum intake_result result;
	struct buf raw = BUF_INIT;
	int64_t acc, row, row2;

	(void)state;
	must_begin();
	acc = account("email", "support");
	row = message(acc, "m%1", "wo ist mein paket");
	assert_int_equal(intake_seen(db, acc, "new/m%1", &err), 1);
	assert_int_equal(intake_seen(db, acc, "new/other", &err), 0);
	again = (struct intake_message){ .account = acc,
		.external_id = "m%1",
		.source = "cur/m%1",
		.received_at = 9,
		.record = "{}",
		.record_len = 2 };
	OK(intake_message(db, &again, &result, &row2, &err));
	must_commit();
	assert_int_equal(result, INTAKE_KNOWN);
	assert_int_equal(row, row2);
	assert_int_equal(intake_seen(db, acc, "cur/m%1", &err), 1);
	assert_int_equal(
	    message_by_id(db, "email/support/m%251", &m, &arena, &err), 1);
	assert_int_equal(m.id, row);
	assert_string_equal(m.mail_id, "m%1@shop.example");
	assert_non_null(strstr(m.record, "Wo ist mein Paket?"));
	assert_int_equal(strlen(m.record), m.record_len);
	assert_int_equal(message_raw(db, row, &raw, &err), 1);
	assert_string_equal(raw.p, "From: a\r\n\r\nhi");
	buf_free(&raw);
	assert_int_equal(
	    message_by_id(db, "email/support/m%25", &m, &arena, &err), 0);
	assert_int_equal(message_by_id(db, "email", &m, &arena, &err), 0);
}

static void
a_message_is_found_by_its_message_id(void **state)
{
	struct message m;
	int64_t acc, row;

	(void)state;
	must_begin();
	acc = account("email", "support");
	message(acc, "m1", NULL);
	row = message(acc, "m2", NULL);
	must_commit();
	assert_int_equal(message_by_mail_id(
			     db, "email", "m2@shop.example", &m, &arena, &err),
	    1);
	assert_int_equal(m.id, row);
	assert_int_equal(
	    message_by_mail_id(db, "ebay", "m2@shop.example", &m, &arena, &err),
	    0);
	assert_int_equal(
	    message_by_mail_id(db, "email", "no", &m, &arena, &err), 0);
}

struct pending {
	char text[400];
	int n;
};

static int
collect(const char *line, size_t n, void *arg)
{
	struct pending *p = arg;

	assert_true(n > 0 && line[n] == '\0');
	p->n++;
	return 0;
}

static void
what_is_not_taken_is_told_again(void **state)
{
	struct pending p = { "", 0 };
	int64_t acc, row, number, after = 0;

	(void)state;
	must_begin();
	acc = account("email", "support");
	row = message(acc, "m1", NULL);
	message(acc, "m2", NULL);
	number = ticket(acc, NULL);
	assert_int_equal(
	    intake_pending(db, acc, &after, 10, collect, &p, &err), 2);
	OK(message_take(
	    db, row, number, "{\"signals\":[\"thanks\",\"legal\"]}", 1, &err));
	after = 0;
	assert_int_equal(
	    intake_pending(db, acc, &after, 10, collect, &p, &err), 2);
	OK(message_reply_decided(db, row, &err));
	/* the same line again changes nothing of what was decided */
	OK(message_take(db, row, number, "{}", 1, &err));
	after = 0;
	assert_int_equal(
	    intake_pending(db, acc, &after, 10, collect, &p, &err), 1);
	assert_int_equal(
	    intake_pending(db, acc, &after, 10, collect, &p, &err), 0);
	must_commit();
}

static int
count_one(const struct message *m, void *n)
{
	(void)m;
	++*(int *)n;
	return 0;
}

/* In tickets that came by others. */
static int
words_of(int64_t customer)
{
	int n = 0;

	OK(message_of_customer(db, customer, &arena, count_one, &n, &err));
	return n;
}

static int64_t
ticket_for(int64_t acc, int64_t customer)
{
	struct ticket t = blank(acc);

	t.customer = customer;
	OK(ticket_open(db, &t, &err));
	return t.number;
}

/* What is forgotten, and handed over, with a person. */
static void
an_answer_and_what_a_ticket_absorbs_stay_their_writers(void **state)
{
	struct message_out m = { .external_id = "a1",
		.record = "{}",
		.record_len = 2,
		.words = "",
		.sent_at = 1 };
	int64_t acc, anna, ben, own, others, row;

	(void)state;
	must_begin();
	acc = account("email", "support");
	anna = customer_new(db, "Anna", NULL, NULL, 1, &err);
	ben = customer_new(db, "Ben", NULL, NULL, 1, &err);
	own = ticket_for(acc, anna);
	others = ticket_for(acc, ben);
	row = message(acc, "m1", NULL);
	OK(message_take(db, row, others, "{}", 0, &err));
	OK(customer_author(db, row, anna, &err));
	assert_int_equal(words_of(anna), 1);
	m.account = acc;
	m.ticket = others;
	m.answers = row;
	assert_true(message_sent(db, &m, &err) > 0);
	assert_int_equal(words_of(anna), 2);
	OK(message_take(db, message(acc, "m2", NULL), own, "{}", 0, &err));
	OK(ticket_absorb(db, others, own, &err));
	assert_int_equal(words_of(anna), 3);
	assert_int_equal(words_of(ben), 0);
	must_commit();
}

static void
a_ticket_keeps_every_column(void **state)
{
	struct ticket t, got;
	int64_t acc;
	int i;

	(void)state;
	must_begin();
	acc = account("ebay", "us");
	t = blank(acc);
	t.customer = customer_new(db, "Anna", "DE", "de", 1, &err);
	t.thread = "ebay/us/c-99";
	t.subject = "s";
	t.status = TICKET_WAITING_INTERNAL;
	t.priority = PRIORITY_URGENT;
	t.queue = "q";
	t.assignee = "mei";
	t.claimed = 1;
	t.intent = "i1";
	t.intent2 = "i2";
	t.p = 0.25;
	t.lang = "de";
	t.urgency = "high";
	t.sentiment = "negative";
	t.country = "DE";
	t.order_id = "o";
	t.sku = "k";
	t.carrier = "c";
	t.responsibility = "warehouse";
	t.result = "r";
	t.severity = 3;
	t.sla = "damage";
	for (i = 0; i < DUE_CLOCKS; i++) {
		t.due[i] = 100 + i;
		t.met[i] = 200 + i;
	}
	t.due_at = 100;
	t.due_clock = DUE_PLATFORM;
	t.watch_at = 99;
	t.updated_at = 1;
	t.first_in_at = 2;
	t.last_in_at = 3;
	t.last_out_at = 4;
	t.first_response_at = 5;
	t.resolved_at = 6;
	t.closed_at = 7;
	t.reopens = 8;
	t.in_count = 9;
	t.out_count = 10;
	t.auto_count = 11;
	t.unread = 1;
	t.history = 1;
	OK(ticket_open(db, &t, &err));
	t.channel = "ebay";
	t.account_name = "us";
	t.customer_name = "Anna";
	assert_int_equal(ticket_get(db, t.number, 0, &got, &arena, &err), 1);
	assert_string_equal(got.thread, t.thread);
	assert_string_equal(got.result, "r");
	assert_string_equal(got.sla, "damage");
	assert_string_equal(got.customer_name, "Anna");
	assert_int_equal(got.status, t.status);
	assert_int_equal(got.priority, t.priority);
	assert_int_equal(got.severity, 3);
	assert_memory_equal(got.due, t.due, sizeof t.due);
	assert_memory_equal(got.met, t.met, sizeof t.met);
	assert_int_equal(got.due_clock, DUE_PLATFORM);
	assert_int_equal(got.auto_count, 11);
	assert_int_equal(got.merged_into, 0);
	assert_true(got.p > 0.2 && got.p < 0.3);
	got.result = NULL;
	got.merged_into = ticket(acc, NULL);
	OK(ticket_update(db, &got, &err));
	assert_int_equal(ticket_get(db, t.number, 1, &t, &arena, &err), 1);
	assert_int_equal(t.number, got.merged_into);
	must_commit();
}

static void
a_ticket_that_moves_and_moves_back_is_where_it_was(void **state)
{
	struct ticket t = { 0 }, got = { 0 };
	int64_t acc, number;

	(void)state;
	must_begin();
	acc = account("ebay", "us");
	number = ticket(acc, "talk");
	assert_int_equal(ticket_get(db, number, 0, &t, &arena, &err), 1);
	t.order_id = "9";
	t.subject = "moved";
	OK(ticket_update(db, &t, &err));
	assert_int_equal(ticket_get(db, number, 0, &got, &arena, &err), 1);
	assert_string_equal(got.order_id, "9");
	t.order_id = NULL;
	OK(ticket_update(db, &t, &err));
	t.subject = "back"; /* from here on only what is not its place */
	t.unread = 1;
	t.due_at = 7;
	t.due_clock = 4;
	OK(ticket_update(db, &t, &err));
	assert_int_equal(ticket_get(db, number, 0, &got, &arena, &err), 1);
	assert_null(got.order_id);
	assert_string_equal(got.thread, "talk");
	assert_string_equal(got.subject, "back");
	assert_int_equal(got.unread, 1);
	assert_int_equal(got.due_at, 7);
	assert_int_equal(got.due_clock, 4);
	must_commit();
}

static void
a_claim_is_given_to_one(void **state)
{
	struct ticket t;
	int64_t acc, number = 0, other;

	(void)state;
	must_begin();
	acc = account("email", "support");
	ticket(acc, NULL);
	t = blank(acc);
	t.due_at = 50;
	t.due_clock = 0;
	OK(ticket_open(db, &t, &err));
	assert_int_equal(ticket_claim(db, &number, "mei", 1, &err), 1);
	assert_int_equal(number, t.number);
	assert_int_equal(ticket_claim(db, &number, "lin", 1, &err), 0);
	other = 0;
	assert_int_equal(ticket_claim(db, &other, "lin", 1, &err), 1);
	assert_true(other != number);
	other = 0;
	assert_int_equal(ticket_claim(db, &other, "lin", 1, &err), 0);
	must_commit();
}

static int
count_ticket(const struct ticket *t, void *arg)
{
	(void)t;
	++*(int *)arg;
	return 0;
}

static int
found(enum find_field field, int negate, const char *value)
{
	struct find_term term = { .field = field,
		.negate = negate,
		.text = &value,
		.n = value != NULL,
		.from = INT64_MIN,
		.to = INT64_MAX };
	struct find find = { .terms = &term, .n = 1, .now = 1000 };
	int n = 0;

	OK(ticket_find(db, &find, &arena, count_ticket, &n, &err));
	return n;
}

static void
with_words(int64_t acc, const char *id, const char *words)
{
	struct ticket t = blank(acc);

	OK(ticket_open(db, &t, &err));
	OK(message_take(db, message(acc, id, words), t.number, NULL, 0, &err));
}

static void
words_are_found_in_their_order(void **state)
{
	int64_t acc;

	(void)state;
	must_begin();
	acc = account("email", "support");
	with_words(acc, "m1", "\xe9\x80\x80 \xe8\xb4\xa7 bitte");
	with_words(acc, "m2", "\xe9\x80\x80 \xe8\xb4\xa7");
	with_words(acc, "m3", "\xe8\xb4\xa7 \xe9\x80\x80");
	must_commit();
	assert_int_equal(
	    found(FIND_TEXT, 0, "\"\xe9\x80\x80 \xe8\xb4\xa7\""), 2);
}

static void
a_query_finds_what_it_says(void **state)
{
	struct ticket t;
	int64_t acc, row;
	char number[32];

	(void)state;
	must_begin();
	acc = account("ebay", "us");
	t = blank(acc);
	t.sku = "SCARF-RED-M";
	t.intent = "defective";
	t.intent2 = "size_fit";
	t.p = 0.9;
	t.due_at = 10;
	t.due_clock = 1;
	OK(ticket_open(db, &t, &err));
	assert_int_equal(ticket_tag(db, t.number, "vip", 1, &err), 1);
	assert_int_equal(ticket_tag(db, t.number, "vip", 1, &err), 0);
	assert_int_equal(ticket_tag(db, t.number, "none", 0, &err), 0);
	row = message(acc, "m1", "kaputt");
	OK(message_take(
	    db, row, t.number, "{\"signals\":[\"legal\"]}", 0, &err));
	snprintf(number, sizeof number, "%lld", (long long)t.number);
	t = blank(acc);
	t.status = TICKET_CLOSED;
	t.assignee = "mei";
	t.sku = "SCARG";
	OK(ticket_open(db, &t, &err));
	must_commit();
	assert_int_equal(found(FIND_NUMBER, 0, number), 1);
	assert_int_equal(found(FIND_SKU, 0, "SCARF*"), 1);
	assert_int_equal(found(FIND_SKU, 0, "SCAR*"), 2);
	assert_int_equal(found(FIND_SKU, 0, "scarf*"), 0);
	assert_int_equal(found(FIND_INTENT, 0, "size_fit"), 1);
	assert_int_equal(found(FIND_ASSIGNEE, 1, "mei"), 1);
	assert_int_equal(found(FIND_UNASSIGNED, 0, NULL), 1);
	assert_int_equal(found(FIND_OPEN, 0, NULL), 1);
	assert_int_equal(found(FIND_OPEN, 1, NULL), 1);
	assert_int_equal(found(FIND_LATE, 0, NULL), 1);
	assert_int_equal(found(FIND_TAG, 0, "vip"), 1);
	assert_int_equal(found(FIND_TAG, 1, "vip"), 1);
	assert_int_equal(found(FIND_SIGNAL, 0, "legal"), 1);
	assert_int_equal(found(FIND_TEXT, 0, "kaputt"), 1);
	assert_int_equal(found(FIND_ACCOUNT, 0, "ebay/us"), 2);
	assert_int_equal(found(FIND_ACCOUNT, 0, "ebay/*"), 2);
	assert_int_equal(found(FIND_CHANNEL, 0, "email"), 0);
	assert_int_equal(found(FIND_PRIORITY, 0, "normal"), 2);
	assert_int_equal(found(FIND_DRAFT, 0, NULL), 0);
	assert_int_equal(found(FIND_DUE, 0, NULL), 1);
	assert_int_equal(found(FIND_P, 0, NULL), 2);
}

static void
an_identity_joins_and_is_never_taken_over(void **state)
{
	struct identity mail = { "email", "", "anna@example.com" };
	struct identity ebay = { "platform", "ebay", "anna_k77" };
	struct customer c;
	int64_t a, b;

	(void)state;
	must_begin();
	a = customer_new(db, "Anna", NULL, NULL, 1, &err);
	b = customer_new(db, "Ben", NULL, NULL, 1, &err);
	OK(customer_identify(db, a, &mail, 1, &err));
	OK(customer_identify(db, b, &mail, 1, &err));
	assert_int_equal(customer_find(db, &mail, 1, &err), a);
	assert_int_equal(customer_find(db, &ebay, 1, &err), 0);
	assert_int_equal(customer_get(db, b, &c, &arena, &err), 1);
	assert_string_equal(c.name, "Ben");
	assert_int_equal(c.tickets, 0);
	must_commit();
}

static void
a_chain_tells_what_was_changed(void **state)
{
	struct event e = { .at = 1,
		.kind = "note",
		.actor = "mei",
		.data = "{}",
		.content = "{\"text\":\"secret\"}" };
	const char *what;
	sqlite3 *raw;

	(void)state;
	needs_file();
	must_begin();
	e.account = account("email", "support");
	e.ticket = ticket(e.account, NULL);
	OK(event_add(db, &e, &err));
	OK(db_mark(db, &err));
	OK(event_add(db, &e, &err));
	db_mark_back(db);
	OK(event_add(db, &e, &err));
	must_commit();
	assert_int_equal(event_verify(db, &arena, &what, &err), 0);
	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	/* erasing the text of a person leaves the chain whole */
	assert_int_equal(
	    sqlite3_exec(raw, "UPDATE event SET content = NULL", 0, 0, 0),
	    SQLITE_OK);
	assert_int_equal(event_verify(db, &arena, &what, &err), 0);
	assert_int_not_equal(
	    sqlite3_exec(raw, "UPDATE event SET actor = 'lin'", 0, 0, 0),
	    SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw,
			     "DROP TRIGGER event_stays; UPDATE event "
			     "SET actor = 'lin' WHERE seq = 2",
			     0, 0, 0),
	    SQLITE_OK);
	sqlite3_close(raw);
	assert_int_equal(event_verify(db, &arena, &what, &err), 1);
	assert_string_equal(
	    what, "event 2 of email/support is not what was written");
}

static struct reply
a_reply(int64_t acc, int64_t number, int64_t row, const char *kind)
{
	return (struct reply){ .account = acc,
		.ticket = number,
		.message = row,
		.kind = kind,
		.mode = "auto",
		.status = REPLY_READY,
		.key =
		    arena_printf(&arena, "%s-%lld@key", kind, (long long)row),
		.recipient = "anna@example.com",
		.payload = "{}",
		.digest = "d",
		.created_at = 100,
		.not_before = CLOCK_NONE };
}

static int
nobody_lives(const char *worker)
{
	(void)worker;
	return 0;
}

static const struct decider mei = { "mei", NULL };

static void
an_answer_leaves_once(void **state)
{
	struct reply r, rows[4], late;
	int64_t acc, number, row;

	(void)state;
	must_begin();
	acc = account("email", "support");
	row = message(acc, "m1", NULL);
	number = ticket(acc, NULL);
	r = a_reply(acc, number, row, "reply");
	assert_int_equal(reply_add(db, &r, &arena, &err), 1);
	assert_int_equal(reply_add(db, &r, &arena, &err), 0);
	assert_int_equal(reply_auto_count(db, "anna@example.com", 0, &err), 1);
	/* in shadow nothing is handed out */
	assert_int_equal(
	    reply_claim(db, acc, "w", 1000, 1, 4, &arena, rows, &err), 0);
	OK(account_set_state(db, acc, ACCOUNT_LIVE, 1500, &mei, &err));
	assert_int_equal(
	    reply_claim(db, acc, "w", 1000, 1, 4, &arena, rows, &err), 1);
	assert_int_equal(rows[0].attempt, 1);
	late = rows[0];
	/* the worker died before the first byte: it is ready again */
	assert_int_equal(reply_expire(db, nobody_lives, &err), 1);
	assert_int_equal(
	    reply_claim(db, acc, "w2", 1000, 1, 4, &arena, rows, &err), 1);
	assert_int_equal(reply_calling(db, &late, 1000, &err), 0);
	assert_int_equal(reply_calling(db, &rows[0], 1000, &err), 1);
	/* it died after that: nobody knows, and nobody sends it again */
	assert_int_equal(reply_expire(db, nobody_lives, &err), 1);
	assert_int_equal(reply_sent(db, &rows[0], "x", 1, &err), 0);
	assert_int_equal(
	    reply_claim(db, acc, "w3", 1000, 1, 4, &arena, rows, &err), 0);
	OK(reply_settle(db, r.id, 1, &mei, 77, &err));
	assert_int_equal(reply_get(db, r.id, &r, &arena, &err), 1);
	assert_int_equal(r.status, REPLY_SENT);
	assert_int_equal(r.sent_at, 77);
	assert_int_equal(reply_settle(db, r.id, 0, &mei, 77, &err), -1);
	assert_int_equal(err.code, ERR_DATA);
	err_clear(&err);
	must_commit();
}

static void
going_live_frees_only_what_came_after(void **state)
{
	struct reply old, young;
	int64_t acc, number, row;

	(void)state;
	must_begin();
	acc = account("email", "support");
	row = message(acc, "m1", NULL); /* received at 2000 */
	number = ticket(acc, NULL);
	old = a_reply(acc, number, row, "reply");
	old.status = REPLY_HELD;
	assert_int_equal(reply_add(db, &old, &arena, &err), 1);
	assert_int_equal(reply_release(db, acc, 3000, &err), 0);
	assert_int_equal(reply_get(db, old.id, &old, &arena, &err), 1);
	assert_int_equal(old.status, REPLY_DRAFT);
	young = a_reply(acc, number, row, "receipt");
	young.status = REPLY_HELD;
	assert_int_equal(reply_add(db, &young, &arena, &err), 1);
	assert_int_equal(reply_release(db, acc, 1000, &err), 1);
	assert_int_equal(reply_get(db, young.id, &young, &arena, &err), 1);
	assert_int_equal(young.status, REPLY_READY);
	assert_int_equal(reply_draft(db, number, &old, &arena, &err), 1);
	old.mode = "human";
	OK(reply_approve(db, &old, &mei, &err));
	assert_int_equal(reply_draft(db, number, &old, &arena, &err), 0);
	must_commit();
}

static int
count_shipment(const struct shipment *s, void *arg)
{
	assert_string_equal(s->carrier, "yanwen");
	++*(int *)arg;
	return 0;
}

static int
note_ticket(const struct figures_message *m, void *arg)
{
	char *seen = arg;

	snprintf(seen + strlen(seen), 40, "%lld ", (long long)m->ticket);
	return 0;
}

static void
messages_of_one_instant_come_in_their_order(void **state)
{
	char seen[200] = "", want[200];
	int64_t acc, a, b;
	struct ticket s, t;

	(void)state;
	must_begin();
	acc = account("email", "support");
	a = message(acc, "m1", NULL);
	b = message(acc, "m2", NULL);
	s = t = blank(acc);
	OK(ticket_open(db, &s, &err));
	OK(ticket_open(db, &t, &err));
	/* a server keeps what is written again behind the others */
	OK(message_take(db, b, t.number, NULL, 0, &err));
	OK(message_take(db, a, s.number, NULL, 0, &err));
	must_commit();
	snprintf(want, sizeof want, "%lld %lld ", (long long)s.number,
	    (long long)t.number);
	OK(figures_messages(db, 0, 5000, note_ticket, seen, &err));
	assert_string_equal(seen, want);
}

static int
count_line(const struct figures_lines *l, void *arg)
{
	*(int *)arg += (int)l->lines;
	return 0;
}

static void
an_order_is_found_by_any_number(void **state)
{
	struct intake_thing o = { .external_id = "gid-7",
		.record = "{\"number\":\"#1042\",\"placed_at\":"
			  "\"2026-01-02T00:00:00Z\",\"total\":\"39.90\","
			  "\"currency\":\"EUR\",\"ship_to\":{\"country\":"
			  "\"FR\"},\"lines\":[{\"sku\":\"A\",\"quantity\":2},"
			  "{\"sku\":\"B\",\"quantity\":1}]}" };
	struct intake_thing s = { .external_id = "s1",
		.record = "{\"order_id\":\"gid-7\",\"carrier\":\"yanwen\","
			  "\"tracking\":\"YT1\",\"shipped_at\":"
			  "\"1970-01-01T00:00:01Z\"}" };
	enum intake_result result;
	struct order found_order;
	int n = 0;

	(void)state;
	o.record_len = strlen(o.record);
	s.record_len = strlen(s.record);
	must_begin();
	o.account = s.account = account("shopify", "eu");
	OK(intake_shipment(db, &s, &result, &err));
	OK(intake_order(db, &o, &result, &err));
	assert_int_equal(result, INTAKE_NEW);
	OK(intake_order(db, &o, &result, &err));
	assert_int_equal(result, INTAKE_KNOWN);
	must_commit();
	assert_int_equal(
	    order_find(db, 0, "1042", &found_order, &arena, &err), 1);
	assert_int_equal(
	    order_find(db, o.account, "#1042", &found_order, &arena, &err), 1);
	assert_int_equal(
	    order_find(db, 0, "gid-7", &found_order, &arena, &err), 1);
	assert_int_equal(found_order.total.minor, 3990);
	assert_string_equal(found_order.country, "FR");
	assert_int_equal(
	    order_by_tracking(db, "YT1", &found_order, &arena, &err), 1);
	OK(order_shipments(
	    db, found_order.id, &arena, count_shipment, &n, &err));
	assert_int_equal(n, 1);
	n = 0;
	OK(figures_lines(db, 0, 5000, count_line, &n, &err));
	assert_int_equal(n, 2);
}

static int
tell_missing(const char *source, const char *what, void *arg)
{
	(void)source;
	snprintf(arg, 200, "%s", what);
	return 0;
}

static void
the_ledger_tells_what_is_missing(void **state)
{
	struct intake_ledger l = { .source = "INBOX",
		.kind = "message",
		.started_at = 1,
		.finished_at = 2,
		.had = 5,
		.stored = 1,
		.known = 1,
		.quarantined = 1 };
	char what[200] = "";

	(void)state;
	must_begin();
	l.account = account("email", "support");
	OK(intake_ledger(db, &l, &err));
	must_commit();
	/* 2 shown and not stored, 1 stored and not there */
	assert_int_equal(
	    intake_reconcile(db, l.account, &arena, tell_missing, what, &err),
	    3);
	assert_string_equal(what, "1 messages were stored, 0 are there");
}

static int
print_finding(const char *text, void *arg)
{
	(void)arg;
	print_error("%s\n", text);
	return 0;
}

static void
a_checked_database_is_sound(void **state)
{
	struct figures_now now;

	(void)state;
	must_begin();
	message(account("email", "support"), "m1", "wo");
	must_commit();
	assert_int_equal(admin_check(db, print_finding, NULL, &err), 0);
	OK(figures_now(db, 1, 2, 3, &now, &err));
	assert_int_equal(now.accounts, 1);
}

static void
a_write_outside_a_transaction_is_refused(void **state)
{
	(void)state;
	assert_int_equal(db_meta_set(db, "a", "b", &err), -1);
	assert_int_equal(err.code, ERR_BUG);
	err_clear(&err);
}

static void
an_old_copy_in_place_is_refused(void **state)
{
	struct event e = { .at = 1, .kind = "note", .actor = "mei" };
	struct db *other;
	char *copy;
	struct restoring how = { NULL, NULL, NULL };

	(void)state;
	needs_file();
	copy = xasprintf("%s.copy", path);
	OK(admin_backup(db, copy, &err));
	must_begin();
	e.account = account("email", "support");
	OK(event_add(db, &e, &err));
	must_commit();
	db_close(db);
	OK(rename(copy, path));
	db = db_open(path, 0, &err);
	assert_null(db);
	assert_int_equal(err.code, ERR_CONFIG);
	err_clear(&err);
	other = db_open(path, DB_READ | DB_ANY, &err);
	OK(admin_backup(other, copy, &err));
	db_close(other);
	OK(admin_restore(path, copy, &how, &err));
	assert_non_null(how.kept);
	free(how.kept);
	db = db_open(path, 0, &err);
	assert_non_null(db);
	assert_int_equal(admin_held(db), 1);
	free(copy);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_message_is_stored_once),
		T(a_message_is_found_by_its_message_id),
		T(words_are_found_in_their_order),
		T(messages_of_one_instant_come_in_their_order),
		T(what_is_not_taken_is_told_again),
		T(an_answer_and_what_a_ticket_absorbs_stay_their_writers),
		T(a_ticket_keeps_every_column),
		T(a_ticket_that_moves_and_moves_back_is_where_it_was),
		T(a_claim_is_given_to_one),
		T(a_query_finds_what_it_says),
		T(an_identity_joins_and_is_never_taken_over),
		T(a_chain_tells_what_was_changed),
		T(an_answer_leaves_once),
		T(going_live_frees_only_what_came_after),
		T(an_order_is_found_by_any_number),
		T(the_ledger_tells_what_is_missing),
		T(a_checked_database_is_sound),
		T(a_write_outside_a_transaction_is_refused),
		T(an_old_copy_in_place_is_refused),
	};
#undef T
	char *cmd;
	int bad, rc;

	if (mkdtemp(folder) == NULL)
		return 1;
	bad = cmocka_run_group_tests_name("store", tests, NULL, NULL);
	cmd = xasprintf("rm -rf %s", folder);
	rc = system(cmd);
	free(cmd);
	return bad != 0 || rc != 0;
}
