/* sense/model_write.c - weights into the file that sense/model.c maps */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "sense/model.h"

enum { PLACES = 1 << FEATURE_BITS, ROWS_MAX = 100000, WEIGHT_MAX = 127 };

/* What one step of a label's byte is worth. */
static float
scale_of(const struct weights *l)
{
	float max = 0;
	size_t i;

	for (i = 0; i < PLACES; i++)
		if (fabsf(l->w[i]) > max)
			max = fabsf(l->w[i]);
	return max > 0 ? max / WEIGHT_MAX : 1;
}

struct place {
	uint32_t index;
	float worth;
};

static int
by_worth(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->worth != y->worth)
		return x->worth < y->worth ? 1 : -1;
	return x->index < y->index ? -1 : 1;
}

/* The places worth a row, the bits set; their number. */
static uint32_t
choose_rows(const struct weights *l, size_t nlabels, const float *scales,
    uint64_t *bits)
{
	struct place *v = xarray(PLACES, sizeof *v);
	uint32_t i, n = 0;
	size_t k;
	float q;

	for (i = 0; i < PLACES; i++) {
		v[n].index = i;
		v[n].worth = 0;
		for (k = 0; k < nlabels; k++) {
			q = fabsf(l[k].w[i]) / scales[k];
			if (q > v[n].worth)
				v[n].worth = q;
		}
		n += v[n].worth >= 1;
	}
	qsort(v, n, sizeof *v, by_worth);
	if (n > ROWS_MAX)
		n = ROWS_MAX;
	for (i = 0; i < n; i++)
		bits[v[i].index / 64] |= 1ull << v[i].index % 64;
	free(v);
	return n;
}

static void
write_rows(const struct weights *l, size_t nlabels, const float *scales,
    const uint64_t *bits, uint32_t stride, struct buf *b)
{
	int8_t row[MODEL_LABELS];
	size_t i, k;

	for (i = 0; i < PLACES; i++) {
		if (!(bits[i / 64] >> i % 64 & 1))
			continue;
		memset(row, 0, sizeof row);
		for (k = 0; k < nlabels; k++)
			row[k] = (int8_t)lrintf(l[k].w[i] / scales[k]);
		buf_add(b, row, stride);
	}
}

static void
write_labels(
    const struct weights *l, size_t nlabels, const float *scales, struct buf *b)
{
	struct model_label out;
	size_t k, from;

	for (k = 0; k < nlabels; k++) {
		out = (struct model_label){ scales[k], l[k].w[PLACES],
			(float)l[k].slope, (float)l[k].shift };
		buf_add(b, &out, sizeof out);
	}
	from = b->len;
	for (k = 0; k < nlabels; k++)
		buf_add(b, l[k].name, strlen(l[k].name) + 1);
	while ((b->len - from) % 8 != 0)
		buf_addc(b, '\0');
}

int
model_write(
    const struct weights *l, size_t nlabels, const char *path, struct err *err)
{
	struct model_head head = { .version = MODEL_VERSION,
		.bits = FEATURE_BITS,
		.nlabels = (uint32_t)nlabels };
	uint64_t *bits = xcalloc(PLACES / 64, sizeof *bits);
	float scales[MODEL_LABELS];
	struct buf b = BUF_INIT;
	uint32_t n = 0;
	size_t k;
	int rc;

	for (k = 0; k < nlabels; k++)
		scales[k] = scale_of(&l[k]);
	memcpy(head.magic, MODEL_MAGIC, sizeof head.magic);
	head.stride =
	    (head.nlabels + MODEL_LANES - 1) / MODEL_LANES * MODEL_LANES;
	head.nrows = choose_rows(l, nlabels, scales, bits);
	buf_add(&b, &head, sizeof head);
	write_labels(l, nlabels, scales, &b);
	head.names = (uint32_t)(b.len - sizeof head -
				nlabels * sizeof(struct model_label));
	buf_add(&b, bits, PLACES / 8);
	for (k = 0; k < PLACES / 64; k++) {
		buf_add(&b, &n, sizeof n);
		n += (uint32_t)__builtin_popcountll(bits[k]);
	}
	write_rows(l, nlabels, scales, bits, head.stride, &b);
	head.sum = model_sum(b.p + sizeof head, b.len - sizeof head);
	memcpy(b.p, &head, sizeof head);
	rc = file_write(path, b.p, b.len, 0644, err);
	buf_free(&b);
	free(bits);
	return rc;
}
