/*
 * io/lines.c - lines of several inputs, one after the other
 *
 * One buffer for all inputs.  What was given lies before AT; a read first
 * moves the unfinished line to the front, so that a line is always whole.
 * Before a read, poll(2) waits for the input and for a signal at once: a
 * signal between two reads is never slept through.
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/xalloc.h"
#include "io/filter.h"
#include "io/lines.h"
#include "rec/val.h"

enum { BLOCK = 65536, PIPE_BYTES = 1 << 20 };

struct lines {
	char **next; /* inputs not opened yet */
	const char *name;
	int fd;	     /* -1 between inputs */
	int eof;     /* of this input */
	int skip;    /* in a line that was too long */
	long number; /* of the last line given */
	size_t at;   /* behind the last line given */
	size_t seen; /* no '\n' lies before this */
	struct buf b;
};

static char dash[] = "-";
static char *only_stdin[] = { dash, NULL };

struct lines *
lines_open(char **files)
{
	struct lines *l = xcalloc(1, sizeof *l);

	l->next = files != NULL && files[0] != NULL ? files : only_stdin;
	l->fd = -1;
	buf_init(&l->b);
	return l;
}

static void
close_input(struct lines *l)
{
	if (l->fd > STDIN_FILENO)
		close(l->fd);
	l->fd = -1;
}

void
lines_close(struct lines *l)
{
	if (l == NULL)
		return;
	close_input(l);
	buf_free(&l->b);
	free(l);
}

/*
 * A stage with a database commits before it would wait: with 64 KiB before it
 * that is every 80 records.  Linux gives a pipe up to 1 MiB for the asking;
 * where it does not, the pipe stays as it is.
 */
static void
widen(int fd)
{
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
#else
	(void)fd;
#endif
}

static int
open_input(struct lines *l, struct err *err)
{
	struct stat st;

	l->name = *l->next++;
	l->number = 0;
	l->eof = l->skip = 0;
	l->at = l->seen = 0;
	buf_reset(&l->b);
	if (strcmp(l->name, "-") == 0) {
		l->fd = STDIN_FILENO;
		widen(l->fd);
		return 0;
	}
	l->fd = open(l->name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (l->fd < 0)
		return err_sys(
		    err, err_of_errno(errno), "cannot read '%s'", l->name);
	if (fstat(l->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close_input(l);
		return err_set(err, ERR_NOINPUT,
		    "cannot read '%s': it is a folder", l->name);
	}
	return 0;
}

/* Wait for the input or a signal; 0 when a signal says stop. */
static int
ready(struct lines *l)
{
	struct pollfd p[2] = {
		{ .fd = l->fd, .events = POLLIN },
		{ .fd = filter_wake(), .events = POLLIN },
	};

	while (poll(p, 2, -1) < 0 && errno == EINTR)
		;
	return !filter_stopped();
}

/* More bytes behind what is there.  0 when a signal says stop. */
static int
fill(struct lines *l, struct err *err)
{
	ssize_t n;

	buf_drop(&l->b, l->at);
	l->seen -= l->at;
	l->at = 0;
	buf_room(&l->b, BLOCK);
	do {
		if (!ready(l))
			return 0;
		n = read(l->fd, l->b.p + l->b.len, BLOCK);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n < 0) {
		err_sys(err,
		    err_of_errno(errno) == ERR_NOINPUT ? ERR_NOINPUT : ERR_IO,
		    "cannot read '%s' after line %ld", l->name, l->number);
		close_input(l);
		return -1;
	}
	l->eof = n == 0;
	l->b.len += (size_t)n;
	l->b.p[l->b.len] = '\0';
	return 1;
}

static void
give(struct lines *l, struct line *out, const char *end, int cut)
{
	const char *p = l->b.p + l->at;

	if (++l->number == 1 && end - p >= 3 &&
	    memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	if (!cut && end > p && end[-1] == '\r')
		end--;
	out->p = p;
	out->n = (size_t)(end - p);
	out->input = l->name;
	out->number = l->number;
	out->cut = cut;
}

/* A line from what is in the buffer: 1, or 0 when more must be read. */
static int
take(struct lines *l, struct line *out)
{
	const char *nl, *end = l->b.p + l->b.len;

	nl = memchr(l->b.p + l->seen, '\n', l->b.len - l->seen);
	if (nl == NULL && !l->eof) {
		l->seen = l->b.len;
		if (l->skip) { /* the rest of it is nobody's */
			l->at = l->b.len;
			return 0;
		}
		if (l->b.len - l->at <= VAL_MAX + 2)
			return 0;
		give(l, out, l->b.p + l->at + VAL_MAX, LINE_LONG);
		l->at = l->b.len;
		l->skip = 1;
		return 1;
	}
	if (nl == NULL && l->at == l->b.len)
		return 0;
	if (nl != NULL)
		end = nl;
	if (!l->skip && (size_t)(end - l->b.p) - l->at > VAL_MAX + 1)
		give(l, out, l->b.p + l->at + VAL_MAX, LINE_LONG);
	else if (!l->skip)
		give(l, out, end, nl == NULL ? LINE_HALF : 0);
	l->at = l->seen = nl != NULL ? (size_t)(nl - l->b.p) + 1 : l->b.len;
	if (!l->skip)
		return 1;
	l->skip = 0;
	return take(l, out);
}

int
lines_next(struct lines *l, struct line *out, struct err *err)
{
	int rc;

	for (;;) {
		if (l->fd < 0) {
			if (*l->next == NULL)
				return 0;
			if (open_input(l, err) < 0)
				return -1;
		}
		if (take(l, out))
			return 1;
		if (l->eof)
			close_input(l);
		else if ((rc = fill(l, err)) <= 0)
			return rc;
	}
}

int
lines_would_block(struct lines *l)
{
	struct pollfd p = { .fd = l->fd, .events = POLLIN };
	struct stat st;

	if (l->fd < 0)
		return *l->next == NULL || stat(*l->next, &st) < 0 ||
		       !S_ISREG(st.st_mode);
	if (l->eof ||
	    memchr(l->b.p + l->seen, '\n', l->b.len - l->seen) != NULL)
		return 0;
	return poll(&p, 1, 0) == 0;
}
