/*
 * cmd/ha/demo_say.c - what a buyer writes: the text, and what stands around it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ha/demo_say.h"

void
demo_said_reset(struct demo_said *s)
{
	s->text = NULL;
	buf_reset(&s->subject);
	buf_reset(&s->words);
	buf_reset(&s->bare);
}

void
demo_said_free(struct demo_said *s)
{
	buf_free(&s->subject);
	buf_free(&s->words);
	buf_free(&s->bare);
}

void
demo_say_amount(const struct demo_language *l, const struct demo_currency *c,
    int64_t minor, struct buf *out)
{
	struct buf n = BUF_INIT;
	const char *p, *dot;

	demo_money(minor, c->digits, &n);
	if ((dot = strchr(n.p, '.')) != NULL)
		n.p[dot - n.p] = l->point[0];
	for (p = l->amount; *p != '\0'; p++) {
		if (*p != '%')
			buf_addc(out, *p);
		else if (*++p == 'n')
			buf_add(out, n.p, n.len);
		else
			buf_adds(out, *p == 's' ? c->sign : c->id);
	}
	buf_free(&n);
}

/* The buyer's own word for an item or a colour. */
static void
own_word(struct demo_words *v, const char *name, const struct node *map,
    const char *key)
{
	const char *s = node_str(map, key);

	demo_word(v, name, s != NULL ? s : key);
}

void
demo_say_words(const struct demo_world *w, const struct demo_plan *p,
    struct demo_rand *r, struct demo_words *v)
{
	const struct demo_order *o = &p->order;
	const struct demo_language *l = o->buyer.lang;
	const struct demo_line *line = &o->line[o->bad];
	int64_t days = (p->at - o->placed) / CLOCK_DAY;
	int64_t when = p->has_order
			   ? o->placed
			   : p->at + demo_between(r, 3, 12) * CLOCK_DAY;
	struct buf b = BUF_INIT;

	demo_words_reset(v);
	demo_words_buyer(v, w, &o->buyer);
	demo_words_order(v, w, o);
	demo_words_line(v, w, o, line);
	own_word(v, "item", l->items, line->product->item);
	own_word(v, "colour", l->colours, line->colour);
	demo_word(v, "carrier", o->carrier->name);
	demo_word(v, "order", demo_word_get(v, "number"));
	demo_date(l->date, when, &b);
	demo_word(v, "date", b.p);
	buf_reset(&b);
	buf_addf(&b, "%lld",
	    (long long)(p->has_order && days > 1 ? days
						 : demo_between(r, 2, 9)));
	demo_word(v, "days", b.p);
	buf_reset(&b);
	demo_say_amount(l, o->money, o->total, &b);
	demo_word(v, "amount", b.p);
	buf_free(&b);
}

/* Of an angry buyer's later mails only the tone and the subject count. */
static int
angry_fits(const struct demo_angry *a, const struct demo_text *t)
{
	if (strcmp(t->tone, "angry") != 0)
		return 0;
	return t->follow != NULL ? demo_has(&a->follow, t->follow)
				 : demo_has(&a->intents, t->intents.v[0]);
}

static int
subject_fits(const struct demo_world *w, const struct demo_plan *p,
    const struct demo_text *t)
{
	const char *intent = t->intents.v[0];

	if (p->incident == INCIDENT_ANGRY && p->depth > 0)
		return angry_fits(&w->shop->angry, t);
	if (p->follow == NULL)
		return t->follow == NULL &&
		       strcmp(intent, p->topic->intent) == 0;
	if (t->follow == NULL || strcmp(t->follow, p->follow) != 0)
		return 0;
	return !demo_has(&w->shop->threads.strict, p->follow) ||
	       strcmp(intent, p->topic->intent) == 0 ||
	       strcmp(intent, "other") == 0;
}

static int
goods_fit(const struct demo_plan *p, const struct demo_text *t)
{
	const struct demo_line *l = &p->order.line[p->order.bad];

	if (t->only.n > 0 && !demo_has(&t->only, l->product->item))
		return 0;
	if (t->needs_order && !p->has_order)
		return 0;
	if (t->needs_size && l->size == NULL)
		return 0;
	return !t->needs_parcel || p->order.shipped < p->at;
}

/* Fewer is better. */
static unsigned
cost(const struct demo_world *w, const struct demo_plan *p,
    const struct demo_text *t)
{
	unsigned c = t->uses * 4;

	if (p->incident == INCIDENT_BATCH && p->follow == NULL &&
	    !demo_has(&w->shop->batch.details, t->detail))
		c += 1U << 20;
	if (p->incident == INCIDENT_ANGRY && strcmp(t->tone, "angry") != 0)
		c += 1U << 20;
	return c;
}

static struct demo_text *
choose(
    const struct demo_world *w, const struct demo_plan *p, struct demo_rand *r)
{
	const struct demo_language *l = p->order.buyer.lang;
	size_t i, start = demo_below(r, l->ntexts);
	struct demo_text *best = NULL;

	for (i = 0; i < l->ntexts; i++) {
		struct demo_text *t = &l->texts[(start + i) % l->ntexts];

		if (subject_fits(w, p, t) && goods_fit(p, t) &&
		    (best == NULL || cost(w, p, t) < cost(w, p, best)))
			best = t;
	}
	return best;
}

static const char *
one_of(const struct conf_list *l, struct demo_rand *r)
{
	return l->n > 0 ? l->v[demo_below(r, l->n)] : "";
}

int
demo_say(const struct demo_world *w, const struct demo_plan *p,
    struct demo_rand *r, const struct demo_words *v, struct demo_said *s)
{
	const struct demo_language *l = p->order.buyer.lang;
	const char *hello = one_of(&l->greetings, r);
	const char *bye = one_of(&l->closings, r);
	const char *gap = demo_chance(r, 600) ? "\n\n" : "\n";

	demo_said_reset(s);
	if ((s->text = choose(w, p, r)) == NULL)
		return 0;
	s->text->uses++;
	demo_fill(v, s->text->subject, &s->subject);
	demo_fill(v, s->text->text, &s->bare);
	if (s->bare.len < 60 && demo_chance(r, 800))
		hello = bye = "";
	if (strncmp(s->bare.p, hello, strcspn(hello, " ,!{")) == 0)
		hello = ""; /* the text has its own */
	if (*hello != '\0') {
		demo_fill(v, hello, &s->words);
		buf_adds(&s->words, gap);
	}
	buf_add(&s->words, s->bare.p, s->bare.len);
	if (*bye != '\0') {
		buf_adds(&s->words, gap);
		demo_fill(v, bye, &s->words);
	}
	return 1;
}
