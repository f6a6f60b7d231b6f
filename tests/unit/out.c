/* tests/unit/out.c - what leaves a program: blocks, files, rows */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "io/fit.h"
#include "io/out.h"
#include "io/table.h"

static char dir[] = "/tmp/ha-out.XXXXXX";

static int
files_in_dir(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void
test_a_file_is_written_whole(void **state)
{
	char *path = file_join(dir, "report");
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	out_to(path);
	out_printf("%s %d\n", "line", 1);
	assert_int_equal(out_flush(&err), 0);
	assert_false(file_exists(path));
	out_add("end\n", 4);
	assert_int_equal(out_close(&err), 0);
	assert_int_equal(file_read(path, 100, &b, &err), 0);
	assert_string_equal(b.p, "line 1\nend\n");
	assert_int_equal(files_in_dir(), 1);
	unlink(path);
	free(path);
	buf_free(&b);
}

/* In a child, because it ends there: what its status is. */
static int
in_child(void (*run)(const char *path))
{
	char *path = file_join(dir, "report");
	pid_t pid = fork();
	int status;

	if (pid == 0)
		run(path);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	free(path);
	return status;
}

static void
give_up(const char *path)
{
	struct err err = ERR_INIT;

	out_to(path);
	out_add("half", 4);
	out_flush(&err);
	exit(7);
}

static void
test_a_run_that_gives_up_leaves_no_file(void **state)
{
	(void)state;
	assert_int_equal(WEXITSTATUS(in_child(give_up)), 7);
	assert_int_equal(files_in_dir(), 0);
}

static void
fill_up(const char *path)
{
	static char big[100000];
	struct rlimit small = { 4096, 4096 };
	struct err err = ERR_INIT;

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	out_to(path);
	out_add(big, sizeof big);
	if (out_close(&err) == 0)
		exit(0);
	exit((int)err.code);
}

static void
test_no_space_is_to_be_tried_again(void **state)
{
	(void)state;
	assert_int_equal(WEXITSTATUS(in_child(fill_up)), ERR_AGAIN);
	assert_int_equal(files_in_dir(), 0);
}

static void
lose_reader(const char *path)
{
	struct err err = ERR_INIT;
	int fd[2];

	(void)path;
	signal(SIGPIPE, SIG_IGN); /* as programs with sockets do */
	if (pipe(fd) < 0 || dup2(fd[1], STDOUT_FILENO) < 0)
		exit(1);
	close(fd[0]);
	close(fd[1]);
	out_add("x\n", 2);
	out_flush(&err);
	exit(2);
}

static void
test_a_lost_reader_ends_all_programs_alike(void **state)
{
	int status;

	(void)state;
	status = in_child(lose_reader);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGPIPE);
}

static void
test_foreign_text_is_made_harmless(void **state)
{
	struct arena a = ARENA_INIT;
	static const char good[] = "M\xC3\xBCller \xE4\xBD\xA0\xE5\xA5\xBD";

	(void)state;
	assert_ptr_equal(table_clean(good, &a), good);
	assert_string_equal(table_clean("a\tb\r\nc", &a), "a b  c");
	assert_string_equal(
	    table_clean("\x1b[2J\x7f", &a), "\xEF\xBF\xBD[2J\xEF\xBF\xBD");
	assert_string_equal(
	    table_clean("x\xC2\x9B\xE2\x80\xAE\xE2\x81\xA6\xD8\x9Cy", &a),
	    "x\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDy");
	arena_free(&a);
}

/* The same two rows in the shape that is in force, into the file PATH. */
static void
two_rows(const char *path, struct buf *got)
{
	static const struct column columns[] = { { "ref", 0 },
		{ "n", COL_RIGHT }, { "subject", COL_TRUNC }, { NULL, 0 } };
	struct table *t = table_new(columns);
	struct err err = ERR_INIT;

	out_to(path);
	assert_int_equal(table_wants_json(t), common.json);
	table_row(t);
	table_cell(t, "1042");
	table_cell(t, "7");
	table_cell(t, "two\twords");
	table_json(t, json_pack("{s:i, s:s}", "number", 1042, "s", "\xC2\x9B"));
	table_row(t);
	table_cell(t, "1043");
	table_cell(t, NULL);
	table_json(t, json_pack("{s:i}", "number", 1043));
	assert_int_equal(table_end(t, &err), 0);
	assert_int_equal(out_close(&err), 0);
	assert_int_equal(file_read(path, 1000, got, &err), 0);
	unlink(path);
}

static void
test_rows_have_the_shape_of_their_reader(void **state)
{
	char *path = file_join(dir, "rows");
	struct buf got = BUF_INIT;

	(void)state;
	if (isatty(STDOUT_FILENO)) /* then it would be a table */
		skip();
	two_rows(path, &got);
	assert_string_equal(got.p, "1042\t7\ttwo words\n1043\t\t\n");
	buf_reset(&got);
	common.json = 1;
	two_rows(path, &got);
	common.json = 0;
	assert_string_equal(
	    got.p, "{\"number\":1042,\"s\":\"\\u009b\"}\n{\"number\":1043}\n");
	buf_free(&got);
	free(path);
}

static const struct column five[] = { { "number", COL_RIGHT },
	{ "due", COL_SPARE(2) }, { "who", COL_TRUNC }, { "lang", COL_SPARE(1) },
	{ "subject", COL_TRUNC }, { NULL, 0 } };

/* What LINE columns leave of columns this wide. */
static void
assert_fits(size_t line, size_t number, size_t due, size_t who, size_t lang,
    size_t subject)
{
	size_t w[5] = { 6, 20, 18, 5, 60 };

	fit_columns(five, 5, w, line);
	assert_int_equal(w[0], number);
	assert_int_equal(w[1], due);
	assert_int_equal(w[2], who);
	assert_int_equal(w[3], lang);
	assert_int_equal(w[4], subject);
}

static void
test_a_subject_keeps_room_on_a_narrow_terminal(void **state)
{
	(void)state;
	assert_fits(200, 6, 20, 18, 5, 60);
	assert_fits(113, 6, 20, 18, 5, 60); /* just enough */
	assert_fits(100, 6, 20, 18, 5, 47); /* who is cut later */
	assert_fits(69, 6, 20, 10, 5, 24);  /* both at their least */
	assert_fits(68, 6, 20, 12, 0, 27);  /* lang goes first */
	assert_fits(42, 6, 0, 10, 0, 24);
	assert_fits(20, 6, 0, 10, 0, 24); /* no spare column is left */
}

static void
test_width_is_counted_in_columns_of_a_terminal(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "C.UTF-8");
	assert_int_equal(fit_width("ä退款b"), 6);
	assert_int_equal(fit_bytes("ä退款b", 4), strlen("ä退"));
	assert_int_equal(fit_bytes("ä退款b", 3), strlen("ä退"));
	assert_int_equal(fit_bytes("ä退款b", 2), strlen("ä"));
	assert_int_equal(fit_bytes("ä\xff", 9), 3);
	setlocale(LC_CTYPE, "C");
}

static void
assert_wraps(const char *text, size_t width, const char *lines)
{
	struct buf b = BUF_INIT;

	fit_wrap(text, width, &b);
	assert_string_equal(b.p, lines);
	buf_free(&b);
}

static void
test_a_finding_goes_on_at_a_blank_or_beside_chinese(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "C.UTF-8");
	assert_wraps(
	    "your login is not in team:", 12, "your login\nis not in\nteam:");
	assert_wraps("your login", 10, "your login");
	assert_wraps("/a/long/path/without blanks", 10,
	    "/a/long/pa\nth/without\nblanks");
	assert_wraps(
	    "影子状态：本应发出 274 封", 10, "影子状态：\n本应发出\n274 封");
	assert_wraps("a 影子状态本应", 8, "a 影子状\n态本应");
	assert_wraps("", 8, "");
	setlocale(LC_CTYPE, "C");
}

static int
clean(void **state)
{
	(void)state;
	buf_free(out_buf());
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_file_is_written_whole),
		cmocka_unit_test(test_a_run_that_gives_up_leaves_no_file),
		cmocka_unit_test(test_no_space_is_to_be_tried_again),
		cmocka_unit_test(test_a_lost_reader_ends_all_programs_alike),
		cmocka_unit_test(test_foreign_text_is_made_harmless),
		cmocka_unit_test(test_rows_have_the_shape_of_their_reader),
		cmocka_unit_test(
		    test_a_subject_keeps_room_on_a_narrow_terminal),
		cmocka_unit_test(
		    test_width_is_counted_in_columns_of_a_terminal),
		cmocka_unit_test(
		    test_a_finding_goes_on_at_a_blank_or_beside_chinese),
	};

	if (mkdtemp(dir) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, clean);
}
