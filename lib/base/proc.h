/*
 * base/proc.h - programs that we start
 *
 * By argument vector, never through a shell, with an environment of a few
 * harmless names, no descriptors but 0, 1 and 2, all signals at their default.
 * A struct proc is the caller's; proc_wait or proc_kill ends it and closes the
 * pipes.
 */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

struct proc {
	pid_t pid; /* 0 when none runs */
	int in;	   /* we write, it reads: its stdin, or -1 */
	int out;   /* it writes, we read: its stdout, or -1 */
};

#define PROC_INIT                                                              \
	{                                                                      \
		0, -1, -1                                                      \
	}

/* Which ends are pipes; a stdin without one is /dev/null, stdout is ours. */
enum { PROC_IN = 1, PROC_OUT = 2 };

/*
 * Start argv[0] (looked up in PATH when it has no slash).  A program that is
 * not there is ERR_SYSTEM; the pipes are close-on-exec.
 */
int proc_start(
    struct proc *, const char *const argv[], unsigned pipes, struct err *);

/*
 * Close the pipes and wait.  The exit status, or 128 + the signal.  0 when
 * nothing runs.
 */
int proc_wait(struct proc *);

/* SIGKILL, then proc_wait. */
void proc_kill(struct proc *);

/*
 * Run to the end: INPUT to its stdin, its stdout appended to OUT.  More than
 * MAX bytes, more than MS milliseconds or a status but 0 is an error that
 * names the program (never its arguments or output: they may be secret).
 */
int proc_capture(const char *const argv[], const void *input, size_t n,
    struct buf *out, size_t max, int64_t ms, struct err *);

/* A helper of ours: $HA_LIBEXEC, else the installed folder; the caller's. */
char *proc_helper(const char *name);

#endif
