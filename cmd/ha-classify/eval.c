/*
 * ha-classify/eval.c - hold the answers against labelled messages
 *
 * A message with one label and no list may have other intents that nobody
 * wrote down: there only the first answer counts.
 */
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "io/out.h"
#include "io/table.h"
#include "ha-classify/classify.h"
#include "ha-classify/eval.h"
#include "ha-classify/labels.h"

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
	e->confused[(size_t)want[0] * e->t->nintents + (size_t)got[0]]++;
	if (only_first)
		return;
	count(&e->ratios[ANY_HIT], hit > 0);
	count(&e->ratios[EXACT], hit == n && k == n);
}

/* How sure, and whether rightly: of the first, and of every intent. */
static void
score_sureness(struct eval *e, const struct guess *g, const int *want, int n,
    int only_first)
{
	struct bin *b;
	double p;
	int i, right;

	xgrow(
	    &e->answers, &e->answers_cap, e->nanswers + 1, sizeof *e->answers);
	e->answers[e->nanswers].p = g->intents[0].p;
	e->answers[e->nanswers++].right = g->intents[0].intent == want[0];
	for (i = 0; !only_first && i < (int)e->t->nintents; i++) {
		p = sense_probability(e->sense, i);
		right = among(i, want, n);
		b = &e->bins[p >= 1 ? BINS - 1 : (int)(p * BINS)];
		b->pairs++;
		b->right += right;
		b->sum += p;
	}
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
	if (x->nintents > 0) {
		score_intents(e, &g, x->intents, x->nintents, x->one);
		score_sureness(e, &g, x->intents, x->nintents, x->one);
	}
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

static void
eval_free(struct eval *e)
{
	free(e->intents);
	free(e->confused);
	free(e->answers);
	arena_free(&e->arena);
	sense_free(e->sense);
}

static int
hold_against(struct eval *e, char **args)
{
	struct err err = ERR_INIT;
	int status = 0;

	if (*args != NULL)
		status = labels_read(args, e->t, one_message, e);
	if (classify_but == NULL)
		return status;
	if (classify_read_corpus(e->t, one_example, e, &err) < 0) {
		complain(&err);
		status = err_graver(status, (int)err.code);
	}
	err_clear(&err);
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
	int status, good;

	if (*args == NULL && classify_but == NULL)
		opt_usage(&classify_program, "eval wants a file of labels");
	e.t = sense_taxonomy(e.sense);
	e.intents = xcalloc(e.t->nintents, sizeof *e.intents);
	e.confused = xcalloc(e.t->nintents * e.t->nintents, sizeof *e.confused);
	confine("stdio rpath");
	status = hold_against(&e, args);
	good = classify_tap ? eval_tap(&e) : eval_tables(&e, &err);
	if (err.code != ERR_OK || out_close(&err) < 0) {
		complain(&err);
		status = err_graver(status, (int)err.code);
	}
	eval_free(&e);
	return status != 0 ? status : good ? 0 : ERR_NO;
}
