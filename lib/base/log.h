/*
 * base/log.h - what people read on stderr
 *
 * These functions own every prefix: "program: text", "program: warning: text".
 * stderr is empty in a good run.  Customer text and secrets never get here.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_QUIET = -1, LOG_NORMAL = 0, LOG_VERBOSE = 1 };

/* The name is borrowed.  At the exit, a stdout that was not written is told. */
void log_init(const char *argv0);
void log_level(int level);
int log_verbose(void);

/* note: unless -q.  warn: always.  debug: with -v. */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Say what failed and end with its status. */
void die(const struct err *) __attribute__((noreturn));
void complain(const struct err *); /* the same, and go on */

/*
 * One line of progress: drawn only on a terminal, after the first second and
 * four times a second at most; erased before any message and by progress_end.
 */
void progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void progress_end(void);

#endif
