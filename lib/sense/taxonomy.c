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

static const struct conf_key detail_keys[] = {
	{ "id", CONF_STR, offsetof(struct detail, id), "!", NULL,
	    "name in records, rules and reports" },
	{ "of", CONF_LIST, offsetof(struct detail, of), "!", NULL,
	    "intents that it may stand under" },
	{ "severity", CONF_INT, offsetof(struct detail, severity), "0", NULL,
	    "at least this grave" },
	{ "name", CONF_NODE, offsetof(struct detail, name), NULL, NULL,
	    "for people, by language" },
	CONF_KEYS_END
};

static const struct conf_key signal_keys[] = {
	{ "id", CONF_STR, offsetof(struct signal, id), "!", NULL,
	    "name in records, rules and reports" },
	{ "urgency", CONF_CHOICE, offsetof(struct signal, urgency), "low",
	    URGENCY_WORDS, "at least this urgent" },
	{ "severity", CONF_INT, offsetof(struct signal, severity), "0", NULL,
	    "at least this grave" },
	{ "emotion", CONF_CHOICE, offsetof(struct signal, emotion), "neutral",
	    EMOTION_WORDS, "what it betrays" },
	{ "name", CONF_NODE, offsetof(struct signal, name), NULL, NULL,
	    "for people, by language" },
	CONF_KEYS_END
};

struct top {
	const struct node *intents, *details, *signals;
	const char *version;
};

static const struct conf_key top_keys[] = {
	{ "version", CONF_STR, offsetof(struct top, version), NULL, NULL, "" },
	{ "intents", CONF_NODE, offsetof(struct top, intents), "!", NULL, "" },
	{ "details", CONF_NODE, offsetof(struct top, details), NULL, NULL, "" },
	{ "signals", CONF_NODE, offsetof(struct top, signals), NULL, NULL, "" },
	CONF_KEYS_END
};

/* By the id, which is the first member of all three structs. */
static int
row_of(const char *id, const void *rows, size_t n, size_t size)
{
	const char *name;
	size_t i;

	for (i = 0; i < n; i++) {
		memcpy(&name, (const char *)rows + i * size, sizeof name);
		if (strcmp(name, id) == 0)
			return (int)i;
	}
	return -1;
}

int
taxonomy_intent(const struct taxonomy *t, const char *id)
{
	return row_of(id, t->intents, t->nintents, sizeof *t->intents);
}

int
taxonomy_detail(const struct taxonomy *t, const char *id)
{
	return row_of(id, t->details, t->ndetails, sizeof *t->details);
}

int
taxonomy_signal(const struct taxonomy *t, const char *id)
{
	return row_of(id, t->signals, t->nsignals, sizeof *t->signals);
}

static int
lists(const struct conf_list *l, const char *id)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->v[i], id) == 0)
			return 1;
	return 0;
}

int
taxonomy_covers(const struct taxonomy *t, int intent, int other)
{
	return lists(&t->intents[intent].covers, t->intents[other].id);
}

int
taxonomy_belongs(const struct taxonomy *t, int detail, int intent)
{
	return lists(&t->details[detail].of, t->intents[intent].id);
}

/* Rows of a list of maps; ids must differ. */
static void *
rows(const struct node *list, const struct conf_key *keys, size_t size,
    size_t *n, struct conf_errs *errs)
{
	char *v = xcalloc((list == NULL ? 0 : list->n) + 1, size);
	const struct node *c;
	const char *id;

	*n = 0;
	for (c = list == NULL ? NULL : list->child; c != NULL; c = c->next) {
		if (conf_fill(c, keys, v + *n * size, errs) > 0)
			continue;
		memcpy(&id, v + *n * size, sizeof id);
		if (row_of(id, v, *n, size) >= 0)
			conf_fault(errs, c, "id '%s' stands here twice", id);
		++*n;
	}
	return v;
}

/* What ID says of other intents: VERB, "covers", "is of". */
static void
check_list(const struct taxonomy *t, const char *id, const char *verb,
    const struct conf_list *l, struct conf_errs *errs)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (taxonomy_intent(t, l->v[i]) < 0)
			conf_fault(errs, t->tree,
			    "'%s' %s '%s', which is no intent", id, verb,
			    l->v[i]);
}

static void
check(struct taxonomy *t, struct conf_errs *errs)
{
	size_t i;

	t->other = taxonomy_intent(t, "other");
	if (t->other < 0)
		conf_fault(errs, t->tree, "there is no intent 'other'");
	if (t->nsignals > SIGNALS_MAX)
		conf_fault(errs, t->tree, "more than %d signals", SIGNALS_MAX);
	for (i = 0; i < t->nintents; i++)
		check_list(
		    t, t->intents[i].id, "covers", &t->intents[i].covers, errs);
	for (i = 0; i < t->ndetails; i++)
		check_list(
		    t, t->details[i].id, "is of", &t->details[i].of, errs);
}

struct taxonomy *
taxonomy_open(struct conf_errs *errs)
{
	struct taxonomy *t = xcalloc(1, sizeof *t);
	struct top top = { .intents = NULL };
	size_t before = errs->n;

	t->tree = conf_share("taxonomy.yaml", errs);
	if (t->tree != NULL && conf_fill(t->tree, top_keys, &top, errs) == 0) {
		t->intents = rows(top.intents, intent_keys, sizeof *t->intents,
		    &t->nintents, errs);
		t->details = rows(top.details, detail_keys, sizeof *t->details,
		    &t->ndetails, errs);
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
	for (i = 0; i < t->ndetails; i++)
		conf_release(detail_keys, &t->details[i]);
	free(t->intents);
	free(t->details);
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
