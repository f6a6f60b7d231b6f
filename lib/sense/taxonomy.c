/* sense/taxonomy.c - what a message can be about */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "sense/taxonomy.h"

static const struct conf_key intent_keys[] = {
	{ "id", CONF_STR, offsetof(struct intent, id), "!", NULL,
	    "name in records, rules and reports" },
	{ "kind", CONF_CHOICE, offsetof(struct intent, kind), "other",
	    KIND_WORDS, "a problem stands before the remedy wished for it" },
	{ "urgency", CONF_CHOICE, offsetof(struct intent, urgency), "medium",
	    URGENCY_WORDS, "when nothing else is said" },
	{ "sentiment", CONF_CHOICE, offsetof(struct intent, tone), "neutral",
	    TONE_WORDS, "when nothing else is said" },
	{ "severity", CONF_INT, offsetof(struct intent, severity), "0", NULL,
	    "0 (none) to 3 (grave)" },
	{ "covers", CONF_LIST, offsetof(struct intent, covers), NULL, NULL,
	    "intents that are not named beside this one" },
	{ "name", CONF_NODE, offsetof(struct intent, name), NULL, NULL,
	    "for people, by language" },
	{ "phrase", CONF_NODE, offsetof(struct intent, phrase), NULL, NULL,
	    "ends 'you wrote about', by language" },
	{ "description", CONF_NODE, offsetof(struct intent, description), NULL,
	    NULL, "by language" },
	CONF_KEYS_END
};

static const struct conf_key signal_keys[] = {
	{ "id", CONF_STR, offsetof(struct signal, id), "!", NULL,
	    "name in records, rules and reports" },
	{ "urgency", CONF_CHOICE, offsetof(struct signal, urgency), "low",
	    URGENCY_WORDS, "at least this urgent" },
	{ "emotion", CONF_CHOICE, offsetof(struct signal, emotion), "neutral",
	    EMOTION_WORDS, "what it betrays" },
	{ "name", CONF_NODE, offsetof(struct signal, name), NULL, NULL,
	    "for people, by language" },
	CONF_KEYS_END
};

struct top {
	const struct node *intents, *signals;
	const char *version;
};

static const struct conf_key top_keys[] = {
	{ "version", CONF_STR, offsetof(struct top, version), NULL, NULL, "" },
	{ "intents", CONF_NODE, offsetof(struct top, intents), "!", NULL, "" },
	{ "signals", CONF_NODE, offsetof(struct top, signals), NULL, NULL, "" },
	CONF_KEYS_END
};

int
taxonomy_intent(const struct taxonomy *t, const char *id)
{
	size_t i;

	for (i = 0; i < t->nintents; i++)
		if (strcmp(t->intents[i].id, id) == 0)
			return (int)i;
	return -1;
}

int
taxonomy_signal(const struct taxonomy *t, const char *id)
{
	size_t i;

	for (i = 0; i < t->nsignals; i++)
		if (strcmp(t->signals[i].id, id) == 0)
			return (int)i;
	return -1;
}

int
taxonomy_covers(const struct taxonomy *t, int intent, int other)
{
	const struct conf_list *l = &t->intents[intent].covers;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->v[i], t->intents[other].id) == 0)
			return 1;
	return 0;
}

/* Rows of a list of maps; ids must differ. */
static void *
rows(const struct node *list, const struct conf_key *keys, size_t size,
    size_t *n, struct conf_errs *errs)
{
	char *v = xcalloc((list == NULL ? 0 : list->n) + 1, size);
	const struct node *c;
	size_t i;

	*n = 0;
	for (c = list == NULL ? NULL : list->child; c != NULL; c = c->next) {
		if (conf_fill(c, keys, v + *n * size, errs) > 0)
			continue;
		/* the id is the first member of both structs */
		for (i = 0; i < *n; i++)
			if (strcmp(*(char **)(v + i * size),
				*(char **)(v + *n * size)) == 0)
				conf_fault(errs, c, "id '%s' stands here twice",
				    *(char **)(v + i * size));
		++*n;
	}
	return v;
}

static void
check(struct taxonomy *t, struct conf_errs *errs)
{
	size_t i, k;

	t->other = taxonomy_intent(t, "other");
	if (t->other < 0)
		conf_fault(errs, t->tree, "there is no intent 'other'");
	if (t->nsignals > SIGNALS_MAX)
		conf_fault(errs, t->tree, "more than %d signals", SIGNALS_MAX);
	for (i = 0; i < t->nintents; i++)
		for (k = 0; k < t->intents[i].covers.n; k++)
			if (taxonomy_intent(t, t->intents[i].covers.v[k]) < 0)
				conf_fault(errs, t->tree,
				    "'%s' covers '%s', which is no intent",
				    t->intents[i].id,
				    t->intents[i].covers.v[k]);
}

struct taxonomy *
taxonomy_open(struct conf_errs *errs)
{
	struct taxonomy *t = xcalloc(1, sizeof *t);
	struct top top = { NULL, NULL, NULL };
	size_t before = errs->n;

	t->tree = conf_share("taxonomy.yaml", errs);
	if (t->tree != NULL && conf_fill(t->tree, top_keys, &top, errs) == 0) {
		t->intents = rows(top.intents, intent_keys, sizeof *t->intents,
		    &t->nintents, errs);
		t->signals = rows(top.signals, signal_keys, sizeof *t->signals,
		    &t->nsignals, errs);
		check(t, errs);
	}
	if (errs->n > before) {
		taxonomy_free(t);
		return NULL;
	}
	return t;
}

void
taxonomy_free(struct taxonomy *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->nintents; i++)
		conf_release(intent_keys, &t->intents[i]);
	free(t->intents);
	free(t->signals);
	node_free(t->tree);
	free(t);
}

const char *
choice_word(const char *words, int i, char out[16])
{
	size_t n;

	while (i-- > 0)
		words += strcspn(words, "|") + 1;
	n = strcspn(words, "|");
	if (n > 15)
		n = 15;
	memcpy(out, words, n);
	out[n] = '\0';
	return out;
}
