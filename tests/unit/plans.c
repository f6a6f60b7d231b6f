/*
 * tests/unit/plans.c - no statement scans a table that grows
 *
 * Every row of stmt.def is explained against the real schema, and so is what
 * store/find.c puts together.  What reads all on purpose is named here with its
 * reason; a name that is no longer needed fails the test too.
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

#include "base/clock.h"
#include "base/xalloc.h"
#include "store/admin.h"
#include "store/find.h"
#include "store/query.h"
#include "store/stmt.h"

static char path[] = "/tmp/ha-plans.XXXXXX/desk.db";

/*
 * Statements that read a table or an index from end to end, or all that an
 * account has, each with its reason; `*` ends a name that others begin with.
 */
#define ALL "every row is what was asked for"
#define FEW "a handful of rows, however long a shop is in business"
#define WORK "an index of what is being worked on"
#define MADE "rows that the statement has made itself, of a bounded range"
#define COUNT "ha-db reconcile counts what there is"
#define FIRST "ends at the first row"
static const struct {
	const char *name, *table, *why;
} whole[] = {
	{ "CHECK_ARCHIVES", "archive", FEW },
	{ "EXPORT_*", "*", ALL },
	{ "CHECK_*", "*", ALL },
	{ "ACCOUNT_EACH", "account", FEW },
	{ "NOW_ACCOUNTS", "account", FEW },
	{ "NOW_QUARANTINED", "quarantine", FEW },
	{ "INDEX_NEXT", "unindexed", "read from its start, and worked off" },
	{ "TICKET_CLAIM_NEXT", "ticket_working", WORK },
	{ "TICKET_LOADS", "ticket_working", WORK },
	{ "NOW_TICKETS", "ticket_working", WORK },
	{ "NOW_REPLIES", "reply_status", WORK },
	{ "REPLY_WORKING", "reply_status", WORK },
	{ "REPLY_CLAIM", "reply_queue", WORK },
	{ "TASK_OPEN", "task_open", WORK },
	{ "REPLY_CLAIM", "due", MADE },
	{ "FIGURES_LINES", "shipped", MADE },
	{ "TICKET_SIMILAR", "s", MADE },
	{ "TICKET_SIMILAR", "i", MADE },
	{ "TICKET_SIMILAR", "p", MADE },
	{ "IDENTITY_EACH", "p", MADE },
	{ "IDENTITY_EACH", "part", MADE },
	{ "CUSTOMER_TAGS", "p", MADE },
	{ "CUSTOMER_TAGS", "part", MADE },
	{ "CUSTOMER_HAND_TAGS", "p", MADE },
	{ "CUSTOMER_HAND_TAGS", "part", MADE },
	{ "CUSTOMER_NOTES", "p", MADE },
	{ "CUSTOMER_NOTES", "part", MADE },
	{ "LIKENESS_OF", "p", MADE },
	{ "LIKENESS_OF", "part", MADE },
	{ "COUNT_*", "*", COUNT },
	{ "LEDGER_STORED", "ledger", COUNT },
	{ "LEDGER_NEWEST", "ledger", "of an index, one entry a fetch" },
	{ "LEDGER_GOOD_SINCE", "ledger", FIRST },
	{ "EVENT_END", "event", FIRST },
};
enum { WHOLE = sizeof whole / sizeof whole[0] };
static int used[WHOLE];

static int
is(const char *pattern, const char *word, size_t len)
{
	size_t n = strlen(pattern);

	if (n > 0 && pattern[n - 1] == '*')
		return len >= n - 1 && strncmp(pattern, word, n - 1) == 0;
	return n == len && strncmp(pattern, word, n) == 0;
}

/* A search by the account alone reads all of a shop that has one. */
static int
is_wide(const char *step)
{
	size_t n = strlen(step);
	static const char account[] = "(account=?)";

	if (strncmp(step, "SCAN ", 5) == 0)
		return strncmp(step + 5, "(", 1) != 0 &&
		       strncmp(step + 5, "CONSTANT", 8) != 0;
	return strncmp(step, "SEARCH ", 7) == 0 && n > sizeof account &&
	       strcmp(step + n - (sizeof account - 1), account) == 0;
}

static int
allowed(const char *name, const char *step)
{
	const char *index = strstr(step, "INDEX ");
	const char *table = strchr(step, ' ') + 1;
	int i;

	if (!is_wide(step))
		return 1;
	for (i = 0; i < WHOLE; i++) {
		if (!is(whole[i].name, name, strlen(name)) ||
		    (!is(whole[i].table, table, strcspn(table, " ")) &&
			(index == NULL || !is(whole[i].table, index + 6,
					      strcspn(index + 6, " ")))))
			continue;
		used[i] = 1;
		return 1;
	}
	return 0;
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

static void
what_is_named_does_read_all(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < WHOLE; i++)
		if (!used[i])
			fail_msg("%s does not read all of %s any more: \"%s\"",
			    whole[i].name, whole[i].table, whole[i].why);
}

/* The reason why NAME may read all, or NULL. */
static const char *
reason(const char *name)
{
	int i;

	for (i = 0; i < WHOLE; i++)
		if (is(whole[i].name, name, strlen(name)))
			return whole[i].why;
	return NULL;
}

/* A server's client holds what it is sent, but for SELECT * (db_pg_stmt.c). */
static void
what_reads_all_comes_by_a_cursor_or_in_pages(void **state)
{
	const char *why, *text;
	int i, bad = 0;

	(void)state;
	for (i = 0; i < STMTS; i++) {
		text = stmt_text[i];
		why = reason(stmt_name[i]);
		if (why == NULL || strcmp(why, ALL) != 0 ||
		    strncmp(text, "SELECT * ", 9) == 0 ||
		    strncmp(text, "SELECT count(*) ", 16) == 0 ||
		    strstr(text, " LIMIT $2") != NULL)
			continue;
		print_error("%s is held whole\n", stmt_name[i]);
		bad++;
	}
	assert_int_equal(bad, 0);
}

/* The connection that was opened last. */
static sqlite3 *newest;

static int
opened(sqlite3 *db, char **text, const struct sqlite3_api_routines *api)
{
	(void)text;
	(void)api;
	newest = db;
	return 0;
}

/* What a list may read from end to end: few rows, or an index of its half. */
static int
of_list(const char *step, const char *index)
{
	const char *at = strstr(step, " INDEX ");

	if (strcmp(step, "SCAN f") == 0 || strcmp(step, "SCAN p") == 0 ||
	    strncmp(step, "SCAN a ", 7) == 0)
		return 1;
	return at != NULL && (strstr(at, index) != NULL ||
				 strstr(step, "VIRTUAL TABLE") != NULL);
}

/*
 * Steps of a list that read more than that.  What is shown is sorted once
 * more, and what an index has SORTED is not sorted before.
 */
static int
list_scans(
    struct db *db, const struct find *find, const char *index, int sorted)
{
	struct stmt *st = find_stmt(db, find, NULL);
	char *explain = xasprintf("EXPLAIN QUERY PLAN %s",
	    sqlite3_sql(sqlite3_next_stmt(newest, NULL)));
	sqlite3_stmt *plan;
	int bad = 0, sorts = 0;

	assert_int_equal(
	    sqlite3_prepare_v2(newest, explain, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(plan, 3);

		sorts += strstr(step, "B-TREE FOR ORDER BY") != NULL;
		if ((!is_wide(step) || of_list(step, index)) &&
		    (!sorted || sorts < 2))
			continue;
		print_error("field %d, sort %d: %s\n",
		    (int)find->terms[0].field, (int)find->sort, step);
		bad++;
	}
	sqlite3_finalize(plan);
	free(explain);
	stmt_end(st);
	return bad;
}

/* Every field, as it is and negated, beside the term HALF: not another. */
static int
lists_scan(struct db *db, struct find_term half, enum find_sort sort,
    const char *index, int sorted)
{
	static const char *one[] = { "1" };
	struct find_term terms[2] = { { .field = FIND_NUMBER }, half };
	struct find find = {
		.terms = terms, .n = 2, .sort = sort, .limit = 50
	};
	int field, bad = 0;

	for (field = 0; field < FIND_FIELDS; field++) {
		if (field == FIND_OPEN || field == FIND_LATE)
			continue;
		terms[0] = (struct find_term){ .field = (enum find_field)field,
			.text = one,
			.n = 1,
			.to = 9 };
		bad += list_scans(db, &find, index, 0);
		/* holds for many, whatever the field */
		terms[0].negate = 1;
		bad += list_scans(db, &find, index, sorted);
	}
	return bad;
}

/* The pages of those that wait, whether the last one was due or not. */
static int
pages_scan(struct db *db)
{
	static const struct find_after last[] = { { 2, 1000, 7 },
		{ 2, CLOCK_NONE, 7 } };
	struct find_term terms[] = { { .field = FIND_UNASSIGNED },
		{ .field = FIND_OPEN } };
	struct find find = {
		.terms = terms, .n = 2, .sort = SORT_PRIORITY, .limit = 50
	};
	int i, bad = 0;

	for (i = 0; i < 2; i++) {
		find.after = &last[i];
		bad += list_scans(db, &find, "ticket_working", 0);
	}
	return bad;
}

/* Whatever else is asked for. */
static void
a_list_of_open_tickets_reads_no_others(void **state)
{
	static const char *open[] = { "open" };
	struct find_term status = {
		.field = FIND_STATUS, .text = open, .n = 1
	};
	struct find_term any = { .field = FIND_OPEN };
	struct err err = ERR_INIT;
	struct db *db = db_open(path, 0, &err);
	int bad = 0;

	(void)state;
	assert_non_null(db);
	bad += lists_scan(db, any, SORT_DUE, "ticket_working", 1);
	bad += lists_scan(db, any, SORT_TIME, "ticket_working", 0);
	bad += lists_scan(db, status, SORT_DUE, "ticket_working", 1);
	bad += pages_scan(db);
	db_close(db);
	assert_int_equal(bad, 0);
}

static void
a_list_of_done_tickets_ends_at_its_limit(void **state)
{
	static const char *closed[] = { "closed" };
	struct find_term status = {
		.field = FIND_STATUS, .text = closed, .n = 1
	};
	struct err err = ERR_INIT;
	struct db *db = db_open(path, 0, &err);
	int bad = 0;

	(void)state;
	assert_non_null(db);
	bad += lists_scan(db, status, SORT_DUE, "ticket_done", 1);
	bad += lists_scan(db, status, SORT_TIME, "ticket_done_time", 1);
	db_close(db);
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
	assert_int_equal(
	    scans(*state, "X", "SELECT 1 FROM orders WHERE account = $1"), 1);
}

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
	sqlite3_auto_extension((void (*)(void))opened);
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
		cmocka_unit_test(what_is_named_does_read_all),
		cmocka_unit_test(what_reads_all_comes_by_a_cursor_or_in_pages),
		cmocka_unit_test(a_list_of_open_tickets_reads_no_others),
		cmocka_unit_test(a_list_of_done_tickets_ends_at_its_limit),
		cmocka_unit_test(every_table_is_exported),
		cmocka_unit_test(the_test_sees_a_scan),
	};

	return cmocka_run_group_tests_name("plans", tests, setup, teardown);
}
