/* tests/unit/mimed.c - the parsing children, seen from their parent */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/xalloc.h"
#include "mail/mimed.h"

static const char mail[] = "From: Anna <anna@example.net>\r\n"
			   "Message-ID: <m1@example.net>\r\n"
			   "Subject: %d\r\n\r\nwhere is it?\r\n";

static void
use_helper(const char *dir)
{
	setenv("HA_LIBEXEC", dir, 1);
}

static void
use_real(void)
{
	const char *build = getenv("BUILD");
	char *dir = xasprintf("%s/bin", build != NULL ? build : "build");

	use_helper(dir);
	free(dir);
}

static void
test_many_mails_come_back_in_their_order(void **state)
{
	enum { N = 1500 };
	struct err err = ERR_INIT;
	struct mimed_result res;
	struct mimed *d;
	char *raw[N], want[40];
	int i, got = 0;

	(void)state;
	use_real();
	d = mimed_open(3);
	for (i = 0; i < N; i++) {
		raw[i] = xasprintf(mail, i);
		mimed_mail(d, raw[i], strlen(raw[i]), &raw[i]);
		while (mimed_full(d) && mimed_next(d, &res, &err) > 0) {
			assert_ptr_equal(res.tag, &raw[got]);
			snprintf(
			    want, sizeof want, "\"subject\":\"%d\"", got++);
			assert_false(res.bad);
			assert_non_null(strstr(res.json, want));
		}
	}
	while (mimed_next(d, &res, &err) > 0)
		assert_ptr_equal(res.tag, &raw[got++]);
	assert_int_equal(got, N);
	assert_int_equal(err.code, ERR_OK);
	mimed_close(d);
	for (i = 0; i < N; i++)
		free(raw[i]);
}

static void
test_files_come_with_a_digest_of_our_own(void **state)
{
	static const char with_file[] =
	    "From: a@example.net\r\n"
	    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\n\r\nsee the photo\r\n"
	    "--b\r\nContent-Type: image/jpeg; name=a.jpg\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--b--\r\n";
	struct err err = ERR_INIT;
	struct mimed_result res;
	struct mimed *d;

	(void)state;
	use_real();
	d = mimed_open(1);
	mimed_mail(d, with_file, sizeof with_file - 1, NULL);
	assert_int_equal(mimed_next(d, &res, &err), 1);
	assert_false(res.bad);
	assert_int_equal(res.nfiles, 1);
	assert_int_equal(res.files[0].n, 3);
	assert_memory_equal(res.files[0].bytes, "abc", 3);
	assert_string_equal(res.files[0].sha256,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_non_null(strstr(res.json, res.files[0].sha256));
	mimed_close(d);
}

/* Feed the words, one mail each; RES of number BAD must have CODE. */
static void
one_bad_among_good(const char *word, int bad, const char *code, int children)
{
	struct err err = ERR_INIT;
	struct mimed_result res;
	struct mimed *d = mimed_open(children);
	char *raw[9];
	int i;

	mimed_patience(d, 300);
	for (i = 0; i < 9; i++) {
		raw[i] = xasprintf(
		    "From: a@example.net\n\n%d %s\n", i, i == bad ? word : "");
		mimed_mail(d, raw[i], strlen(raw[i]), raw[i]);
	}
	for (i = 0; i < 9; i++) {
		assert_int_equal(mimed_next(d, &res, &err), 1);
		assert_ptr_equal(res.tag, raw[i]);
		assert_int_equal(res.bad, i == bad);
		if (i == bad) {
			assert_int_equal(res.err.code, ERR_DATA);
			assert_memory_equal(res.err.text, code, strlen(code));
		}
	}
	assert_int_equal(mimed_next(d, &res, &err), 0);
	mimed_close(d);
	for (i = 0; i < 9; i++)
		free(raw[i]);
}

static void
test_a_mail_that_kills_its_child_is_one_bad_mail(void **state)
{
	(void)state;
	use_helper("tests/mock/bad-mime");
	one_bad_among_good("DIE", 0, "crash:", 1);
	one_bad_among_good("DIE", 4, "crash:", 2);
	one_bad_among_good("DIE", 8, "crash:", 1);
}

static void
test_a_mail_that_takes_for_ever_is_one_bad_mail(void **state)
{
	(void)state;
	use_helper("tests/mock/bad-mime");
	one_bad_among_good("HANG", 4, "timeout:", 2);
}

static void
test_a_child_that_lies_is_not_believed(void **state)
{
	(void)state;
	use_helper("tests/mock/bad-mime");
	one_bad_among_good("NONSENSE", 3, "crash:", 1);
	one_bad_among_good("ENDLESS", 3, "crash:", 1);
}

static void
test_a_missing_helper_is_an_error_and_no_loop(void **state)
{
	struct err err = ERR_INIT;
	struct mimed_result res;
	struct mimed *d;

	(void)state;
	use_helper("/nonexistent");
	d = mimed_open(1);
	mimed_mail(d, mail, sizeof mail - 1, NULL);
	assert_int_equal(mimed_next(d, &res, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	mimed_close(d);
}

static void
bad_mail(const struct buf *b, const char *code)
{
	struct err err = ERR_INIT;

	assert_int_equal(mimed_check(b->p, b->len, &err), -1);
	assert_int_equal(err.code, ERR_DATA);
	assert_memory_equal(err.text, code, strlen(code));
}

static void
test_sizes_are_checked_before_any_child(void **state)
{
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	int i;

	(void)state;
	buf_adds(&b, "From: ");
	for (i = 0; i < 50000; i++)
		buf_adds(&b, "g:");
	buf_adds(&b, "\n\nx\n");
	bad_mail(&b, "too_many_addresses");
	buf_reset(&b);
	for (i = 0; i < 1001; i++)
		buf_adds(&b, "X: y\n");
	bad_mail(&b, "too_many_headers");
	buf_reset(&b);
	buf_adds(&b, "X: ");
	for (i = 0; i < MIMED_HEAD_MAX; i++)
		buf_addc(&b, 'y');
	bad_mail(&b, "header_too_big");
	buf_reset(&b);
	buf_adds(&b, "From: a@example.net\n\n");
	buf_room(&b, MIMED_MAIL_MAX);
	memset(b.p + b.len, 'x', MIMED_MAIL_MAX);
	b.len += MIMED_MAIL_MAX;
	bad_mail(&b, "too_big");
	buf_reset(&b);
	buf_adds(&b, "To: ");
	for (i = 0; i < 199; i++)
		buf_addf(&b, "\"a, b\" <a%d@example.net>,\n ", i);
	buf_adds(&b, "last@example.net\nSubject: a,b;c:d\n\nbody, body\n");
	assert_int_equal(mimed_check(b.p, b.len, &err), 0);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_mails_come_back_in_their_order),
		cmocka_unit_test(test_files_come_with_a_digest_of_our_own),
		cmocka_unit_test(
		    test_a_mail_that_kills_its_child_is_one_bad_mail),
		cmocka_unit_test(
		    test_a_mail_that_takes_for_ever_is_one_bad_mail),
		cmocka_unit_test(test_a_child_that_lies_is_not_believed),
		cmocka_unit_test(test_a_missing_helper_is_an_error_and_no_loop),
		cmocka_unit_test(test_sizes_are_checked_before_any_child),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
