/*
 * sense/entity_open.c - what is looked for, from entities.yaml and
 * carriers.yaml
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "sense/entity_int.h"

static const struct conf_key carrier_keys[] = {
	{ "name", CONF_STR, offsetof(struct carrier, name), "!", NULL, "" },
	{ "pattern", CONF_STR, offsetof(struct carrier, text), "!", NULL, "" },
	{ "check", CONF_STR, offsetof(struct carrier, check_name), "none", NULL,
	    "" },
	{ "near", CONF_LIST, offsetof(struct carrier, near), NULL, NULL, "" },
	CONF_KEYS_END
};

static const struct conf_key form_keys[] = {
	{ "name", CONF_STR, offsetof(struct form, name), "!", NULL, "" },
	{ "pattern", CONF_STR, offsetof(struct form, text), "!", NULL, "" },
	CONF_KEYS_END
};

struct currency {
	const char *code, *lang;
	struct conf_list signs;
};

static const struct conf_key currency_keys[] = {
	{ "code", CONF_STR, offsetof(struct currency, code), "!", NULL, "" },
	{ "lang", CONF_STR, offsetof(struct currency, lang), NULL, NULL, "" },
	{ "signs", CONF_LIST, offsetof(struct currency, signs), "!", NULL, "" },
	CONF_KEYS_END
};

/* Letters of ASCII only: the other signs have no second case worth it. */
size_t
sign_key(const char *s, size_t n, char out[SIGN_MAX])
{
	size_t i;

	for (i = 0; i < n && i < SIGN_MAX; i++)
		out[i] = (char)tolower((unsigned char)s[i]);
	return i;
}

static struct pattern *
compile(const struct node *at, const char *text, unsigned flags,
    struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	struct pattern *p;

	if (text == NULL) {
		conf_fault(errs, at, "a pattern is missing");
		return NULL;
	}
	p = pattern_new(text, flags, &err);
	if (p == NULL)
		conf_fault(errs, at, "%s", err.text);
	return p;
}

static void
load_carriers(struct finder *f, const struct node *list, struct conf_errs *errs)
{
	const struct node *c;
	struct carrier *k;

	f->carriers = xcalloc((list ? list->n : 0) + 1, sizeof *f->carriers);
	for (c = list ? list->child : NULL; c != NULL; c = c->next) {
		k = &f->carriers[f->ncarriers++];
		if (conf_fill(c, carrier_keys, k, errs) > 0)
			continue;
		k->pattern = compile(c, k->text, PATTERN_WHOLE, errs);
		k->check = check_named(k->check_name);
		if (k->check == NULL)
			conf_fault(
			    errs, c, "unknown check '%s'", k->check_name);
	}
}

/* The forms of a list, N of them; FLAGS of sense/pattern.h. */
static struct form *
load_forms(
    const struct node *list, unsigned flags, size_t *n, struct conf_errs *errs)
{
	struct form *v = xcalloc((list ? list->n : 0) + 1, sizeof *v), *k;
	const struct node *c;

	for (c = list ? list->child : NULL; c != NULL; c = c->next) {
		k = &v[(*n)++];
		if (conf_fill(c, form_keys, k, errs) == 0)
			k->pattern = compile(c, k->text, flags, errs);
	}
	return v;
}

static void
free_forms(struct form *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		pattern_free(v[i].pattern);
	free(v);
}

static void
add_sign(struct finder *f, const struct currency *c, const char *text)
{
	char key[SIGN_MAX];
	size_t n = sign_key(text, strlen(text), key);
	struct sign **at = (struct sign **)map_put(&f->signs, key, n);
	struct sign *s = xmalloc(sizeof *s);

	/* those of one language come before those of all */
	while (*at != NULL && (c->lang == NULL || (*at)->lang != NULL))
		at = &(*at)->next;
	*s = (struct sign){ c->code, c->lang, *at };
	*at = s;
}

static void
load_currencies(
    struct finder *f, const struct node *list, struct conf_errs *errs)
{
	const struct node *c;
	struct currency k;
	size_t i;

	for (c = list ? list->child : NULL; c != NULL; c = c->next) {
		k = (struct currency){ NULL, NULL, { NULL, 0 } };
		if (conf_fill(c, currency_keys, &k, errs) == 0)
			for (i = 0; i < k.signs.n; i++)
				add_sign(f, &k, k.signs.v[i]);
		conf_release(currency_keys, &k);
	}
}

static void
load_skus(struct finder *f, const struct node *root, struct conf_errs *errs)
{
	const struct node *list = node_get(root, "skus"), *c;

	f->skus = xcalloc((list ? list->n : 0) + 1, sizeof *f->skus);
	for (c = list ? list->child : NULL; c != NULL; c = c->next)
		f->skus[f->nskus++] =
		    compile(c, c->text, PATTERN_WHOLE | PATTERN_CASE, errs);
	f->not_skus = compile(root, node_str(root, "not_skus"),
	    PATTERN_WHOLE | PATTERN_WORDS, errs);
}

static struct node *
load(const char *path, struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	struct node *n = node_load(path, &err);

	if (n == NULL)
		conf_errs_add(errs, &err);
	return n;
}

struct finder *
finder_open(const char *entities, const char *carriers, struct conf_errs *errs)
{
	struct finder *f = xcalloc(1, sizeof *f);
	size_t old = errs->n;
	const struct node *e = f->trees[0] = load(entities, errs);
	const struct node *c = f->trees[1] = load(carriers, errs), *before;

	if (e != NULL && c != NULL) {
		f->orders = load_forms(
		    node_get(e, "orders"), PATTERN_WHOLE, &f->norders, errs);
		f->marks = load_forms(
		    node_get(e, "marks"), PATTERN_WORDS, &f->nmarks, errs);
		load_skus(f, e, errs);
		load_currencies(f, node_get(e, "currencies"), errs);
		load_carriers(f, node_get(c, "carriers"), errs);
		f->posts = node_get(c, "posts");
		before = node_get(e, "before");
		f->order =
		    compile(e, node_str(before, "order"), PATTERN_WORDS, errs);
		f->parcel =
		    compile(e, node_str(before, "parcel"), PATTERN_WORDS, errs);
		f->product = compile(
		    e, node_str(before, "product"), PATTERN_WORDS, errs);
		f->other =
		    compile(e, node_str(before, "other"), PATTERN_WORDS, errs);
		f->deadline = compile(
		    e, node_str(before, "deadline"), PATTERN_WORDS, errs);
	}
	if (errs->n > old) {
		finder_free(f);
		return NULL;
	}
	return f;
}

int
finder_own_skus(struct finder *f, const char *path, struct err *err)
{
	struct buf b = BUF_INIT;
	char key[CODE_MAX + 1], *s;
	int rc = file_read(path, 16 << 20, &b, err);
	size_t n;

	for (s = b.p; rc == 0 && *s != '\0'; s += strspn(s, "\r\n \t")) {
		n = strcspn(s, "\r\n \t");
		if (n > 0 && n <= CODE_MAX)
			*map_put(&f->own, key, code_key(s, n, key)) = f;
		s += n;
	}
	buf_free(&b);
	return rc;
}

static void
free_signs(struct map *m)
{
	struct sign *s, *next;
	size_t i;

	for (i = 0; i < m->cap; i++)
		for (s = m->slots[i].key ? m->slots[i].value : NULL; s != NULL;
		     s = next) {
			next = s->next;
			free(s);
		}
	map_free(m);
}

void
finder_free(struct finder *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->ncarriers; i++) {
		pattern_free(f->carriers[i].pattern);
		conf_release(carrier_keys, &f->carriers[i]);
	}
	for (i = 0; i < f->nskus; i++)
		pattern_free(f->skus[i]);
	pattern_free(f->not_skus);
	pattern_free(f->order);
	pattern_free(f->parcel);
	pattern_free(f->product);
	pattern_free(f->other);
	pattern_free(f->deadline);
	free(f->carriers);
	free_forms(f->orders, f->norders);
	free_forms(f->marks, f->nmarks);
	free(f->skus);
	free_signs(&f->signs);
	map_free(&f->own);
	node_free(f->trees[0]);
	node_free(f->trees[1]);
	free(f);
}
