/* tests/unit/secret.c - values that stand elsewhere */
#define _XOPEN_SOURCE 700 /* nftw */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "conf/config.h"

static struct config *config;
static struct err err;
static struct buf value;

static void
write_file(const char *name, const char *text, mode_t mode)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(name, mode);
}

/* The value of translate: {key: WRITTEN}, as a secret or not. */
static int
get(const char *written, int secret)
{
	struct conf_errs errs = { NULL, 0, 0 };
	char *text = xasprintf("translate: {engine: '%s'}\n", written);
	int rc;

	config_free(config);
	write_file("ha.yaml", text, 0600);
	free(text);
	config = config_load("ha.yaml", &errs);
	assert_non_null(config);
	err = (struct err)ERR_INIT;
	buf_reset(&value);
	rc = config_value(config, node_get(config->translate, "engine"), secret,
	    &value, &err);
	conf_errs_free(&errs);
	return rc;
}

static void
plain_text_is_itself_unless_secret(void **state)
{
	(void)state;
	assert_int_equal(get("deepl", 0), 0);
	assert_string_equal(value.p, "deepl");
	assert_int_equal(get("deepl", 1), -1);
	assert_int_equal(err.code, ERR_CONFIG);
	assert_non_null(strstr(err.text, "${file:secrets/NAME}"));
	assert_null(strstr(err.text, "deepl"));
}

static void
a_private_file_is_read_without_its_line_end(void **state)
{
	(void)state;
	write_file("key", "s3cret\r\n", 0600);
	assert_int_equal(get("${file:key}", 1), 0);
	assert_string_equal(value.p, "s3cret");
	write_file("key", "two words \n", 0400);
	assert_int_equal(get("${file:key}", 1), 0);
	assert_string_equal(value.p, "two words ");
	unlink("key");
}

static void
a_file_that_others_reach_is_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0660, 0666, 0601 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		write_file("key", "s3cret\n", modes[i]);
		assert_int_equal(get("${file:key}", 1), -1);
		assert_int_equal(err.code, ERR_DENIED);
		assert_non_null(strstr(err.text, "chmod 600"));
		assert_int_equal(value.len, 0);
	}
	mkdir("open", 0700);
	write_file("open/key", "s3cret\n", 0600);
	assert_int_equal(get("${file:open/key}", 1), 0);
	chmod("open", 0770);
	assert_int_equal(get("${file:open/key}", 1), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_non_null(strstr(err.text, "chmod go-w"));
	/* where the sticky bit keeps others from replacing it */
	chmod("open", 01777);
	assert_int_equal(get("${file:open/key}", 1), 0);
}

static void
a_missing_or_empty_file_is_named(void **state)
{
	(void)state;
	assert_int_equal(get("${file:none}", 1), -1);
	assert_non_null(strstr(err.text, "ha.yaml:1:13:"));
	assert_non_null(strstr(err.text, "/none"));
	write_file("empty", "", 0600);
	assert_int_equal(get("${file:empty}", 1), -1);
	assert_non_null(strstr(err.text, "is empty"));
	mkdir("folder", 0700);
	assert_int_equal(get("${file:folder}", 1), -1);
}

static void
a_variable_leaves_the_environment_but_stays_known(void **state)
{
	(void)state;
	setenv("HA_TEST_KEY", "s3cret", 1);
	assert_int_equal(get("${env:HA_TEST_KEY}", 1), 0);
	assert_string_equal(value.p, "s3cret");
	assert_null(getenv("HA_TEST_KEY"));
	assert_int_equal(get("${env:HA_TEST_KEY}", 1), 0);
	assert_string_equal(value.p, "s3cret");
	assert_int_equal(get("${env:HA_TEST_NONE}", 1), -1);
	assert_non_null(strstr(err.text, "HA_TEST_NONE, which is not set"));
}

static void
a_program_is_run_without_a_shell(void **state)
{
	(void)state;
	assert_int_equal(get("${cmd:printf %s two}", 1), 0);
	assert_string_equal(value.p, "two");
	assert_int_equal(get("${cmd:printf %s;%s $HOME|cat}", 1), 0);
	assert_string_equal(value.p, "$HOME|cat;");
	assert_int_equal(get("${cmd:false}", 1), -1);
	assert_non_null(strstr(err.text, "ha.yaml:1:13"));
	assert_int_equal(get("${cmd:ha-no-such-program}", 1), -1);
	assert_int_equal(get("${cmd:}", 1), -1);
}

static void
a_program_that_others_could_have_named_is_not_run(void **state)
{
	(void)state;
	assert_int_equal(get("${cmd:touch ran}", 1), 0);
	unlink("ran");
	chmod("ha.yaml", 0666);
	err = (struct err)ERR_INIT;
	buf_reset(&value);
	assert_int_equal(
	    config_value(
		config, node_get(config->translate, "engine"), 1, &value, &err),
	    -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(access("ran", F_OK), -1);
}

static void
other_forms_are_refused(void **state)
{
	(void)state;
	assert_int_equal(get("${vault:x}", 1), -1);
	assert_int_equal(get("${env:HOME}/x", 1), -1);
	assert_int_equal(get("${", 1), -1);
}

static void
names_of_secrets_are_known(void **state)
{
	static const char *const yes[] = { "password", "token", "key",
		"app_secret", "refresh_token", "api_key", "passphrase" };
	static const char *const no[] = { "monkey", "user", "app_key", "keys",
		"host", "secrets", "" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof yes / sizeof yes[0]; i++)
		assert_true(config_is_secret(yes[i]));
	for (i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_false(config_is_secret(no[i]));
}

static int
drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_is_itself_unless_secret),
		cmocka_unit_test(a_private_file_is_read_without_its_line_end),
		cmocka_unit_test(a_file_that_others_reach_is_refused),
		cmocka_unit_test(a_missing_or_empty_file_is_named),
		cmocka_unit_test(
		    a_variable_leaves_the_environment_but_stays_known),
		cmocka_unit_test(a_program_is_run_without_a_shell),
		cmocka_unit_test(
		    a_program_that_others_could_have_named_is_not_run),
		cmocka_unit_test(other_forms_are_refused),
		cmocka_unit_test(names_of_secrets_are_known),
	};
	char dir[] = "/tmp/ha-unit.XXXXXX";
	int bad;

	if (mkdtemp(dir) == NULL || chdir(dir) < 0)
		return 1;
	buf_init(&value);
	bad = cmocka_run_group_tests(tests, NULL, NULL);
	buf_free(&value);
	config_free(config);
	nftw(dir, drop, 8, FTW_DEPTH | FTW_PHYS);
	return bad;
}
