/*
 * base/map.h - strings to pointers
 *
 * Open addressing, no removal.  Keys are copied, values are the caller's.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map_slot {
	char *key;
	size_t len;
	void *value;
};

struct map {
	struct map_slot *slots;
	size_t cap, n;
};

#define MAP_INIT                                                               \
	{                                                                      \
		NULL, 0, 0                                                     \
	}

/* The slot's value for KEY; MAP_GET is NULL when absent. */
void *map_get(const struct map *, const char *key, size_t len);
void *map_gets(const struct map *, const char *key);
/* The place of KEY's value, made (NULL) when absent; void at the next put. */
void **map_put(struct map *, const char *key, size_t len);
void map_free(struct map *);

/* FNV-1a, 64 bits. */
uint64_t map_hash(const void *, size_t);

#endif
