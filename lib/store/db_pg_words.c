/* store/db_pg_words.c - the words of messages as the full text of PostgreSQL */
#include <string.h>

#include "store/db_pg.h"

enum { WORDS_MAX = 500000 }; /* bytes; a tsvector holds 1 MiB */

/* A text that long is searched by its beginning. */
static size_t
cut(const char *words)
{
	size_t n = strlen(words);

	if (n <= WORDS_MAX)
		return n;
	for (n = WORDS_MAX; n > 0 && words[n] != ' '; n--)
		;
	return n;
}

int
pg_index(void *arg, int64_t row, const char *words, struct err *err)
{
	struct pg *pg = arg;
	struct pg_stmt *st = pg->add_words;
	int rc;

	if (st == NULL)
		st = pg->add_words = pg_prepare(pg,
		    "INSERT INTO message_words (id, words) "
		    "VALUES ($1, to_tsvector('simple', $2))",
		    err);
	if (st == NULL)
		return -1;
	pg_bind(st, 1, &(struct value){ .type = VALUE_INT, .i = row });
	pg_bind(st, 2,
	    &(struct value){ .type = VALUE_TEXT, .p = words, .n = cut(words) });
	rc = pg_step(pg, st, err) == STEP_DONE ? 0 : -1;
	pg_reset(st);
	return rc;
}

/* The row goes; what its file keeps of it, the server vacuums. */
int
pg_unindex(void *arg, int64_t row, const char *words, struct err *err)
{
	struct pg *pg = arg;
	struct pg_stmt *st =
	    pg_prepare(pg, "DELETE FROM message_words WHERE id = $1", err);
	int rc;

	(void)words;
	if (st == NULL)
		return -1;
	pg_bind(st, 1, &(struct value){ .type = VALUE_INT, .i = row });
	rc = pg_step(pg, st, err) == STEP_DONE ? 0 : -1;
	pg_finish(st);
	return rc;
}
