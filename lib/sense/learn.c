/* sense/learn.c - make a model of labelled messages */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "sense/learn.h"
#include "sense/model.h"
#include "sense/regress.h"

enum {
	PLACES = 1 << FEATURE_BITS,
	SEEN_MIN = 2 /* messages that a feature must stand in */
};

/* A message as numbers, and what is to be learnt of it. */
struct lesson {
	struct term *x;
	uint8_t *labels; /* bits */
	char batch;
	uint8_t written;
};

enum { LABEL_BYTES = MODEL_LABELS / 8 };

#define FREEDOM 8.0 /* C of LIBLINEAR */

struct learner {
	struct sense *sense;
	const struct taxonomy *t;
	struct lesson *v;
	size_t n, cap;
	struct weights labels[MODEL_LABELS];
	size_t nlabels;
	size_t tone, emotion, urgency; /* the first label of each */
	struct features f;
	uint32_t *seen;	  /* messages that each place stands in */
	uint32_t *places; /* of each number; the last is the bias */
	size_t nplaces;
};

static size_t
add_words(struct learner *l, const char *kind, const char *words, int n)
{
	size_t first = l->nlabels;
	char word[16];
	int i;

	for (i = 0; i < n; i++)
		snprintf(l->labels[l->nlabels++].name, sizeof l->labels->name,
		    "%s:%s", kind, choice_word(words, i, word));
	return first;
}

struct learner *
learner_new(struct sense *s)
{
	struct learner *l = xcalloc(1, sizeof *l);
	size_t i;

	l->sense = s;
	l->t = sense_taxonomy(s);
	for (i = 0; i < l->t->nintents; i++)
		snprintf(l->labels[l->nlabels++].name, sizeof l->labels->name,
		    "intent:%s", l->t->intents[i].id);
	l->tone = add_words(l, "sentiment", TONE_WORDS, TONES);
	l->emotion = add_words(l, "emotion", EMOTION_WORDS, EMOTIONS);
	l->urgency = add_words(l, "urgency", URGENCY_WORDS, URGENCIES);
	l->seen = xcalloc(PLACES, sizeof *l->seen);
	return l;
}

void
learner_free(struct learner *l)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < l->n; i++) {
		free(l->v[i].x);
		free(l->v[i].labels);
	}
	for (i = 0; i < l->nlabels; i++)
		free(l->labels[i].w);
	features_free(&l->f);
	free(l->seen);
	free(l->places);
	free(l->v);
	free(l);
}

size_t
learner_count(const struct learner *l)
{
	return l->n;
}

/* ---- messages into numbers ---- */

static int
by_index(const void *a, const void *b)
{
	const struct feature *x = a, *y = b;

	return x->index < y->index ? -1 : x->index > y->index;
}

/* Sorted, each place once, as sense/model.c counts them. */
static struct term *
nodes_of(struct learner *l)
{
	struct features *f = &l->f;
	double weight = features_weight(f);
	struct term *x = xarray(f->n + 2, sizeof *x);
	size_t i, n = 0;

	qsort(f->v, f->n, sizeof *f->v, by_index);
	for (i = 0; i < f->n; i++) {
		if (n > 0 && x[n - 1].index == (int)f->v[i].index + 1)
			continue;
		x[n].index = (int)f->v[i].index + 1;
		x[n++].value = f->v[i].word == FEATURE_NAMED ? 1 : weight;
		l->seen[f->v[i].index]++;
	}
	x[n].index = PLACES + 1;
	x[n++].value = 1;
	x[n++].index = -1;
	return xrearray(x, n, sizeof *x);
}

static void
set_label(struct lesson *x, size_t label)
{
	x->labels[label / 8] |= (uint8_t)(1u << label % 8);
}

static int
has_label(const struct lesson *x, size_t label)
{
	return x->labels[label / 8] >> label % 8 & 1;
}

int
learner_add(const struct example *e, void *learner, struct err *err)
{
	struct learner *l = learner;
	struct lesson *x;
	int i;

	if (sense_features(l->sense, e->lang, e->text, &l->f, err) < 0)
		return -1;
	xgrow(&l->v, &l->cap, l->n + 1, sizeof *l->v);
	x = &l->v[l->n++];
	memset(x, 0, sizeof *x);
	x->x = nodes_of(l);
	x->batch = e->batch;
	x->written = (uint8_t)e->written;
	x->labels = xcalloc(1, LABEL_BYTES);
	for (i = 0; i < e->nintents; i++)
		set_label(x, (size_t)e->intents[i]);
	if (e->tone >= 0)
		set_label(x, l->tone + (size_t)e->tone);
	if (e->emotion >= 0)
		set_label(x, l->emotion + (size_t)e->emotion);
	if (e->urgency >= 0)
		set_label(x, l->urgency + (size_t)e->urgency);
	return 0;
}

/*
 * Features too rare to learn from are left out of all messages, the others
 * numbered without gaps: the optimiser walks over all numbers there are.
 */
static void
number(struct learner *l)
{
	struct term *from, *to;
	uint32_t *numbers = xcalloc(PLACES + 1, sizeof *numbers);
	size_t i;

	l->places = xarray(PLACES + 1, sizeof *l->places);
	for (l->nplaces = 0, i = 0; i <= PLACES; i++)
		if (i == PLACES || l->seen[i] >= SEEN_MIN) {
			l->places[l->nplaces++] = (uint32_t)i;
			numbers[i] = (uint32_t)l->nplaces;
		}
	for (i = 0; i < l->n; i++) {
		for (from = to = l->v[i].x; from->index > 0; from++)
			if (numbers[from->index - 1] > 0) {
				to->index = (int)numbers[from->index - 1];
				to++->value = from->value;
			}
		to->index = -1;
	}
	free(numbers);
}

/* ---- learning ---- */

/* The lessons of a fold: what is learnt from, or what it is held against. */
struct fold {
	struct term **x;
	const struct lesson **of;
	unsigned char *yes;
	int n;
};

static void
fold_init(struct fold *f, size_t room)
{
	f->x = xarray(room + 1, sizeof *f->x);
	f->of = xarray(room + 1, sizeof *f->of);
	f->yes = xarray(room + 1, 1);
	f->n = 0;
}

static void
fold_free(struct fold *f)
{
	free(f->x);
	free(f->of);
	free(f->yes);
}

static void
fold_add(struct fold *f, const struct lesson *x, size_t label)
{
	f->x[f->n] = x->x;
	f->of[f->n] = x;
	f->yes[f->n++] = (unsigned char)has_label(x, label);
}

/* All lessons but those of the batches A and B (0: of none). */
static void
all_but(const struct learner *l, char a, char b, size_t label, struct fold *f)
{
	size_t i;

	for (f->n = 0, i = 0; i < l->n; i++)
		if ((a == 0 || l->v[i].batch != a) &&
		    (b == 0 || l->v[i].batch != b))
			fold_add(f, &l->v[i], label);
}

static double
sum_of(const struct term *x, const float *w)
{
	double sum = 0;

	for (; x->index > 0; x++)
		sum += x->value * (double)w[x->index - 1];
	return sum;
}

static size_t
batches_of(const struct learner *l, char but, char out[256])
{
	char has[256] = "";
	size_t i, n = 0;

	for (i = 0; i < l->n; i++)
		has[(unsigned char)l->v[i].batch] = 1;
	for (i = 1; i < sizeof has; i++)
		if (has[i] && (char)i != but)
			out[n++] = (char)i;
	return n;
}

/*
 * The curve from sums to probabilities: each batch as its writer wrote it,
 * weighed by what was learnt from all others.
 */
static void
fit_curve(struct learner *l, size_t label, char but)
{
	struct fold f, out;
	struct term(*terms)[3] = xarray(l->n + 1, sizeof *terms);
	float *w = xarray(l->nplaces, sizeof *w), curve[2] = { 1, 0 };
	char batches[256];
	size_t i, b, n = batches_of(l, but, batches);

	fold_init(&f, l->n);
	fold_init(&out, l->n);
	for (b = 0; n > 1 && b < n; b++) {
		memset(w, 0, l->nplaces * sizeof *w);
		all_but(l, batches[b], but, label, &f);
		regress(f.x, f.yes, f.n, (int)l->nplaces, FREEDOM, w);
		for (i = 0; i < l->n; i++) {
			if (l->v[i].batch != batches[b] || !l->v[i].written)
				continue;
			terms[out.n][0] =
			    (struct term){ 1, sum_of(l->v[i].x, w) };
			terms[out.n][1] = (struct term){ 2, 1 };
			terms[out.n][2] = (struct term){ -1, 0 };
			fold_add(&out, &l->v[i], label);
			out.x[out.n - 1] = terms[out.n - 1];
		}
	}
	regress(out.x, out.yes, out.n, 2, 100, curve);
	l->labels[label].slope = curve[0];
	l->labels[label].shift = curve[1];
	fold_free(&f);
	fold_free(&out);
	free(terms);
	free(w);
}

static void
train_label(struct learner *l, size_t label, char but)
{
	struct weights *to = &l->labels[label];
	float *w = xcalloc(l->nplaces, sizeof *w);
	struct fold f;
	size_t i;

	fold_init(&f, l->n);
	all_but(l, but, 0, label, &f);
	if (!regress(f.x, f.yes, f.n, (int)l->nplaces, FREEDOM, w))
		w[l->nplaces - 1] = -20; /* never seen: not believed */
	free(to->w);
	to->w = xcalloc(PLACES + 1, sizeof *to->w);
	for (i = 0; i < l->nplaces; i++)
		to->w[l->places[i]] = w[i];
	free(w);
	fold_free(&f);
	fit_curve(l, label, but);
}

int
learner_train(struct learner *l, char but, struct err *err)
{
	size_t i;

	if (l->n == 0)
		return err_set(err, ERR_DATA, "no messages to learn from");
	number(l);
	for (i = 0; i < l->nlabels; i++)
		train_label(l, i, but);
	return 0;
}

int
learner_write(const struct learner *l, const char *path, struct err *err)
{
	return model_write(l->labels, l->nlabels, path, err);
}
