/* tests/unit/compose.c - a mail of ours, read back by our own reader */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/xalloc.h"
#include "mail/compose.h"
#include "mail/loop.h"
#include "mail/mime.h"

static const struct compose plain = {
	.from_name = "Mei at 针织店",
	.from = "support@knit.example",
	.to_name = "Anna Kühn, Berlin",
	.to = "anna@example.net",
	.subject = "Re: Wo ist mein Paket?",
	.text = "Guten Tag,\n.\n.punkt\nGrüße = Gruß\n",
	.message_id = "ha.5512.8f3a@knit.example",
	.in_reply_to = "m2@example.net",
	.date = 1795256100000, /* 2026-11-21T10:15:00Z */
};

static char *
built(const struct compose *c, struct buf *b)
{
	struct err err = ERR_INIT;

	buf_reset(b);
	assert_int_equal(compose_mail(c, b, &err), 0);
	return b->p;
}

static void
wire_rules(const struct buf *b)
{
	size_t i, line = 0;

	for (i = 0; i < b->len; i++) {
		unsigned char c = (unsigned char)b->p[i];
		assert_true(c != '\0' && c < 0x80);
		assert_true(c != '\n' || (i > 0 && b->p[i - 1] == '\r'));
		assert_true(c != '\r' || b->p[i + 1] == '\n');
		line = c == '\n' ? 0 : line + 1;
		assert_true(line <= 998);
	}
	assert_memory_equal(b->p + b->len - 2, "\r\n", 2);
}

static const char *
text_of(const struct mime *m, const char *key)
{
	return json_string_value(json_object_get(m->members, key));
}

static void
test_a_reply_is_read_back_as_it_was_meant(void **state)
{
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	struct mime m;
	json_t *from, *to;

	(void)state;
	built(&plain, &b);
	wire_rules(&b);
	assert_int_equal(mime_parse(b.p, b.len, &m, &err), 0);
	from = json_object_get(m.members, "from");
	to = json_array_get(json_object_get(m.members, "to"), 0);
	assert_string_equal(
	    text_of(&m, "text"), "Guten Tag,\n.\n.punkt\nGrüße = Gruß");
	assert_string_equal(text_of(&m, "subject"), plain.subject);
	assert_string_equal(text_of(&m, "message_id"), plain.message_id);
	assert_string_equal(text_of(&m, "sent_at"), "2026-11-21T10:15:00Z");
	assert_string_equal(
	    json_string_value(json_object_get(from, "name")), plain.from_name);
	assert_string_equal(
	    json_string_value(json_object_get(to, "name")), plain.to_name);
	assert_string_equal(
	    json_string_value(json_object_get(to, "email")), plain.to);
	assert_null(json_object_get(m.members, "auto"));
	mime_free(&m);
	buf_free(&b);
}

static void
test_the_same_reply_gives_the_same_bytes(void **state)
{
	static const struct compose_file file = { "发票 2026.pdf",
		"application/pdf", "abc", 3 };
	struct compose c = plain;
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct err err = ERR_INIT;
	struct mime m;
	json_t *f;

	(void)state;
	c.html = "<p>Grüße</p>";
	c.files = &file;
	c.nfiles = 1;
	assert_string_equal(built(&c, &a), built(&c, &b));
	wire_rules(&b);
	assert_int_equal(mime_parse(b.p, b.len, &m, &err), 0);
	f = json_array_get(json_object_get(m.members, "attachments"), 0);
	assert_string_equal(
	    json_string_value(json_object_get(f, "name")), file.name);
	assert_memory_equal(m.files[0].bytes.p, "abc", 3);
	mime_free(&m);
	buf_free(&a);
	buf_free(&b);
}

static void
test_a_chinese_subject_fits_the_rules_of_encoded_words(void **state)
{
	struct compose c = plain;
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	char *p, *end;
	struct mime m;

	(void)state;
	c.subject = "Re: 您的订单已经从上海仓库发出请您耐心等待物流公司的更新"
		    "信息谢谢您的理解与支持";
	c.text = "您好，\n包裹在路上。\n";
	for (p = built(&c, &b); (p = strstr(p, "=?")) != NULL; p = end) {
		end = strstr(p + 10, "?=");
		assert_non_null(end);
		assert_true(end + 2 - p <= 75);
	}
	assert_int_equal(mime_parse(b.p, b.len, &m, &err), 0);
	assert_string_equal(text_of(&m, "subject"), c.subject);
	assert_string_equal(text_of(&m, "text"), "您好，\n包裹在路上。");
	mime_free(&m);
	buf_free(&b);
}

static void
test_nothing_in_a_name_starts_a_header(void **state)
{
	struct compose c = plain;
	struct buf b = BUF_INIT;

	(void)state;
	c.subject = "x\r\nBcc: all@example.net\r\n\r\nbody";
	c.to_name = "y\nX-Evil: 1";
	built(&c, &b);
	assert_null(strstr(b.p, "\nBcc"));
	assert_null(strstr(b.p, "\nX-Evil"));
	buf_free(&b);
}

static void
test_only_what_no_person_wrote_says_so(void **state)
{
	struct buf b = BUF_INIT, mark = BUF_INIT;
	struct compose c = plain;
	struct err err = ERR_INIT;
	const char *loop;
	struct mime m;

	(void)state;
	loop_mark("key", 3, c.message_id, &mark);
	c.automatic = 1;
	c.loop_mark = mark.p;
	built(&c, &b);
	assert_non_null(strstr(b.p, "\r\nAuto-Submitted: auto-replied\r\n"));
	assert_non_null(strstr(b.p, "\r\nX-Auto-Response-Suppress: All\r\n"));
	assert_int_equal(mime_parse(b.p, b.len, &m, &err), 0);
	loop = json_string_value(
	    json_object_get(json_object_get(m.members, "auto"), "loop"));
	assert_true(loop_ours("key", 3, loop));
	assert_false(loop_ours("yek", 3, loop));
	assert_false(loop_ours("key", 3, "1 x@y 00"));
	mime_free(&m);
	buf_free(&b);
	buf_free(&mark);
}

static void
test_references_keep_the_first_and_the_last(void **state)
{
	const char *refs[61];
	struct compose c = plain;
	struct buf b = BUF_INIT;
	char *p;
	int i;

	(void)state;
	for (i = 0; i < 60; i++)
		refs[i] = xasprintf("a-rather-long-id-%d@mail.example.net", i);
	refs[60] = NULL;
	c.references = refs;
	p = strstr(built(&c, &b), "References:");
	assert_non_null(strstr(p, "<a-rather-long-id-0@mail.example.net>"));
	assert_null(strstr(p, "<a-rather-long-id-1@mail.example.net>"));
	assert_non_null(strstr(p, "<a-rather-long-id-59@mail.example.net>"));
	assert_non_null(strstr(p, "<m2@example.net>"));
	for (i = 0; i < 60; i++)
		free((char *)(uintptr_t)refs[i]);
	refs[0] = "good@example.net";
	refs[1] = "bad id\r\nX: y";
	refs[2] = "m2@example.net"; /* the parent itself: once is enough */
	refs[3] = NULL;
	assert_non_null(strstr(built(&c, &b),
	    "\r\nReferences: <good@example.net> <m2@example.net>\r\n"));
	buf_free(&b);
}

static void
test_addresses_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = { "", "a", "@", "a@", "@b", "a@b@c",
		"a b@c", "a@b\r\nRCPT TO:<x@y>", "-a@b", "a,b@c", "ä@b", "a@.b",
		"a@-b", "<a@b>", "\"a\"@b" };
	struct compose c = plain;
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err err = ERR_INIT;
		c.to = bad[i];
		assert_int_equal(compose_mail(&c, &b, &err), -1);
		assert_int_equal(err.code, ERR_DATA);
		assert_int_equal(b.len, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_reply_is_read_back_as_it_was_meant),
		cmocka_unit_test(test_the_same_reply_gives_the_same_bytes),
		cmocka_unit_test(
		    test_a_chinese_subject_fits_the_rules_of_encoded_words),
		cmocka_unit_test(test_nothing_in_a_name_starts_a_header),
		cmocka_unit_test(test_only_what_no_person_wrote_says_so),
		cmocka_unit_test(test_references_keep_the_first_and_the_last),
		cmocka_unit_test(test_addresses_that_are_none_are_refused),
	};

	mime_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
