/* tests/unit/outbox.c - where an answer goes, and its subject */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "answer/limits.h"
#include "answer/outbox.h"
#include "answer/vars.h"
#include "base/address.h"
#include "text/subject.h"

static struct rec *rec;
static struct arena arena = ARENA_INIT;

static struct outbox
address(const char *line)
{
	struct outbox o = { .ticket = 42, .message = 7, .kind = "reply" };
	struct err err = ERR_INIT;

	if (rec_parse(rec, line, strlen(line), &err) < 0)
		fail_msg("%s: %s", line, err.text);
	outbox_address(&o, rec, NULL, &arena);
	return o;
}

#define HEAD "{\"v\":1,\"kind\":\"message\",\"subject\":\"Hi\","

static void
test_mail_goes_to_its_author(void **state)
{
	struct outbox o;

	(void)state;
	o = address(HEAD "\"from\":{\"email\":\"a@b.example\",\"name\":\"A\"},"
			 "\"to\":\"us@k.example\",\"mail\":{}}");
	assert_string_equal(o.to, "a@b.example");
	assert_string_equal(o.from, "us@k.example");
	o = address(HEAD "\"from\":{\"email\":\"a@b.example\"},\"mail\":{"
			 "\"reply_to\":[{\"email\":\"r@b.example\"}]}}");
	assert_string_equal(o.to, "r@b.example");
	o = address(HEAD "\"from\":{\"email\":\"a@b.example\"},\"mail\":{"
			 "\"reply_to\":[{\"email\":\"r@b.example\"},"
			 "{\"email\":\"s@b.example\"}]}}");
	assert_string_equal(o.to, "a@b.example");
	o = address(HEAD "\"from\":{\"email\":\"a@b.example\"},\"mail\":{"
			 "\"reply_to\":[{\"email\":\"-r@b.example\"}]}}");
	assert_string_equal(o.to, "a@b.example");
}

static void
test_elsewhere_it_goes_to_the_buyer(void **state)
{
	struct outbox o =
	    address(HEAD "\"from\":{\"id\":\"anna_k77\"},\"thread\":\"c-9\"}");

	(void)state;
	assert_string_equal(o.to, "anna_k77");
	assert_null(o.from);
	assert_string_equal(o.thread, "c-9");
	assert_null(o.in_reply_to);
}

static void
test_references_grow_by_the_message(void **state)
{
	struct outbox o =
	    address(HEAD "\"from\":{\"email\":\"a@b.example\"},\"mail\":{"
			 "\"message_id\":\"m2@b\",\"references\":[\"m1@b\","
			 "\"m2@b\"]}}");

	(void)state;
	assert_string_equal(o.in_reply_to, "m2@b");
	assert_string_equal(o.references[0], "m1@b");
	assert_string_equal(o.references[1], "m2@b");
	assert_null(o.references[2]);
}

static void
test_addresses(void **state)
{
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c",
		"a b@c", "-a@b.c", "a@b,c", "a\n@b.c", "<a@b.c>", "ä@b.c",
		"a@-b.c", "a@.c", "a:b@c", "a(b)@c", "a\"@c", "a\\@c" };
	size_t i;

	(void)state;
	assert_true(address_ok("a.b+c@d.example"));
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (address_ok(bad[i]))
			fail_msg("'%s' passed", bad[i]);
}

static void
subject_is(const char *from, int re, const char *expected)
{
	struct buf b = BUF_INIT;

	subject_answer(from, re, 42, &b);
	assert_string_equal(b.p, expected);
	buf_free(&b);
}

static void
test_subjects(void **state)
{
	(void)state;
	subject_is("Hi", 1, "Re: Hi [#42]");
	subject_is("RE: AW: Re[2]: Hi", 1, "Re: Hi [#42]");
	subject_is("回复：订单", 1, "Re: 订单 [#42]");
	subject_is("Re: Hi [#7]", 1, "Re: Hi [#42]");
	subject_is("a\r\nBcc: x@y", 1, "Re: a  Bcc: x@y [#42]");
	subject_is("Result: good", 1, "Re: Result: good [#42]");
	subject_is("RE : SV: x", 1, "Re: x [#42]");
	subject_is("İlt: yn: 回信：Antw: Größe", 1, "Re: Größe [#42]");
	subject_is("Regarding: x", 1, "Re: Regarding: x [#42]");
	subject_is("Your order", 0, "Your order [#42]");
	assert_int_equal(subject_number("Re: x [#1042] y"), 1042);
	assert_int_equal(subject_number("Re: x [# 1] #3"), 0);
}

static void
test_names_to_greet_by(void **state)
{
	static const char *const bad[] = { "anna_k77", "a@b.example", "7", "x",
		"", "http://x", "{{name}}", "<b>" };
	size_t i;

	(void)state;
	assert_string_equal(vars_name("Anna  K.", &arena), "Anna K.");
	assert_string_equal(vars_name("山田 太郎", &arena), "山田 太郎");
	assert_null(vars_name(NULL, &arena));
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (vars_name(bad[i], &arena) != NULL)
			fail_msg("'%s' is greeted", bad[i]);
}

static void
test_limits(void **state)
{
	static const struct limit ebay = { "ebay", 10, 0, 0 };
	static const struct limit mail = { "default", 100, 1, 1 };

	(void)state;
	assert_null(limit_broken(&ebay, "hello", 5, &arena));
	assert_non_null(limit_broken(&ebay, "hello hello", 11, &arena));
	assert_non_null(limit_broken(&ebay, "www.x.y", 7, &arena));
	assert_non_null(limit_broken(&ebay, "a@b.c", 5, &arena));
	assert_null(limit_broken(&ebay, "a @ b", 5, &arena));
	assert_null(limit_broken(&mail, "https://x a@b.c", 15, &arena));
	assert_int_equal(text_length("ä人"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mail_goes_to_its_author),
		cmocka_unit_test(test_elsewhere_it_goes_to_the_buyer),
		cmocka_unit_test(test_references_grow_by_the_message),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_names_to_greet_by),
		cmocka_unit_test(test_limits),
	};
	int rc;

	rec = rec_new();
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	rec_free(rec);
	arena_free(&arena);
	return rc;
}
