/* sense/sense_model.c - what the learned model is asked, and how it answers */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "sense/sense_int.h"

/* Words that an intent is explained with, and what each is worth at least. */
enum { WHY_WORDS = 3 };
#define WORTH_MIN 0.1f

/* What the model tells beside the intents; see sense_int.h. */
static const struct {
	const char *name, *words;
} moods[MOODS] = { { "sentiment", TONE_WORDS }, { "emotion", EMOTION_WORDS },
	{ "urgency", URGENCY_WORDS } };

/* The labels by their number in the model; an intent that it never saw is -1.
 */
static int
find_labels(struct sense *s, struct err *err)
{
	const struct taxonomy *t = s->taxonomy;
	char name[80], word[16];
	size_t i;

	s->intent_label = xarray(t->nintents, sizeof *s->intent_label);
	for (i = 0; i < t->nintents; i++) {
		snprintf(name, sizeof name, "intent:%s", t->intents[i].id);
		s->intent_label[i] = model_label(s->model, name);
	}
	for (i = 0; i < MOODS; i++) {
		snprintf(name, sizeof name, "%s:%s", moods[i].name,
		    choice_word(moods[i].words, 0, word));
		if ((s->mood_label[i] = model_label(s->model, name)) < 0)
			return err_set(err, ERR_CONFIG, "%s: knows no %s",
			    s->model_path, moods[i].name);
	}
	return 0;
}

int
sense_model_open(struct sense *s, struct conf_errs *errs)
{
	struct err err = ERR_INIT;

	if (!s->model_named && !file_exists(s->model_path))
		return 0;
	s->model = model_open(s->model_path, &err);
	if (s->model != NULL && find_labels(s, &err) == 0)
		return 0;
	conf_errs_add(errs, &err);
	return -1;
}

static void
name_rule(const struct taxonomy *t, const struct evidence *e, char out[48])
{
	static const char *const abouts[] = { "intent", "urgency", "emotion",
		"sentiment", "signal", "detail" };

	if (e->about == ABOUT_INTENT)
		snprintf(out, 48, "rule %s%s", t->intents[e->value].id,
		    e->p < 0.9 ? "?" : "");
	else if (e->about == ABOUT_SIGNAL)
		snprintf(out, 48, "rule %s", t->signals[e->value].id);
	else if (e->about == ABOUT_DETAIL)
		snprintf(out, 48, "rule %s", t->details[e->value].id);
	else
		snprintf(out, 48, "rule %s %d", abouts[e->about], e->value);
}

void
sense_model_features(
    struct sense *s, const struct piece *text, size_t n, const char *lang)
{
	const struct evidence *e = s->found.v, *end = e + s->found.n;
	unsigned how = strncmp(lang, "zh", 2) == 0 ? WORDS_HANS : 0;
	char name[48];
	size_t i;

	features_reset(&s->features);
	words_reset(&s->words);
	for (i = 0; i < n; i++)
		words_add(&s->words, text[i].p, text[i].n, how);
	features_words(&s->features, &s->words);
	for (; e < end; e++) {
		name_rule(s->taxonomy, e, name);
		features_name(&s->features, name);
	}
	if (s->shouted)
		features_name(&s->features, "shouted");
}

void
sense_model_ask(
    struct sense *s, const struct piece *text, size_t n, struct guess *g)
{
	size_t len = strlen(g->model);

	snprintf(g->model + len, sizeof g->model - len, " model-%s",
	    model_id(s->model));
	sense_model_features(s, text, n, g->lang.tag);
	model_read(s->model, &s->features, s->p);
}

/* The words that spoke most for one of the intents that were chosen. */
static void
explain(struct sense *s, int intent, const char *id, struct arena *a,
    struct guess *g)
{
	size_t n = s->words.n < FEATURE_NAMED ? s->words.n : 0, i, best, k;
	float *worth = arena_get(a, (n + 1) * sizeof *worth);
	const struct word *w;
	char *why = NULL;

	model_explain(s->model, intent, worth, n);
	for (k = 0; k < WHY_WORDS; k++) {
		for (best = 0, i = 1; i < n; i++)
			if (worth[i] > worth[best])
				best = i;
		if (n == 0 || worth[best] < WORTH_MIN)
			break;
		w = &s->words.v[best];
		why = arena_printf(a, "%s%s %.*s", why ? why : id,
		    why ? "," : ":", (int)w->len, s->words.text.p + w->at);
		worth[best] = 0;
	}
	if (why != NULL)
		sense_because(g, why);
}

void
sense_model_explain(struct sense *s, struct arena *a, struct guess *g)
{
	size_t i;
	int label;

	for (i = 0; i < g->nintents; i++) {
		label = s->intent_label[g->intents[i].intent];
		if (label >= 0)
			explain(s, label,
			    s->taxonomy->intents[g->intents[i].intent].id, a,
			    g);
	}
}
