/* tests/unit/model.c - what is learnt is kept, and only a whole model is read
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "sense/model.h"

static char path[] = "model-XXXXXX";

static struct features *
features_of(const char *text)
{
	static struct features f;
	struct words w = WORDS_INIT;

	features_reset(&f);
	words_add(&w, text, strlen(text), 0);
	features_words(&f, &w);
	words_free(&w);
	return &f;
}

/* A model of one label that "refund" speaks for. */
static void
write_small(void)
{
	float *w = xcalloc((1 << FEATURE_BITS) + 1, sizeof *w);
	struct weights one = { "intent:refund_request", w, 2, 0.5f };
	struct features *f = features_of("refund");
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < f->n; i++)
		w[f->v[i].index] = 1;
	w[1 << FEATURE_BITS] = -0.25f;
	assert_int_equal(model_write(&one, 1, path, &err), 0);
	free(w);
}

static void
is_read_as_it_was_written(void **state)
{
	struct err err = ERR_INIT;
	double p[MODEL_LABELS], sum;
	struct features *f;
	struct model *m;
	float worth[3];

	(void)state;
	write_small();
	m = model_open(path, &err);
	assert_non_null(m);
	assert_int_equal(model_label(m, "intent:refund_request"), 0);
	assert_int_equal(model_label(m, "intent:other"), -1);
	f = features_of("refund");
	model_read(m, f, p);
	sum = -0.25 + (double)f->n * features_weight(f);
	assert_float_equal(p[0], 1 / (1 + exp(-(2 * sum + 0.5))), 1e-3);
	f = features_of("please refund me");
	model_read(m, f, p);
	model_explain(m, 0, worth, 3);
	assert_true(worth[1] > 0 && worth[1] > worth[0] + worth[2]);
	model_free(m);
}

static void
a_word_that_stands_twice_counts_once(void **state)
{
	struct err err = ERR_INIT;
	struct model *m;
	double once[MODEL_LABELS], twice[MODEL_LABELS];

	(void)state;
	write_small();
	m = model_open(path, &err);
	model_read(m, features_of("refund"), once);
	model_read(m, features_of("refund refund refund"), twice);
	assert_true(twice[0] < once[0]);
	model_free(m);
}

/* One bit anywhere, or the end cut off, and it is no model any more. */
static void
a_damaged_file_is_refused(void **state)
{
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	size_t at[] = { 0, 8, 12, 16, 20, 24, 40, 100, 0 }, i;
	char *p;

	(void)state;
	write_small();
	assert_int_equal(file_read(path, 64 << 20, &b, &err), 0);
	at[8] = b.len - 1;
	for (i = 0; i < sizeof at / sizeof *at; i++) {
		p = b.p + at[i];
		*p ^= 1;
		file_write(path, b.p, b.len, 0600, &err);
		*p ^= 1;
		assert_null(model_open(path, &err));
		assert_int_equal(err.code, ERR_CONFIG);
		err_clear(&err);
	}
	for (i = 0; i < b.len; i += i < 64 ? 1 : b.len / 7) {
		file_write(path, b.p, i, 0600, &err);
		assert_null(model_open(path, &err));
		err_clear(&err);
	}
	buf_free(&b);
	assert_null(model_open("no-such-model", &err));
	assert_int_equal(err.code, ERR_NOINPUT);
}

static void
numbers_say_nothing_and_accents_do_not_matter(void **state)
{
	struct features *f;
	uint32_t first;

	(void)state;
	assert_int_equal(features_of("12345")->n, 0);
	first = features_of("Reçu")->v[0].index;
	f = features_of("recu");
	assert_int_equal(f->v[0].index, first);
}

static int
clean_up(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_read_as_it_was_written),
		cmocka_unit_test(a_word_that_stands_twice_counts_once),
		cmocka_unit_test(numbers_say_nothing_and_accents_do_not_matter),
		cmocka_unit_test(a_damaged_file_is_refused),
	};

	close(mkstemp(path));
	return cmocka_run_group_tests(tests, NULL, clean_up);
}
