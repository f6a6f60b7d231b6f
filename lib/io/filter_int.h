/*
 * io/filter_int.h - what filter.c and spread.c share
 */
#ifndef IO_FILTER_INT_H
#define IO_FILTER_INT_H

#include <stdint.h>

#include "base/map.h"
#include "io/filter.h"
#include "io/lines.h"

struct run {
	const struct filter *f;
	struct lines *lines;
	struct rec *rec;
	int open;	/* a batch is */
	long records;	/* in it */
	size_t bytes;	/* of lines in it */
	int64_t since;	/* the batch began, monotonic ms */
	int64_t worked; /* of the processor's time until then */
	size_t mark;	/* where its lines begin in the output */
	int rejects;	/* descriptor of --rejects, or -1 */
	struct map bad; /* kind of bad line: how many (struct kind_count) */
	int status;
};

/*
 * One line through the stage.  0; 1 when a bad line ends the run; -1 when
 * something else does.
 */
int run_line(struct run *, const struct line *, struct err *);
/* Tell it; the status says so too. */
void run_fail(struct run *, const struct err *);
/* How many bad lines were not told; frees their counts. */
void run_sum_up(struct run *);

/*
 * All lines through the stage in common.jobs processes, and what they print
 * in the order of the lines.
 */
int run_spread(struct run *, struct err *);

#endif
