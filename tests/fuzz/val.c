/*
 * tests/fuzz/val.c - any bytes as a line
 *
 * The scanner must say of it what jansson says (tests/oracle.h).  What it
 * accepts must be walked without leaving the line, written back unchanged, and
 * be accepted again after a stage has added its key.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "rec/rec.h"
#include "../oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
walk(struct val v, struct arena *a)
{
	struct member m = { NULL, 0, VAL_NONE };
	struct val item = VAL_NONE;
	int64_t n;
	double d;

	while (val_next_member(v, &m))
		walk(m.val, a);
	while (val_next(v, &item))
		walk(item, a);
	val_str(v, a);
	val_is(v, "de");
	val_int(v, &n);
	val_double(v, &d);
}

static void
edit(struct rec *rec, struct buf *b)
{
	struct err err = ERR_INIT;

	rec_unset(rec, "a");
	rec_set_text(rec, "class", "{\"lang\":\"de\"}", 13);
	rec_write(rec, b);
	if (rec_parse(rec, b->p, b->len - 1, &err) < 0)
		abort();
	assert(val_is(rec_get(rec, "class.lang"), "de"));
	assert(rec_get(rec, "a").p == NULL);
}

static void
agree(const char *line, size_t n)
{
	static struct member members[VAL_KEYS];
	struct err err = ERR_INIT;
	int mine = val_scan(line, n, members, &err);
	const char *differs;
	long good = 0;

	assert((mine < 0) == (err.code == ERR_DATA));
	differs = oracle_differs(line, n, mine, &good);
	if (differs == NULL)
		return;
	fprintf(stderr, "%s\n", differs);
	abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct rec *rec = rec_new();
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	char *line = malloc(n + 1); /* exactly as long, for the sanitizer */
	char *text;

	assert(line != NULL);
	text = n > 0 ? realloc(line, n) : line;
	assert(text != NULL);
	memcpy(text, data, n);
	agree(text, n);
	if (rec_parse(rec, text, n, &err) == 0) {
		rec_write(rec, &b);
		assert(b.len == n + 1 && memcmp(b.p, text, n) == 0);
		walk(rec_get(rec, "text"), rec_arena(rec));
		walk((struct val){ (char *)memchr(text, '{', n),
			 n - (size_t)((char *)memchr(text, '{', n) - text) },
		    rec_arena(rec));
		rec_get(rec, "from.country");
		buf_reset(&b);
		edit(rec, &b);
	} else {
		assert(err.code == ERR_DATA && err.text[0] != '\0');
	}
	buf_free(&b);
	free(text);
	rec_free(rec);
	return 0;
}
