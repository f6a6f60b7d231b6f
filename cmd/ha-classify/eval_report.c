/* ha-classify/eval_report.c - the tables of `ha-classify eval` */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "io/out.h"
#include "io/table.h"
#include "ha-classify/classify.h"
#include "ha-classify/eval.h"

static double
part(long a, long b)
{
	return b == 0 ? 0 : (double)a / (double)b;
}

static double
f1(const struct score *s)
{
	return part(2 * s->right, s->found + s->labelled);
}

/* The mean F1 of the intents that were labelled at all. */
static double
macro(const struct eval *e, long *n)
{
	double sum = 0;
	size_t i;

	for (*n = 0, i = 0; i < e->t->nintents; i++)
		if (e->intents[i].labelled > 0) {
			sum += f1(&e->intents[i]);
			++*n;
		}
	return *n ? sum / (double)*n : 0;
}

static void
cell(struct table *t, double x)
{
	char text[32];

	snprintf(text, sizeof text, "%.3f", x);
	table_cell(t, text);
}

static void
cell_count(struct table *t, long n)
{
	char text[32];

	snprintf(text, sizeof text, "%ld", n);
	table_cell(t, text);
}

/* ---- scores ---- */

static const struct column score_columns[] = { { "what", 0 },
	{ "precision", COL_RIGHT }, { "recall", COL_RIGHT },
	{ "f1", COL_RIGHT }, { "labelled", COL_RIGHT }, { NULL, 0 } };

static void
score_row(struct table *t, const char *name, const struct score *s)
{
	double precision = part(s->right, s->found);
	double recall = part(s->right, s->labelled);

	table_row(t);
	if (table_wants_json(t)) {
		table_json(
		    t, json_pack("{s:s, s:f, s:f, s:f, s:I}", "what", name,
			   "precision", precision, "recall", recall, "f1",
			   f1(s), "labelled", (json_int_t)s->labelled));
		return;
	}
	table_cell(t, name);
	cell(t, precision);
	cell(t, recall);
	cell(t, f1(s));
	cell_count(t, s->labelled);
}

/* One figure that is neither precision nor recall. */
static void
ratio_row(struct table *t, const char *name, double value, long n)
{
	table_row(t);
	if (table_wants_json(t)) {
		table_json(t, json_pack("{s:s, s:f, s:I}", "what", name,
				  "value", value, "labelled", (json_int_t)n));
		return;
	}
	table_cell(t, name);
	table_cell(t, "");
	table_cell(t, "");
	cell(t, value);
	cell_count(t, n);
}

/* Expected calibration error: the mean distance of said from right. */
static double
calibration_error(const struct eval *e)
{
	double sum = 0;
	long n = 0;
	int i;

	for (i = 0; i < BINS; i++) {
		sum += fabs(e->bins[i].sum - (double)e->bins[i].right);
		n += e->bins[i].pairs;
	}
	return n ? sum / (double)n : 0;
}

static void
scores(struct eval *e, struct table *t)
{
	struct score all = { 0, 0, 0 };
	double mean;
	long n;
	size_t i;

	for (i = 0; i < e->t->nintents; i++) {
		all.right += e->intents[i].right;
		all.found += e->intents[i].found;
		all.labelled += e->intents[i].labelled;
		if (e->intents[i].labelled > 0)
			score_row(t, e->t->intents[i].id, &e->intents[i]);
	}
	score_row(t, "micro", &all);
	mean = macro(e, &n);
	ratio_row(t, "macro f1", mean, n);
	for (i = 0; i < RATIOS; i++)
		if (e->ratios[i].all > 0)
			ratio_row(t, e->ratios[i].name,
			    part(e->ratios[i].good, e->ratios[i].all),
			    e->ratios[i].all);
	ratio_row(
	    t, "calibration error", calibration_error(e), (long)e->nanswers);
	for (i = 0; i < SORTS; i++)
		if (e->sorts[i].s.labelled > 0)
			score_row(t, e->sorts[i].name, &e->sorts[i].s);
}

/* ---- what is taken for what ---- */

static const struct column confusion_columns[] = { { "what", 0 },
	{ "labelled", 0 }, { "answered", 0 }, { "messages", COL_RIGHT },
	{ NULL, 0 } };

static void
confusion(struct eval *e, struct table *t)
{
	const struct intent *v = e->t->intents;
	size_t n = e->t->nintents, i, k;
	long count;

	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++) {
			count = e->confused[i * n + k];
			if (count == 0 || i == k)
				continue;
			table_row(t);
			if (table_wants_json(t)) {
				table_json(
				    t, json_pack("{s:s, s:s, s:s, s:I}", "what",
					   "confusion", "labelled", v[i].id,
					   "answered", v[k].id, "messages",
					   (json_int_t)count));
				continue;
			}
			table_cell(t, "confusion");
			table_cell(t, v[i].id);
			table_cell(t, v[k].id);
			cell_count(t, count);
		}
}

/* ---- is 0.8 right in 80 %? ---- */

static const struct column reliability_columns[] = { { "what", 0 },
	{ "from", COL_RIGHT }, { "to", COL_RIGHT }, { "said", COL_RIGHT },
	{ "right", COL_RIGHT }, { "pairs", COL_RIGHT }, { NULL, 0 } };

static void
reliability(struct eval *e, struct table *t)
{
	const struct bin *b = e->bins;
	double said, right;
	int i;

	for (i = 0; i < BINS; i++, b++) {
		if (b->pairs == 0)
			continue;
		said = b->sum / (double)b->pairs;
		right = part(b->right, b->pairs);
		table_row(t);
		if (table_wants_json(t)) {
			table_json(t,
			    json_pack("{s:s, s:f, s:f, s:f, s:f, s:I}", "what",
				"reliability", "from", i / (double)BINS, "to",
				(i + 1) / (double)BINS, "said", said, "right",
				right, "pairs", (json_int_t)b->pairs));
			continue;
		}
		table_cell(t, "reliability");
		cell(t, i / (double)BINS);
		cell(t, (i + 1) / (double)BINS);
		cell(t, said);
		cell(t, right);
		cell_count(t, b->pairs);
	}
}

/* ---- from when on to answer without a person ---- */

static const struct column threshold_columns[] = { { "what", 0 },
	{ "threshold", COL_RIGHT }, { "precision", COL_RIGHT },
	{ "coverage", COL_RIGHT }, { "messages", COL_RIGHT }, { NULL, 0 } };

static int
by_p(const void *a, const void *b)
{
	const struct answer *x = a, *y = b;

	return x->p < y->p ? 1 : -(x->p > y->p);
}

/*
 * The lowest probability from which on so many first intents are right; how
 * many messages that are, 0 when no threshold is good enough.
 */
static size_t
propose(struct eval *e, double *threshold, double *precision)
{
	size_t i, best = 0;
	long right = 0;

	if (e->nanswers > 0)
		qsort(e->answers, e->nanswers, sizeof *e->answers, by_p);
	for (i = 0; i < e->nanswers; i++) {
		right += e->answers[i].right;
		if (i + 1 < e->nanswers &&
		    e->answers[i + 1].p == e->answers[i].p)
			continue;
		if (part(right, (long)i + 1) < classify_precision)
			continue;
		best = i + 1;
		*threshold = e->answers[i].p;
		*precision = part(right, (long)best);
	}
	return best;
}

static void
threshold(struct eval *e, struct table *t)
{
	double from = 1, precision = 0;
	size_t n = propose(e, &from, &precision);
	double coverage = part((long)n, (long)e->nanswers);

	if (n == 0)
		return;
	/* down, so that what was counted is not left out by the rounding */
	from = floor(from * 1000) / 1000;
	table_row(t);
	if (table_wants_json(t)) {
		table_json(t,
		    json_pack("{s:s, s:f, s:f, s:f, s:I}", "what", "threshold",
			"threshold", from, "precision", precision, "coverage",
			coverage, "messages", (json_int_t)n));
		return;
	}
	table_cell(t, "threshold");
	cell(t, from);
	cell(t, precision);
	cell(t, coverage);
	cell_count(t, (long)n);
}

/* ---- all ---- */

static int
passes(const struct eval *e)
{
	long n;
	double mean = macro(e, &n);

	if (mean >= classify_min_f1)
		return 1;
	warn("macro F1 is %.3f, below %.3f", mean, classify_min_f1);
	return 0;
}

static const struct {
	const struct column *columns;
	void (*fill)(struct eval *, struct table *);
} tables[] = { { score_columns, scores }, { confusion_columns, confusion },
	{ reliability_columns, reliability },
	{ threshold_columns, threshold } };

int
eval_tables(struct eval *e, struct err *err)
{
	struct table *t;
	size_t i;

	for (i = 0; i < sizeof tables / sizeof *tables; i++) {
		t = table_new(tables[i].columns);
		tables[i].fill(e, t);
		if (table_end(t, err) < 0)
			return 0;
	}
	return passes(e);
}

int
eval_tap(struct eval *e)
{
	double from = 1, precision = 0, mean;
	size_t n = propose(e, &from, &precision);
	int good;
	long kinds;

	mean = macro(e, &kinds);
	good = mean >= classify_min_f1;
	out_printf("1..2\n%s 1 - macro F1 %.3f of %ld intents is at least "
		   "%.3f\n",
	    good ? "ok" : "not ok", mean, kinds,
	    classify_min_f1 < 0 ? 0 : classify_min_f1);
	if (n > 0)
		out_printf("ok 2 - from %.3f on %.3f are right, that is "
			   "%.0f %% of the messages\n",
		    floor(from * 1000) / 1000, precision,
		    100 * part((long)n, (long)e->nanswers));
	else
		out_printf("not ok 2 - no threshold makes %.3f right\n",
		    classify_precision);
	return good && n > 0;
}
