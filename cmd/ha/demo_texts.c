/*
 * cmd/ha/demo_texts.c - what buyers of one language write, from its YAML file
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "ha/demo_shop.h"

/* clang-format off */
#define K(type, field, kind, must) \
	{ #field, CONF_##kind, offsetof(struct type, field), must, NULL, NULL }

static const struct conf_key text_keys[] = {
	K(demo_text, intents, LIST, "!"), K(demo_text, urgency, STR, "!"),
	K(demo_text, tone, STR, "!"), K(demo_text, subject, STR, "!"),
	K(demo_text, text, STR, "!"), K(demo_text, detail, STR, NULL),
	K(demo_text, only, LIST, NULL), K(demo_text, follow, STR, NULL),
	CONF_KEYS_END
};
static const struct conf_key review_keys[] = {
	K(demo_review, stars, INT, "!"), K(demo_review, about, STR, "!"),
	K(demo_review, text, STR, "!"), K(demo_review, only, LIST, NULL),
	CONF_KEYS_END
};
static const struct conf_key city_keys[] = {
	K(demo_city, city, STR, "!"), K(demo_city, zip, STR, "!"),
	K(demo_city, country, STR, "!"), CONF_KEYS_END
};

struct file {
	const char		*language, *quote;
	struct conf_list	 countries, first_names, last_names, greetings,
				 closings, device;
	const struct node	*cities, *auto_replies, *items, *colours,
				*reviews, *messages;
};
static const struct conf_key file_keys[] = {
	K(file, language, STR, "!"), K(file, quote, STR, "!"),
	K(file, countries, LIST, "!"), K(file, first_names, LIST, "!"),
	K(file, last_names, LIST, "!"), K(file, greetings, LIST, "!"),
	K(file, closings, LIST, "!"), K(file, device, LIST, "!"),
	K(file, cities, NODE, "!"), K(file, auto_replies, NODE, "!"),
	K(file, items, NODE, "!"), K(file, colours, NODE, "!"),
	K(file, reviews, NODE, "!"), K(file, messages, NODE, "!"),
	CONF_KEYS_END
};

/* What a text says of an order, so that it cannot be used without one. */
static const char *const order_words[] = {
	"{order}", "{tracking}", "{carrier}", "{amount}", "{sku}", "{size}"
};
/* clang-format on */

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int
mentions(const struct demo_text *t, const char *word)
{
	return strstr(t->text, word) != NULL || strstr(t->subject, word);
}

static void
look(struct demo_text *t)
{
	size_t i;

	for (i = 0; i < COUNT(order_words); i++)
		t->needs_order |= mentions(t, order_words[i]);
	t->needs_size = mentions(t, "{size}");
	t->needs_parcel = mentions(t, "{tracking}");
}

static void
take(struct demo_language *l, struct file *f)
{
	l->quote = f->quote;
	l->first_names = f->first_names;
	l->last_names = f->last_names;
	l->greetings = f->greetings;
	l->closings = f->closings;
	l->device = f->device;
	l->auto_replies = f->auto_replies;
	l->items = f->items;
	l->colours = f->colours;
	free(f->countries.v); /* each city says its own */
}

static int
lists(struct demo_language *l, const struct file *f,
    const struct demo_shop *shop, struct err *err)
{
	size_t i;

	l->cities = demo_list(
	    f->cities, city_keys, sizeof *l->cities, &l->ncities, err);
	l->texts = demo_list(
	    f->messages, text_keys, sizeof *l->texts, &l->ntexts, err);
	l->reviews = demo_list(
	    f->reviews, review_keys, sizeof *l->reviews, &l->nreviews, err);
	if (l->cities == NULL || l->texts == NULL || l->reviews == NULL)
		return -1;
	for (i = 0; i < l->ntexts; i++)
		look(&l->texts[i]);
	for (i = 0; i < l->ncities; i++) {
		struct demo_city *c = &l->cities[i];

		if ((c->in = demo_country(shop, c->country)) == NULL)
			return err_set(err, ERR_CONFIG,
			    "share/demo does not "
			    "describe the country '%s'",
			    c->country);
	}
	return 0;
}

int
demo_texts_load(
    struct demo_language *l, const struct demo_shop *shop, struct err *err)
{
	struct file f = { .language = NULL };
	char name[64], *path;

	snprintf(name, sizeof name, "demo/texts/%.20s.yaml", l->id);
	path = file_share(name);
	l->tree = node_load(path, err);
	free(path);
	if (l->tree == NULL)
		return -1;
	if (demo_fill_map(l->tree, file_keys, &f, err) < 0) {
		conf_release(file_keys, &f);
		return -1;
	}
	take(l, &f);
	return lists(l, &f, shop, err);
}

void
demo_texts_free(struct demo_language *l)
{
	struct conf_list *const lists_of[] = { &l->first_names, &l->last_names,
		&l->greetings, &l->closings, &l->device };
	size_t i;

	demo_list_free(l->cities, city_keys, sizeof *l->cities, l->ncities);
	demo_list_free(l->texts, text_keys, sizeof *l->texts, l->ntexts);
	demo_list_free(
	    l->reviews, review_keys, sizeof *l->reviews, l->nreviews);
	for (i = 0; i < COUNT(lists_of); i++)
		free(lists_of[i]->v);
	node_free(l->tree);
}
