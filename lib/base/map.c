/* base/map.c - strings to pointers */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/xalloc.h"

uint64_t
map_hash(const void *p, size_t n)
{
	const unsigned char *s = p;
	uint64_t h = 14695981039346656037u;

	while (n-- > 0)
		h = (h ^ *s++) * 1099511628211u;
	return h;
}

static struct map_slot *
find(const struct map *m, const char *key, size_t len)
{
	size_t i = map_hash(key, len) & (m->cap - 1);

	while (
	    m->slots[i].key != NULL &&
	    (m->slots[i].len != len || memcmp(m->slots[i].key, key, len) != 0))
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

void *
map_get(const struct map *m, const char *key, size_t len)
{
	return m->cap == 0 ? NULL : find(m, key, len)->value;
}

void *
map_gets(const struct map *m, const char *key)
{
	return map_get(m, key, strlen(key));
}

static void
grow(struct map *m)
{
	struct map_slot *old = m->slots;
	size_t i, cap = m->cap;

	m->cap = cap ? cap * 2 : 64;
	m->slots = xcalloc(m->cap, sizeof *m->slots);
	for (i = 0; i < cap; i++)
		if (old[i].key != NULL)
			*find(m, old[i].key, old[i].len) = old[i];
	free(old);
}

void **
map_put(struct map *m, const char *key, size_t len)
{
	struct map_slot *s;

	if (m->n * 2 >= m->cap)
		grow(m);
	s = find(m, key, len);
	if (s->key == NULL) {
		s->key = xstrndup(key, len);
		s->len = len;
		m->n++;
	}
	return &s->value;
}

void
map_free(struct map *m)
{
	size_t i;

	for (i = 0; i < m->cap; i++)
		free(m->slots[i].key);
	free(m->slots);
	m->slots = NULL;
	m->cap = m->n = 0;
}
