/*
 * tests/unit/workers.c - eight workers share the outbox, nothing is done twice
 *
 * On a file, or on the server that HA_TEST_DB names (with an empty schema).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "store/account.h"
#include "store/admin.h"
#include "store/reply.h"
#include "store/ticket.h"

enum { WORKERS = 8, REPLIES = 200, AT_ONCE = 5 };

static char folder[] = "/tmp/ha-workers.XXXXXX";
static char *uri;
static struct err err;
static struct arena arena;

static void
ok(int rc)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "# %s\n", err.text);
	exit(70);
}

static struct db *
open_store(void)
{
	struct db *db = db_open(uri, 0, &err);

	ok(db != NULL ? 0 : -1);
	return db;
}

static void
add_replies(struct db *db, int64_t account)
{
	struct ticket t = { .account = account, .due_clock = -1 };
	struct reply r = { .account = account,
		.kind = "reply",
		.mode = "human",
		.status = REPLY_READY,
		.recipient = "anna@example.com",
		.payload = "{}",
		.digest = "d",
		.not_before = CLOCK_NONE };
	int i;

	for (i = 0; i < DUE_CLOCKS; i++)
		t.due[i] = t.met[i] = CLOCK_NONE;
	t.due_at = t.updated_at = t.first_in_at = t.last_in_at = t.last_out_at =
	    t.first_response_at = t.resolved_at = t.closed_at = t.watch_at =
		CLOCK_NONE;
	ok(ticket_open(db, &t, &err));
	r.ticket = t.number;
	for (i = 0; i < REPLIES; i++) {
		r.key = arena_printf(&arena, "k%d", i);
		ok(reply_add(db, &r, &arena, &err));
	}
}

static int64_t
prepare(void)
{
	struct account a;
	struct db *db;

	ok(admin_init(uri, &err));
	db = open_store();
	ok(db_begin(db, &err));
	ok(account_need(db, "email", "support", &a, &arena, &err));
	add_replies(db, a.id);
	ok(account_set_state(
	    db, a.id, ACCOUNT_LIVE, 1, &(struct decider){ "mei", NULL }, &err));
	ok(db_commit(db, &err));
	db_close(db);
	return a.id;
}

static void
send(struct db *db, const struct reply *r, int out)
{
	ok(db_begin(db, &err));
	ok(reply_calling(db, r, 60000, &err) == 1 ? 0 : -1);
	ok(db_commit(db, &err));
	if (dprintf(out, "%lld\n", (long long)r->id) < 0)
		exit(74);
	ok(db_begin(db, &err));
	ok(reply_sent(db, r, "x", 1, &err) == 1 ? 0 : -1);
	ok(db_commit(db, &err));
}

static void
work(int64_t account, int out)
{
	struct db *db = open_store();
	struct reply rows[AT_ONCE];
	int i, n;

	do {
		ok(db_begin(db, &err));
		n = reply_claim(
		    db, account, "w", 60000, 1, AT_ONCE, &arena, rows, &err);
		ok(n);
		ok(db_commit(db, &err));
		for (i = 0; i < n; i++)
			send(db, &rows[i], out);
	} while (n > 0);
	db_close(db);
	exit(0);
}

static void
each_answer_leaves_by_one_worker(void **state)
{
	int64_t account = prepare();
	int p[2], i, status, sent[REPLIES + 1] = { 0 };
	char line[32];
	FILE *f;

	(void)state;
	assert_int_equal(pipe(p), 0);
	for (i = 0; i < WORKERS; i++)
		if (fork() == 0)
			work(account, p[1]);
	close(p[1]);
	f = fdopen(p[0], "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		i = atoi(line);
		assert_in_range(i, 1, REPLIES);
		sent[i]++;
	}
	fclose(f);
	for (i = 0; i < WORKERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	for (i = 1; i <= REPLIES; i++)
		assert_int_equal(sent[i], 1);
}

static void
unlink_all(void)
{
	static const char *const parts[] = { "", "-wal", "-shm", ".high" };
	char *path;
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		path = xasprintf("%s%s", uri, parts[i]);
		unlink(path);
		free(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_leaves_by_one_worker),
	};
	const char *server = getenv("HA_TEST_DB");
	int bad;

	if (mkdtemp(folder) == NULL)
		return 1;
	uri = server != NULL ? xstrdup(server) : xasprintf("%s/ha.db", folder);
	bad = cmocka_run_group_tests_name("workers", tests, NULL, NULL);
	unlink_all();
	free(uri);
	arena_free(&arena);
	return bad != 0 || rmdir(folder) != 0;
}
