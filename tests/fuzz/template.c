/*
 * tests/fuzz/template.c - any bytes as the text of a template
 *
 * What loads has no open end: it can be written for a customer of whom all is
 * known and for one of whom nothing is; only the latter leaves gaps, and each
 * of them is named in the text.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "answer/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct vars {
	const char *word; /* what every value is, or NULL */
	size_t rows;
};

static const char *
get_word(struct vars *v, size_t row)
{
	(void)row;
	return v->word;
}

static size_t
get_rows(struct vars *v)
{
	return v->rows;
}

static const struct var_def defs[] = {
	{ "name", VAR_TEXT, NULL, get_word, NULL, "" },
	{ "late", VAR_FLAG, NULL, get_word, NULL, "" },
	{ "items", VAR_LIST, NULL, NULL, get_rows, "" },
	{ "title", VAR_TEXT, "items", get_word, NULL, "" },
	{ NULL, VAR_TEXT, NULL, NULL, NULL, NULL },
};

static void
write_it(const struct tprog *t, struct vars *v, int complete)
{
	unsigned char missing[4] = { 0 };
	struct buf b = BUF_INIT;
	size_t gaps = tprog_run(t, v, &b, missing);

	assert(gaps ==
	       (size_t)(missing[0] + missing[1] + missing[2] + missing[3]));
	assert(!complete || gaps == 0);
	assert(gaps == 0 || strstr(b.p, "⟦") != NULL);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct vars all = { "{{name}}", 2 }, nothing = { NULL, 0 };
	char *text = malloc(n + 1); /* exactly as long, for the sanitizer */
	struct tprog *t;

	assert(text != NULL);
	text = n > 0 ? realloc(text, n) : text;
	assert(text != NULL);
	if (n > 0)
		memcpy(text, data, n);
	t = tprog_new(text, n, "x.md", 1, defs, NULL, &errs);
	assert((t == NULL) == (errs.n > 0));
	if (t != NULL) {
		assert(tprog_longest(t) >= 0);
		write_it(t, &all, 1);
		write_it(t, &nothing, 0);
	}
	tprog_free(t);
	conf_errs_free(&errs);
	free(text);
	return 0;
}
