/* store/erase_files.c - files that only who was forgotten had */
#define _GNU_SOURCE /* memmem */
#include <string.h>

#include "store/erase.h"
#include "store/inside.h"
#include "store/pack.h"

struct search {
	struct db *db;
	struct map *files;
	struct arena arena;
	struct err *err;
};

/* Names that TEXT has are used: they are no longer ours to remove. */
static void
strike(struct map *files, const char *text, size_t n)
{
	struct map_slot *s;
	size_t i;

	for (i = 0; i < files->cap; i++) {
		s = &files->slots[i];
		if (s->key != NULL && s->value != NULL &&
		    memmem(text, n, s->key, s->len) != NULL)
			s->value = NULL;
	}
}

/* What cannot be read may name one that is in use: nothing is removed then. */
static int
strike_record(struct stmt *st, void *arg)
{
	struct search *s = arg;
	const char *text;
	const void *p;
	size_t n, len;

	arena_reset(&s->arena);
	p = col_blob(st, 1, &n);
	text = pack_open(&s->db->pack, p, n, &len, &s->arena, s->err);
	if (text == NULL)
		return -1;
	strike(s->files, text, len);
	return 0;
}

static int
strike_text(struct stmt *st, void *arg)
{
	struct search *s = arg;
	const char *text = col_text(st, 1, NULL);

	strike(s->files, text, strlen(text));
	return 0;
}

/* Messages of others, answers and tasks. */
static int
strike_used(struct search *s)
{
	static const struct {
		enum stmt_id all;
		int (*each)(struct stmt *, void *);
	} names[] = { { STMT_CHECK_RECORDS, strike_record },
		{ STMT_CHECK_PAYLOADS, strike_text },
		{ STMT_CHECK_TASK_FILES, strike_text } };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof names / sizeof names[0]; i++)
		rc = stmt_pages(
		    s->db, names[i].all, 0, names[i].each, s, s->err);
	return rc;
}

int
erase_files(struct db *db, struct erasure *e, int (*each)(const char *, void *),
    void *arg, struct err *err)
{
	struct search s = { db, &e->files, ARENA_INIT, err };
	struct map_slot *slot;
	size_t i;
	int rc = 0;

	if (e->files.n == 0)
		return 0;
	rc = strike_used(&s);
	for (i = 0; rc == 0 && i < e->files.cap; i++) {
		slot = &e->files.slots[i];
		if (slot->key != NULL && slot->value != NULL)
			rc = each(slot->key, arg);
	}
	arena_free(&s.arena);
	return rc;
}
