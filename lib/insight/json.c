/*
 * insight/json.c - a report as one line of JSON
 *
 * Ids and raw values, the same in every language; a list of rows under the
 * ids of its columns.  Texts for people are the summary's only.
 */
#include "insight/format.h"
#include "rec/json.h"

static json_t *
cell_json(const struct cell *c)
{
	if (c->bar < 0 && c->low >= 0)
		return json_pack("[f, f]", c->low, c->high);
	switch (c->type) {
	case CELL_TEXT:
		return c->raw != NULL ? json_string(c->raw) : json_null();
	case CELL_INT:
		return json_integer(c->i);
	case CELL_REAL:
		return json_real(c->d);
	case CELL_NONE:
		break;
	}
	return json_null();
}

static json_t *
table_json(const struct doc_table *t)
{
	json_t *columns = json_array(), *rows = json_array(), *row = NULL;
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		json_array_append_new(columns, json_string(t->columns[i].id));
	for (i = 0; i < t->ncells; i++) {
		if (i % t->ncolumns == 0)
			json_array_append_new(rows, row = json_array());
		json_array_append_new(row, cell_json(&t->cells[i]));
	}
	return json_pack(
	    "{s:s, s:o, s:o}", "id", t->id, "columns", columns, "rows", rows);
}

static json_t *
heat_json(const struct doc_heat *h)
{
	json_t *rows = json_array(), *row = NULL;
	size_t i;

	for (i = 0; i < HEAT_ROWS * HEAT_COLUMNS; i++) {
		if (i % HEAT_COLUMNS == 0)
			json_array_append_new(rows, row = json_array());
		json_array_append_new(row, json_integer(h->v[i]));
	}
	return json_pack("{s:s, s:o}", "id", h->id, "rows", rows);
}

/* What of a section is of one kind, under its name; absent when empty. */
static void
put(json_t *section, const char *name, json_t *value)
{
	json_t *list = json_object_get(section, name);

	if (list == NULL)
		json_object_set_new(section, name, list = json_array());
	json_array_append_new(list, value);
}

/* Lines are drawn from the table beside them. */
static void
put_block(json_t *section, const struct block *b)
{
	size_t i;

	switch (b->kind) {
	case BLOCK_TEXT:
		put(section, "text", json_string(b->text));
		break;
	case BLOCK_KEYS:
		for (i = 0; i < b->nkeys; i++)
			put(section, "figures", json_incref(b->keys[i].json));
		break;
	case BLOCK_TABLE:
		put(section, "tables", table_json(&b->table));
		break;
	case BLOCK_HEAT:
		put(section, "maps", heat_json(&b->heat));
		break;
	case BLOCK_LINES:
		break;
	}
}

static void
write_json(const struct doc *d, struct buf *out, const struct paper *paper)
{
	json_t *o = json_copy(d->head), *list = json_array(), *section;
	size_t i, k;

	(void)paper;
	for (i = 0; i < d->n; i++) {
		section = json_pack("{s:s}", "id", d->sections[i].id);
		for (k = 0; k < d->sections[i].n; k++)
			put_block(section, d->sections[i].blocks[k]);
		json_array_append_new(list, section);
	}
	json_object_set_new(o, "sections", list);
	json_add(out, o);
	buf_addc(out, '\n');
	json_decref(o);
}

const struct format format_json = { "json", ".json", 1, write_json };
