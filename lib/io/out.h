/*
 * io/out.h - stdout, in blocks of 64 KiB
 *
 * Every record leaves through here: short writes and EINTR are handled, the
 * last flush is checked, a reader that went away ends the program quietly
 * (reliability: work is committed before it is printed).
 */
#ifndef IO_OUT_H
#define IO_OUT_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct buf *out_buf(void); /* append here, then out_done */
void out_add(const void *, size_t);
void out_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A block is full: write it. */
int out_check(struct err *);
int out_flush(struct err *);
/*
 * Whether a write failed.  The error came from that call, once: what is
 * printed afterwards goes nowhere, and no -o FILE comes into being.
 */
int out_lost(void);

/*
 * -o FILE: what is printed goes there, whole or not at all, at out_close.
 */
void out_to(const char *path);
int out_close(struct err *);

#endif
