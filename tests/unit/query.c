/* tests/unit/query.c - the query language, parsed and held against records */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "rule/match.h"
#include "rule/query.h"

#define NOW INT64_C(1795590000000) /* 2026-11-25T07:00:00Z */

static const struct query_env env = { NOW, "UTC", "mei" };

static struct query
parse(const char *text)
{
	struct query q = QUERY_INIT;
	struct err err = ERR_INIT;

	if (query_text(&q, text, &env, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return q;
}

static void
test_terms(void **state)
{
	struct query q =
	    parse(" status:open,new  not lang:de\tlate sku:SCARF* "
		  "subject:\"lost, again\" customer:c881 mine not urgent ");

	(void)state;
	assert_int_equal(q.n, 8);
	assert_int_equal(q.terms[0].id, QUERY_STATUS);
	assert_int_equal(q.terms[0].n, 2);
	assert_string_equal(q.terms[0].values[1].text, "new");
	assert_int_equal(q.terms[0].negated, 0);
	assert_int_equal(q.terms[1].id, QUERY_LANGUAGE);
	assert_int_equal(q.terms[1].negated, 1);
	assert_int_equal(q.terms[2].id, QUERY_LATE);
	assert_int_equal(q.terms[2].negated, 0);
	assert_string_equal(q.terms[3].values[0].text, "SCARF");
	assert_int_equal(q.terms[3].values[0].prefix, 1);
	assert_int_equal(q.terms[4].n, 1);
	assert_string_equal(q.terms[4].values[0].text, "lost, again");
	assert_string_equal(q.terms[5].values[0].text, "881");
	assert_int_equal(q.terms[6].id, QUERY_ASSIGNEE);
	assert_string_equal(q.terms[6].values[0].text, "mei");
	assert_int_equal(q.terms[7].id, QUERY_PRIORITY);
	assert_int_equal(q.terms[7].negated, 1);
	query_free(&q);
}

static void
range(const char *text, int64_t from, int64_t to, int relative)
{
	struct query q = parse(text);

	assert_int_equal(q.n, 1);
	assert_true(q.terms[0].from == from);
	assert_true(q.terms[0].to == to);
	assert_int_equal(q.terms[0].relative, relative);
	query_free(&q);
}

static void
test_ranges(void **state)
{
	(void)state;
	range("stars:1..3", 1, 4, 0);
	range("stars:5", 5, 6, 0);
	range("cost:5..20.5", 5000, 20501, 0);
	range("cost:..50", INT64_MIN, 50001, 0);
	range("p:0.95..", 950000, INT64_MAX, 0);
	range("due:..2h", INT64_MIN, 2 * (int64_t)CLOCK_HOUR + 1, 1);
	range("due:..1d", INT64_MIN, CLOCK_DAY + 1, 1);
	range("due:1d..3d", CLOCK_DAY, 3 * (int64_t)CLOCK_DAY + 1, 1);
	range("age:14d..", 14 * (int64_t)CLOCK_DAY, INT64_MAX, 1);
	range("age:1h..2h", CLOCK_HOUR, 2 * (int64_t)CLOCK_HOUR + 1, 1);
	range("due:today", NOW - 7 * (int64_t)CLOCK_HOUR,
	    NOW + 17 * (int64_t)CLOCK_HOUR, 0);
	range("created:2026-11-24..", NOW - 31 * (int64_t)CLOCK_HOUR, INT64_MAX,
	    0);
}

static void
test_refuses(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "statsu:open", "did you mean 'status:'?" },
		{ "status:opne", "did you mean 'open'?" },
		{ "priority:zzzzzzz", "one of: urgent high normal low" },
		{ "unraed", "did you mean 'unread'?" },
		{ "lang:", "wants a value" },
		{ "lang:de,,fr", "a value is empty" },
		{ "lang:z*", "takes no '*'" },
		{ "not", "wants a word behind it" },
		{ "late:1", "unknown field 'late'" },
		{ "status", "unknown word 'status'" },
		{ "cost:a..b", "'cost:' wants 5..20" },
		{ "cost:..", "wants" },
		{ "cost:20..5", "wants" },
		{ "cost:1.2345", "wants" },
		{ "stars:1.5", "wants" },
		{ "p:0.5,0.6", "wants" },
		{ "age:14d", "wants 14d.. or ..2h" },
		{ "age:week", "wants" },
		{ "due:2h", "wants ..2h" },
		{ "created:..2h", "wants today" },
		{ "cost:99999999999999999999", "wants" },
	};
	struct query q = QUERY_INIT;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		err_clear(&err);
		if (query_text(&q, bad[i].text, &env, &err) == 0)
			fail_msg("accepted: %s", bad[i].text);
		assert_int_equal(err.code, ERR_USAGE);
		if (strstr(err.text, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].text, err.text);
	}
	query_free(&q);
}

static void
test_mine_needs_a_name(void **state)
{
	const struct query_env nobody = { NOW, "UTC", NULL };
	struct query q = QUERY_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(query_text(&q, "mine", &nobody, &err), -1);
	query_free(&q);
}

/* Hours that are named after the last digit of the second. */
static int
is_digit(const void *digits, const char *name, int64_t at)
{
	if (strchr(digits, *name) == NULL)
		return -1;
	return at / 1000 % 10 == *name - '0';
}

static void
test_hours_are_asked_of_who_has_them(void **state)
{
	const struct query_hours hours = { is_digit, "03" };
	struct query q = QUERY_INIT;
	struct rec *rec = rec_new();
	struct err err = ERR_INIT;
	static const char line[] = "{\"received_at\":\"2026-11-24T07:00:03Z\"}";

	(void)state;
	assert_int_equal(query_text(&q, "hours:0", &env, &err), -1);
	query_free(&q);
	q.hours = &hours;
	assert_int_equal(query_text(&q, "hours:0,7", &env, &err), -1);
	query_free(&q);
	q.hours = &hours;
	assert_int_equal(query_text(&q, "hours:0,3", &env, &err), 0);
	assert_int_equal(query_text(&q, "not hours:0", &env, &err), 0);
	assert_int_equal(rec_parse(rec, line, strlen(line), &err), 0);
	assert_true(query_match(&q, rec, NOW));
	assert_int_equal(query_text(&q, "hours:0", &env, &err), 0);
	assert_false(query_match(&q, rec, NOW));
	rec_free(rec);
	query_free(&q);
}

static void
test_knows_its_words(void **state)
{
	(void)state;
	assert_true(query_is_word("not"));
	assert_true(query_is_word("late"));
	assert_true(query_is_word("urgent"));
	assert_true(query_is_word("account:ebay/us"));
	assert_false(query_is_word("lang"));
	assert_false(query_is_word("late:1"));
	assert_false(query_is_word("eml:message.eml"));
	assert_false(query_is_word("messages.jsonl"));
}

static const char message[] =
    "{\"kind\":\"message\",\"id\":\"ebay/us/1\",\"channel\":\"ebay\","
    "\"account\":\"us\",\"external_id\":\"1\","
    "\"received_at\":\"2026-11-24T07:00:00Z\","
    "\"from\":{\"name\":\"Anna K.\",\"country\":\"DE\"},"
    "\"subject\":\"Wo ist mein PAKET?\",\"text\":\"\xC3\x9C"
    "berall "
    "gesucht\",\"order_ids\":[\"12-34\",\"56-78\"],"
    "\"class\":{\"lang\":\"zh-Hans\",\"intents\":[{\"id\":\"refund_request\","
    "\"p\":0.94},{\"id\":\"defective\",\"detail\":\"pilling\",\"p\":0.5}],"
    "\"urgency\":\"high\","
    "\"signals\":[\"legal\"],\"sentiment\":{\"label\":\"negative\"}},"
    "\"ticket\":{\"number\":1042,\"status\":\"open\",\"priority\":\"urgent\","
    "\"assignee\":null,\"first_response_due\":\"2026-11-25T06:00:00Z\","
    "\"resolution_due\":\"2026-11-27T06:00:00Z\","
    "\"customer\":{\"id\":881,\"tags\":[\"repeat_buyer\"]}},"
    "\"reply\":{\"status\":\"draft\",\"template\":\"refund\"}}";

static void
matches(const char *line, const char *text, int want)
{
	struct query q = parse(text);
	struct rec *rec = rec_new();
	struct err err = ERR_INIT;

	assert_int_equal(rec_parse(rec, line, strlen(line), &err), 0);
	if (query_match(&q, rec, NOW) != want)
		fail_msg("'%s' %s", text, want ? "misses" : "matches");
	rec_free(rec);
	query_free(&q);
}

static void
test_matches(void **state)
{
	static const char *const yes[] = { "", "kind:message", "lang:zh",
		"lang:de,zh-Hans", "lang:ZH", "intent:defective",
		"intent:refund*", "not intent:spam", "p:0.9..", "p:..0.94",
		"detail:pilling", "urgency:high", "signal:legal",
		"sentiment:negative", "channel:ebay", "account:ebay/us",
		"account:ebay/*", "order:56-78", "country:DE", "ticket:1042",
		"customer:c881", "tag:repeat_buyer", "status:open,new",
		"urgent", "unassigned", "open", "late", "draft", "not held",
		"due:..2h", "due:..today", "due:today", "age:1d..", "age:..1d",
		"created:yesterday", "created:2026-W48", "from:anna",
		"subject:paket", "text:paket", "text:\xC3\x9C\x42\x45RALL",
		"text:nothing,gesucht", "reply:draft", "template:refund",
		"status:open lang:zh late", "not not open" };
	static const char *const no[] = { "kind:order", "lang:z", "lang:de",
		"lang:zh-Hant", "intent:refund", "not intent:defective",
		"detail:stain", "p:0.95..", "urgency:low", "account:ebay",
		"account:ebay/u", "order:99", "country:FR", "assignee:mei",
		"mine", "status:closed", "not open", "due:1h..", "due:2026-12",
		"age:2d..", "created:today", "from:bert", "text:missing",
		"stars:1..", "cost:1..", "carrier:dhl", "held",
		"status:open lang:de" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof yes / sizeof yes[0]; i++)
		matches(message, yes[i], 1);
	for (i = 0; i < sizeof no / sizeof no[0]; i++)
		matches(message, no[i], 0);
}

static void
test_matches_other_kinds(void **state)
{
	static const char order[] =
	    "{\"kind\":\"order\",\"number\":\"#1042\",\"total\":\"39.90\","
	    "\"currency\":\"EUR\",\"ship_to\":{\"country\":\"FR\"},"
	    "\"lines\":[{\"sku\":\"A\"},{\"sku\":\"SCARF-RED-M\"}]}";

	(void)state;
	matches(order, "order:1042", 1);
	matches(order, "order:#1042", 1);
	matches(order, "total:39.9..40", 1);
	matches(order, "total:..39.89", 0);
	matches(order, "sku:SCARF*", 1);
	matches(order, "sku:SCARF", 0);
	matches(order, "country:FR", 1);
	matches(order, "late", 0);
	matches(order, "unassigned", 0);
	matches("{\"kind\":\"review\",\"stars\":2}", "stars:1..3", 1);
	matches("{\"kind\":\"review\",\"stars\":2}", "stars:3..", 0);
}

static void
test_some_words_need_the_database(void **state)
{
	struct query q = parse("open shop:knit");
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(query_fits_records(&q, &err), -1);
	assert_non_null(strstr(err.text, "'shop'"));
	query_free(&q);
}

static void
test_decimals(void **state)
{
	static const struct {
		const char *text;
		int places, cut;
		int64_t value;
	} good[] = { { "12", 0, 0, 12 }, { "-3.5", 3, 0, -3500 },
		{ "4.5", 0, 1, 4 }, { "0.1234567", 6, 1, 123456 },
		{ "12.50", 3, 1, 12500 } };
	static const char *const bad[] = { "", "-", ".5", "1e3", "1.2.3",
		"99999999999999999999" };
	int64_t v;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_int_equal(query_decimal(good[i].text, good[i].places,
				     good[i].cut, &v),
		    0);
		assert_int_equal(v, good[i].value);
	}
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(query_decimal(bad[i], 3, 1, &v), -1);
	assert_int_equal(query_decimal("4.5", 0, 0, &v), -1);
	assert_int_equal(query_decimal("1.2345", 3, 0, &v), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decimals),
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_mine_needs_a_name),
		cmocka_unit_test(test_hours_are_asked_of_who_has_them),
		cmocka_unit_test(test_knows_its_words),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_matches_other_kinds),
		cmocka_unit_test(test_some_words_need_the_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
