/* base/log.c - what people read on stderr */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/control.h"
#include "base/log.h"

static const char *name = "ha";
static int level;
static int64_t drawn, started; /* monotonic ms; drawn is 0 when none shows */
static int showing;

/*
 * What was printed with stdio (help, versions, one line of success) must have
 * arrived as well.  Records leave through io/out, which looks for itself.
 */
static void
stdout_arrived(void)
{
	struct err err = ERR_INIT;

	if (fflush(stdout) != EOF || errno == EPIPE)
		return;
	err_sys(&err, err_of_errno(errno), "cannot write standard output");
	complain(&err);
	_exit((int)err.code);
}

void
log_init(const char *argv0)
{
	const char *slash;

	if (argv0 != NULL && argv0[0] != '\0') {
		slash = strrchr(argv0, '/');
		name = slash != NULL ? slash + 1 : argv0;
	}
	if (started == 0) /* ha says its name a second time */
		atexit(stdout_arrived);
	started = clock_mono();
}

void
log_level(int l)
{
	level = l;
}

int
log_verbose(void)
{
	return level >= LOG_VERBOSE;
}

static void put(const char *kind, const char *fmt, va_list)
    __attribute__((format(printf, 2, 0)));

/* One write a line, so that lines of several programs do not mix. */
static void
put(const char *kind, const char *fmt, va_list ap)
{
	struct buf b = BUF_INIT;
	size_t i, n;

	progress_end();
	buf_addf(&b, "%s: %s", name, kind);
	buf_addv(&b, fmt, ap);
	for (i = 0; i < b.len; i++) { /* no terminal escapes, one line */
		n = 1;
		if ((unsigned char)b.p[i] < 0x20 ||
		    control_at(b.p + i, b.len - i, &n) != 0)
			memset(b.p + i, '?', n);
	}
	buf_addc(&b, '\n');
	(void)!write(STDERR_FILENO, b.p, b.len);
	buf_free(&b);
}

void
note(const char *fmt, ...)
{
	va_list ap;

	if (level < LOG_NORMAL)
		return;
	va_start(ap, fmt);
	put("", fmt, ap);
	va_end(ap);
}

void
warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put("warning: ", fmt, ap);
	va_end(ap);
}

void
debug(const char *fmt, ...)
{
	va_list ap;

	if (level < LOG_VERBOSE)
		return;
	va_start(ap, fmt);
	put("", fmt, ap);
	va_end(ap);
}

static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void
say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put("", fmt, ap);
	va_end(ap);
}

void
complain(const struct err *err)
{
	say("%s", err->text);
}

void
die(const struct err *err)
{
	complain(err);
	exit(err->code);
}

void
progress(const char *fmt, ...)
{
	static int terminal = -1; /* asked once: records are many */
	int64_t now = clock_mono();
	va_list ap;

	if (level < LOG_NORMAL || now - started < 1000 ||
	    (showing && now - drawn < 250))
		return;
	if (terminal < 0)
		terminal = isatty(STDERR_FILENO);
	if (!terminal)
		return;
	drawn = now;
	showing = 1;
	fputs("\r\033[K", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fflush(stderr);
}

void
progress_end(void)
{
	if (showing)
		(void)!write(STDERR_FILENO, "\r\033[K", 4);
	showing = 0;
}
