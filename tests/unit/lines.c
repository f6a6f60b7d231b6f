/* tests/unit/lines.c - lines of several inputs, one after the other */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "io/lines.h"
#include "rec/val.h"

static char dir[] = "/tmp/ha-lines.XXXXXX";

static char *
make(const char *name, const void *text, size_t n)
{
	struct err err = ERR_INIT;
	char *path = file_join(dir, name);

	assert_int_equal(file_write(path, text, n, 0600, &err), 0);
	return path;
}

static void
is(struct lines *l, const char *text, const char *input, long number, int cut)
{
	struct err err = ERR_INIT;
	struct line line;

	assert_int_equal(lines_next(l, &line, &err), 1);
	assert_int_equal(line.n, strlen(text));
	assert_memory_equal(line.p, text, line.n);
	assert_string_equal(line.input, input);
	assert_int_equal(line.number, number);
	assert_int_equal(line.cut, cut);
}

static void
test_several_inputs(void **state)
{
	char *a = make("a", "\xEF\xBB\xBFone\r\n\ntwo\n", 13);
	char *b = make("b", "", 0), *c = make("c", "half", 4);
	char gone[] = "/no/such/file";
	char *files[] = { a, b, gone, dir, c, NULL };
	struct lines *l = lines_open(files);
	struct err err = ERR_INIT;
	struct line line;

	(void)state;
	is(l, "one", a, 1, 0);
	is(l, "", a, 2, 0);
	is(l, "two", a, 3, 0);
	assert_int_equal(lines_next(l, &line, &err), -1);
	assert_int_equal(err.code, ERR_NOINPUT);
	err_clear(&err);
	assert_int_equal(lines_next(l, &line, &err), -1);
	assert_int_equal(err.code, ERR_NOINPUT);
	is(l, "half", c, 1, LINE_HALF);
	err_clear(&err);
	assert_int_equal(lines_next(l, &line, &err), 0);
	assert_int_equal(lines_next(l, &line, &err), 0);
	lines_close(l);
	free(a);
	free(b);
	free(c);
}

static void
test_long_lines(void **state)
{
	size_t n = (size_t)VAL_MAX * 3 + 100;
	struct err err = ERR_INIT;
	char *text = malloc(n), *path, *files[2] = { NULL, NULL };
	struct lines *l;
	struct line line;

	(void)state;
	memset(text, 'x', n);
	text[VAL_MAX] = '\n'; /* just fits */
	text[VAL_MAX * 3] = '\n';
	memcpy(text + n - 6, "\nlast\n", 6);
	files[0] = path = make("long", text, n);
	l = lines_open(files);
	assert_int_equal(lines_next(l, &line, &err), 1);
	assert_int_equal(line.n, VAL_MAX);
	assert_int_equal(line.cut, 0);
	assert_int_equal(lines_next(l, &line, &err), 1);
	assert_int_equal(line.n, VAL_MAX);
	assert_int_equal(line.cut, LINE_LONG);
	assert_int_equal(line.number, 2);
	assert_int_equal(lines_next(l, &line, &err), 1);
	assert_int_equal(line.n, n - 6 - VAL_MAX * 3 - 1);
	is(l, "last", path, 4, 0);
	assert_int_equal(lines_next(l, &line, &err), 0);
	lines_close(l);
	free(text);
	free(path);
}

static void
test_tells_when_it_would_wait(void **state)
{
	struct err err = ERR_INIT;
	struct lines *l;
	int fd[2], old = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(dup2(fd[0], STDIN_FILENO), STDIN_FILENO);
	l = lines_open(NULL);
	assert_true(lines_would_block(l));
	assert_int_equal(file_put(fd[1], "one\ntwo\nthr", 11), 0);
	is(l, "one", "-", 1, 0);
	assert_false(lines_would_block(l));
	is(l, "two", "-", 2, 0);
	assert_true(lines_would_block(l));
	assert_int_equal(file_put(fd[1], "ee\n", 3), 0);
	assert_false(lines_would_block(l));
	is(l, "three", "-", 3, 0);
	close(fd[1]);
	assert_int_equal(lines_next(l, &(struct line){ 0 }, &err), 0);
	lines_close(l);
	dup2(old, STDIN_FILENO);
	close(old);
	close(fd[0]);
}

static int
clean(void **state)
{
	const char *const names[] = { "a", "b", "c", "long" };
	char *path;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		path = file_join(dir, names[i]);
		unlink(path);
		free(path);
	}
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_several_inputs),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_tells_when_it_would_wait),
	};

	if (mkdtemp(dir) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, clean);
}
