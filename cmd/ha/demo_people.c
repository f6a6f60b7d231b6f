/*
 * cmd/ha/demo_people.c - a buyer from a number: name, place, mail program
 */
#include <stdlib.h>
#include <string.h>

#include "ha/demo_charset.h"
#include "ha/demo_world.h"

static const struct demo_language *
some_language(const struct demo_shop *shop, struct demo_rand *r)
{
	long sum = 0, x;
	size_t i;

	for (i = 0; i < shop->nlanguages; i++)
		sum += shop->languages[i].weight;
	x = (long)demo_below(r, (size_t)sum);
	for (i = 0; i + 1 < shop->nlanguages; i++)
		if ((x -= shop->languages[i].weight) < 0)
			break;
	return &shop->languages[i];
}

void
demo_buyer(const struct demo_world *w, uint64_t index, struct demo_buyer *b)
{
	struct demo_rand r;

	demo_rand_init(&r, w->seed, STREAM_BUYER, index);
	b->index = index;
	b->lang = some_language(w->shop, &r);
	b->at = b->lang->at[demo_below(&r, b->lang->accounts.n)];
	if (index == BUYER_REFUNDER) {
		b->lang = w->refunder_lang;
		b->at = w->refunder_at;
	} else if (index == BUYER_ANGRY) {
		b->lang = w->angry_lang;
		b->at = w->angry_at;
	}
	b->city = &b->lang->cities[demo_below(&r, b->lang->ncities)];
	b->first =
	    b->lang->first_names.v[demo_below(&r, b->lang->first_names.n)];
	b->last = b->lang->last_names.v[demo_below(&r, b->lang->last_names.n)];
}

void
demo_buyer_name(const struct demo_buyer *b, struct buf *out)
{
	const char *p;

	for (p = b->lang->full_name; *p != '\0'; p++)
		if (*p != '%')
			buf_addc(out, *p);
		else
			buf_adds(out, *++p == 'f' ? b->first : b->last);
}

void
demo_buyer_handle(const struct demo_buyer *b, struct buf *out)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	uint64_t i = b->index + 46; /* at least two digits */
	char text[16];
	size_t n = 0;

	if (demo_letters(b->first, out) > 0)
		buf_addc(out, '.');
	if (demo_letters(b->last, out) == 0)
		buf_addc(out, 'u');
	for (; i > 0; i /= 36)
		text[n++] = digits[i % 36];
	while (n > 0)
		buf_addc(out, text[--n]);
}

/* The address of a marketplace's relay, with {alias} filled in. */
static void
relay_address(
    const struct demo_world *w, const struct demo_buyer *b, struct buf *out)
{
	const char *p = node_str(b->at->relay_node, "address");
	const char *alias = strstr(p, "{alias}");
	struct demo_rand r;

	demo_rand_init(&r, w->seed, STREAM_CODE, b->index);
	if (alias == NULL) {
		buf_adds(out, p);
		return;
	}
	buf_add(out, p, (size_t)(alias - p));
	demo_alias(&r, 12, out);
	buf_adds(out, alias + strlen("{alias}"));
}

const struct node *
demo_buyer_client(const struct demo_world *w, const struct demo_buyer *b)
{
	const struct node *list = node_get(w->shop->mail, "clients"), *c, *l;
	struct demo_rand r;
	long sum = 0, x = -1;
	int round;

	demo_rand_init(&r, w->seed, STREAM_MAIL, b->index);
	for (round = 0; round < 2; round++) {
		for (c = list->child; c != NULL; c = c->next) {
			const struct node *langs = node_get(c, "languages");

			l = langs != NULL ? langs->child : NULL;
			while (l != NULL && strcmp(l->text, b->lang->id) != 0)
				l = l->next;
			if (langs != NULL && l == NULL)
				continue;
			if (round == 0)
				sum += atol(node_str(c, "weight"));
			else if ((x -= atol(node_str(c, "weight"))) < 0)
				return c;
		}
		x = (long)demo_below(&r, (size_t)sum);
	}
	return list->child;
}

void
demo_buyer_email(
    const struct demo_world *w, const struct demo_buyer *b, struct buf *out)
{
	if (b->at->relay_node != NULL) {
		relay_address(w, b, out);
		return;
	}
	demo_buyer_handle(b, out);
	buf_addc(out, '@');
	buf_adds(out, node_str(demo_buyer_client(w, b), "host"));
}

void
demo_buyer_street(
    const struct demo_world *w, const struct demo_buyer *b, struct buf *out)
{
	const struct node *list = w->shop->streets;
	const char *s, *digits;
	struct demo_rand r;

	demo_rand_init(&r, w->seed, STREAM_CODE, b->index + 1);
	s = demo_child(list, demo_below(&r, list->n))->text;
	digits = strstr(s, "{digits}");
	if (digits == NULL) {
		buf_adds(out, s);
		return;
	}
	buf_add(out, s, (size_t)(digits - s));
	buf_addf(out, "%ld", demo_between(&r, 1, 190));
	buf_adds(out, digits + strlen("{digits}"));
}
