/* tests/unit/proc.c - programs we start, locks, files by digest, confinement */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/blob.h"
#include "base/confine.h"
#include "base/file.h"
#include "base/lockfile.h"
#include "base/proc.h"
#include "base/worker.h"
#include "base/xalloc.h"

static char dir[] = "/tmp/ha-proc.XXXXXX";

static void
test_a_program_gets_its_input_and_gives_its_output(void **state)
{
	static const char *const argv[] = { "tr", "a-z", "A-Z", NULL };
	struct buf in = BUF_INIT, out = BUF_INIT;
	struct err err = ERR_INIT;
	int i;

	(void)state;
	for (i = 0; i < 100000; i++) /* more than any pipe holds */
		buf_adds(&in, "abcdefg\n");
	assert_int_equal(
	    proc_capture(argv, in.p, in.len, &out, 1 << 20, 20000, &err), 0);
	assert_int_equal(out.len, in.len);
	assert_memory_equal(out.p, "ABCDEFG\n", 8);
	buf_free(&in);
	buf_free(&out);
}

static void
fails(const char *const argv[], size_t max, int64_t ms)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(proc_capture(argv, "", 0, &out, max, ms, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_non_null(strstr(err.text, argv[0]));
	assert_null(strstr(err.text, "secret"));
	buf_free(&out);
}

static void
test_failures_name_the_program_and_no_secret(void **state)
{
	static const char *const missing[] = { "/nonexistent/x", "secret",
		NULL };
	static const char *const bad[] = { "sh", "-c", "exit 3", "secret",
		NULL };
	static const char *const endless[] = { "yes", "secret", NULL };
	static const char *const slow[] = { "sleep", "1000", NULL };

	(void)state;
	fails(missing, 100, 10000);
	fails(bad, 100, 10000);
	fails(endless, 100, 10000);
	fails(slow, 100, 50);
}

static void
test_only_harmless_names_and_descriptors_are_inherited(void **state)
{
	static const char *const argv[] = { "sh", "-c",
		"env; ls /proc/self/fd | wc -l", NULL };
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	int fd = open("/dev/null", O_RDONLY); /* not close-on-exec */

	(void)state;
	setenv("SHOP_TOKEN", "hunter2", 1);
	assert_int_equal(
	    proc_capture(argv, "", 0, &out, 65536, 10000, &err), 0);
	assert_null(strstr(out.p, "hunter2"));
	assert_non_null(strstr(out.p, "PATH="));
	/* 0, 1, 2 and the one by which ls reads the folder */
	assert_non_null(strstr(out.p, "\n4\n"));
	close(fd);
	buf_free(&out);
}

static void
test_a_lock_is_held_once_and_names_its_holder(void **state)
{
	char *path = file_join(dir, "lock"), mine[40];
	struct err err = ERR_INIT;
	int a, b;

	(void)state;
	a = lockfile_take(path, "account 'x'", &err);
	assert_true(a >= 0);
	b = lockfile_take(path, "account 'x'", &err);
	assert_int_equal(b, -1);
	assert_int_equal(err.code, ERR_AGAIN);
	snprintf(mine, sizeof mine, "process %ld", (long)getpid());
	assert_non_null(strstr(err.text, mine));
	assert_non_null(strstr(err.text, "account 'x'"));
	err_clear(&err);
	lockfile_drop(a);
	b = lockfile_take(path, "account 'x'", &err);
	assert_true(b >= 0);
	lockfile_drop(b);
	unlink(path);
	free(path);
}

static void
test_a_blob_has_its_name_only_once_it_is_safe(void **state)
{
	static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a39617"
				  "7a9cb410ff61f20015ad";
	char *folder = file_join(dir, "files"), *path, *where;
	struct blobs *b = blob_open(folder);
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT;
	struct stat st;

	(void)state;
	path = blob_path(folder, abc);
	where = xasprintf("%s/ba/78/%s", folder, abc);
	assert_string_equal(path, where);
	assert_null(blob_path(folder, "../../etc/passwd"));
	assert_int_equal(blob_put(b, abc, "abc", 3, &err), 0);
	assert_int_equal(blob_put(b, abc, "abc", 3, &err), 0);
	assert_false(file_exists(path));
	assert_int_equal(blob_sync(b, &err), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(blob_read(folder, abc, 100, &out, &err), 0);
	assert_string_equal(out.p, "abc");
	assert_int_equal(file_write(path, "abd", 3, 0600, &err), 0);
	assert_int_equal(blob_read(folder, abc, 100, &out, &err), -1);
	assert_int_equal(err.code, ERR_IO);
	blob_close(b);
	buf_free(&out);
	free(folder);
	free(path);
	free(where);
}

static void
test_what_a_killed_process_left_is_in_nobodys_way(void **state)
{
	static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a39617"
				  "7a9cb410ff61f20015ad";
	char *folder = file_join(dir, "left"), *path = blob_path(folder, abc);
	char *blob = xasprintf("%s/tmp/%ld.0", folder, (long)getpid());
	char *file = file_join(dir, "whole");
	char *half = xasprintf("%s.%ld.tmp", file, (long)getpid());
	struct blobs *b = blob_open(folder);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_write(half, "h", 1, 0600, &err), 0);
	assert_int_equal(file_write(file, "whole", 5, 0600, &err), 0);
	*strrchr(blob, '/') = '\0';
	assert_int_equal(file_mkdirs(blob, &err), 0);
	blob[strlen(blob)] = '/';
	assert_int_equal(file_write(blob, "h", 1, 0600, &err), 0);
	assert_int_equal(blob_put(b, abc, "abc", 3, &err), 0);
	assert_int_equal(blob_sync(b, &err), 0);
	assert_true(file_exists(path));
	assert_true(file_exists(blob)); /* it may be another container's */
	blob_close(b);
	free(half);
	free(file);
	free(blob);
	free(path);
	free(folder);
}

static void
test_a_worker_is_alive_gone_or_of_another_place(void **state)
{
	char self[WORKER_TEXT], other[WORKER_TEXT + 1];

	(void)state;
	worker_self(self);
	assert_int_equal(worker_alive(self), 1);
	snprintf(other, sizeof other, "%s1", self); /* started later */
	assert_int_equal(worker_alive(other), 0);
	snprintf(other, sizeof other, "x%s", self);
	assert_int_equal(worker_alive(other), -1);
	assert_int_equal(worker_alive("nonsense"), -1);
}

/* The status of CHECK run under PROMISES in a child; -1 when it died. */
static int
confined(const char *promises, int (*check)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		confine(promises);
		_exit(check());
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char made[sizeof dir + 8], elsewhere[sizeof dir + 24];

#if !defined(__SANITIZE_ADDRESS__) && defined(__linux__)
static int
tries(void)
{
	int can = 0, fd;

	can |= socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 1 : 0;
	can |= (fd = open("/etc/passwd", O_RDONLY)) >= 0 ? 2 : 0;
	can |= open(made, O_WRONLY | O_CREAT, 0600) >= 0 ? 4 : 0;
	can |= fork() >= 0 ? 8 : 0;
	can |= open("/usr/bin/env", O_RDONLY) >= 0 ? 16 : 0;
	/* to the process that started it, and to itself */
	can |= syscall(SYS_tgkill, getppid(), getppid(), 0) == 0 ? 32 : 0;
	can |= syscall(SYS_tgkill, getpid(), getpid(), 0) == 0 ? 64 : 0;
	/* a second name in another folder, and back from there */
	can |= link(made, elsewhere) == 0 && unlink(made) == 0 &&
		       rename(elsewhere, made) == 0
		   ? 128
		   : 0;
	return can;
}

static void
test_a_confined_program_can_do_what_it_promised(void **state)
{
	(void)state;
	/* /etc/passwd is closed only where the kernel has Landlock */
	assert_int_equal(confined("stdio", tries) & ~2, 64 | 16);
	assert_int_equal(confined("stdio rpath", tries), 64 | 16 | 2);
	assert_int_equal(confined("stdio wpath", tries), 64 | 16 | 2 | 4);
	assert_int_equal(confined("stdio move", tries), 128 | 64 | 16 | 2 | 4);
}
#else
static int
tries(void)
{
	return 0;
}

static void
test_a_confined_program_can_do_what_it_promised(void **state)
{
	(void)state;
	assert_int_equal(confined("stdio", tries), 0);
}
#endif

static int
clean(void **state)
{
	static const char *const argv[] = { "rm", "-rf", dir, NULL };
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	int rc = proc_capture(argv, "", 0, &out, 100, 10000, &err);

	(void)state;
	buf_free(&out);
	return rc;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_program_gets_its_input_and_gives_its_output),
		cmocka_unit_test(test_failures_name_the_program_and_no_secret),
		cmocka_unit_test(
		    test_only_harmless_names_and_descriptors_are_inherited),
		cmocka_unit_test(test_a_lock_is_held_once_and_names_its_holder),
		cmocka_unit_test(test_a_blob_has_its_name_only_once_it_is_safe),
		cmocka_unit_test(
		    test_what_a_killed_process_left_is_in_nobodys_way),
		cmocka_unit_test(
		    test_a_worker_is_alive_gone_or_of_another_place),
		cmocka_unit_test(
		    test_a_confined_program_can_do_what_it_promised),
	};

	char folder[sizeof dir + 16];

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(made, sizeof made, "%s/made", dir);
	snprintf(folder, sizeof folder, "%s/elsewhere", dir);
	snprintf(elsewhere, sizeof elsewhere, "%s/made", folder);
	if (mkdir(folder, 0700) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, clean);
}
