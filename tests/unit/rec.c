/* tests/unit/rec.c - records: what is kept, added, replaced and taken away */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "rec/json.h"
#include "rec/rec.h"

static struct rec *rec;
static struct err err;

static int
parse(const char *line)
{
	err_clear(&err);
	return rec_parse(rec, line, strlen(line), &err);
}

static void
writes(const char *want)
{
	struct buf b = BUF_INIT;

	rec_write(rec, &b);
	assert_string_equal(b.p, want);
	/* what we write we can read */
	assert_int_equal(rec_parse(rec, b.p, b.len - 1, &err), 0);
	buf_free(&b);
}

static void
set(const char *key, const char *json)
{
	rec_set_text(rec, key, json, strlen(json));
}

static void
test_untouched_bytes_stay(void **state)
{
	static const char line[] =
	    " { \"z\" : 1.0 ,\"long\":12345678901234567890123, "
	    "\"a\\u0062\":\"\\/\" }";
	char want[200];

	(void)state;
	assert_int_equal(parse(line), 0);
	snprintf(want, sizeof want, "%s\n", line);
	writes(want);
}

static void
test_adds_before_the_brace(void **state)
{
	(void)state;
	assert_int_equal(parse("{}"), 0);
	set("a", "1");
	set("b", "[]");
	writes("{\"a\":1,\"b\":[]}\n");
	assert_int_equal(parse("{\"x\":{} }"), 0);
	set("a", "1");
	writes("{\"x\":{},\"a\":1 }\n");
}

static void
test_replaces_in_place(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"a\":1, \"b\": {\"c\":2} ,\"d\":3}"), 0);
	set("b", "null");
	set("b", "\"new\"");
	assert_true(val_is(rec_get(rec, "b"), "new"));
	writes("{\"a\":1, \"b\": \"new\" ,\"d\":3}\n");
	assert_int_equal(parse("{\"\\u0061\":1}"), 0);
	set("a", "2");
	writes("{\"\\u0061\":2}\n");
}

static void
test_takes_away(void **state)
{
	static const char line[] = "{\"a\":1,\"b\":2,\"c\":3}";

	(void)state;
	assert_int_equal(parse(line), 0);
	rec_unset(rec, "a");
	writes("{\"b\":2,\"c\":3}\n");
	assert_int_equal(parse(line), 0);
	rec_unset(rec, "a");
	rec_unset(rec, "b");
	writes("{\"c\":3}\n");
	assert_int_equal(parse(line), 0);
	rec_unset(rec, "b");
	rec_unset(rec, "c");
	writes("{\"a\":1}\n");
	assert_int_equal(parse(line), 0);
	rec_unset(rec, "b");
	set("c", "4");
	set("d", "5");
	writes("{\"a\":1,\"c\":4,\"d\":5}\n");
	assert_int_equal(parse(line), 0);
	rec_unset(rec, "a");
	rec_unset(rec, "b");
	rec_unset(rec, "c");
	assert_null(rec_get(rec, "a").p);
	set("b", "6");
	writes("{\"b\":6}\n");
	assert_int_equal(parse(line), 0);
	set("a", "7");
	rec_unset(rec, "b");
	set("new", "8");
	rec_unset(rec, "new");
	writes("{\"a\":7,\"c\":3}\n");
	assert_int_equal(parse(line), 0);
	set("b", "7");
	rec_unset(rec, "b");
	rec_unset(rec, "none");
	writes("{\"a\":1,\"c\":3}\n");
}

static void
test_reads_what_was_set(void **state)
{
	int64_t n;

	(void)state;
	assert_int_equal(
	    parse("{\"kind\":\"message\",\"at\":\"2026-11-20T18:22:31Z\"}"), 0);
	assert_int_equal(rec_kind(rec), KIND_MESSAGE);
	assert_int_equal(
	    rec_set(rec, "ticket",
		json_pack("{s:i, s:s}", "number", 1042, "status", "open"),
		&err),
	    0);
	assert_int_equal(rec_int(rec, "ticket.number", &n), 0);
	assert_int_equal(n, 1042);
	assert_string_equal(rec_str(rec, "ticket.status"), "open");
	assert_null(rec_str(rec, "ticket.number"));
	assert_null(rec_str(rec, "none.at.all"));
	assert_true(rec_time(rec, "at") == INT64_C(1795198951000));
	assert_true(rec_time(rec, "kind") == CLOCK_NONE);
	assert_int_equal(rec_set(rec, "bad", NULL, &err), -1);
	assert_int_equal(err.code, ERR_BUG);
}

static void
test_refuses(void **state)
{
	static const char *const bad[] = { "{\"v\":2}", "{\"v\":\"1\"}",
		"{\"v\":0}", "{\"kind\":1}", "{\"id\":7}", "{\"kind\":null}",
		"{\"id\":\"a/b/c\",\"channel\":\"a\",\"account\":\"b\","
		"\"external_id\":\"d\"}",
		"{\"id\":\"a/b/c/d\",\"channel\":\"a\",\"account\":\"b\","
		"\"external_id\":\"c/d\"}",
		"{\"id\":\"a/b/\",\"channel\":\"a\",\"account\":\"b\","
		"\"external_id\":\"c\"}",
		"{\"id\":\"a/b/%2f\",\"channel\":\"a\",\"account\":\"b\","
		"\"external_id\":\"/\"}",
		"[1]" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (parse(bad[i]) == 0)
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(err.code, ERR_DATA);
	}
}

static void
test_knows_its_id(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	rec_id(&b, "ebay", "us store", "a/b%\xC3\xBC~._-");
	assert_string_equal(b.p, "ebay/us%20store/a%2Fb%25%C3%BC~._-");
	buf_free(&b);
	assert_int_equal(
	    parse("{\"id\":\"ebay/us%20store/a%2Fb%C3%BC\",\"channel\":"
		  "\"ebay\",\"account\":\"us store\",\"external_id\":"
		  "\"a\\/b\\u00fc\"}"),
	    0);
	assert_int_equal(
	    parse("{\"id\":\"a/b/1\",\"channel\":\"a\",\"account\":\"b\","
		  "\"external_id\":1}"),
	    0);
	assert_int_equal(parse("{\"id\":\"anything\"}"), 0);
}

static void
test_kinds(void **state)
{
	(void)state;
	assert_string_equal(kind_name(KIND_SHIPMENT), "shipment");
	assert_int_equal(kind_of("review"), KIND_REVIEW);
	assert_int_equal(kind_of("other"), KIND_OTHER);
	assert_int_equal(kind_of("thing"), KIND_OTHER);
	assert_int_equal(parse("{\"kind\":\"thing\"}"), 0);
	assert_int_equal(rec_kind(rec), KIND_OTHER);
}

static void
test_no_more_keys_than_are_read(void **state)
{
	struct buf b = BUF_INIT;
	int i;

	(void)state;
	for (i = 0; i < VAL_KEYS; i++)
		buf_addf(&b, "%c\"k%d\":%d", i == 0 ? '{' : ',', i, i);
	buf_addc(&b, '}');
	assert_int_equal(parse(b.p), 0);
	assert_int_equal(rec_set(rec, "k7", json_true(), &err), 0);
	assert_int_equal(rec_set(rec, "new", json_true(), &err), -1);
	assert_int_equal(err.code, ERR_DATA);
	buf_free(&b);
}

static void
test_json_is_harmless_on_a_terminal(void **state)
{
	struct buf b = BUF_INIT;
	json_t *j = json_pack("{s:s}", "a",
	    "\x1b[31m\x7f \xC2\x9B \xE2\x80\xAE \xD8\x9C \xE2\x81\xA6 \xC3\xBC "
	    "\xE4\xBD\xA0");

	(void)state;
	assert_int_equal(json_add(&b, j), 0);
	assert_string_equal(b.p,
	    "{\"a\":\"\\u001B[31m\\u007f \\u009b \\u202e \\u061c \\u2066 "
	    "\xC3\xBC \xE4\xBD\xA0\"}");
	json_decref(j);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_untouched_bytes_stay),
		cmocka_unit_test(test_adds_before_the_brace),
		cmocka_unit_test(test_replaces_in_place),
		cmocka_unit_test(test_takes_away),
		cmocka_unit_test(test_reads_what_was_set),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_knows_its_id),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_no_more_keys_than_are_read),
		cmocka_unit_test(test_json_is_harmless_on_a_terminal),
	};
	int rc;

	rec = rec_new();
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	rec_free(rec);
	return rc;
}
