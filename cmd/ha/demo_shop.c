/*
 * cmd/ha/demo_shop.c - share/demo/shop.yaml into structs that know each other
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "ha/demo_shop.h"

/* clang-format off */
#define K(type, field, kind) \
	{ #field, CONF_##kind, offsetof(struct type, field), NULL, NULL, NULL }
#define MUST(type, field, kind) \
	{ #field, CONF_##kind, offsetof(struct type, field), "!", NULL, NULL }

static const struct conf_key mailbox_keys[] = {
	MUST(demo_mailbox, id, STR), MUST(demo_mailbox, path, STR),
	MUST(demo_mailbox, address, STR), CONF_KEYS_END
};
static const struct conf_key currency_keys[] = {
	MUST(demo_currency, id, STR), MUST(demo_currency, rate, STR),
	MUST(demo_currency, sign, STR), CONF_KEYS_END
};
static const struct conf_key carrier_keys[] = {
	MUST(demo_carrier, id, STR), MUST(demo_carrier, name, STR),
	MUST(demo_carrier, number, STR), K(demo_carrier, check, STR),
	CONF_KEYS_END
};
static const struct conf_key country_keys[] = {
	MUST(demo_country, id, STR), MUST(demo_country, name, STR),
	MUST(demo_country, offset, STR), MUST(demo_country, currency, STR),
	MUST(demo_country, carriers, LIST), MUST(demo_country, days, LIST),
	CONF_KEYS_END
};
static const struct conf_key account_keys[] = {
	MUST(demo_account, id, STR), MUST(demo_account, mail, STR),
	MUST(demo_account, number, STR), K(demo_account, external, STR),
	MUST(demo_account, currency, STR), K(demo_account, relay, STR),
	K(demo_account, first, INT), CONF_KEYS_END
};
static const struct conf_key event_keys[] = {
	MUST(demo_event, at, INT), MUST(demo_event, code, STR),
	MUST(demo_event, text, STR), MUST(demo_event, place, STR),
	CONF_KEYS_END
};
static const struct conf_key product_keys[] = {
	MUST(demo_product, item, STR), MUST(demo_product, code, STR),
	MUST(demo_product, title, STR), MUST(demo_product, price, STR),
	MUST(demo_product, colours, LIST), K(demo_product, sizes, LIST),
	MUST(demo_product, demand, INT), CONF_KEYS_END
};
static const struct conf_key topic_keys[] = {
	MUST(demo_topic, intent, STR), MUST(demo_topic, weight, INT),
	MUST(demo_topic, age, LIST), K(demo_topic, trouble, INT),
	K(demo_topic, shipped, BOOL), K(demo_topic, sized, BOOL),
	K(demo_topic, photos, INT),
	K(demo_topic, returned, INT), K(demo_topic, reason, STR),
	K(demo_topic, about, LIST), K(demo_topic, follow, LIST),
	CONF_KEYS_END
};
static const struct conf_key language_keys[] = {
	MUST(demo_language, id, STR), MUST(demo_language, weight, INT),
	MUST(demo_language, accounts, LIST), K(demo_language, mail, STR),
	MUST(demo_language, charsets, LIST), MUST(demo_language, date, STR),
	MUST(demo_language, amount, STR), MUST(demo_language, point, STR),
	{ "full_name", CONF_STR, offsetof(struct demo_language, full_name),
	    "%f %l", NULL, NULL },
	CONF_KEYS_END
};
static const struct conf_key batch_keys[] = {
	MUST(demo_batch, sku, STR), MUST(demo_batch, intent, STR),
	MUST(demo_batch, details, LIST), MUST(demo_batch, from_day, INT),
	MUST(demo_batch, share, INT), MUST(demo_batch, returned, INT),
	 MUST(demo_batch, writes, INT),
	CONF_KEYS_END
};
static const struct conf_key lane_keys[] = {
	MUST(demo_lane, carrier, STR), MUST(demo_lane, country, STR),
	MUST(demo_lane, from_day, INT), MUST(demo_lane, extra_days, INT),
	CONF_KEYS_END
};
static const struct conf_key sale_keys[] = {
	MUST(demo_sale, from_day, INT), MUST(demo_sale, days, INT),
	MUST(demo_sale, orders, INT), MUST(demo_sale, discount, INT),
	MUST(demo_sale, mails_after, INT), MUST(demo_sale, mails_days, INT),
	MUST(demo_sale, mails, INT), MUST(demo_sale, topics, LIST),
	CONF_KEYS_END
};
static const struct conf_key refunder_keys[] = {
	MUST(demo_refunder, language, STR), MUST(demo_refunder, account, STR),
	MUST(demo_refunder, intent, STR), MUST(demo_refunder, reason, STR),
	MUST(demo_refunder, orders, INT),
	CONF_KEYS_END
};
static const struct conf_key angry_keys[] = {
	MUST(demo_angry, language, STR), MUST(demo_angry, account, STR),
	MUST(demo_angry, first, STR), MUST(demo_angry, follow, LIST),
	MUST(demo_angry, intents, LIST),
	MUST(demo_angry, from_day, INT), MUST(demo_angry, mails, INT),
	CONF_KEYS_END
};
static const struct conf_key rhythm_keys[] = {
	MUST(demo_rhythm, growth, INT), MUST(demo_rhythm, week, LIST),
	MUST(demo_rhythm, mail_week, LIST), MUST(demo_rhythm, hours, LIST),
	CONF_KEYS_END
};
static const struct conf_key noise_keys[] = {
	MUST(demo_noise, auto_reply, INT), MUST(demo_noise, bounce, INT),
	MUST(demo_noise, list, INT), CONF_KEYS_END
};
static const struct conf_key threads_keys[] = {
	MUST(demo_threads, share, INT), MUST(demo_threads, longest, INT),
	MUST(demo_threads, hours, LIST), MUST(demo_threads, strict, LIST),
	CONF_KEYS_END
};

/* The lists of shop.yaml: where each goes. */
#define LIST(name, type, keys) { #name, offsetof(struct demo_shop, name), \
	offsetof(struct demo_shop, n##name), sizeof(struct type), keys }
static const struct section {
	const char		*name;
	size_t			 at, count, size;
	const struct conf_key	*keys;
} sections[] = {
	LIST(mailboxes, demo_mailbox, mailbox_keys),
	LIST(currencies, demo_currency, currency_keys),
	LIST(carriers, demo_carrier, carrier_keys),
	LIST(countries, demo_country, country_keys),
	LIST(accounts, demo_account, account_keys),
	LIST(events, demo_event, event_keys),
	LIST(products, demo_product, product_keys),
	LIST(topics, demo_topic, topic_keys),
	LIST(languages, demo_language, language_keys),
};

/* Its single maps. */
#define MAP(group, word, field, keys) \
	{ group, word, offsetof(struct demo_shop, field), keys }
static const struct single {
	const char		*group, *name;
	size_t			 at;
	const struct conf_key	*keys;
} singles[] = {
	MAP("incidents", "bad_batch", batch, batch_keys),
	MAP("incidents", "slow_lane", lane, lane_keys),
	MAP("incidents", "sale", sale, sale_keys),
	MAP("incidents", "serial_refunder", refunder, refunder_keys),
	MAP("incidents", "angry_buyer", angry, angry_keys),
	MAP(NULL, "rhythm", rhythm, rhythm_keys),
	MAP(NULL, "noise", noise, noise_keys),
	MAP(NULL, "threads", threads, threads_keys),
};
/* clang-format on */

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void *
at(const struct demo_shop *shop, size_t offset)
{
	return (char *)(uintptr_t)shop + offset;
}

int
demo_fill_map(const struct node *map, const struct conf_key *keys, void *out,
    struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };
	int rc = 0;

	if (conf_fill(map, keys, out, &errs) > 0)
		rc = err_set(err, ERR_CONFIG, "%s", errs.v[0].text);
	conf_errs_free(&errs);
	return rc;
}

void *
demo_list(const struct node *list, const struct conf_key *keys, size_t size,
    size_t *n, struct err *err)
{
	const struct node *c;
	char *v;

	*n = 0;
	if (list == NULL || list->kind != NODE_LIST) {
		err_set(err, ERR_CONFIG, "a list is missing in share/demo");
		return NULL;
	}
	v = xcalloc(list->n + 1, size);
	for (c = list->child; c != NULL; c = c->next)
		if (demo_fill_map(c, keys, v + size * (*n)++, err) < 0)
			break;
	if (c == NULL)
		return v;
	demo_list_free(v, keys, size, *n);
	return NULL;
}

void
demo_list_free(void *list, const struct conf_key *keys, size_t size, size_t n)
{
	while (list != NULL && n-- > 0)
		conf_release(keys, (char *)list + size * n);
	free(list);
}

long
demo_number(const struct conf_list *l, size_t i)
{
	return i < l->n ? strtol(l->v[i], NULL, 10) : 0;
}

int
demo_has(const struct conf_list *l, const char *word)
{
	size_t i;

	for (i = 0; word != NULL && i < l->n; i++)
		if (strcmp(l->v[i], word) == 0)
			return 1;
	return 0;
}

const struct node *
demo_child(const struct node *list, size_t n)
{
	const struct node *c = list != NULL ? list->child : NULL;

	while (c != NULL && n-- > 0)
		c = c->next;
	return c;
}

static struct node *
load(const char *name, struct err *err)
{
	char *path = file_share(name);
	struct node *n = node_load(path, err);

	free(path);
	return n;
}

static int
fill(struct demo_shop *shop, struct err *err)
{
	size_t i;

	shop->name = node_str(shop->tree, "name");
	shop->streets = node_get(shop->tree, "streets");
	for (i = 0; i < COUNT(sections); i++) {
		const struct section *s = &sections[i];
		void *v = demo_list(node_get(shop->tree, s->name), s->keys,
		    s->size, at(shop, s->count), err);

		if (v == NULL)
			return -1;
		memcpy(at(shop, s->at), &v, sizeof v);
	}
	for (i = 0; i < COUNT(singles); i++) {
		const struct single *s = &singles[i];
		const struct node *g = s->group == NULL
					   ? shop->tree
					   : node_get(shop->tree, s->group);

		if (demo_fill_map(node_get(g, s->name), s->keys,
			at(shop, s->at), err) < 0)
			return -1;
	}
	return 0;
}

int
demo_shop_load(struct demo_shop *shop, struct err *err)
{
	memset(shop, 0, sizeof *shop);
	if ((shop->tree = load("demo/shop.yaml", err)) == NULL ||
	    (shop->mail = load("demo/mail.yaml", err)) == NULL ||
	    (shop->answers = load("demo/answers.yaml", err)) == NULL ||
	    (shop->exports = load("demo/exports.yaml", err)) == NULL)
		return -1;
	if (fill(shop, err) < 0)
		return -1;
	return demo_shop_tie(shop, err);
}

void
demo_shop_free(struct demo_shop *shop)
{
	size_t i;

	for (i = 0; i < shop->nlanguages; i++)
		demo_texts_free(&shop->languages[i]);
	for (i = 0; i < COUNT(sections); i++) {
		void *v;
		size_t *n = at(shop, sections[i].count);

		memcpy(&v, at(shop, sections[i].at), sizeof v);
		demo_list_free(v, sections[i].keys, sections[i].size, *n);
	}
	for (i = 0; i < COUNT(singles); i++)
		conf_release(singles[i].keys, at(shop, singles[i].at));
	node_free(shop->tree);
	node_free(shop->mail);
	node_free(shop->answers);
	node_free(shop->exports);
}
