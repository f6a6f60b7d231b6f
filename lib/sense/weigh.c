/* sense/weigh.c - from evidence to what a message means */
#include <string.h>

#include "sense/sense_int.h"

void
sense_because(struct guess *g, const char *why)
{
	size_t i;

	for (i = 0; i < g->nwhy; i++)
		if (strcmp(g->why[i], why) == 0)
			return;
	if (g->nwhy < WHY_MAX)
		g->why[g->nwhy++] = why;
}

/*
 * What the model says of each intent that it knows; a seller's own rules are
 * not outvoted.
 */
static void
hear_model(struct sense *s)
{
	const struct evidence *e = s->found.v, *end = e + s->found.n;
	size_t i;

	for (i = 0; i < s->taxonomy->nintents; i++)
		if (s->intent_label[i] >= 0)
			s->best[i] = s->p[s->intent_label[i]];
	for (; e < end; e++)
		if (e->about == ABOUT_INTENT && e->own &&
		    e->p > s->best[e->value])
			s->best[e->value] = e->p;
}

double
sense_probability(const struct sense *s, int intent)
{
	return s->best[intent];
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
	if (s->model != NULL)
		hear_model(s);
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

	if (s->model != NULL)
		return 0; /* it has learnt what goes together */
	for (i = 0; i < (int)s->taxonomy->nintents; i++)
		if (i != intent && s->best[i] >= threshold &&
		    taxonomy_covers(s->taxonomy, i, intent))
			return 1;
	return 0;
}

/* What is less likely than this is no more than a word in passing. */
#define LIKELY 0.1
/* A rule that is this sure of itself is asked when the model knows nothing. */
#define SURE 0.9

/* The likeliest intent that a rule was sure of; -1 when there is none. */
static int
ruled(const struct sense *s)
{
	const struct evidence *e = s->found.v, *end = e + s->found.n;
	int best = -1;

	for (; e < end; e++)
		if (e->about == ABOUT_INTENT && e->p >= SURE &&
		    (best < 0 || s->best[e->value] > s->best[best]))
			best = e->value;
	return best;
}

static int
likeliest(const struct sense *s)
{
	int i, other = s->taxonomy->other, best = other;

	if (s->model == NULL)
		return other;
	for (i = 0; i < (int)s->taxonomy->nintents; i++)
		if (s->best[i] > s->best[best])
			best = i;
	if (s->best[best] >= LIKELY)
		return best;
	return (i = ruled(s)) >= 0 ? i : other;
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
	g->intents[0].intent = likeliest(s);
	g->intents[0].p = s->model ? s->best[g->intents[0].intent] : 0.3;
	if (s->model == NULL)
		sense_because(g, "no rule knows what it is about");
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

/* Under each intent what was found first that belongs there. */
static void
choose_details(const struct sense *s, struct guess *g)
{
	const struct evidence *e, *end = s->found.v + s->found.n, *first;
	size_t i;

	for (i = 0; i < g->nintents; i++) {
		for (first = NULL, e = s->found.v; e < end; e++)
			if (e->about == ABOUT_DETAIL &&
			    taxonomy_belongs(
				s->taxonomy, e->value, g->intents[i].intent) &&
			    (first == NULL || e->word < first->word))
				first = e;
		g->intents[i].detail = first != NULL ? first->value : -1;
		if (first != NULL)
			sense_because(g, first->why);
	}
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
				sense_because(g, e->why);
			break;
		case ABOUT_SIGNAL:
			read_signal(s, g, e->value);
			sense_because(g, e->why);
			break;
		case ABOUT_EMOTION:
			if (e->value > g->emotion)
				g->emotion = e->value;
			sense_because(g, e->why);
			break;
		case ABOUT_URGENCY:
			if (e->value == URGENCY_LOW)
				*lowered = 1;
			else if (e->value > g->urgency)
				g->urgency = e->value;
			sense_because(g, e->why);
			break;
		case ABOUT_TONE:
			*tone = e->value;
			sense_because(g, e->why);
			break;
		case ABOUT_DETAIL:
			break; /* choose_details */
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

/* Without a model: what the intents are by themselves, and the rules. */
static void
settle_by_rules(const struct sense *s, struct guess *g, int lowered, int tone)
{
	settle_urgency(s, g, lowered);
	settle_tone(s, g, tone);
	/* Who tells of trouble in capitals is angry, in any language. */
	if (s->shouted && g->tone == TONE_NEGATIVE &&
	    g->emotion == EMOTION_NEUTRAL) {
		g->emotion = EMOTION_ANGRY;
		g->score -= 0.3;
	}
}

/* The likeliest word of a mood. */
static int
mood(const struct sense *s, int which, int words)
{
	const double *p = s->p + s->mood_label[which];
	int i, best = 0;

	for (i = 1; i < words; i++)
		if (p[i] > p[best])
			best = i;
	return best;
}

/* What was learnt; but nothing is less urgent than a rule says. */
static void
settle_by_model(const struct sense *s, struct guess *g)
{
	const double *p = s->p + s->mood_label[MOOD_TONE];
	int urgency = mood(s, MOOD_URGENCY, URGENCIES);

	g->tone = mood(s, MOOD_TONE, TONES);
	g->score = p[TONE_POSITIVE] - p[TONE_NEGATIVE];
	g->emotion = mood(s, MOOD_EMOTION, EMOTIONS);
	if (urgency > g->urgency)
		g->urgency = urgency;
}

/* The gravest of what was named. */
static void
settle_severity(const struct sense *s, struct guess *g)
{
	const struct taxonomy *t = s->taxonomy;
	long most = 0, x;
	size_t i;

	for (i = 0; i < g->nintents; i++) {
		x = t->intents[g->intents[i].intent].severity;
		most = x > most ? x : most;
		x = g->intents[i].detail < 0
			? 0
			: t->details[g->intents[i].detail].severity;
		most = x > most ? x : most;
	}
	for (i = 0; i < t->nsignals; i++)
		if (g->signals >> i & 1 && t->signals[i].severity > most)
			most = t->signals[i].severity;
	g->severity = most;
}

void
sense_weigh(struct sense *s, double threshold, struct guess *g)
{
	int lowered = 0, tone = TONE_NEUTRAL;

	gather(s);
	choose_intents(s, threshold, g);
	choose_details(s, g);
	read_evidence(s, g, &lowered, &tone);
	if (s->model != NULL)
		settle_by_model(s, g);
	else
		settle_by_rules(s, g, lowered, tone);
	settle_severity(s, g);
	if (s->shouted && g->emotion == EMOTION_ANGRY)
		sense_because(g, "shouting");
}

void
sense_follow(struct sense *s, struct guess *g)
{
	const struct evidence *e = s->found.v, *end = e + s->found.n;

	choose_details(s, g);
	settle_severity(s, g);
	for (; e < end; e++)
		if (e->about == ABOUT_SIGNAL)
			sense_because(g, e->why);
}
