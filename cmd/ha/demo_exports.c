/*
 * cmd/ha/demo_exports.c - the exports of marketplaces, by exports.yaml
 */
#include <string.h>

#include "base/clock.h"
#include "ha/demo_fill.h"
#include "ha/demo_out.h"
#include "ha/demo_records.h"

struct sheet {
	const struct demo_world *world;
	const struct node *shape;
	int separator;
	int returns; /* a row for each return */
	struct demo_out out;
	struct demo_words words;
};

static void
cell(struct sheet *s, const char *text)
{
	struct buf *b = &s->out.b;
	const char *p;

	if (s->separator == '\t') {
		for (p = text; *p != '\0'; p++)
			buf_addc(b, *p == '\t' || *p == '\n' ? ' ' : *p);
		return;
	}
	if (strpbrk(text, ",\"\n") == NULL) {
		buf_adds(b, text);
		return;
	}
	buf_addc(b, '"');
	for (p = text; *p != '\0'; p++) {
		if (*p == '"')
			buf_addc(b, '"');
		buf_addc(b, *p);
	}
	buf_addc(b, '"');
}

static void
header(struct sheet *s)
{
	const struct node *c = demo_child(node_get(s->shape, "columns"), 0);

	for (; c != NULL; c = c->next) {
		cell(s, node_str(c, "name"));
		buf_addc(&s->out.b, c->next != NULL ? s->separator : '\n');
	}
}

static void
row(struct sheet *s, int first)
{
	const struct node *c = demo_child(node_get(s->shape, "columns"), 0);
	struct buf text = BUF_INIT;

	for (; c != NULL; c = c->next) {
		buf_reset(&text);
		if (first || node_get(c, "once") == NULL)
			demo_fill(&s->words, node_str(c, "value"), &text);
		cell(s, text.p);
		buf_addc(&s->out.b, c->next != NULL ? s->separator : '\n');
	}
	buf_free(&text);
}

static void
rows(struct sheet *s, const struct demo_order *o)
{
	const struct demo_world *w = s->world;
	size_t i;

	for (i = 0; i < o->nlines; i++) {
		if (s->returns && i != o->bad)
			continue;
		demo_words_reset(&s->words);
		demo_words_buyer(&s->words, w, &o->buyer);
		demo_words_order(&s->words, w, o);
		demo_words_line(&s->words, w, o, &o->line[i]);
		demo_words_return(&s->words, w, o);
		row(s, i == 0 || s->returns);
	}
}

static int
belongs(const struct sheet *s, const struct demo_order *o)
{
	const struct node *a = demo_child(node_get(s->shape, "accounts"), 0);

	while (a != NULL && strcmp(a->text, o->buyer.at->id) != 0)
		a = a->next;
	if (a == NULL)
		return 0;
	return !s->returns || (o->return_opened != CLOCK_NONE &&
				  o->return_opened < s->world->end);
}

static int
sheet(const struct demo_world *w, const struct node *shape, const char *dir,
    struct err *err)
{
	struct sheet s = { .world = w, .shape = shape };
	struct demo_order o;
	uint64_t i;
	int rc;

	s.separator =
	    strcmp(node_str(shape, "separator"), "tab") == 0 ? '\t' : ',';
	s.returns = strcmp(node_str(shape, "per"), "return") == 0;
	rc = demo_out_open(&s.out, dir, node_str(shape, "file"), err);
	if (rc == 0)
		header(&s);
	for (i = 0; rc == 0 && i < w->orders.n; i++) {
		demo_order(w, i, &o);
		if (belongs(&s, &o))
			rows(&s, &o);
		rc = demo_out_check(&s.out, err);
	}
	if (demo_out_close(&s.out, err) < 0)
		rc = -1;
	demo_words_free(&s.words);
	return rc;
}

int
demo_exports(const struct demo_world *w, const char *dir, struct err *err)
{
	const struct node *n =
	    demo_child(node_get(w->shop->exports, "exports"), 0);
	int rc = 0;

	for (; rc == 0 && n != NULL; n = n->next)
		rc = sheet(w, n, dir, err);
	return rc;
}
