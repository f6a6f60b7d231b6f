/*
 * insight/csv.c - a report as one table of values
 *
 *	section,table,row,column,value
 *
 * Everything is quoted, and a cell that a spreadsheet would take for a formula
 * begins with an apostrophe.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "insight/format.h"

/* What begins a formula, after blanks; the full-width forms too. */
static int
is_formula(const char *s)
{
	static const char *const forms[] = { "=", "+", "-", "@", "\t", "\r",
		"\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		"\xEF\xBC\xA0" };
	size_t i;

	s += strspn(s, " ");
	for (i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (strncmp(s, forms[i], strlen(forms[i])) == 0)
			return 1;
	return 0;
}

static void
text(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	if (is_formula(s))
		buf_addc(b, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_addc(b, '"');
		buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

struct place {
	const char *section, *table, *row;
};

static void
begin(struct buf *b, const struct place *p, const char *column)
{
	text(b, p->section);
	buf_addc(b, ',');
	text(b, p->table);
	buf_addc(b, ',');
	text(b, p->row);
	buf_addc(b, ',');
	text(b, column);
	buf_addc(b, ',');
}

/* Our own numbers need no guard: a negative one is no formula. */
static void
real(struct buf *b, const struct place *p, const char *column, double x)
{
	begin(b, p, column);
	buf_addf(b, "\"%.10g\"\r\n", x);
}

static void
integer(struct buf *b, const struct place *p, const char *column, int64_t i)
{
	begin(b, p, column);
	buf_addf(b, "\"%" PRId64 "\"\r\n", i);
}

static void
cell(struct buf *b, const struct place *p, const char *column,
    const struct cell *c)
{
	if (c->bar < 0 && c->low >= 0) {
		real(b, p, "low", c->low);
		real(b, p, "high", c->high);
		return;
	}
	switch (c->type) {
	case CELL_TEXT:
		begin(b, p, column);
		text(b, c->raw != NULL ? c->raw : "");
		buf_adds(b, "\r\n");
		break;
	case CELL_INT:
		integer(b, p, column, c->i);
		break;
	case CELL_REAL:
		real(b, p, column, c->d);
		break;
	case CELL_NONE:
		break;
	}
}

static void
table(struct buf *b, const char *section, const struct doc_table *t)
{
	struct place p = { section, t->id, "" };
	size_t i;

	for (i = 0; i < t->ncells; i++) {
		if (i % t->ncolumns == 0)
			p.row = t->cells[i].raw != NULL ? t->cells[i].raw : "";
		else
			cell(b, &p, t->columns[i % t->ncolumns].id,
			    &t->cells[i]);
	}
}

static void
key(struct buf *b, const char *section, const struct doc_key *k)
{
	struct place p = { section, "figures", k->id };
	const char *name;
	json_t *value;

	json_object_foreach(k->json, name, value)
	{
		if (json_is_integer(value))
			integer(b, &p, name, json_integer_value(value));
		else if (json_is_real(value))
			real(b, &p, name, json_real_value(value));
	}
}

static void
heat(struct buf *b, const char *section, const struct doc_heat *h)
{
	struct place p = { section, h->id, "" };
	char hour[8];
	size_t i;

	for (i = 0; i < HEAT_ROWS * HEAT_COLUMNS; i++) {
		p.row = h->rows[i / HEAT_COLUMNS];
		snprintf(hour, sizeof hour, "%02zu", i % HEAT_COLUMNS);
		integer(b, &p, hour, h->v[i]);
	}
}

static void
write_csv(const struct doc *d, struct buf *out, const struct paper *paper)
{
	const struct doc_section *s;
	const struct block *b;
	size_t i, k, j;

	(void)paper;
	buf_adds(out, "\"section\",\"table\",\"row\",\"column\",\"value\"\r\n");
	for (i = 0; i < d->n; i++) {
		s = &d->sections[i];
		for (k = 0; k < s->n; k++) {
			b = s->blocks[k];
			for (j = 0; j < b->nkeys; j++)
				key(out, s->id, &b->keys[j]);
			if (b->kind == BLOCK_TABLE)
				table(out, s->id, &b->table);
			else if (b->kind == BLOCK_HEAT)
				heat(out, s->id, &b->heat);
		}
	}
}

const struct format format_csv = { "csv", ".csv", 1, write_csv };
