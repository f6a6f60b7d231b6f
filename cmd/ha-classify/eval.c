/*
 * ha-classify/eval.c - hold the answers against labelled messages
 *
 * A message with one label and no list may have other intents that nobody
 * wrote down: there only the first answer counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "io/out.h"
#include "io/table.h"
#include "ha-classify/classify.h"
#include "ha-classify/labels.h"

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
};

static void
count(struct ratio *r, int good)
{
	r->all++;
	r->good += good != 0;
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
score_choice(struct eval *e, int which, int want, int got)
{
	if (want >= 0)
		count(&e->ratios[which], want == got);
}

/* Labels name languages without their script. */
static void
score_lang(struct eval *e, const char *want, const struct guess *g)
{
	char lang[LANG_TEXT];

	if (want != NULL)
		count(&e->ratios[LANG],
		    strcmp(want, lang_base(g->lang.tag, lang)) == 0);
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
score_entities(struct eval *e, struct val want, const struct guess *g)
{
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
one_message(const struct labelled *x, void *arg, struct err *err)
{
	struct eval *e = arg;
	struct message m = { .subject = x->subject, .text = x->text };
	struct guess g;

	arena_reset(&e->arena);
	if (sense_text(e->sense, &m, classify_threshold, &e->arena, &g, err) <
	    0)
		return -1;
	if (x->nintents > 0)
		score_intents(e, &g, x->intents, x->nintents, x->one);
	if (x->nintents > 0 && common.explain &&
	    (g.intents[0].intent != x->intents[0] ||
		(!x->one && g.nintents != (size_t)x->nintents)))
		show_wrong(e, &g, x->intents, x->nintents, x->text);
	score_lang(e, x->lang, &g);
	score_choice(e, URGENCY, x->urgency, g.urgency);
	score_choice(e, EMOTION, x->emotion, g.emotion);
	score_choice(e, SENTIMENT, x->tone, g.tone);
	score_entities(e, x->entities, &g);
	return 0;
}

/* A message of the corpus, if its batch is the one that is held out. */
static int
one_example(const struct example *x, void *arg, struct err *err)
{
	struct labelled l = { .text = x->text,
		.nintents = x->nintents,
		.tone = x->tone,
		.emotion = x->emotion,
		.urgency = x->urgency };
	char lang[LANG_TEXT];

	if (x->batch != classify_but[0] || !x->written)
		return 0;
	memcpy(l.intents, x->intents, sizeof x->intents);
	l.lang = lang_base(x->lang, lang);
	return one_message(&l, arg, err);
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
	int status = 0;

	if (*args == NULL && classify_but == NULL)
		opt_usage(&classify_program, "eval wants a file of labels");
	e.t = sense_taxonomy(e.sense);
	e.intents = xcalloc(e.t->nintents, sizeof *e.intents);
	confine("stdio rpath");
	if (*args != NULL)
		status = labels_read(args, e.t, one_message, &e);
	if (classify_but != NULL &&
	    classify_read_corpus(e.t, one_example, &e, &err) < 0) {
		complain(&err);
		status = err_graver(status, (int)err.code);
		err_clear(&err);
	}
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
