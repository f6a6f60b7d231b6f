/*
 * tests/unit/plans.c - no statement scans a table that grows
 *
 * Every row of stmt.def is explained against the real schema.  What walks all
 * rows on purpose (an export, a check) is named by its prefix.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/xalloc.h"
#include "store/admin.h"
#include "store/stmt.h"

/* Tables of a few rows, however long a shop is in business. */
static const char *const small[] = { "account", "a", "quarantine", "ledger" };

/* Read from its start, in lots, and worked off. */
static const char *const lists[] = { "unindexed" };

/* What a subquery made of a bounded range or of a claim. */
static const char *const derived[] = { "shipped", "part", "p", "due" };

/* Indexes that hold only what is being worked on. */
static const char *const partial[] = { "ticket_working", "reply_status",
	"reply_queue", "message_pending", "task_open", "alert_open" };

static int
one_of(const char *word, const char *const *list, size_t n)
{
	size_t i, len = strcspn(word, " ");

	for (i = 0; i < n; i++)
		if (strlen(list[i]) == len && strncmp(list[i], word, len) == 0)
			return 1;
	return 0;
}

static int
allowed(const char *name, const char *step)
{
	const char *index = strstr(step, "INDEX ");
	const char *table = step + strlen("SCAN ");

	if (strncmp(step, "SCAN ", 5) != 0)
		return 1;
	if (strncmp(name, "EXPORT_", 7) == 0 || strncmp(name, "CHECK_", 6) == 0)
		return 1;
	if (strncmp(table, "(", 1) == 0 || strncmp(table, "CONSTANT", 8) == 0)
		return 1;
	if (one_of(table, small, sizeof small / sizeof *small) ||
	    one_of(table, lists, sizeof lists / sizeof *lists) ||
	    one_of(table, derived, sizeof derived / sizeof *derived))
		return 1;
	return index != NULL &&
	       one_of(index + 6, partial, sizeof partial / sizeof *partial);
}

/* Steps of the plan of SQL that scan what grows. */
static int
scans(sqlite3 *db, const char *name, const char *sql)
{
	char *explain = xasprintf("EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *st;
	const char *step;
	int bad = 0;

	if (sqlite3_prepare_v2(db, explain, -1, &st, NULL) != SQLITE_OK) {
		print_error("%s: %s\n", name, sqlite3_errmsg(db));
		free(explain);
		return 1;
	}
	while (sqlite3_step(st) == SQLITE_ROW) {
		step = (const char *)sqlite3_column_text(st, 3);
		if (allowed(name, step))
			continue;
		print_error("%s: %s\n", name, step);
		bad++;
	}
	sqlite3_finalize(st);
	free(explain);
	return bad;
}

/* The text without the words that only PostgreSQL fills. */
static char *
without_words(const char *text)
{
	char *sql = xstrdup(text), *open, *close;

	while ((open = strchr(sql, '{')) != NULL &&
	       (close = strchr(open, '}')) != NULL)
		memmove(open, close + 1, strlen(close));
	return sql;
}

static void
no_statement_scans_a_table_that_grows(void **state)
{
	sqlite3 *db = *state;
	int i, bad = 0;
	char *sql;

	for (i = 0; i < STMTS; i++) {
		sql = without_words(stmt_text[i]);
		bad += scans(db, stmt_name[i], sql);
		free(sql);
	}
	assert_int_equal(bad, 0);
}

/*
 * A table of a later migration must not be forgotten.  What the full text has
 * and lacks comes from the messages.
 */
static void
every_table_is_exported(void **state)
{
	sqlite3_stmt *st;
	const char *table;
	int i;

	assert_int_equal(
	    sqlite3_prepare_v2(*state,
		"SELECT upper(name) FROM sqlite_schema WHERE type = 'table' "
		"AND name NOT LIKE 'sqlite_%' "
		"AND name NOT LIKE 'message_words%' AND name <> 'unindexed'",
		-1, &st, NULL),
	    SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		table = (const char *)sqlite3_column_text(st, 0);
		for (i = 0; i < STMTS; i++)
			if (strncmp(stmt_name[i], "EXPORT_", 7) == 0 &&
			    strcmp(stmt_name[i] + 7, table) == 0)
				break;
		if (i == STMTS)
			fail_msg("%s is not exported", table);
	}
	sqlite3_finalize(st);
}

static void
the_test_sees_a_scan(void **state)
{
	assert_int_equal(scans(*state, "X", "SELECT * FROM ticket"), 1);
	assert_int_equal(
	    scans(*state, "X", "SELECT 1 FROM message WHERE author = $1"), 1);
}

static char path[] = "/tmp/ha-plans.XXXXXX/desk.db";

static int
setup(void **state)
{
	struct err err = ERR_INIT;
	char *slash = strrchr(path, '/');
	sqlite3 *db;

	*slash = '\0';
	if (mkdtemp(path) == NULL)
		return -1;
	*slash = '/';
	if (admin_init(path, &err) < 0 || sqlite3_open(path, &db) != SQLITE_OK)
		return -1;
	*state = db;
	return 0;
}

static int
teardown(void **state)
{
	sqlite3_close(*state);
	unlink(path);
	*strrchr(path, '/') = '\0';
	return rmdir(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_statement_scans_a_table_that_grows),
		cmocka_unit_test(every_table_is_exported),
		cmocka_unit_test(the_test_sees_a_scan),
	};

	return cmocka_run_group_tests_name("plans", tests, setup, teardown);
}
