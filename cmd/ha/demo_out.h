/*
 * cmd/ha/demo_out.h - the files of a demo
 *
 * A file is written through a block of its own; an error is kept until the
 * end, so that writers need not look after each line.
 */
#ifndef HA_DEMO_OUT_H
#define HA_DEMO_OUT_H

#include "base/buf.h"
#include "base/err.h"

struct demo_out {
	int fd;
	char *path;
	struct buf b; /* append here, then demo_out_check */
};

int demo_out_open(
    struct demo_out *, const char *dir, const char *name, struct err *);
int demo_out_check(struct demo_out *, struct err *);
int demo_out_close(struct demo_out *, struct err *);

/* A small file at once. */
int demo_put(const char *path, const struct buf *, struct err *);

#endif
