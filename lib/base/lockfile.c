/* base/lockfile.c - one process at a time, or some who share */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lockfile.h"

enum { WAIT_MS = 10000, STEP_MS = 20 };

static int
open_lock(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	return fd < 0 ? err_sys(
			    err, err_of_create(errno), "cannot lock '%s'", path)
		      : fd;
}

static long
holder(int fd)
{
	char text[24];
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	if (n <= 0)
		return 0;
	text[n] = '\0';
	return strtol(text, NULL, 10);
}

int
lockfile_take(const char *path, const char *what, struct err *err)
{
	char text[24];
	int fd = open_lock(path, err), n;
	long pid;

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			err_sys(err, ERR_IO, "cannot lock '%s'", path);
		else if ((pid = holder(fd)) > 0)
			err_set(err, ERR_AGAIN,
			    "%s is being worked on by process %ld", what, pid);
		else
			err_set(err, ERR_AGAIN,
			    "%s is being worked on by another process", what);
		close(fd);
		return -1;
	}
	/* the pid is for people: a full disk must not make the lock fail */
	n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) == 0)
		(void)!pwrite(fd, text, (size_t)n, 0);
	return fd;
}

int
lockfile_wait(const char *path, int alone, const char *what, struct err *err)
{
	const struct timespec step = { 0, STEP_MS * 1000000L };
	int how = (alone ? LOCK_EX : LOCK_SH) | LOCK_NB, waited = 0;
	int fd = open_lock(path, err);

	while (fd >= 0 && flock(fd, how) < 0) {
		if (errno == EWOULDBLOCK && waited < WAIT_MS) {
			nanosleep(&step, NULL);
			waited += STEP_MS;
			continue;
		}
		if (errno == EWOULDBLOCK)
			err_set(
			    err, ERR_AGAIN, "'%s' is locked: %s", path, what);
		else
			err_sys(err, ERR_IO, "cannot lock '%s'", path);
		close(fd);
		fd = -1;
	}
	return fd;
}

void
lockfile_drop(int fd)
{
	if (fd >= 0)
		close(fd);
}
