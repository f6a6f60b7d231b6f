/* sense/entity_mark.c - what a pattern alone finds: addresses, sizes, dates */
#include <string.h>

#include "sense/entity_int.h"

static int
overlaps(const struct entities *out, long from, long to)
{
	size_t i;

	for (i = 0; i < out->nmarks; i++)
		if (from < out->marks[i].to && out->marks[i].from < to)
			return 1;
	return 0;
}

static void
mark_add(const struct reading *r, const char *sort, const size_t span[2])
{
	struct entities *out = r->out;
	long from = characters_in(r->text, span[0]);
	long to = from + characters_in(r->text + span[0], span[1] - span[0]);

	if (overlaps(out, from, to))
		return;
	out->marks[out->nmarks++] = (struct mark){ sort,
		arena_strndup(r->a, r->text + span[0], span[1] - span[0]),
		strcmp(sort, "dates") == 0 &&
		    is_before(r, r->f->deadline, span[0]),
		from, to };
}

/* In the order of the file: what one has, the next ones leave alone. */
void
marks_read(const struct reading *r)
{
	const struct form *m = r->f->marks, *end = m + r->f->nmarks;
	size_t at, span[2];

	for (; m < end; m++)
		for (at = 0; r->out->nmarks < ENTITIES_MAX &&
			     pattern_find(m->pattern, r->text, r->n, at, span);
		     at = span[1])
			mark_add(r, m->name, span);
}
