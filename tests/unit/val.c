/*
 * tests/unit/val.c - the line scanner, by example and against jansson
 *
 * The differential part mutates good lines and holds val_scan against
 * jansson (tests/oracle.h).  A fixed seed makes every run the same;
 * tests/fuzz/val.c asks the same of lines that a fuzzer finds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "rec/val.h"
#include "../oracle.h"

static struct member members[VAL_KEYS];

static int
scan(const char *s, size_t n)
{
	struct err err = ERR_INIT;
	int rc = val_scan(s, n, members, &err);

	assert_int_equal(err.code, rc < 0 ? ERR_DATA : ERR_OK);
	return rc;
}

static int
scans(const char *s)
{
	return scan(s, strlen(s));
}

static void
test_accepts(void **state)
{
	(void)state;
	assert_int_equal(scans("{}"), 0);
	assert_int_equal(scans(" { } \r\n\t"), 0);
	assert_int_equal(scans("{\"a\":1,\"b\":[{},[],null,true,false]}"), 2);
	assert_int_equal(scans("{\"\":\"\"}"), 1);
	assert_int_equal(scans("{\"a\":-0.5e+10,\"b\":0,\"c\":1E9}"), 3);
	assert_int_equal(
	    scans("{\"a\":\"\\ud83d\\ude00 \xF0\x9F\x98\x80\"}"), 1);
	assert_int_equal(
	    scans("{\"a\":123456789012345678901234567890,\"b\":1e999}"), 2);
	assert_int_equal(scans("{\"a\":{\"x\":1},\"b\":{\"x\":1}}"), 2);
}

static void
test_refuses(void **state)
{
	static const char *const bad[] = { "", " ", "[]", "1", "{", "{\"a\"",
		"{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}",
		"{\"a\" 1}", "{a:1}", "{'a':1}", "{\"a\":01}", "{\"a\":1.}",
		"{\"a\":.5}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":+1}",
		"{\"a\":tru}", "{\"a\":nul}", "{\"a\":[1,]}", "{\"a\":[1 2]}",
		"{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}",
		"{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}",
		"{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\\udc00\"}",
		"{\"a\":\"\x80\"}", "{\"a\":\"\xC0\xAF\"}",
		"{\"a\":\"\xED\xA0\x80\"}", "{\"a\":\"\xF4\x90\x80\x80\"}",
		"{\"a\":\"\xE2\x82\"}", "{\"a\":1}{}", "{\"a\":1} x",
		"\xEF\xBB\xBF{}", "{\"a\":\xEF\xBB\xBF [1]}",
		"{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
		"{\"b\":{\"x\":1,\"x\":2}}", "{\"a\":NaN}" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (scans(bad[i]) >= 0)
			fail_msg("accepted: %s", bad[i]);
	assert_int_equal(scan("{\"a\":\"\0\"}", 9), -1);
}

static void
test_limits(void **state)
{
	struct buf b = BUF_INIT;
	int i;

	(void)state;
	buf_adds(&b, "{\"a\":");
	for (i = 0; i < VAL_DEPTH - 1; i++)
		buf_addc(&b, '[');
	for (i = 0; i < VAL_DEPTH - 1; i++)
		buf_addc(&b, ']');
	buf_addc(&b, '}');
	assert_int_equal(scan(b.p, b.len), 1);
	buf_reset(&b);
	buf_adds(&b, "{\"a\":");
	for (i = 0; i < VAL_DEPTH; i++)
		buf_addc(&b, '[');
	assert_int_equal(scan(b.p, b.len), -1);
	buf_reset(&b);
	for (i = 0; i < VAL_KEYS; i++)
		buf_addf(&b, "%c\"k%d\":%d", i == 0 ? '{' : ',', i, i);
	buf_addc(&b, '}');
	assert_int_equal(scan(b.p, b.len), VAL_KEYS);
	buf_cut(&b, b.len - 1);
	buf_adds(&b, ",\"one more\":1}");
	assert_int_equal(scan(b.p, b.len), -1);
	buf_free(&b);
}

static void
test_walks(void **state)
{
	static const char text[] =
	    "{ \"from\" : {\"country\":\"DE\",\"a]\":\"}\\\"\"},"
	    "\"l\":[ {\"id\":\"x\"} , [1,2] ,\"s\" ],\"k\\u0041\":true}";
	struct val v = { text, sizeof text - 1 }, item = VAL_NONE;
	struct arena arena = ARENA_INIT;
	int64_t n;

	(void)state;
	assert_int_equal(scans(text), 3);
	assert_true(val_is(val_get(v, "from.country"), "DE"));
	assert_string_equal(val_str(val_get(v, "from.a]"), &arena), "}\"");
	assert_true(val_is(val_get(v, "l.0.id"), "x"));
	assert_int_equal(val_int(val_get(v, "l.1.1"), &n), 0);
	assert_int_equal(n, 2);
	assert_true(val_is(val_get(v, "l.2"), "s"));
	assert_null(val_get(v, "l.3").p);
	assert_null(val_get(v, "l.x").p);
	assert_null(val_get(v, "from.country.x").p);
	assert_true(val_true(val_get(v, "kA")));
	assert_int_equal(val_next(val_get(v, "l"), &item), 1);
	assert_int_equal(val_type(item), '{');
	assert_int_equal(val_next(val_get(v, "l"), &item), 1);
	assert_int_equal(val_next(val_get(v, "l"), &item), 1);
	assert_int_equal(val_next(val_get(v, "l"), &item), 0);
	arena_free(&arena);
}

static int
int_of(const char *s, int64_t *n)
{
	return val_int((struct val){ s, strlen(s) }, n);
}

static void
test_numbers(void **state)
{
	double d;
	int64_t n;

	(void)state;
	assert_int_equal(int_of("-9223372036854775808", &n), 0);
	assert_true(n == INT64_MIN);
	assert_int_equal(int_of("9223372036854775807", &n), 0);
	assert_true(n == INT64_MAX);
	assert_int_equal(int_of("9223372036854775808", &n), -1);
	assert_int_equal(int_of("1.0", &n), -1);
	assert_int_equal(int_of("\"1\"", &n), -1);
	assert_int_equal(int_of("-", &n), -1);
	assert_int_equal(val_double((struct val){ "-0.25", 5 }, &d), 0);
	assert_true(d == -0.25);
	assert_int_equal(val_double((struct val){ "1e999", 5 }, &d), -1);
}

/* Mutations of these; every kind of value and escape is in one of them. */
static const char *const seeds[] = {
	"{\"v\":1,\"kind\":\"message\",\"id\":\"ebay/us/1\",\"text\":\"Wo ist "
	"mein Paket? \xE2\x80\xA6 \xE6\x88\x91\\u4f60\\ud83d\\ude00\\n\","
	"\"from\":{\"id\":\"a\",\"name\":null,\"x\":[1,-2.5e3,true,{}]}}",
	("{\"a\":[],\"b\":{},\"c\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"d\":0,"
	 "\"e\":-0,\"f\":1E+2,\"g\":[[[]]],\"h\":false}"),
	" { \"key\" : \"value\" , \"key2\" : [ 1 , 2 , 3 ] } ",
	"{\"abcdefgh\":1,\"abcdefghi\":2,\"abcdefgX\":3,\"\\u0061b\":4}",
};
#define NSEEDS (sizeof seeds / sizeof seeds[0])

static uint64_t random_state = 20261125;

static unsigned
rnd(unsigned n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state >> 20) % n;
}

static void
mutate(struct buf *b)
{
	static const char bits[] = "{}[]:,\"\\u00deDdnftrue -+.e019\x80\xC3\xED"
				   "\xA0\xF4 \t";
	unsigned k, n = rnd(4), at;
	char c;

	for (k = 0; k < n && b->len > 1; k++) {
		at = rnd((unsigned)b->len);
		c = bits[rnd(sizeof bits - 1)];
		switch (rnd(4)) {
		case 0:
			b->p[at] = c;
			break;
		case 1:
			memmove(b->p + at, b->p + at + 1, b->len - at - 1);
			buf_cut(b, b->len - 1);
			break;
		case 2:
			buf_addc(b, 0);
			memmove(b->p + at + 1, b->p + at, b->len - at - 1);
			b->p[at] = c;
			break;
		default:
			if (rnd(8) == 0)
				buf_cut(b, at);
			else
				b->p[at] ^= (char)(1 << rnd(8));
		}
	}
}

static void
test_agrees_with_jansson(void **state)
{
	struct buf b = BUF_INIT;
	const char *differs;
	long i, good = 0;

	(void)state;
	for (i = 0; i < 400000; i++) {
		buf_reset(&b);
		buf_adds(&b, seeds[rnd(NSEEDS)]);
		mutate(&b);
		differs = oracle_differs(b.p, b.len, scan(b.p, b.len), &good);
		if (differs != NULL)
			fail_msg("%s: %.*s", differs, (int)b.len, b.p);
	}
	assert_true(good > 10000); /* the test has something to hold */
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_walks),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_agrees_with_jansson),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
