/* sense/rules.c - what is read out of a message by rules */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/map.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "sense/phrase.h"
#include "sense/rules.h"
#include "sense/words.h"

struct rule {
	const char *name;
	const char *intent_id, *signal_id, *detail_id;
	int intent, signal, detail; /* -1: says nothing of it */
	int urgency, emotion, tone; /* word number + 1, 0: says nothing */
	int own;		    /* of the seller's folder */
	double p;
	const struct node *any, *with, *not ;
	const struct node *at;
	int first;  /* number of the first phrase of any */
	int *lists; /* phrase numbers of with, then of not */
	size_t nwith, nnot;
};

struct rules {
	struct phrases *phrases;
	struct node **trees;
	size_t ntrees, trees_cap;
	struct rule *v;
	size_t n, cap;
	char id[13];
};

struct file {
	const char *language, *apostrophe;
	int split, umlauts;
	long gap;
	const struct node *sets, *rules;
};

static const struct conf_key file_keys[] = {
	{ "language", CONF_STR, offsetof(struct file, language), "!", NULL,
	    "of the messages, as the file's name" },
	{ "apostrophe", CONF_CHOICE, offsetof(struct file, split), "join",
	    "join|split", "whether it parts words" },
	{ "umlauts", CONF_BOOL, offsetof(struct file, umlauts), "no", NULL,
	    "ae, oe, ue are read as umlauts" },
	{ "gap", CONF_INT, offsetof(struct file, gap), "6", NULL,
	    "words that .. may stand for" },
	{ "sets", CONF_NODE, offsetof(struct file, sets), NULL, NULL,
	    "words for {name}" },
	{ "rules", CONF_NODE, offsetof(struct file, rules), NULL, NULL, "" },
	CONF_KEYS_END
};

static const struct conf_key rule_keys[] = {
	{ "name", CONF_STR, offsetof(struct rule, name), "!", NULL,
	    "what class.why says" },
	{ "intent", CONF_STR, offsetof(struct rule, intent_id), NULL, NULL,
	    "an id of the taxonomy" },
	{ "p", CONF_PROB, offsetof(struct rule, p), "0.9", NULL,
	    "probability of the intent" },
	{ "urgency", CONF_CHOICE, offsetof(struct rule, urgency), NULL,
	    "|" URGENCY_WORDS, "" },
	{ "emotion", CONF_CHOICE, offsetof(struct rule, emotion), NULL,
	    "|" EMOTION_WORDS, "" },
	{ "sentiment", CONF_CHOICE, offsetof(struct rule, tone), NULL,
	    "|" TONE_WORDS, "" },
	{ "signal", CONF_STR, offsetof(struct rule, signal_id), NULL, NULL,
	    "an id of the taxonomy" },
	{ "detail", CONF_STR, offsetof(struct rule, detail_id), NULL, NULL,
	    "an id of the taxonomy" },
	{ "any", CONF_NODE, offsetof(struct rule, any), "!", NULL,
	    "one of these must stand there" },
	{ "with", CONF_NODE, offsetof(struct rule, with), NULL, NULL,
	    "and one of these" },
	{ "not", CONF_NODE, offsetof(struct rule, not ), NULL, NULL,
	    "and none of these" },
	CONF_KEYS_END
};

void
findings_add(struct findings *f, enum about about, int value, double p,
    uint32_t word, const char *why)
{
	xgrow(&f->v, &f->cap, f->n + 1, sizeof *f->v);
	f->v[f->n++] = (struct evidence){ about, value, p, word, 0, why };
}

/* ---- reading the files ---- */

static void
phrase_fault(struct conf_errs *errs, const struct node *at, struct err *err)
{
	conf_fault(errs, at, "%s", err->text);
	err_clear(err);
}

static void
add_sets(struct rules *r, const struct node *sets, struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	const struct node *s, *c;
	const char **v;
	size_t n;

	for (s = sets == NULL ? NULL : sets->child; s != NULL; s = s->next) {
		v = xarray(s->n + 1, sizeof *v);
		for (n = 0, c = s->child; c != NULL; c = c->next)
			v[n++] = c->text;
		if (phrases_set(r->phrases, s->key, v, n, &err) < 0)
			phrase_fault(errs, s, &err);
		free(v);
	}
}

/* The number of ID among N rows whose first member is their id, or -1. */
static int
number_of(const char *id, const void *rows, size_t n, size_t size,
    const char *what, const struct node *at, struct conf_errs *errs)
{
	const char *names[256], *near;
	size_t i;

	if (id == NULL)
		return -1;
	for (i = 0; i < n && i < 256; i++) {
		memcpy(&names[i], (const char *)rows + i * size, sizeof *names);
		if (strcmp(names[i], id) == 0)
			return (int)i;
	}
	near = opt_nearest(id, names, i);
	conf_fault(errs, at, "unknown %s '%.60s'%s%s%s", what, id,
	    near ? " (did you mean '" : "", near ? near : "",
	    near ? "'?)" : "");
	return -1;
}

static void
resolve(const struct taxonomy *t, struct rule *r, struct conf_errs *errs)
{
	r->intent = number_of(r->intent_id, t->intents, t->nintents,
	    sizeof *t->intents, "intent", r->at, errs);
	r->signal = number_of(r->signal_id, t->signals, t->nsignals,
	    sizeof *t->signals, "signal", r->at, errs);
	r->detail = number_of(r->detail_id, t->details, t->ndetails,
	    sizeof *t->details, "detail", r->at, errs);
	if (r->intent_id == NULL && r->signal_id == NULL &&
	    r->detail_id == NULL && r->urgency == 0 && r->emotion == 0 &&
	    r->tone == 0)
		conf_fault(errs, r->at,
		    "rule '%s' says nothing (give it an intent, detail, "
		    "urgency, emotion, sentiment or signal)",
		    r->name);
}

/* The rule of that name that an earlier file has, or a new place. */
static struct rule *
place_for(struct rules *r, const char *name, size_t old, const struct node *at,
    struct conf_errs *errs)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->v[i].name, name) == 0) {
			if (i >= old)
				conf_fault(errs, at,
				    "rule '%s' stands here twice", name);
			return &r->v[i];
		}
	xgrow(&r->v, &r->cap, r->n + 1, sizeof *r->v);
	return &r->v[r->n++];
}

static void
add_rules(struct rules *r, const struct taxonomy *t, const struct node *list,
    int own, struct conf_errs *errs)
{
	const struct node *c;
	size_t old = r->n;
	struct rule one;

	for (c = list == NULL ? NULL : list->child; c != NULL; c = c->next) {
		memset(&one, 0, sizeof one);
		one.at = c;
		if (conf_fill(c, rule_keys, &one, errs) > 0)
			continue;
		one.own = own;
		resolve(t, &one, errs);
		*place_for(r, one.name, old, c, errs) = one;
	}
}

/* The phrases of one list; GROUP -1 when only asked for. */
static size_t
add_phrases(struct rules *r, const struct node *list, int group, int *out,
    struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	const struct node *c;
	size_t n = 0;
	int id;

	for (c = list == NULL ? NULL : list->child; c != NULL; c = c->next) {
		id = phrases_add(r->phrases, c->text, group, &err);
		if (id < 0)
			phrase_fault(errs, c, &err);
		else if (out != NULL)
			out[n++] = id;
	}
	return n;
}

static void
compile(struct rules *r, struct conf_errs *errs)
{
	struct rule *rule;
	size_t i;

	for (i = 0; i < r->n; i++) {
		rule = &r->v[i];
		rule->first = phrases_count(r->phrases);
		add_phrases(r, rule->any, (int)i, NULL, errs);
		rule->lists = xcalloc((rule->with ? rule->with->n : 0) +
					  (rule->not ? rule->not ->n : 0) + 1,
		    sizeof *rule->lists);
		rule->nwith = add_phrases(r, rule->with, -1, rule->lists, errs);
		rule->nnot = add_phrases(
		    r, rule->not, -1, rule->lists + rule->nwith, errs);
	}
	phrases_ready(r->phrases);
}

/* One folder's file, when it has one. */
static void
read_file(struct rules *r, const struct taxonomy *t, const char *path,
    const char *lang, int own, struct digest *d, struct conf_errs *errs)
{
	struct file f = { .gap = 6 };
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	struct node *tree = NULL;

	if (file_read(path, 8 << 20, &b, &err) == 0)
		tree = node_parse(path, b.p, b.len, &err);
	digest_piece(d, b.p, b.len);
	buf_free(&b);
	if (tree == NULL) {
		conf_errs_add(errs, &err);
		return;
	}
	xgrow(&r->trees, &r->trees_cap, r->ntrees + 1, sizeof *r->trees);
	r->trees[r->ntrees++] = tree;
	if (conf_fill(tree, file_keys, &f, errs) == 0) {
		if (r->phrases == NULL) {
			r->phrases = phrases_new(
			    (f.split ? WORDS_SPLIT : 0u) |
				(f.umlauts ? WORDS_UMLAUT : 0u) |
				(strcmp(lang, "zh") == 0 ? WORDS_HANS : 0u),
			    f.gap < 1	 ? 1
			    : f.gap > 20 ? 20
					 : (int)f.gap);
		}
		if (strcmp(f.language, lang) != 0)
			conf_fault(errs, tree,
			    "language '%s' in the file of '%s'", f.language,
			    lang);
		add_sets(r, f.sets, errs);
		add_rules(r, t, f.rules, own, errs);
	}
}

struct rules *
rules_open(const struct taxonomy *t, const char *const *dirs, const char *lang,
    struct conf_errs *errs)
{
	unsigned char sum[DIGEST_LEN];
	size_t before = errs->n;
	struct digest *d = digest_begin();
	struct rules *r = xcalloc(1, sizeof *r);
	char *name = xasprintf("%s.yaml", lang), *path;
	int i, found = 0;

	for (i = 0; dirs[i] != NULL; i++) {
		path = file_join(dirs[i], name);
		if (file_exists(path) && ++found)
			read_file(r, t, path, lang, i > 0, d, errs);
		free(path);
	}
	free(name);
	digest_end(d, sum);
	digest_hex(sum, 6, r->id);
	if (r->phrases != NULL)
		compile(r, errs);
	if (!found || errs->n > before) {
		rules_free(r);
		return NULL;
	}
	return r;
}

void
rules_free(struct rules *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->n; i++)
		free(r->v[i].lists);
	for (i = 0; i < r->ntrees; i++)
		node_free(r->trees[i]);
	phrases_free(r->phrases);
	free(r->trees);
	free(r->v);
	free(r);
}

const char *
rules_id(const struct rules *r)
{
	return r->id;
}

/* ---- reading a message ---- */

static int
any_in(struct phrases *p, const int *v, size_t n)
{
	while (n-- > 0)
		if (phrases_in(p, *v++))
			return 1;
	return 0;
}

static void
fire(const struct rule *r, uint32_t word, double weight, struct findings *f)
{
	size_t from = f->n;

	if (r->intent >= 0)
		findings_add(
		    f, ABOUT_INTENT, r->intent, r->p * weight, word, r->name);
	if (r->signal >= 0)
		findings_add(f, ABOUT_SIGNAL, r->signal, weight, word, r->name);
	if (r->detail >= 0)
		findings_add(f, ABOUT_DETAIL, r->detail, weight, word, r->name);
	if (r->urgency > 0)
		findings_add(
		    f, ABOUT_URGENCY, r->urgency - 1, weight, word, r->name);
	if (r->emotion > 0)
		findings_add(
		    f, ABOUT_EMOTION, r->emotion - 1, weight, word, r->name);
	if (r->tone > 0)
		findings_add(f, ABOUT_TONE, r->tone - 1, weight, word, r->name);
	for (; from < f->n; from++)
		f->v[from].own = r->own;
}

size_t
rules_read(struct rules *r, const struct piece *text, size_t n, double weight,
    struct findings *f)
{
	const struct hit *h;
	const struct rule *rule;
	size_t i, hits;

	phrases_reset(r->phrases);
	for (i = 0; i < n; i++)
		phrases_read(r->phrases, text[i].p, text[i].n);
	hits = phrases_scan(r->phrases, &h);
	for (i = 0; i < hits; i++) {
		rule = &r->v[h[i].group];
		if (rule->nwith > 0 &&
		    !any_in(r->phrases, rule->lists, rule->nwith))
			continue;
		if (!any_in(r->phrases, rule->lists + rule->nwith, rule->nnot))
			fire(rule, h[i].word, weight, f);
	}
	return phrases_words(r->phrases);
}

/* ---- faults that do not hinder ---- */

/* Where a phrase was first seen. */
struct seen {
	const struct rule *rule;
	const struct node *at;
};

static void
lint_list(struct map *seen, const struct rule *r, const struct node *list,
    struct conf_errs *errs)
{
	const struct node *c;
	struct seen **at;

	for (c = list ? list->child : NULL; c != NULL; c = c->next) {
		at = (struct seen **)map_put(seen, c->text, c->len);
		if (*at == NULL) {
			*at = xmalloc(sizeof **at);
			(*at)->rule = r;
			(*at)->at = c;
		} else if ((*at)->rule == r)
			conf_fault(errs, c, "'%.60s' stands in rule '%s' twice",
			    c->text, r->name);
		else if (r->intent >= 0 && (*at)->rule->intent >= 0 &&
			 (*at)->rule->intent != r->intent)
			conf_fault(errs, c,
			    "'%.60s' says '%s' here and '%s' in rule '%s'",
			    c->text, r->intent_id, (*at)->rule->intent_id,
			    (*at)->rule->name);
	}
}

/* A phrase whose every reading its own rule forbids can never fire. */
static void
lint_vetoed(struct rules *r, const struct rule *rule, struct conf_errs *errs)
{
	struct buf b = BUF_INIT;
	const struct node *c;
	int i, n, vetoed, id = rule->first;

	for (c = rule->any->child; c != NULL; c = c->next, id++) {
		n = phrases_readings(r->phrases, id);
		for (vetoed = 0, i = 0; i < n; i++) {
			buf_reset(&b);
			phrases_reading(r->phrases, id, i, &b);
			phrases_reset(r->phrases);
			phrases_read(r->phrases, b.p, b.len);
			phrases_scan(r->phrases, &(const struct hit *){ NULL });
			vetoed += any_in(
			    r->phrases, rule->lists + rule->nwith, rule->nnot);
		}
		if (n > 0 && vetoed == n)
			conf_fault(errs, c,
			    "'%.60s' can never fire: what rule '%s' must not "
			    "meet is in it",
			    c->text, rule->name);
	}
	buf_free(&b);
}

void
rules_lint(struct rules *r, struct conf_errs *errs)
{
	struct map seen = MAP_INIT;
	size_t i;

	for (i = 0; i < r->n; i++) {
		lint_list(&seen, &r->v[i], r->v[i].any, errs);
		lint_vetoed(r, &r->v[i], errs);
	}
	for (i = 0; i < seen.cap; i++)
		if (seen.slots[i].key != NULL)
			free(seen.slots[i].value);
	map_free(&seen);
}
