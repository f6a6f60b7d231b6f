/* sense/model.c - a linear model over hashed features, in a mapped file */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "sense/model.h"

enum { WORDS_OF_BITS = (1 << FEATURE_BITS) / 64 };

/* A feature of the last text that has a row. */
struct met {
	uint32_t row;
	uint16_t word;
};

struct model {
	void *map;
	size_t size;
	const struct model_head *head;
	const struct model_label *labels;
	const char *names[MODEL_LABELS];
	const uint64_t *bits;
	const uint32_t *ranks;
	const int8_t *rows;
	uint64_t *seen; /* a bit for each row */
	struct met *met;
	size_t nmet, cap;
	double weight; /* of a word's feature in the last text */
	char id[13];
};

uint64_t
model_sum(const void *p, size_t n)
{
	const unsigned char *s = p;
	uint64_t h = 0xcbf29ce484222325ull, w;

	for (; n >= sizeof w; n -= sizeof w, s += sizeof w) {
		memcpy(&w, s, sizeof w);
		h = (h ^ w) * 0x100000001b3ull;
		h ^= h >> 32;
	}
	while (n-- > 0)
		h = (h ^ *s++) * 0x100000001b3ull;
	return h;
}

/* ---- open ---- */

/* Where the parts lie; -1 when they do not fill the file exactly. */
static int
lay_out(struct model *m)
{
	const struct model_head *h = m->head;
	const char *p = (const char *)(h + 1);
	size_t need = sizeof *h;

	if (memcmp(h->magic, MODEL_MAGIC, sizeof h->magic) != 0 ||
	    h->version != MODEL_VERSION || h->bits != FEATURE_BITS ||
	    h->nlabels == 0 || h->nlabels > MODEL_LABELS ||
	    h->stride < h->nlabels || h->stride % MODEL_LANES != 0 ||
	    h->stride > MODEL_LABELS || h->nrows > 1u << FEATURE_BITS ||
	    h->names % 8 != 0 || h->names > 1 << 16)
		return -1;
	need += h->nlabels * sizeof *m->labels + h->names +
		WORDS_OF_BITS * (sizeof *m->bits + sizeof *m->ranks) +
		(size_t)h->nrows * h->stride;
	if (need != m->size || model_sum(p, m->size - sizeof *h) != h->sum)
		return -1;
	m->labels = (const struct model_label *)(const void *)p;
	p += h->nlabels * sizeof *m->labels + h->names;
	m->bits = (const uint64_t *)(const void *)p;
	m->ranks = (const uint32_t *)(const void *)(m->bits + WORDS_OF_BITS);
	m->rows = (const int8_t *)(m->ranks + WORDS_OF_BITS);
	return 0;
}

static int
read_names(struct model *m)
{
	const char *p = (const char *)(m->labels + m->head->nlabels);
	const char *end = p + m->head->names;
	uint32_t i;

	for (i = 0; i < m->head->nlabels; i++) {
		m->names[i] = p;
		p = memchr(p, '\0', (size_t)(end - p));
		if (p++ == NULL)
			return -1;
	}
	return 0;
}

/* The ranks say where rows are: none may lead outside of them. */
static int
check_ranks(const struct model *m)
{
	uint32_t i, n = 0;

	for (i = 0; i < WORDS_OF_BITS; i++) {
		if (m->ranks[i] != n)
			return -1;
		n += (uint32_t)__builtin_popcountll(m->bits[i]);
	}
	return n == m->head->nrows ? 0 : -1;
}

static int
map_file(struct model *m, const char *path, struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = -1;

	if (fd >= 0 && fstat(fd, &st) == 0) {
		m->size = (size_t)st.st_size;
		m->map =
		    m->size < sizeof *m->head
			? NULL
			: mmap(NULL, m->size, PROT_READ, MAP_PRIVATE, fd, 0);
		rc = m->map == MAP_FAILED ? -1 : 0;
	}
	if (rc < 0)
		err_set(err, ERR_NOINPUT, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	m->head = rc < 0 ? NULL : m->map;
	return rc;
}

struct model *
model_open(const char *path, struct err *err)
{
	struct model *m = xcalloc(1, sizeof *m);

	if (map_file(m, path, err) < 0) {
		free(m);
		return NULL;
	}
	if (m->head == NULL || lay_out(m) < 0 || read_names(m) < 0 ||
	    check_ranks(m) < 0) {
		err_set(err, ERR_CONFIG,
		    "%s: not a whole model of this version (ha-classify "
		    "train makes one)",
		    path);
		model_free(m);
		return NULL;
	}
	snprintf(m->id, sizeof m->id, "%012llx",
	    (unsigned long long)m->head->sum & 0xffffffffffffull);
	m->seen = xcalloc(m->head->nrows / 64 + 1, sizeof *m->seen);
	return m;
}

void
model_free(struct model *m)
{
	if (m == NULL)
		return;
	if (m->map != NULL)
		munmap(m->map, m->size);
	free(m->seen);
	free(m->met);
	free(m);
}

int
model_label(const struct model *m, const char *name)
{
	int i;

	for (i = 0; i < (int)m->head->nlabels; i++)
		if (strcmp(m->names[i], name) == 0)
			return i;
	return -1;
}

const char *
model_id(const struct model *m)
{
	return m->id;
}

/* ---- read ---- */

/* Each feature that has a row, once. */
static void
meet(struct model *m, const struct features *f)
{
	const struct feature *x = f->v, *end = x + f->n;
	uint64_t word, bit;
	uint32_t row;

	xgrow(&m->met, &m->cap, f->n + 1, sizeof *m->met);
	m->nmet = 0;
	for (; x < end; x++) {
		word = m->bits[x->index / 64];
		bit = 1ull << x->index % 64;
		if (!(word & bit))
			continue;
		row = m->ranks[x->index / 64] +
		      (uint32_t)__builtin_popcountll(word & (bit - 1));
		if (m->seen[row / 64] >> row % 64 & 1)
			continue;
		m->seen[row / 64] |= 1ull << row % 64;
		m->met[m->nmet].row = row;
		m->met[m->nmet++].word = x->word;
	}
	for (row = 0; row < m->nmet; row++)
		m->seen[m->met[row].row / 64] = 0;
}

/* Sixteen weights at once; so many rows fit into sums of sixteen bits. */
typedef int8_t weights_of_row __attribute__((vector_size(MODEL_LANES)));
typedef int16_t sums_of_rows __attribute__((vector_size(2 * MODEL_LANES)));
enum { ROWS_OF_SUM = 256, LANES_MAX = MODEL_LABELS / MODEL_LANES };

/* Add the rows of the features that are, or are not, named to SUM. */
static void
add_rows(const struct model *m, int named, int32_t *sum)
{
	sums_of_rows part[LANES_MAX];
	weights_of_row row;
	uint32_t lanes = m->head->stride / MODEL_LANES, k, n;
	const int8_t *p;
	size_t i = 0;

	while (i < m->nmet) {
		memset(part, 0, sizeof part);
		for (n = 0; n < ROWS_OF_SUM && i < m->nmet; i++) {
			if ((m->met[i].word == FEATURE_NAMED) != named)
				continue;
			p = m->rows + (size_t)m->met[i].row * m->head->stride;
			for (k = 0; k < lanes; k++, p += MODEL_LANES) {
				memcpy(&row, p, sizeof row);
				part[k] +=
				    __builtin_convertvector(row, sums_of_rows);
			}
			n++;
		}
		for (k = 0; k < lanes * MODEL_LANES; k++)
			sum[k] += part[k / MODEL_LANES][k % MODEL_LANES];
	}
}

void
model_read(struct model *m, const struct features *f, double *p)
{
	int32_t words[MODEL_LABELS] = { 0 }, named[MODEL_LABELS] = { 0 };
	const struct model_label *l = m->labels;
	double sum;
	size_t i;

	meet(m, f);
	m->weight = features_weight(f);
	add_rows(m, 0, words);
	add_rows(m, 1, named);
	for (i = 0; i < m->head->nlabels; i++, l++) {
		sum = l->bias + l->scale * (m->weight * words[i] + named[i]);
		p[i] = 1 / (1 + exp(-(l->slope * sum + l->shift)));
	}
}

void
model_explain(const struct model *m, int label, float *out, size_t nwords)
{
	const struct model_label *l = &m->labels[label];
	float unit = (float)m->weight * l->scale * l->slope;
	size_t i;

	memset(out, 0, nwords * sizeof *out);
	for (i = 0; i < m->nmet; i++)
		if (m->met[i].word < nwords)
			out[m->met[i].word] +=
			    unit *
			    (float)m
				->rows[(size_t)m->met[i].row * m->head->stride +
				       (uint32_t)label];
}
