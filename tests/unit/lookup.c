/* tests/unit/lookup.c - which order a message is about when it names none */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "answer/vars.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "store/account.h"
#include "store/admin.h"
#include "store/customer.h"
#include "store/intake.h"
#include "store/order.h"

static char folder[] = "/tmp/ha-lookup.XXXXXX";
static char *path;
static struct db *db;
static struct rec *rec;
static struct arena arena;
static struct err err;
static int64_t account, customer;

static int
setup(void **state)
{
	struct account a;

	(void)state;
	err_clear(&err);
	path = xasprintf("%s/%d.db", folder, rand());
	if (admin_init(path, &err) < 0 ||
	    (db = db_open(path, 0, &err)) == NULL || db_begin(db, &err) < 0 ||
	    account_need(db, "shopify", "eu", &a, &arena, &err) < 0)
		return -1;
	account = a.id;
	customer = customer_new(db, "Anna K.", "DE", "de", 1000, &err);
	return customer > 0 ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	db_close(db);
	free(path);
	return 0;
}

/* The customer has bought something at PLACED; NULL: nobody knows when. */
static void
bought(const char *number, const char *placed)
{
	char *text = placed == NULL
			 ? arena_printf(&arena, "{\"number\":\"%s\"}", number)
			 : arena_printf(&arena,
			       "{\"number\":\"%s\",\"placed_at\":\"%s\"}",
			       number, placed);
	struct intake_thing t = { account, number, text, strlen(text) };
	enum intake_result result;
	struct order o;

	assert_int_equal(intake_order(db, &t, &result, &err), 0);
	assert_int_equal(order_find(db, account, number, &o, &arena, &err), 1);
	assert_int_equal(order_own(db, o.id, customer, 0, &err), 0);
}

/* The order that a message of 2026-11-20 is taken to be about. */
static void
is_about(const char *number)
{
	static const char line[] =
	    "{\"v\":1,\"kind\":\"message\",\"received_at\":"
	    "\"2026-11-20T12:00:00Z\",\"text\":\"Where is it?\"}";
	struct limits none = { 0 };
	struct vars_env env = { .limits = &none };
	struct ticket t = {
		.number = 1, .account = account, .customer = customer
	};
	const char *got;
	struct vars *v;

	assert_int_equal(rec_parse(rec, line, strlen(line), &err), 0);
	v = vars_new(&env, db, &t, rec, &arena, &err);
	assert_non_null(v);
	got = vars_order(v);
	if (number == NULL)
		assert_null(got);
	else if (got == NULL)
		fail_msg("no order instead of %s", number);
	else
		assert_string_equal(got, number);
	vars_env_free(&env);
}

static void
test_the_only_order_is_meant_however_old(void **state)
{
	(void)state;
	is_about(NULL);
	bought("1001", "2024-01-05T00:00:00Z");
	is_about("1001");
}

static void
test_of_several_the_only_recent_one_is_meant(void **state)
{
	(void)state;
	bought("1001", "2026-09-20T00:00:00Z"); /* 61 days before */
	bought("1002", "2026-10-20T00:00:00Z");
	bought("1003", "2026-11-20T12:00:01Z"); /* after the message */
	bought("1004", NULL);
	is_about("1002");
}

static void
test_two_recent_ones_are_not_guessed_between(void **state)
{
	(void)state;
	bought("1001", "2026-11-01T00:00:00Z");
	bought("1002", "2026-11-20T12:00:00Z");
	is_about(NULL);
}

static void
test_of_several_old_ones_none_is_meant(void **state)
{
	(void)state;
	bought("1001", "2026-01-01T00:00:00Z");
	bought("1002", "2026-02-01T00:00:00Z");
	is_about(NULL);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_the_only_order_is_meant_however_old),
		TEST(test_of_several_the_only_recent_one_is_meant),
		TEST(test_two_recent_ones_are_not_guessed_between),
		TEST(test_of_several_old_ones_none_is_meant),
	};
	char *cmd;
	int bad, rc;

	if (mkdtemp(folder) == NULL)
		return 1;
	rec = rec_new();
	bad = cmocka_run_group_tests(tests, NULL, NULL);
	rec_free(rec);
	arena_free(&arena);
	cmd = xasprintf("rm -rf %s", folder);
	rc = system(cmd);
	free(cmd);
	return bad != 0 || rc != 0;
}
