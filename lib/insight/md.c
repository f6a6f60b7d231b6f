/* insight/md.c - a report as Markdown */
#include <string.h>

#include "insight/format.h"

/* Text between our own marks: what Markdown or HTML would read is escaped. */
static void
text(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (strchr("\\`*_{}[]<>#|~!", *s) != NULL)
			buf_addc(b, '\\');
		buf_addc(b, *s);
	}
}

static void
keys(struct buf *b, const struct block *block)
{
	const struct doc_key *k;
	size_t i;

	for (i = 0; i < block->nkeys; i++) {
		k = &block->keys[i];
		buf_adds(b, "- ");
		text(b, k->label);
		buf_adds(b, ": **");
		text(b, k->value);
		buf_adds(b, "**");
		if (*k->detail != '\0') {
			buf_adds(b, " (");
			text(b, k->detail);
			buf_addc(b, ')');
		}
		buf_addc(b, '\n');
	}
}

static void
table(struct buf *b, const struct doc_table *t)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		buf_adds(b, "| ");
		text(b, t->columns[i].title);
		buf_addc(b, ' ');
	}
	buf_adds(b, "|\n");
	for (i = 0; i < t->ncolumns; i++)
		buf_adds(
		    b, t->columns[i].flags & COLUMN_RIGHT ? "|---:" : "|---");
	buf_adds(b, "|\n");
	for (i = 0; i < t->ncells; i++) {
		buf_adds(b, "| ");
		text(b, t->cells[i].text);
		buf_adds(b, (i + 1) % t->ncolumns == 0 ? " |\n" : " ");
	}
	if (t->note != NULL) {
		buf_addc(b, '\n');
		text(b, t->note);
		buf_addc(b, '\n');
	}
}

static void
heat(struct buf *b, const struct doc_heat *h)
{
	size_t i;

	text(b, h->caption);
	buf_adds(b, "\n\n| |");
	for (i = 0; i < HEAT_COLUMNS; i++)
		buf_addf(b, " %02zu |", i);
	buf_adds(b, "\n|---|");
	for (i = 0; i < HEAT_COLUMNS; i++)
		buf_adds(b, "---:|");
	for (i = 0; i < HEAT_ROWS * HEAT_COLUMNS; i++) {
		if (i % HEAT_COLUMNS == 0) {
			buf_adds(b, "\n| ");
			text(b, h->rows[i / HEAT_COLUMNS]);
			buf_adds(b, " |");
		}
		buf_addf(b, " %lld |", (long long)h->v[i]);
	}
	buf_addc(b, '\n');
}

static void
write_md(const struct doc *d, struct buf *out, const struct paper *paper)
{
	const struct block *b;
	size_t i, k;

	(void)paper;
	buf_adds(out, "# ");
	text(out, d->title);
	buf_adds(out, "\n\n");
	text(out, d->subtitle);
	buf_addc(out, '\n');
	for (i = 0; i < d->n; i++) {
		buf_adds(out, "\n## ");
		text(out, d->sections[i].title);
		buf_addc(out, '\n');
		for (k = 0; k < d->sections[i].n; k++) {
			b = d->sections[i].blocks[k];
			if (b->kind == BLOCK_LINES)
				continue; /* the table beside it says it */
			buf_addc(out, '\n');
			if (b->kind == BLOCK_TEXT) {
				text(out, b->text);
				buf_addc(out, '\n');
			} else if (b->kind == BLOCK_KEYS)
				keys(out, b);
			else if (b->kind == BLOCK_TABLE)
				table(out, &b->table);
			else
				heat(out, &b->heat);
		}
	}
}

const struct format format_md = { "md", ".md", 0, write_md };
