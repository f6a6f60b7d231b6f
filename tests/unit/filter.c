/*
 * tests/unit/filter.c - the loop of every stage
 *
 * Each test runs the loop in this process with standard input and output on
 * files, and looks at what came out, in which order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/opt.h"
#include "io/filter.h"
#include "io/out.h"

static char dir[] = "/tmp/ha-filter.XXXXXX";

/* What the stage under test was asked to do, as one text. */
static struct buf story = BUF_INIT;
static int fail_commit;

static int
each(struct rec *rec, void *arg, struct err *err)
{
	const char *what = rec_str(rec, "do");

	(void)arg;
	buf_addc(&story, what != NULL ? *what : '.');
	if (what == NULL)
		return rec_set(rec, "seen", json_true(), err);
	if (*what == 'b')
		return err_set(err, ERR_DATA, "no good");
	if (*what == 'f')
		return err_set(err, ERR_AGAIN, "out of order");
	if (*what == 's')
		raise(SIGTERM);
	return *what == 'd';
}

static int
begin(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	buf_addc(&story, '(');
	return 0;
}

static int
commit(void *arg, struct err *err)
{
	(void)arg;
	/* nothing of the first batch may have left before */
	if (strchr(story.p, ')') == NULL)
		assert_int_equal(lseek(STDOUT_FILENO, 0, SEEK_CUR), 0);
	buf_addc(&story, ')');
	return fail_commit ? err_set(err, ERR_AGAIN, "locked") : 0;
}

static void
give_up(void *arg)
{
	(void)arg;
	buf_addc(&story, '!');
}

static const struct filter plain = { .each = each };
static const struct filter store = {
	.each = each, .begin = begin, .commit = commit, .abort = give_up
};

/* Run over TEXT; the status.  What was printed is OUT, said is ERRORS. */
static struct buf out = BUF_INIT, errors = BUF_INIT;

static int
run(const struct filter *f, const char *text)
{
	static const char *const names[] = { "in", "out", "err" };
	char *path[3], *none[] = { NULL };
	struct err err = ERR_INIT;
	int i, old[3], fd, status;

	buf_reset(&story);
	buf_reset(&out);
	buf_reset(&errors);
	for (i = 0; i < 3; i++)
		path[i] = file_join(dir, names[i]);
	assert_int_equal(
	    file_write(path[0], text, strlen(text), 0600, &err), 0);
	fflush(NULL);
	for (i = 0; i < 3; i++) {
		old[i] = dup(i);
		fd = open(path[i],
		    i == 0 ? O_RDONLY : O_RDWR | O_CREAT | O_TRUNC, 0600);
		dup2(fd, i);
		close(fd);
	}
	status = filter_run(none, f);
	for (i = 0; i < 3; i++) {
		dup2(old[i], i);
		close(old[i]);
	}
	assert_int_equal(file_read(path[1], 1 << 24, &out, &err), 0);
	assert_int_equal(file_read(path[2], 1 << 24, &errors, &err), 0);
	for (i = 0; i < 3; i++) {
		unlink(path[i]);
		free(path[i]);
	}
	return status;
}

static void
test_adds_and_passes(void **state)
{
	(void)state;
	assert_int_equal(run(&plain, "{\"a\":1}\n{\"do\":\"drop\"}\n{}\n"), 0);
	assert_string_equal(
	    out.p, "{\"a\":1,\"seen\":true}\n{\"seen\":true}\n");
	assert_string_equal(errors.p, "");
}

static void
test_bad_lines_do_not_stop_it(void **state)
{
	(void)state;
	assert_int_equal(
	    run(&plain, "{\"a\":1}\nnonsense\n{\"do\":\"bad\"}\n{}\n{\"b"), 65);
	assert_string_equal(story.p, ".b.");
	assert_string_equal(
	    out.p, "{\"a\":1,\"seen\":true}\n{\"seen\":true}\n");
	assert_non_null(strstr(errors.p, "stdin:2: bad JSON at byte 1"));
	assert_non_null(strstr(errors.p, "stdin:3: no good"));
	assert_non_null(strstr(errors.p, "stdin:5: the last line has no end"));
}

static void
test_many_bad_lines_are_summed_up(void **state)
{
	struct buf b = BUF_INIT;
	const char *p;
	int i, n = 0;

	(void)state;
	for (i = 0; i < 100; i++)
		buf_adds(&b, "x\n");
	assert_int_equal(run(&plain, b.p), 65);
	for (p = errors.p; (p = strchr(p, '\n')) != NULL; p++)
		n++;
	assert_int_equal(n, 21);
	assert_non_null(strstr(errors.p, "80 more bad lines like: bad JSON"));
	buf_free(&b);
}

static void
test_strict_stops_at_the_first(void **state)
{
	(void)state;
	common.strict = 1;
	assert_int_equal(run(&store, "{}\n{\"do\":\"bad\"}\n{}\n"), 65);
	common.strict = 0;
	assert_string_equal(story.p, "(.b)");
	assert_string_equal(out.p, "{\"seen\":true}\n");
}

static void
test_rejects_are_kept_as_they_came(void **state)
{
	char *path = file_join(dir, "rejects");
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	struct stat st;

	(void)state;
	common.rejects = path;
	assert_int_equal(run(&plain, "{}\n{\"a\":1,\n"), 65);
	assert_int_equal(run(&plain, "{\"do\" : \"bad\"}\n"), 65);
	common.rejects = NULL;
	assert_int_equal(file_read(path, 1000, &b, &err), 0);
	assert_string_equal(b.p, "{\"a\":1,\n{\"do\" : \"bad\"}\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	unlink(path);
	free(path);
	buf_free(&b);
}

static void
test_rejects_that_cannot_be_kept(void **state)
{
	(void)state;
	common.rejects = "/no/such/folder/rejects";
	assert_int_equal(run(&plain, "{}\n"), 73);
	common.rejects = NULL;
	assert_string_equal(story.p, "");
}

static void
test_commits_before_it_prints(void **state)
{
	(void)state;
	assert_int_equal(run(&store, "{}\n{}\n"), 0);
	assert_string_equal(story.p, "(..)");
	assert_string_equal(out.p, "{\"seen\":true}\n{\"seen\":true}\n");
	assert_int_equal(run(&store, "x\n"), 65);
	assert_string_equal(story.p, ""); /* no record, no transaction */
}

static void
test_a_batch_is_at_most_1000(void **state)
{
	struct buf b = BUF_INIT;
	size_t i, longest = 0;
	const char *p;

	(void)state;
	for (i = 0; i < 2500; i++)
		buf_adds(&b, "{}\n");
	assert_int_equal(run(&store, b.p), 0);
	assert_int_equal(out.len, 2500 * strlen("{\"seen\":true}\n"));
	for (p = story.p; *p != '\0'; p += i) {
		i = strcspn(p, ")") + 1;
		longest = i - 2 > longest ? i - 2 : longest;
	}
	assert_int_equal(longest, 1000);
	buf_free(&b);
}

static void
test_a_failure_prints_nothing_of_its_batch(void **state)
{
	(void)state;
	assert_int_equal(run(&store, "{}\n{\"do\":\"fail\"}\n{}\n"), 75);
	assert_string_equal(story.p, "(.f!");
	assert_string_equal(out.p, "");
	assert_non_null(strstr(errors.p, "stdin:2: out of order"));
	fail_commit = 1;
	assert_int_equal(run(&store, "{}\n{}\n"), 75);
	fail_commit = 0;
	assert_string_equal(out.p, "");
	assert_non_null(strstr(errors.p, "locked"));
}

static const struct filter shared = { .each = each, .spread = 1 };

/* Enough for many blocks: every hundredth line is bad. */
static void
many_lines(struct buf *b)
{
	int i;

	for (i = 1; i <= 20000; i++)
		buf_addf(b, i % 100 ? "{\"n\":%d}\n" : "no %d\n", i);
}

static void
test_jobs_keep_the_order_and_the_numbers(void **state)
{
	char *path = file_join(dir, "rejects");
	struct buf b = BUF_INIT, alone = BUF_INIT, rejects = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	many_lines(&b);
	assert_int_equal(run(&shared, b.p), 65);
	buf_add(&alone, out.p, out.len);
	common.jobs = 3;
	common.rejects = path;
	assert_int_equal(run(&shared, b.p), 65);
	common.rejects = NULL;
	common.jobs = 0;
	assert_int_equal(out.len, alone.len);
	assert_memory_equal(out.p, alone.p, out.len);
	assert_string_equal(story.p, ""); /* others did it */
	assert_non_null(strstr(errors.p, "stdin:100: bad JSON"));
	assert_int_equal(file_read(path, 1 << 20, &rejects, &err), 0);
	assert_int_equal(rejects.len, 9 * 7 + 90 * 8 + 101 * 9);
	assert_non_null(strstr(rejects.p, "no 100\n"));
	assert_non_null(strstr(rejects.p, "no 20000\n"));
	unlink(path);
	free(path);
	buf_free(&b);
	buf_free(&alone);
	buf_free(&rejects);
}

static int
die_at_seven(struct rec *rec, void *arg, struct err *err)
{
	int64_t n = 0;

	(void)arg;
	(void)err;
	if (rec_int(rec, "n", &n) == 0 && n == 7)
		raise(SIGKILL);
	return 0;
}

static void
test_a_worker_that_dies_is_an_error(void **state)
{
	static const struct filter deadly = { .each = die_at_seven,
		.spread = 1 };

	(void)state;
	common.jobs = 2;
	assert_int_equal(run(&deadly, "{\"n\":1}\n{\"n\":7}\n{\"n\":8}\n"), 71);
	common.jobs = 0;
	assert_non_null(strstr(errors.p, "ended before its work was done"));
}

static void
test_one_job_that_fails_ends_all(void **state)
{
	(void)state;
	common.jobs = 2;
	assert_int_equal(run(&shared, "{}\n{\"do\":\"fail\"}\n{}\n"), 75);
	common.jobs = 0;
	assert_non_null(strstr(errors.p, "stdin:2: out of order"));
	assert_string_equal(out.p, "{\"seen\":true}\n");
}

/* The last test: what a signal has said cannot be taken back. */
static void
test_a_signal_finishes_the_batch(void **state)
{
	(void)state;
	assert_int_equal(
	    run(&store, "{}\n{\"do\":\"signal\"}\n{}\n{}\n"), 128 + SIGTERM);
	assert_string_equal(story.p, "(.s)");
	assert_string_equal(out.p, "{\"seen\":true}\n{\"do\":\"signal\"}\n");
}

static int
clean(void **state)
{
	(void)state;
	buf_free(&story);
	buf_free(&out);
	buf_free(&errors);
	buf_free(out_buf());
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_adds_and_passes),
		cmocka_unit_test(test_bad_lines_do_not_stop_it),
		cmocka_unit_test(test_many_bad_lines_are_summed_up),
		cmocka_unit_test(test_strict_stops_at_the_first),
		cmocka_unit_test(test_rejects_are_kept_as_they_came),
		cmocka_unit_test(test_rejects_that_cannot_be_kept),
		cmocka_unit_test(test_commits_before_it_prints),
		cmocka_unit_test(test_a_batch_is_at_most_1000),
		cmocka_unit_test(test_a_failure_prints_nothing_of_its_batch),
		cmocka_unit_test(test_jobs_keep_the_order_and_the_numbers),
		cmocka_unit_test(test_a_worker_that_dies_is_an_error),
		cmocka_unit_test(test_one_job_that_fails_ends_all),
		cmocka_unit_test(test_a_signal_finishes_the_batch),
	};

	if (mkdtemp(dir) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, clean);
}
