/*
 * sense/sense.c - what a message means
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/map.h"
#include "base/xalloc.h"
#include "sense/sense_int.h"
#include "sense/shout.h"
#include "text/quote.h"
#include "text/subject.h"

/* ---- open ---- */

struct sense *
sense_new(const char *rules, const char *model)
{
	struct sense *s = xcalloc(1, sizeof *s);

	buf_init(&s->new_words);
	s->shipped = file_share("rules/classify");
	s->dirs[0] = s->shipped;
	s->dirs[1] = rules;
	s->model_path =
	    model != NULL ? xstrdup(model) : file_share("model/shipped.model");
	s->model_named = model != NULL;
	return s;
}

/* A shop's list of article codes stands beside its rules. */
static int
own_skus(struct sense *s, struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	char *path = file_join(s->dirs[1], "skus.txt");
	int rc = 0;

	if (file_exists(path) &&
	    (rc = finder_own_skus(s->finder, path, &err)) < 0)
		conf_errs_add(errs, &err);
	free(path);
	return rc;
}

int
sense_load(struct sense *s, struct conf_errs *errs)
{
	char *entities = file_share("entities.yaml");
	char *carriers = file_share("carriers.yaml");

	s->taxonomy = taxonomy_open(errs);
	s->finder = finder_open(entities, carriers, errs);
	free(entities);
	free(carriers);
	if (s->taxonomy == NULL || s->finder == NULL)
		return -1;
	if (s->dirs[1] != NULL && own_skus(s, errs) < 0)
		return -1;
	s->threads = xcalloc(THREADS, sizeof *s->threads);
	s->best = xcalloc(s->taxonomy->nintents, sizeof *s->best);
	if (sense_model_open(s, errs) < 0)
		return -1;
	s->place = xcalloc(s->taxonomy->nintents, sizeof *s->place);
	return 0;
}

/* The same at the first message; only the first fault is told. */
static int
load_once(struct sense *s, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };
	int rc = 0;

	if (s->threads == NULL && (rc = sense_load(s, &errs)) < 0)
		*err = errs.v[0];
	conf_errs_free(&errs);
	return rc;
}

void
sense_free(struct sense *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->nvoices; i++)
		rules_free(s->voices[i].rules);
	free(s->voices);
	taxonomy_free(s->taxonomy);
	finder_free(s->finder);
	model_free(s->model);
	features_free(&s->features);
	words_free(&s->words);
	free(s->intent_label);
	free(s->model_path);
	free(s->shipped);
	free(s->threads);
	free(s->found.v);
	free(s->best);
	free(s->place);
	buf_free(&s->new_words);
	free(s);
}

const struct taxonomy *
sense_taxonomy(const struct sense *s)
{
	return s->taxonomy;
}

/* The rules of LANG in *OUT, NULL when it has none; -1 for a faulty file. */
static int
voice(struct sense *s, const char *lang, struct rules **out, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct voice *v;
	size_t i;

	for (i = 0; i < s->nvoices; i++)
		if (strcmp(s->voices[i].lang, lang) == 0) {
			*out = s->voices[i].rules;
			return 0;
		}
	*out = rules_open(s->taxonomy, s->dirs, lang, &errs);
	if (errs.n > 0) {
		*err = errs.v[0];
		conf_errs_free(&errs);
		return -1;
	}
	xgrow(&s->voices, &s->voices_cap, s->nvoices + 1, sizeof *s->voices);
	v = &s->voices[s->nvoices++];
	snprintf(v->lang, sizeof v->lang, "%s", lang);
	v->rules = *out;
	return 0;
}

/* ---- reading ---- */

enum { PIECES = 2 };

/* The words that the rules read: what is new, and a subject that repeats none.
 */
static size_t
pieces_of(struct sense *s, const struct message *m, struct piece out[PIECES])
{
	size_t n = 0;

	if (m->subject != NULL && subject_bare(m->subject) == m->subject)
		out[n++] = (struct piece){ m->subject, strlen(m->subject) };
	buf_reset(&s->new_words);
	quote_new_words(m->text, strlen(m->text), &s->new_words);
	out[n++] = (struct piece){ s->new_words.p, s->new_words.len };
	return n;
}

/* Whose rules read it: Malay is near enough to Indonesian. */
static const char *
rules_of(const char *tag, char lang[LANG_TEXT])
{
	lang_base(tag, lang);
	if (strcmp(lang, "ms") == 0)
		snprintf(lang, LANG_TEXT, "id");
	return lang;
}

/*
 * The language's own rules; without any, or when they find no intent, the
 * English ones speak with less weight, because English words of trade are
 * written everywhere.
 */
static int
read_rules(struct sense *s, const struct piece *text, size_t n, struct guess *g,
    struct err *err)
{
	static const char *const fallback = "en";
	char lang[LANG_TEXT];
	struct rules *own, *other = NULL;
	size_t i;

	s->found.n = 0;
	rules_of(g->lang.tag, lang);
	if (voice(s, lang, &own, err) < 0)
		return -1;
	if (own != NULL)
		rules_read(own, text, n, 1, &s->found);
	snprintf(g->model, sizeof g->model, "rules-%s-%s",
	    own ? lang : fallback, own ? rules_id(own) : "");
	for (i = 0; i < s->found.n; i++)
		if (s->found.v[i].about == ABOUT_INTENT)
			return 0;
	if (strcmp(lang, fallback) == 0)
		return 0;
	if (voice(s, fallback, &other, err) < 0)
		return -1;
	if (other == NULL)
		return 0;
	rules_read(other, text, n, 0.8, &s->found);
	if (own == NULL)
		snprintf(g->model, sizeof g->model, "rules-%s-%s", fallback,
		    rules_id(other));
	return 0;
}

int
sense_language(struct sense *s, const char *text, const char *said,
    char out[LANG_TEXT], struct err *err)
{
	struct message m = { .text = text };
	struct piece pieces[PIECES];
	struct lang lang;
	size_t n;

	if (load_once(s, err) < 0)
		return -1;
	n = pieces_of(s, &m, pieces);
	lang_guess(pieces[n - 1].p, pieces[n - 1].n, &m.hints, &lang);
	snprintf(out, LANG_TEXT, "%s", said != NULL ? said : lang.tag);
	return 0;
}

int
sense_features(struct sense *s, const char *lang, const char *text,
    struct features *f, struct err *err)
{
	struct message m = { .text = text };
	struct piece pieces[PIECES];
	struct guess g = { .nwhy = 0 };
	struct features own = s->features;
	size_t n;

	if (load_once(s, err) < 0)
		return -1;
	n = pieces_of(s, &m, pieces);
	snprintf(g.lang.tag, sizeof g.lang.tag, "%s", lang);
	if (read_rules(s, pieces, n, &g, err) < 0)
		return -1;
	s->features = *f;
	s->shouted = is_shouted(pieces[n - 1].p, pieces[n - 1].n);
	sense_model_features(s, pieces, n, lang);
	*f = s->features;
	s->features = own;
	return 0;
}

int
sense_text(struct sense *s, const struct message *m, double threshold,
    struct arena *a, struct guess *g, struct err *err)
{
	struct piece text[PIECES];
	size_t n;

	memset(g, 0, sizeof *g);
	if (load_once(s, err) < 0)
		return -1;
	n = pieces_of(s, m, text);
	lang_guess(text[n - 1].p, text[n - 1].n, &m->hints, &g->lang);
	if (n > 1 && g->lang.p < 0.5)
		lang_guess(text[0].p, text[0].n, &m->hints, &g->lang);
	sense_because(g, g->lang.why);
	if (read_rules(s, text, n, g, err) < 0)
		return -1;
	s->shouted = is_shouted(text[n - 1].p, text[n - 1].n);
	if (s->model != NULL)
		sense_model_ask(s, text, n, g);
	sense_weigh(s, threshold, g);
	if (s->model != NULL)
		sense_model_explain(s, a, g);
	finder_read(
	    s->finder, m->text, strlen(m->text), g->lang.tag, a, &g->entities);
	return 0;
}

static struct memory *
remembered(struct sense *s, const char *thread)
{
	uint64_t h = map_hash(thread, strlen(thread));
	struct memory *m = &s->threads[h % THREADS];

	if (m->thread != h) {
		m->thread = h;
		m->lang[0] = '\0';
	}
	return m;
}

int
sense_message(struct sense *s, struct rec *r, double threshold, struct guess *g,
    struct err *err)
{
	const char *thread = rec_str(r, "thread"), *text = rec_str(r, "text");
	struct memory *past = NULL;
	struct message m = { .subject = rec_str(r, "subject"),
		.text = text != NULL ? text : "" };

	if (load_once(s, err) < 0)
		return -1;
	if (thread != NULL)
		past = remembered(s, thread);
	m.hints.country = rec_str(r, "from.country");
	m.hints.account = rec_str(r, "account");
	if (past != NULL && past->lang[0] != '\0')
		m.hints.thread = past->lang;
	if (sense_text(s, &m, threshold, rec_arena(r), g, err) < 0)
		return -1;
	if (past != NULL && g->lang.p >= 0.8)
		memcpy(past->lang, g->lang.tag, sizeof past->lang);
	return 0;
}
