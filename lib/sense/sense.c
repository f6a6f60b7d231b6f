/*
 * sense/sense.c - what a message means
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "base/xalloc.h"
#include "sense/sense.h"
#include "sense/shout.h"
#include "text/quote.h"
#include "text/subject.h"

/* A language's rules: compiled, or known to be absent. */
struct voice {
	char lang[LANG_TEXT];
	struct rules *rules;
};

enum { VOICES = 32, THREADS = 4096 };

/* The language of a thread, by its digest; an old one gives way. */
struct memory {
	uint64_t thread;
	char lang[LANG_TEXT];
};

struct sense {
	struct taxonomy *taxonomy;
	struct finder *finder;
	char *shipped;
	const char *dirs[3];
	struct voice voices[VOICES];
	size_t nvoices;
	struct memory *threads;
	struct findings found;
	double *best; /* of each intent in this message */
	uint32_t *place;
	struct buf new_words;
};

/* ---- open ---- */

struct sense *
sense_new(const char *rules)
{
	struct sense *s = xcalloc(1, sizeof *s);

	buf_init(&s->new_words);
	s->shipped = file_share("rules/classify");
	s->dirs[0] = s->shipped;
	s->dirs[1] = rules;
	return s;
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
	s->threads = xcalloc(THREADS, sizeof *s->threads);
	s->best = xcalloc(s->taxonomy->nintents, sizeof *s->best);
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
	taxonomy_free(s->taxonomy);
	finder_free(s->finder);
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
	if (s->nvoices < VOICES) {
		v = &s->voices[s->nvoices++];
		snprintf(v->lang, sizeof v->lang, "%s", lang);
		v->rules = *out;
	}
	return 0;
}

/* ---- weighing ---- */

static void
because(struct guess *g, const char *why)
{
	size_t i;

	for (i = 0; i < g->nwhy; i++)
		if (strcmp(g->why[i], why) == 0)
			return;
	if (g->nwhy < WHY_MAX)
		g->why[g->nwhy++] = why;
}

static void
gather(struct sense *s)
{
	const struct evidence *e = s->found.v, *end = e + s->found.n;
	size_t i;

	for (i = 0; i < s->taxonomy->nintents; i++) {
		s->best[i] = 0;
		s->place[i] = UINT32_MAX;
	}
	for (; e < end; e++) {
		if (e->about != ABOUT_INTENT)
			continue;
		if (e->p > s->best[e->value])
			s->best[e->value] = e->p;
		if (e->word < s->place[e->value])
			s->place[e->value] = e->word;
	}
}

/* Intent A is to be named before B. */
static int
comes_before(const struct sense *s, int a, int b)
{
	const struct intent *x = &s->taxonomy->intents[a];
	const struct intent *y = &s->taxonomy->intents[b];
	int px = x->kind == INTENT_PROBLEM, py = y->kind == INTENT_PROBLEM;

	if (px != py)
		return px;
	if (s->best[a] > s->best[b] + 0.1 || s->best[b] > s->best[a] + 0.1)
		return s->best[a] > s->best[b];
	if (s->place[a] != s->place[b])
		return s->place[a] < s->place[b];
	return s->best[a] > s->best[b];
}

static int
covered(const struct sense *s, int intent, double threshold)
{
	int i;

	for (i = 0; i < (int)s->taxonomy->nintents; i++)
		if (i != intent && s->best[i] >= threshold &&
		    taxonomy_covers(s->taxonomy, i, intent))
			return 1;
	return 0;
}

static void
choose_intents(struct sense *s, double threshold, struct guess *g)
{
	int i, n = (int)s->taxonomy->nintents, k, chosen[INTENTS_MAX + 1];
	size_t m = 0;

	for (i = 0; i < n; i++) {
		if (s->best[i] <= 0 || s->best[i] < threshold ||
		    covered(s, i, threshold))
			continue;
		for (k = (int)m; k > 0 && comes_before(s, i, chosen[k - 1]);
		     k--)
			chosen[k] = chosen[k - 1];
		chosen[k] = i;
		if (m < INTENTS_MAX)
			m++;
	}
	for (g->nintents = 0; g->nintents < m; g->nintents++) {
		g->intents[g->nintents].intent = chosen[g->nintents];
		g->intents[g->nintents].p = s->best[chosen[g->nintents]];
	}
	if (m > 0)
		return;
	g->nintents = 1;
	g->intents[0].intent = s->taxonomy->other;
	g->intents[0].p = 0.3;
	because(g, "no rule knows what it is about");
}

static int
is_chosen(const struct guess *g, int intent)
{
	size_t i;

	for (i = 0; i < g->nintents; i++)
		if (g->intents[i].intent == intent)
			return 1;
	return 0;
}

static void
read_signal(const struct sense *s, struct guess *g, int signal)
{
	const struct signal *x = &s->taxonomy->signals[signal];

	g->signals |= 1ul << signal;
	if (x->urgency > g->urgency)
		g->urgency = x->urgency;
	if (x->emotion > g->emotion)
		g->emotion = x->emotion;
}

/* Signals and emotion; and the reasons for what was chosen. */
static void
read_evidence(struct sense *s, struct guess *g, int *lowered, int *tone)
{
	const struct evidence *e = s->found.v, *end = e + s->found.n;

	for (; e < end; e++) {
		switch (e->about) {
		case ABOUT_INTENT:
			if (is_chosen(g, e->value))
				because(g, e->why);
			break;
		case ABOUT_SIGNAL:
			read_signal(s, g, e->value);
			because(g, e->why);
			break;
		case ABOUT_EMOTION:
			if (e->value > g->emotion)
				g->emotion = e->value;
			because(g, e->why);
			break;
		case ABOUT_URGENCY:
			if (e->value == URGENCY_LOW)
				*lowered = 1;
			else if (e->value > g->urgency)
				g->urgency = e->value;
			because(g, e->why);
			break;
		case ABOUT_TONE:
			*tone = e->value;
			because(g, e->why);
			break;
		}
	}
}

/* The most urgent of what was chosen; a rule may lower what asks nothing. */
static void
settle_urgency(const struct sense *s, struct guess *g, int lowered)
{
	int base = URGENCY_LOW, act = 0;
	const struct intent *in;
	size_t i;

	for (i = 0; i < g->nintents; i++) {
		in = &s->taxonomy->intents[g->intents[i].intent];
		if (in->urgency > base)
			base = in->urgency;
		act |= in->kind == INTENT_REMEDY ||
		       (in->kind == INTENT_PROBLEM && in->severity > 1);
	}
	if (lowered && !act)
		base = URGENCY_LOW;
	if (base > g->urgency)
		g->urgency = base;
}

/* What a message tells of is heard louder than how. */
static void
settle_tone(const struct sense *s, struct guess *g, int told)
{
	double severity = 0;
	int bad = told == TONE_NEGATIVE, good = told == TONE_POSITIVE;
	const struct intent *in;
	size_t i;

	for (i = 0; i < g->nintents; i++) {
		in = &s->taxonomy->intents[g->intents[i].intent];
		bad |= in->tone == TONE_NEGATIVE;
		good |= in->tone == TONE_POSITIVE;
		if (in->tone == TONE_NEGATIVE &&
		    (double)in->severity > severity)
			severity = (double)in->severity;
	}
	bad |= g->emotion == EMOTION_ANGRY || g->emotion == EMOTION_ANXIOUS;
	good |= g->emotion == EMOTION_SATISFIED;
	g->score = bad ? -0.3 - 0.1 * severity : good ? 0.6 : 0;
	if (g->emotion == EMOTION_ANGRY)
		g->score -= 0.3;
	if (good && g->emotion == EMOTION_SATISFIED)
		g->score += 0.2;
	g->tone = bad ? TONE_NEGATIVE : good ? TONE_POSITIVE : TONE_NEUTRAL;
	if (bad && g->emotion == EMOTION_SATISFIED)
		g->emotion = EMOTION_NEUTRAL;
}

/* Who tells of trouble in capitals or with !! is angry, in any language. */
static void
hear_shouting(const struct piece *text, struct guess *g)
{
	if (g->tone != TONE_NEGATIVE || g->emotion != EMOTION_NEUTRAL ||
	    !is_shouted(text->p, text->n))
		return;
	g->emotion = EMOTION_ANGRY;
	g->score -= 0.3;
	because(g, "shouting");
}

static void
weigh(struct sense *s, const struct piece *text, double threshold,
    struct guess *g)
{
	int lowered = 0, tone = TONE_NEUTRAL;

	gather(s);
	choose_intents(s, threshold, g);
	read_evidence(s, g, &lowered, &tone);
	settle_urgency(s, g, lowered);
	settle_tone(s, g, tone);
	hear_shouting(text, g);
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
	lang_base(g->lang.tag, lang);
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
	because(g, g->lang.why);
	if (read_rules(s, text, n, g, err) < 0)
		return -1;
	weigh(s, &text[n - 1], threshold, g);
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

/* ---- the record's "class" ---- */

static json_t *
rounded(double x, double steps)
{
	return json_real(
	    (double)(long)(x * steps + (x < 0 ? -0.5 : 0.5)) / steps);
}

static json_t *
ids_json(const struct code *v, size_t n, int carriers)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(
		    a, carriers ? json_pack("{s:s, s:s?}", "id", v[i].id,
				      "carrier", v[i].carrier)
				: json_string(v[i].id));
	return a;
}

static json_t *
amounts_json(const struct amount *v, size_t n)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(
		    a, json_pack("{s:s, s:s, s:[i, i]}", "value", v[i].value,
			   "currency", v[i].currency, "span", (int)v[i].from,
			   (int)v[i].to));
	return a;
}

static json_t *
entities_json(const struct entities *e)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "order_ids",
	    ids_json(e->orders, e->norders, 0), "tracking_ids",
	    ids_json(e->parcels, e->nparcels, 1), "skus",
	    ids_json(e->skus, e->nskus, 0), "amounts",
	    amounts_json(e->amounts, e->namounts));
}

static json_t *
intents_json(const struct taxonomy *t, const struct guess *g)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < g->nintents; i++)
		json_array_append_new(
		    a, json_pack("{s:s, s:o}", "id",
			   t->intents[g->intents[i].intent].id, "p",
			   rounded(g->intents[i].p, 100)));
	return a;
}

static json_t *
signals_json(const struct taxonomy *t, unsigned long signals)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < t->nsignals; i++)
		if (signals >> i & 1)
			json_array_append_new(a, json_string(t->signals[i].id));
	return a;
}

static json_t *
why_json(const struct guess *g)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < g->nwhy; i++)
		json_array_append_new(a, json_string(g->why[i]));
	return a;
}

json_t *
guess_json(const struct sense *s, const struct guess *g)
{
	char tone[16], emotion[16], urgency[16];

	return json_pack("{s:s, s:o, s:o, s:{s:s, s:o}, s:s, s:s, s:o, s:o, "
			 "s:o, s:s}",
	    "lang", g->lang.tag, "lang_p", rounded(g->lang.p, 100), "intents",
	    intents_json(s->taxonomy, g), "sentiment", "label",
	    choice_word(TONE_WORDS, g->tone, tone), "score",
	    rounded(g->score, 100), "emotion",
	    choice_word(EMOTION_WORDS, g->emotion, emotion), "urgency",
	    choice_word(URGENCY_WORDS, g->urgency, urgency), "signals",
	    signals_json(s->taxonomy, g->signals), "entities",
	    entities_json(&g->entities), "why", why_json(g), "model", g->model);
}
