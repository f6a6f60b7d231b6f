/*
 * sense/model.h - a linear model over hashed features, in a mapped file
 *
 * Each label ("intent:refund_request", "emotion:angry") has a weight for
 * each feature.  The probability of a label is that of a logistic curve
 * over the sum of its weights, fitted on texts that the weights were not
 * learnt from.  Labels know nothing of each other.
 *
 * The file, in the machine's (little-endian) order, each part on a border
 * of eight bytes:
 *
 *	struct model_head
 *	struct model_label	one for each label
 *	names			of the labels, each ended by a NUL
 *	uint64_t bits[]		whether a feature has a row
 *	uint32_t ranks[]	rows before each of these words
 *	int8_t rows[]		stride bytes each, one for a label
 */
#ifndef SENSE_MODEL_H
#define SENSE_MODEL_H

#include <stdint.h>

#include "base/err.h"
#include "sense/features.h"

#define MODEL_MAGIC "ha-model"
enum { MODEL_VERSION = 1, MODEL_LABELS = 96, MODEL_LANES = 16 };

struct model_head {
	char magic[8];
	uint32_t version, bits;
	uint32_t nlabels, stride; /* a multiple of MODEL_LANES */
	uint32_t nrows, names;	  /* bytes of names, a multiple of 8 */
	uint64_t sum;		  /* model_sum of all that follows */
};

/* A weight is scale * byte; p = 1 / (1 + exp(-(slope * sum + shift))). */
struct model_label {
	float scale, bias, slope, shift;
};

struct model;

/* A file that is not whole or not ours is refused (ERR_CONFIG). */
struct model *model_open(const char *path, struct err *);
void model_free(struct model *);

/* The number of a label, or -1. */
int model_label(const struct model *, const char *name);
/* What it is called in class.model: its sum, 12 hexadecimal digits. */
const char *model_id(const struct model *);

/* P[MODEL_LABELS]: the probability of each label. */
void model_read(struct model *, const struct features *, double *p);

/*
 * How much each word of the text that was read last spoke for LABEL;
 * OUT[NWORDS].
 */
void model_explain(const struct model *, int label, float *out, size_t nwords);

/* What was learnt of one label. */
struct weights {
	char name[64];
	float *w; /* of each place of a feature, then the bias */
	float slope, shift;
};

/*
 * Into a file, whole or not at all: the rows that are worth most, each
 * label's weights in steps of a 127th of its greatest.
 */
int model_write(
    const struct weights *, size_t n, const char *path, struct err *);

uint64_t model_sum(const void *, size_t n);

#endif
