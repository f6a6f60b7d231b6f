/* base/arena.c - memory that ends with a record */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xalloc.h"

#define BLOCK 16384 /* most records fit one */

struct arena_block {
	struct arena_block *next;
	size_t size;
	_Alignas(16) char data[];
};

static struct arena_block *
block_new(size_t size)
{
	struct arena_block *b = xmalloc(sizeof *b + size);

	b->next = NULL;
	b->size = size;
	return b;
}

void *
arena_get(struct arena *a, size_t n)
{
	struct arena_block *b;
	void *p;

	n = (n + 15) & ~(size_t)15;
	if (a->first == NULL)
		a->first = a->now = block_new(n > BLOCK ? n : BLOCK);
	while (a->now->size - a->used < n) {
		if (a->now->next == NULL || a->now->next->size < n) {
			b = block_new(n > BLOCK ? n : BLOCK);
			b->next = a->now->next;
			a->now->next = b;
		}
		a->now = a->now->next;
		a->used = 0;
	}
	p = a->now->data + a->used;
	a->used += n;
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_get(a, n + 1);

	if (n > 0)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	p = arena_get(a, (size_t)(n > 0 ? n : 0) + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)(n > 0 ? n : 0) + 1, fmt, ap);
	va_end(ap);
	return p;
}

/* One huge record must not keep its room for the whole run. */
void
arena_reset(struct arena *a)
{
	struct arena_block *b, *next;

	if (a->first == NULL)
		return;
	for (b = a->first->next; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	a->first->next = NULL;
	if (a->first->size > 16 * BLOCK) {
		free(a->first);
		a->first = NULL;
	}
	a->now = a->first;
	a->used = 0;
}

void
arena_free(struct arena *a)
{
	arena_reset(a);
	free(a->first);
	a->first = a->now = NULL;
}
