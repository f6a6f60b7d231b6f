/*
 * base/arena.h - memory that ends with a record
 *
 * What lives for one record comes from its arena and is never freed by hand;
 * arena_reset makes all of it void at once and keeps the room for the next.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *first;
	struct arena_block *now;
	size_t used; /* in the block NOW */
};

#define ARENA_INIT                                                             \
	{                                                                      \
		NULL, NULL, 0                                                  \
	}

void *arena_get(struct arena *, size_t n); /* 16-byte aligned, not cleared */
char *arena_strndup(struct arena *, const char *, size_t);
char *arena_strdup(struct arena *, const char *);
char *arena_printf(struct arena *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *);
void arena_free(struct arena *);

#endif
