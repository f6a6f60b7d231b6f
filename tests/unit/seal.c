/* tests/unit/seal.c - bytes that only their key opens */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/seal.h"

static const char text[] = "Der Schal ist aufgegangen.";

static void
its_key_opens_it_behind_what_was_there(void **state)
{
	struct buf sealed = BUF_INIT, opened = BUF_INIT;
	unsigned char key[SEAL_KEY];
	struct err err = ERR_INIT;

	(void)state;
	buf_adds(&sealed, "head");
	buf_adds(&opened, "> ");
	assert_int_equal(seal(text, sizeof text - 1, key, &sealed, &err), 0);
	assert_int_equal(sealed.len, 4 + sizeof text - 1 + SEAL_MORE);
	assert_int_equal(
	    seal_open(sealed.p + 4, sealed.len - 4, key, &opened, &err), 0);
	assert_string_equal(opened.p, "> Der Schal ist aufgegangen.");
	buf_free(&sealed);
	buf_free(&opened);
}

static void
the_same_bytes_never_look_the_same(void **state)
{
	struct buf one = BUF_INIT, two = BUF_INIT;
	unsigned char key[SEAL_KEY], other[SEAL_KEY];
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(seal(text, sizeof text, key, &one, &err), 0);
	assert_int_equal(seal(text, sizeof text, other, &two, &err), 0);
	assert_memory_not_equal(key, other, SEAL_KEY);
	assert_memory_not_equal(one.p, two.p, sizeof text);
	buf_free(&one);
	buf_free(&two);
}

static void
a_changed_byte_a_lost_end_and_another_key_are_refused(void **state)
{
	struct buf sealed = BUF_INIT, opened = BUF_INIT;
	unsigned char key[SEAL_KEY];
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	assert_int_equal(seal(text, sizeof text, key, &sealed, &err), 0);
	for (i = 0; i < sealed.len; i++) {
		sealed.p[i] ^= 1;
		err = (struct err)ERR_INIT;
		assert_int_equal(
		    seal_open(sealed.p, sealed.len, key, &opened, &err), -1);
		assert_int_equal(err.code, ERR_CONFIG);
		sealed.p[i] ^= 1;
	}
	for (i = 0; i < sealed.len; i++)
		assert_int_equal(
		    seal_open(sealed.p, i, key, &opened, &err), -1);
	key[0] ^= 1;
	assert_int_equal(
	    seal_open(sealed.p, sealed.len, key, &opened, &err), -1);
	assert_int_equal(opened.len, 0);
	buf_free(&sealed);
	buf_free(&opened);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_key_opens_it_behind_what_was_there),
		cmocka_unit_test(the_same_bytes_never_look_the_same),
		cmocka_unit_test(
		    a_changed_byte_a_lost_end_and_another_key_are_refused),
	};

	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
