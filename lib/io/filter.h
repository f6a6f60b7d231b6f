/*
 * io/filter.h - the loop of every stage
 *
 * Reading, bad lines and --rejects, order, commit before print, flush before
 * a read that would block, exit status: once, for all stages.
 *
 *	each	looks at one record and adds its key.  0: pass it on; 1: drop
 *		it; -1 with ERR_DATA: a bad line, reported with input name and
 *		line number, its raw text to --rejects, and the run goes on
 *		(--strict: ends); -1 with another code ends the run.
 *	start	before the first record of all; its status counts.
 *	begin	before the first record of a batch, for a transaction.
 *	commit	after the last one; only then do its lines leave.
 *	abort	instead of commit when the run ends in the middle of a batch.
 *
 * A batch ends after 1,000 records, 1 MiB of lines, 50 ms of the processor's
 * time, 200 ms on the wall, and before a read that would block, whichever
 * comes first.  SIGINT and SIGTERM finish the batch, and the status is then
 * 128 and the signal's number.  Without begin and commit nothing is held back
 * but the block.
 *
 * With --jobs a stage that allows it runs in so many processes (io/spread.c),
 * each with its own copy of ARG as it was when the run began; the order stays.
 */
#ifndef IO_FILTER_H
#define IO_FILTER_H

#include "base/err.h"
#include "rec/rec.h"

struct filter {
	int (*each)(struct rec *, void *arg, struct err *);
	int (*start)(void *arg);
	int (*begin)(void *arg, struct err *);
	int (*commit)(void *arg, struct err *);
	void (*abort)(void *arg);
	void *arg;
	int quiet;  /* print no records (replay, --explain) */
	int spread; /* no record needs another: --jobs may share them out */
	/* base/confine.h: what `each` may do; NULL: the caller saw to it */
	const char *promises;
};

/* FILES ends with NULL.  Returns the exit status. */
int filter_run(char **files, const struct filter *);

/*
 * Set once SIGINT or SIGTERM arrived (after filter_signals): finish what is
 * begun and end.
 */
void filter_signals(void);
int filter_stopped(void); /* 0 or the signal's number */
/* Wait so long, or until a signal. */
void filter_pause(int seconds);
/* A descriptor that is readable from then on, for poll(2); -1 before. */
int filter_wake(void);

#endif
