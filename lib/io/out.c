/* io/out.c - stdout, in blocks of 64 KiB */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "io/out.h"

enum { BLOCK = 65536 };

static struct buf out = BUF_INIT;
static const char *target; /* -o FILE, or NULL for stdout */
static char *temporary;	   /* what is written until out_close renames it */
static int fd = STDOUT_FILENO;
static int lost; /* a write failed: what follows would have a gap */

struct buf *
out_buf(void)
{
	return &out;
}

void
out_add(const void *p, size_t n)
{
	buf_add(&out, p, n);
}

void
out_printf(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&out, fmt, ap);
	va_end(ap);
}

int
out_check(struct err *err)
{
	return out.len >= BLOCK ? out_flush(err) : 0;
}

void
out_to(const char *path)
{
	target = path;
}

/* At exit: a file that is not whole is no file. */
static void
forget_temporary(void)
{
	if (temporary != NULL)
		unlink(temporary);
}

static int
open_target(struct err *err)
{
	mode_t mask = umask(077);

	umask(mask);
	temporary = xasprintf("%s.XXXXXX", target);
	if ((fd = mkstemp(temporary)) < 0) {
		free(temporary);
		temporary = NULL;
		return err_sys(
		    err, err_of_create(errno), "cannot create '%s'", target);
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fchmod(fd, 0666 & ~mask);
	atexit(forget_temporary);
	return 0;
}

/*
 * A reader that went away is no error of ours.  Programs that ignore SIGPIPE
 * take its default back here, so that all of them end the same way.
 */
static int
failed(struct err *err)
{
	int errnum = errno;
	const char *q = target != NULL ? "'" : "";

	lost = 1;

	if (errnum == EPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	errno = errnum;
	return err_sys(err,
	    err_of_errno(errnum) == ERR_AGAIN ? ERR_AGAIN : ERR_IO,
	    "cannot write %s%s%s", q,
	    target != NULL ? target : "standard output", q);
}

int
out_lost(void)
{
	return lost;
}

int
out_flush(struct err *err)
{
	struct pollfd p = { .events = POLLOUT };
	size_t done = 0;
	ssize_t n;

	if (target != NULL && temporary == NULL && open_target(err) < 0)
		return -1;
	p.fd = fd;
	while (done < out.len) {
		n = write(fd, out.p + done, out.len - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			poll(&p, 1, -1);
		else if (errno != EINTR)
			break;
	}
	if (done < out.len) {
		buf_reset(&out);
		return failed(err);
	}
	buf_reset(&out);
	return 0;
}

/* Some file systems tell of a failed write only at the close. */
static int
close_stdout(struct err *err)
{
	int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

	if (copy >= 0 && close(copy) < 0 && errno != EINTR)
		return failed(err);
	return 0;
}

static int
close_target(struct err *err)
{
	int rc = 0;

	if (lost) /* told already; what is there has a gap */
		return 0;
	if (fsync(fd) < 0)
		rc = failed(err);
	if (close(fd) < 0 && rc == 0)
		rc = failed(err);
	if (rc == 0 && rename(temporary, target) < 0)
		rc = err_sys(
		    err, err_of_create(errno), "cannot create '%s'", target);
	if (rc < 0)
		unlink(temporary);
	free(temporary);
	temporary = NULL;
	target = NULL;
	fd = STDOUT_FILENO;
	return rc;
}

int
out_close(struct err *err)
{
	if (out_flush(err) < 0)
		return -1;
	return target != NULL ? close_target(err) : close_stdout(err);
}
