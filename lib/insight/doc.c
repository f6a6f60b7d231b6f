/* insight/doc.c - a report before it has a format */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/control.h"
#include "base/xalloc.h"
#include "insight/doc.h"
#include "rec/json.h"

struct doc *
doc_new(const char *lang)
{
	struct doc *d = xcalloc(1, sizeof *d);

	d->lang = lang;
	d->head = json_object();
	return d;
}

static void
free_block(struct block *b)
{
	size_t i;

	for (i = 0; i < b->nkeys; i++)
		json_decref(b->keys[i].json);
	free(b->keys);
	free(b->table.columns);
	free(b->table.cells);
	free(b->lines.series);
	free(b);
}

void
doc_free(struct doc *d)
{
	size_t i, k;

	if (d == NULL)
		return;
	for (i = 0; i < d->n; i++) {
		for (k = 0; k < d->sections[i].n; k++)
			free_block(d->sections[i].blocks[k]);
		free(d->sections[i].blocks);
	}
	free(d->sections);
	json_decref(d->head);
	arena_free(&d->arena);
	free(d);
}

const char *
doc_clean(struct doc *d, const char *s)
{
	char *out, *to;
	size_t n, len;

	if (s == NULL)
		return NULL;
	len = strlen(s);
	out = to = arena_get(&d->arena, len * 3 + 1);
	for (; len > 0; s += n, len -= n) {
		n = 1;
		if ((unsigned char)*s >= 0x20 &&
		    ((unsigned char)*s < 0x7F || control_at(s, len, &n) == 0)) {
			n = 1;
			*to++ = *s;
			continue;
		}
		memcpy(to, "\xEF\xBF\xBD", 3);
		to += 3;
	}
	*to = '\0';
	return out;
}

struct doc_section *
doc_section(struct doc *d, const char *id, const char *title)
{
	struct doc_section *s;

	xgrow(&d->sections, &d->cap, d->n + 1, sizeof *d->sections);
	s = &d->sections[d->n++];
	*s = (struct doc_section){ .id = id, .title = title };
	return s;
}

/* A new block of the last section. */
static struct block *
add_block(struct doc *d, enum block_kind kind)
{
	struct doc_section *s = &d->sections[d->n - 1];
	struct block *b = xcalloc(1, sizeof *b);

	b->kind = kind;
	xgrow(&s->blocks, &s->cap, s->n + 1, sizeof *s->blocks);
	s->blocks[s->n++] = b;
	return b;
}

void
doc_text(struct doc *d, const char *text)
{
	add_block(d, BLOCK_TEXT)->text = doc_clean(d, text);
}

void
doc_key(struct doc *d, const char *id, const char *label, const char *value,
    const char *detail, enum mark mark, json_t *json)
{
	struct doc_section *s = &d->sections[d->n - 1];
	struct block *b = s->n > 0 ? s->blocks[s->n - 1] : NULL;

	if (b == NULL || b->kind != BLOCK_KEYS)
		b = add_block(d, BLOCK_KEYS);
	xgrow(&b->keys, &b->keys_cap, b->nkeys + 1, sizeof *b->keys);
	b->keys[b->nkeys++] =
	    (struct doc_key){ id, label, value, detail, mark, json };
}

struct doc_table *
doc_table(struct doc *d, const char *id, const char *caption)
{
	struct block *b = add_block(d, BLOCK_TABLE);

	b->table.id = id;
	b->table.caption = caption;
	return &b->table;
}

void
doc_column(
    struct doc_table *t, const char *id, const char *title, unsigned flags)
{
	xgrow(
	    &t->columns, &t->columns_cap, t->ncolumns + 1, sizeof *t->columns);
	t->columns[t->ncolumns++] = (struct doc_column){ id, title, flags };
}

struct cell *
doc_cell(struct doc_table *t, const char *text)
{
	struct cell *c;

	xgrow(&t->cells, &t->cells_cap, t->ncells + 1, sizeof *t->cells);
	c = &t->cells[t->ncells++];
	*c = (struct cell){
		.text = text, .type = CELL_NONE, .bar = -1, .low = -1
	};
	return c;
}

struct cell *
doc_cell_text(struct doc_table *t, const char *text, const char *raw)
{
	struct cell *c = doc_cell(t, text);

	c->type = CELL_TEXT;
	c->raw = raw;
	return c;
}

struct cell *
doc_cell_int(struct doc_table *t, const char *text, int64_t i)
{
	struct cell *c = doc_cell(t, text);

	c->type = CELL_INT;
	c->i = i;
	return c;
}

struct cell *
doc_cell_real(struct doc_table *t, const char *text, double x)
{
	struct cell *c = doc_cell(t, text);

	c->type = CELL_REAL;
	c->d = x;
	return c;
}

struct doc_lines *
doc_lines(struct doc *d, const char *id, const char *caption, size_t n)
{
	struct doc_lines *l = &add_block(d, BLOCK_LINES)->lines;

	l->id = id;
	l->caption = caption;
	l->n = n;
	l->labels = arena_get(&d->arena, (n + 1) * sizeof *l->labels);
	l->titles = arena_get(&d->arena, (n + 1) * sizeof *l->titles);
	return l;
}

struct doc_series *
doc_series(
    struct doc *d, struct doc_lines *l, const char *id, const char *label)
{
	struct doc_series *s;
	size_t i;

	xgrow(&l->series, &l->series_cap, l->nseries + 1, sizeof *l->series);
	s = &l->series[l->nseries++];
	*s = (struct doc_series){ .id = id, .label = label };
	s->v = arena_get(&d->arena, (l->n + 1) * sizeof *s->v);
	for (i = 0; i < l->n; i++)
		s->v[i] = NAN;
	return s;
}

struct doc_heat *
doc_heat(struct doc *d, const char *id, const char *caption)
{
	struct doc_heat *h = &add_block(d, BLOCK_HEAT)->heat;

	h->id = id;
	h->caption = caption;
	return h;
}
