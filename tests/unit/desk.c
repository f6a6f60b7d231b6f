/* desk.c - identities, and who gets a ticket */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "desk/assign.h"
#include "desk/identity.h"

static void
emails(void **state)
{
	static const struct {
		const char *written, *kind, *scope, *value;
	} cases[] = {
		{ "Anna.K@Example.COM", "email", "", "anna.k@example.com" },
		{ " <anna@example.com> ", "email", "", "anna@example.com" },
		/* what one provider ignores another may not */
		{ "a.n.n.a+shop@googlemail.com", "email", "",
		    "anna@gmail.com" },
		{ "anna+shop@example.com", "email", "",
		    "anna+shop@example.com" },
		{ "a.k+x@outlook.com", "email", "", "a.k@outlook.com" },
		{ "x1y2@marketplace.amazon.de", "relay", "amazon",
		    "x1y2@marketplace.amazon.de" },
		{ "buyer_1@members.ebay.com", "relay", "ebay",
		    "buyer_1@members.ebay.com" },
		/* looks like a relay and is none */
		{ "x@marketplace.amazon", "email", "", "x@marketplace.amazon" },
		{ "no address", "email", "", NULL },
		{ "@example.com", "email", "", NULL },
		{ "anna@", "email", "", NULL },
		{ "", "email", "", NULL },
	};
	struct arena arena = ARENA_INIT;
	struct identity i;
	size_t k;

	(void)state;
	for (k = 0; k < sizeof cases / sizeof cases[0]; k++) {
		i = identity_email(cases[k].written, &arena);
		assert_string_equal(i.kind, cases[k].kind);
		assert_string_equal(i.scope, cases[k].scope);
		if (cases[k].value == NULL)
			assert_null(i.value);
		else
			assert_string_equal(i.value, cases[k].value);
	}
	arena_free(&arena);
}

static void
phones(void **state)
{
	static const struct {
		const char *written, *country, *value;
	} cases[] = {
		{ "+49 (0)30 / 123-456", NULL, "+4930123456" },
		{ "0049 30 123456", "FR", "+4930123456" },
		{ "030 123456", "DE", "+4930123456" },
		{ "(212) 555-0100", "US", "+12125550100" },
		{ "1-212-555-0100", "US", "+12125550100" },
		{ "8 (495) 123-45-67", "RU", "+74951234567" },
		{ "030 123456", NULL, NULL },
		{ "030 123456", "XX", NULL },
		{ "12", "DE", NULL },
		{ "call me", "DE", NULL },
		{ "+1234567890123456", NULL, NULL },
	};
	struct arena arena = ARENA_INIT;
	const char *got;
	size_t k;

	(void)state;
	for (k = 0; k < sizeof cases / sizeof cases[0]; k++) {
		got =
		    identity_phone(cases[k].written, cases[k].country, &arena);
		if (cases[k].value == NULL)
			assert_null(got);
		else
			assert_string_equal(got, cases[k].value);
	}
	arena_free(&arena);
}

static size_t
of_line(const char *line, struct rec *rec, struct identity ids[IDENTITIES])
{
	struct err err = ERR_INIT;

	if (rec_parse(rec, line, strlen(line), &err) < 0)
		fail_msg("%s", err.text);
	return identity_of(rec, ids);
}

/* Only what the platform vouches for counts, and not what somebody writes. */
static void
trusted(void **state)
{
	struct identity ids[IDENTITIES];
	struct rec *rec = rec_new();

	(void)state;
	assert_int_equal(
	    of_line("{\"kind\":\"message\",\"channel\":\"ebay\",\"account\":"
		    "\"us\",\"from\":{\"id\":\"anna_k77\",\"email\":null},"
		    "\"order_ids\":[\"12-3\"]}",
		rec, ids),
	    2);
	assert_string_equal(ids[0].kind, "platform");
	assert_string_equal(ids[0].scope, "ebay");
	assert_string_equal(ids[1].kind, "order");
	assert_string_equal(ids[1].scope, "ebay/us");
	/* in a mail an order number is only a claim, and so is an id */
	assert_int_equal(
	    of_line("{\"kind\":\"message\",\"channel\":\"email\",\"account\":"
		    "\"s\",\"from\":{\"id\":\"x\",\"email\":\"a@b.example\"},"
		    "\"order_ids\":[\"12-3\"],\"mail\":{}}",
		rec, ids),
	    1);
	assert_string_equal(ids[0].kind, "email");
	/* a name is nobody */
	assert_int_equal(
	    of_line("{\"kind\":\"message\",\"channel\":\"email\",\"account\":"
		    "\"s\",\"from\":{\"name\":\"Anna\"},\"mail\":{}}",
		rec, ids),
	    0);
	rec_free(rec);
}

static const char *const de_en[] = { "de", "en", NULL };
static const char *const ja[] = { "ja", NULL };
static const char *const zh[] = { "zh", NULL };
static const char *const refund[] = { "refund", NULL };

/* S20 of the worked cases: skill, capacity and the tie. */
static void
skill_capacity_tie(void **state)
{
	struct staff s[] = {
		{ "lin", NULL, de_en, 2, 1, 1, 1780902000000 },
		{ "mei", refund, de_en, 4, 2, 1, 1780903800000 },
		{ "sato", NULL, ja, 5, 0, 0, CLOCK_NONE },
	};
	static const struct need german = { "de", NULL },
				 english = { "en", NULL },
				 japanese = { "ja", NULL };

	(void)state;
	assert_int_equal(assign_pick(s, 3, &german, NULL), 0);
	s[0].load++;
	s[0].last_assigned = 1780905600000;
	assert_int_equal(assign_pick(s, 3, &english, NULL), 1);
	s[1].load++;
	/* nobody on shift speaks it: the ticket waits */
	assert_int_equal(assign_pick(s, 3, &japanese, NULL), -1);
	s[2].on_shift = 1;
	assert_int_equal(assign_pick(s, 3, &japanese, NULL), 2);
}

static void
who_knows_the_customer(void **state)
{
	struct staff s[] = {
		{ "lin", NULL, de_en, 10, 0, 1, CLOCK_NONE },
		{ "mei", NULL, de_en, 10, 9, 1, CLOCK_NONE },
		{ "abe", refund, zh, 10, 0, 1, CLOCK_NONE },
	};
	static const struct need german = { "de", NULL },
				 money = { NULL, refund },
				 chinese = { "zh-Hans", NULL };

	(void)state;
	assert_int_equal(assign_pick(s, 3, &german, "mei"), 1);
	s[1].load = 10;
	assert_int_equal(assign_pick(s, 3, &german, "mei"), 0);
	assert_int_equal(assign_pick(s, 3, &money, NULL), 2);
	assert_int_equal(assign_pick(s, 3, &chinese, NULL), 2);
	assert_true(assign_language_known(s, 3, "zh-Hans"));
	assert_false(assign_language_known(s, 3, "ja"));
	/* never assigned, same load: the name in byte order */
	s[1].load = 0;
	assert_int_equal(assign_pick(s, 3, &german, NULL), 0);
	s[0].last_assigned = 5;
	assert_int_equal(assign_pick(s, 3, &german, NULL), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(emails),
		cmocka_unit_test(phones), cmocka_unit_test(trusted),
		cmocka_unit_test(skill_capacity_tie),
		cmocka_unit_test(who_knows_the_customer) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
