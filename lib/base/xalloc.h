/*
 * base/xalloc.h - memory or the end
 *
 * Programs are short and the database is transactional, so running out of
 * memory ends the program with status 71.  None of these returns NULL.
 * What they return belongs to the caller, who gives it to free().
 */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
void *xarray(size_t n, size_t size); /* n * size, checked */
void *xrearray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Grow the array at *P, room for *CAP elements of SIZE, to hold NEED. */
void xgrow(void *p, size_t *cap, size_t need, size_t size);

#endif
