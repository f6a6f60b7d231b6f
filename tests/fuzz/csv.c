/*
 * tests/fuzz/csv.c - any bytes as an export of a shop
 *
 * Rows end, go forward, and lie inside the text; what is a cell is a string.
 * Written with quotes around every cell they are read again as they were.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
quote(struct buf *b, const char *cell)
{
	buf_addc(b, '"');
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			buf_addc(b, '"');
		buf_addc(b, *cell);
	}
	buf_addc(b, '"');
}

static void
same_again(char **cells, size_t n, int separator, struct arena *a)
{
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	struct csv again;
	char **read;
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(&b, (char)separator);
		quote(&b, cells[i]);
	}
	buf_addc(&b, '\n');
	csv_begin(&again, b.p, b.len, separator);
	assert(csv_row(&again, a, &read, &k, &err) == 1 && k == n);
	for (i = 0; i < n; i++)
		assert(strcmp(read[i], cells[i]) == 0);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char separators[] = ",;\t";
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct csv csv;
	const char *before;
	char **cells, *text;
	size_t k;
	int rc, separator;

	if (n == 0)
		return 0;
	separator = separators[data[0] % 3];
	text = malloc(n); /* exactly as long, for the sanitizer */
	assert(text != NULL);
	memcpy(text, data, n);
	csv_begin(&csv, text + 1, n - 1, separator);
	before = csv.p;
	while ((rc = csv_row(&csv, &arena, &cells, &k, &err)) > 0) {
		assert(csv.p > before && csv.p <= text + n);
		assert(csv.row >= before && csv.row < csv.p && k > 0);
		same_again(cells, k, separator, &arena);
		arena_reset(&arena);
		before = csv.p;
	}
	assert((rc < 0) == (err.code != ERR_OK));
	arena_free(&arena);
	free(text);
	return 0;
}
