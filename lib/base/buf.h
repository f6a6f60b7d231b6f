/*
 * base/buf.h - bytes that grow
 *
 * p is never NULL and always ends in a NUL that len does not count, so a buf
 * may be read as a string at any time.  A buf is the caller's struct:
 * BUF_INIT, use, buf_free.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *p;
	size_t len;
	size_t cap; /* 0 while p is the shared empty string */
};

extern char buf_empty[];
#define BUF_INIT                                                               \
	{                                                                      \
		buf_empty, 0, 0                                                \
	}

void buf_init(struct buf *);
void buf_free(struct buf *);  /* and ready for use again */
void buf_reset(struct buf *); /* empty, keeps the room */
void buf_room(struct buf *, size_t more);
void buf_add(struct buf *, const void *, size_t);
void buf_adds(struct buf *, const char *);
void buf_addc(struct buf *, int);
void buf_addf(struct buf *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_addv(struct buf *, const char *fmt, va_list)
    __attribute__((format(printf, 2, 0)));
void buf_cut(struct buf *, size_t len); /* to at most LEN bytes */
void buf_drop(struct buf *, size_t n);	/* the first N bytes */
void buf_trim(struct buf *);		/* white space at the end */
char *buf_detach(struct buf *);		/* the string, now the caller's */

#endif
