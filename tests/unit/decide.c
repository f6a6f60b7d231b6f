/* tests/unit/decide.c - auto, draft or none */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "answer/decide.h"

static const char *const automatic[] = { "where", NULL };
static struct policy policy;
static struct template template;

/* A message that may be answered by itself in every respect. */
static struct facts
fine(void)
{
	return (struct facts){ .now = 1000,
		.received_at = 900,
		.intent = "where_is_my_order",
		.p = 0.99,
		.first = 1,
		.state = ACCOUNT_LIVE,
		.live_since = 100,
		.recipient = 1,
		.template = &template };
}

static int
setup(void **state)
{
	static const char *words[2];

	(void)state;
	words[0] = automatic[0];
	policy = (struct policy){ .threshold = 0.95,
		.per_customer_day = 1,
		.per_ticket = 3,
		.per_account_hour = 10 };
	policy.automatic.v = words;
	policy.automatic.n = 1;
	template = (struct template){ .name = (char *)"where", .automatic = 1 };
	return 0;
}

static void
expect(struct facts f, const char *mode, int receipt, const char *why)
{
	struct arena arena = ARENA_INIT;
	struct verdict v;
	size_t i;

	decide(&policy, &f, &v, &arena);
	assert_string_equal(v.mode, mode);
	assert_int_equal(v.receipt, receipt);
	for (i = 0; why != NULL && i < v.n; i++)
		if (strstr(v.why[i], why) != NULL)
			break;
	if (why != NULL && i == v.n)
		fail_msg("no reason has '%s'", why);
	if (why == NULL)
		assert_int_equal(v.n, 0);
	arena_free(&arena);
}

#define WITH(change, mode, receipt, why)                                       \
	do {                                                                   \
		struct facts f = fine();                                       \
		change;                                                        \
		expect(f, mode, receipt, why);                                 \
	} while (0)

static void
test_all_is_well(void **state)
{
	(void)state;
	WITH((void)0, "auto", 0, NULL);
	WITH(f.p = 0.95, "auto", 0, NULL);
	WITH(f.first = 0, "auto", 0, NULL);
}

static void
test_what_no_one_answers(void **state)
{
	(void)state;
	WITH(f.history = 1, "none", 0, "imported");
	WITH(f.marks = AUTO_MACHINE, "none", 0, "program");
	WITH(f.own_address = 1, "none", 0, "our own");
	WITH(f.own_mail = 1, "none", 0, "come back");
	WITH(f.spam = 1, "none", 0, "spam");
}

static void
test_what_a_person_answers(void **state)
{
	(void)state;
	WITH(f.p = 0.94, "draft", 1, "below the threshold of 0.95");
	WITH(f.grave = "legal", "draft", 1, "legal");
	WITH(f.also = "refund_request", "draft", 1, "refund_request");
	WITH(f.foreign = "1001", "draft", 1, "1001");
	WITH(f.missing = 1, "draft", 1, "1 value missing");
	WITH(f.missing = 2, "draft", 1, "2 values missing");
	WITH(f.person_if = "late", "draft", 1, "late");
	WITH(f.broken = "a link", "draft", 1, "a link");
	WITH(f.not_theirs = 1, "draft", 1, "language");
}

static void
test_loops_end(void **state)
{
	(void)state;
	WITH(f.marks = AUTO_MANY, "draft", 0, "list");
	WITH(f.marks = AUTO_SUPPRESS, "draft", 0, "no automatic");
	WITH(f.sent_customer = 1, "draft", 0, "in 24 h");
	WITH(f.sent_ticket = 3, "draft", 0, "in this ticket");
	WITH(f.sent_account = 10, "draft", 0, "this hour");
	WITH(f.again = 1, "draft", 0, "further message");
	WITH(f.opted_out = 1, "draft", 0, "no automatic");
}

static void
test_a_person_has_it(void **state)
{
	(void)state;
	WITH(f.claimed = 1, "draft", 0, "has the ticket");
	WITH(f.answered = 1, "draft", 0, "has answered");
	WITH(f.recipient = 0, "draft", 0, "nobody");
	WITH(f.elsewhere = 1, "draft", 0, "another address");
}

static void
test_the_policy_decides(void **state)
{
	(void)state;
	template.name = (char *)"other";
	WITH((void)0, "draft", 1, "by hand");
	/* by the intent's name too */
	policy.automatic.v[0] = "where_is_my_order";
	WITH((void)0, "auto", 0, NULL);
	template.automatic = 0;
	WITH((void)0, "draft", 1, "for people");
}

static void
test_no_template(void **state)
{
	(void)state;
	WITH(f.template = NULL, "none", 1, "no template");
	WITH(f.template = NULL; f.intent = NULL, "none", 1, "ha-classify");
}

static void
test_live_and_shadow(void **state)
{
	struct arena arena = ARENA_INIT;
	struct facts g = fine();
	struct verdict v;

	(void)state;
	WITH(f.received_at = 100, "draft", 0, "before the account");
	g.state = ACCOUNT_SHADOW;
	g.live_since = INT64_MIN;
	decide(&policy, &g, &v, &arena);
	assert_string_equal(v.mode, "auto");
	assert_true(v.held);
	g.state = ACCOUNT_PAUSED;
	decide(&policy, &g, &v, &arena);
	assert_true(v.held);
	arena_free(&arena);
}

static void
test_receipts(void **state)
{
	(void)state;
	WITH(f.p = 0; f.first = 0, "draft", 0, "threshold");
	policy.receipt = RECEIPT_NEVER;
	WITH(f.p = 0, "draft", 0, "threshold");
	policy.receipt = RECEIPT_OUT_OF_HOURS;
	WITH(f.p = 0, "draft", 0, "threshold"); /* no calendar: always open */
}

static void
test_marks(void **state)
{
	(void)state;
	assert_int_equal(auto_mark_of("submitted", 9), AUTO_MACHINE);
	assert_int_equal(auto_mark_of("list", 4), AUTO_MANY);
	assert_int_equal(auto_mark_of("suppress", 8), AUTO_SUPPRESS);
	assert_int_equal(auto_mark_of("new", 3), AUTO_MANY);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_is_well),
		TEST(test_what_no_one_answers),
		TEST(test_what_a_person_answers),
		TEST(test_loops_end),
		TEST(test_a_person_has_it),
		TEST(test_the_policy_decides),
		TEST(test_no_template),
		TEST(test_live_and_shadow),
		TEST(test_receipts),
		TEST(test_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
