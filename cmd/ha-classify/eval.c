/*
 * ha-classify/eval.c - hold the answers against labelled messages
 *
 * LABELS are JSON lines: "text", and any of "subject", "lang", "intents" (a
 * list; or "label", one id), "urgency", "emotion", "sentiment", "entities".
 * What a line does not say is not counted.  A message with one label and no
 * list may have other intents that nobody wrote down: there only the first
 * answer counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "io/lines.h"
#include "io/out.h"
#include "io/table.h"
#include "ha-classify/classify.h"

struct ratio {
	const char *name;
	long good, all;
};

enum { FIRST, ANY_HIT, EXACT, LANG, URGENCY, EMOTION, SENTIMENT, RATIOS };

/* Of one intent: found and right, found, labelled. */
struct score {
	long right, found, labelled;
};

struct found {
	const char *name;
	struct score s;
};

enum { ORDERS, PARCELS, SKUS, AMOUNTS, SORTS };

struct eval {
	struct sense *sense;
	const struct taxonomy *t;
	struct score *intents;
	struct ratio ratios[RATIOS];
	struct found sorts[SORTS];
	struct arena arena;
	long rows, bad;
};

static void
count(struct ratio *r, int good)
{
	r->all++;
	r->good += good != 0;
}

/* Numbers of the labelled intents; their count, or -1 for an unknown id. */
static int
labels_of(struct eval *e, struct val line, int out[8])
{
	struct val item = VAL_NONE, list = val_get(line, "intents");
	const char *id;
	int n = 0;

	if (list.p == NULL) {
		id = val_str(val_get(line, "label"), &e->arena);
		if (id == NULL)
			return 0;
		out[0] = taxonomy_intent(e->t, id);
		return out[0] < 0 ? -1 : 1;
	}
	while (n < 8 && val_next(list, &item)) {
		id = val_str(item, &e->arena);
		out[n] = id == NULL ? -1 : taxonomy_intent(e->t, id);
		if (out[n++] < 0)
			return -1;
	}
	return n;
}

static int
among(int x, const int *v, int n)
{
	while (n-- > 0)
		if (*v++ == x)
			return 1;
	return 0;
}

static void
score_intents(struct eval *e, const struct guess *g, const int *want, int n,
    int only_first)
{
	int i, got[INTENTS_MAX], k = only_first ? 1 : (int)g->nintents, hit = 0;

	for (i = 0; i < k; i++)
		got[i] = g->intents[i].intent;
	for (i = 0; i < k; i++) {
		e->intents[got[i]].found++;
		if (among(got[i], want, n)) {
			e->intents[got[i]].right++;
			hit++;
		}
	}
	for (i = 0; i < n; i++)
		e->intents[want[i]].labelled++;
	count(&e->ratios[FIRST], got[0] == want[0]);
	if (only_first)
		return;
	count(&e->ratios[ANY_HIT], hit > 0);
	count(&e->ratios[EXACT], hit == n && k == n);
}

static void
score_word(struct eval *e, int which, struct val line, const char *key,
    const char *got)
{
	const char *want = val_str(val_get(line, key), &e->arena);

	if (want != NULL)
		count(&e->ratios[which], strcmp(want, got) == 0);
}

static void
score_codes(
    struct eval *e, int sort, struct val list, const struct code *v, size_t n)
{
	struct score *s = &e->sorts[sort].s;
	struct val item = VAL_NONE;
	const char *want;
	size_t i;

	if (list.p == NULL)
		return;
	s->found += (long)n;
	while (val_next(list, &item)) {
		want = val_str(item, &e->arena);
		want = want == NULL ? "" : want + (*want == '#');
		s->labelled++;
		for (i = 0; i < n; i++)
			if (strcmp(want, v[i].id + (v[i].id[0] == '#')) == 0) {
				s->right++;
				break;
			}
	}
}

static void
score_amounts(struct eval *e, struct val list, const struct guess *g)
{
	struct score *s = &e->sorts[AMOUNTS].s;
	struct val item = VAL_NONE;
	const char *currency;
	double value, got;
	size_t i;

	if (list.p == NULL)
		return;
	s->found += (long)g->entities.namounts;
	while (val_next(list, &item)) {
		s->labelled++;
		currency = val_str(val_get(item, "currency"), &e->arena);
		if (currency == NULL ||
		    val_double(val_get(item, "value"), &value) < 0)
			continue;
		for (i = 0; i < g->entities.namounts; i++) {
			got = strtod(g->entities.amounts[i].value, NULL);
			if (got > value - 0.001 && got < value + 0.001 &&
			    strcmp(g->entities.amounts[i].currency, currency) ==
				0) {
				s->right++;
				break;
			}
		}
	}
}

static void
score_entities(struct eval *e, struct val line, const struct guess *g)
{
	struct val want = val_get(line, "entities");
	const struct entities *x = &g->entities;

	if (want.p == NULL)
		return;
	score_codes(
	    e, ORDERS, val_get(want, "order_ids"), x->orders, x->norders);
	score_codes(
	    e, PARCELS, val_get(want, "tracking_ids"), x->parcels, x->nparcels);
	score_codes(e, SKUS, val_get(want, "skus"), x->skus, x->nskus);
	score_amounts(e, val_get(want, "amounts"), g);
}

static void
show_wrong(struct eval *e, const struct guess *g, const int *want, int n,
    const char *text)
{
	size_t i;

	out_printf("%s", e->t->intents[want[0]].id);
	for (i = 1; i < (size_t)n; i++)
		out_printf(" %s", e->t->intents[want[i]].id);
	out_printf("\t%s", g->lang.tag);
	for (i = 0; i < g->nintents; i++)
		out_printf(" %s %.2f", e->t->intents[g->intents[i].intent].id,
		    g->intents[i].p);
	out_printf("\t%s\t", table_clean(text, &e->arena));
	for (i = 0; i < g->nwhy; i++)
		out_printf("%s%s", i ? "; " : "", g->why[i]);
	out_printf("\n");
}

static int
one_line(struct eval *e, struct val line, struct err *err)
{
	struct message m = { NULL, NULL, { NULL, NULL, NULL } };
	int want[8], n = labels_of(e, line, want), wrong;
	char word[16], lang[LANG_TEXT];
	struct guess g;

	m.text = val_str(val_get(line, "text"), &e->arena);
	m.subject = val_str(val_get(line, "subject"), &e->arena);
	if (m.text == NULL)
		return err_set(err, ERR_DATA, "no \"text\"");
	if (n < 0)
		return err_set(err, ERR_DATA, "an intent of no known id");
	if (sense_text(e->sense, &m, classify_threshold, &e->arena, &g, err) <
	    0)
		return -1;
	e->rows++;
	if (n > 0)
		score_intents(
		    e, &g, want, n, val_get(line, "intents").p == NULL);
	wrong = n > 0 && (g.intents[0].intent != want[0] ||
			     (g.nintents != (size_t)n &&
				 val_get(line, "intents").p != NULL));
	if (wrong && common.explain)
		show_wrong(e, &g, want, n, m.text);
	/* labels name languages without their script */
	score_word(e, LANG, line, "lang", lang_base(g.lang.tag, lang));
	score_word(e, URGENCY, line, "urgency",
	    choice_word(URGENCY_WORDS, g.urgency, word));
	score_word(e, EMOTION, line, "emotion",
	    choice_word(EMOTION_WORDS, g.emotion, word));
	score_word(e, SENTIMENT, line, "sentiment",
	    choice_word(TONE_WORDS, g.tone, word));
	score_entities(e, line, &g);
	return 0;
}

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

static const struct column columns[] = { { "what", 0 },
	{ "precision", COL_RIGHT }, { "recall", COL_RIGHT },
	{ "f1", COL_RIGHT }, { "labelled", COL_RIGHT }, { NULL, 0 } };

static void
score_row(struct table *t, const char *name, const struct score *s)
{
	char text[32];

	table_row(t);
	table_cell(t, name);
	if (table_wants_json(t)) {
		table_json(t, json_pack("{s:s, s:f, s:f, s:f, s:I}", "what",
				  name, "precision", part(s->right, s->found),
				  "recall", part(s->right, s->labelled), "f1",
				  f1(s), "labelled", (json_int_t)s->labelled));
		return;
	}
	snprintf(text, sizeof text, "%.3f", part(s->right, s->found));
	table_cell(t, text);
	snprintf(text, sizeof text, "%.3f", part(s->right, s->labelled));
	table_cell(t, text);
	snprintf(text, sizeof text, "%.3f", f1(s));
	table_cell(t, text);
	snprintf(text, sizeof text, "%ld", s->labelled);
	table_cell(t, text);
}

/* One figure that is neither precision nor recall. */
static void
ratio_row(struct table *t, const char *name, double value, long n)
{
	char text[32];

	table_row(t);
	table_cell(t, name);
	if (table_wants_json(t)) {
		table_json(t, json_pack("{s:s, s:f, s:I}", "what", name,
				  "value", value, "labelled", (json_int_t)n));
		return;
	}
	table_cell(t, "");
	table_cell(t, "");
	snprintf(text, sizeof text, "%.3f", value);
	table_cell(t, text);
	snprintf(text, sizeof text, "%ld", n);
	table_cell(t, text);
}

/* Every intent, then the means; the macro F1. */
static double
report(const struct eval *e, struct table *t)
{
	struct score all = { 0, 0, 0 };
	double sum = 0;
	long n = 0;
	size_t i;

	for (i = 0; i < e->t->nintents; i++) {
		all.right += e->intents[i].right;
		all.found += e->intents[i].found;
		all.labelled += e->intents[i].labelled;
		if (e->intents[i].labelled == 0)
			continue;
		score_row(t, e->t->intents[i].id, &e->intents[i]);
		sum += f1(&e->intents[i]);
		n++;
	}
	score_row(t, "micro", &all);
	ratio_row(t, "macro f1", n ? sum / (double)n : 0, n);
	for (i = 0; i < RATIOS; i++)
		if (e->ratios[i].all > 0)
			ratio_row(t, e->ratios[i].name,
			    part(e->ratios[i].good, e->ratios[i].all),
			    e->ratios[i].all);
	for (i = 0; i < SORTS; i++)
		if (e->sorts[i].s.labelled > 0)
			score_row(t, e->sorts[i].name, &e->sorts[i].s);
	return n ? sum / (double)n : 0;
}

static int
read_labels(struct eval *e, char **files)
{
	struct member *m = xarray(VAL_KEYS, sizeof *m);
	struct lines *in = lines_open(files);
	struct err err = ERR_INIT;
	struct line l;
	int rc, status = 0;

	while ((rc = lines_next(in, &l, &err)) != 0) {
		if (rc > 0 && val_scan(l.p, l.n, m, &err) >= 0)
			one_line(e, (struct val){ l.p, l.n }, &err);
		if (err.code != ERR_OK) {
			if (rc > 0)
				err_wrap(&err, "%s:%ld", l.input, l.number);
			complain(&err);
			status = err_graver(status, (int)err.code);
			if (err.code == ERR_CONFIG)
				break;
			err_clear(&err);
		}
		arena_reset(&e->arena);
	}
	lines_close(in);
	free(m);
	return status;
}

int
classify_eval(char **args)
{
	struct eval e = { .sense = classify_open(),
		.arena = ARENA_INIT,
		.ratios = { { "first intent", 0, 0 }, { "any intent", 0, 0 },
		    { "exact set", 0, 0 }, { "language", 0, 0 },
		    { "urgency", 0, 0 }, { "emotion", 0, 0 },
		    { "sentiment", 0, 0 } },
		.sorts = { { "order numbers", { 0, 0, 0 } },
		    { "tracking numbers", { 0, 0, 0 } },
		    { "skus", { 0, 0, 0 } }, { "amounts", { 0, 0, 0 } } } };
	struct err err = ERR_INIT;
	struct table *t;
	double macro;
	int status;

	if (*args == NULL)
		opt_usage(&classify_program, "eval wants a file of labels");
	e.t = sense_taxonomy(e.sense);
	e.intents = xcalloc(e.t->nintents, sizeof *e.intents);
	confine("stdio rpath");
	status = read_labels(&e, args);
	t = table_new(columns);
	macro = report(&e, t);
	if (table_end(t, &err) < 0 || out_close(&err) < 0) {
		complain(&err);
		status = err_graver(status, (int)err.code);
	}
	if (status == 0 && macro < classify_min_f1) {
		warn("macro F1 is %.3f, below %.3f", macro, classify_min_f1);
		status = ERR_NO;
	}
	free(e.intents);
	arena_free(&e.arena);
	sense_free(e.sense);
	return status;
}
