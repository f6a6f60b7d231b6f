/*
 * insight/summary.c - the report in a few sentences and eight figures
 *
 * First what came in and what became of it, then what stands out and what to
 * do first.  All are written from the figures: what stands out is the first
 * marked row of the tables.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "insight/part.h"

static const char *const keys[] = { "messages", "tickets", "first_response",
	"resolution_time", "resolution_rate", "sla_first_response",
	"automation_share", "backlog", NULL };

static const char *
volume_sentence(struct report *r)
{
	struct figure letters = part_figure(r, "messages");
	struct figure tickets = part_figure(r, "tickets");
	struct figure solved = part_figure(r, "resolution_rate");
	struct figure first = part_figure(r, "first_response");

	if (tickets.hits == 0 && letters.hits == 0)
		return _("No customer wrote in this period.");
	if (!first.known)
		return arena_printf(r->arena,
		    _("Customers sent %s messages and began %s tickets, of "
		      "which %s are resolved; no person has answered one yet."),
		    say_value(r->arena, &letters),
		    say_value(r->arena, &tickets),
		    say_value(r->arena, &solved));
	return arena_printf(r->arena,
	    _("Customers sent %s messages and began %s tickets, of which %s "
	      "are resolved; the first answer by a person took %s (median)."),
	    say_value(r->arena, &letters), say_value(r->arena, &tickets),
	    say_value(r->arena, &solved), say_value(r->arena, &first));
}

/*
 * A SKU, carrier or country whose complaints stand out, or the intent of most
 * tickets (but "other", which says nothing).
 */
static const char *
what_stands_out(struct report *r)
{
	static const enum group groups[] = { BY_SKU, BY_CARRIER, BY_COUNTRY };
	const struct metric *tickets = part_metric("tickets");
	struct figure f = { .hits = 0 }, all = figure_of(r->m, tickets), *by;
	size_t i, n, best = 0;
	long g;

	for (i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		g = part_worst(r, groups[i], &f);
		if (g < 0)
			continue;
		return arena_printf(r->arena,
		    _("%s stands out with %s complaints on %s order lines (%s, "
		      "%s)"),
		    part_name(r, groups[i], (size_t)g),
		    say_count(r->arena, f.hits), say_count(r->arena, f.n),
		    say_value(r->arena, &f), say_interval(r->arena, &f));
	}
	n = measure_groups(r->m, BY_INTENT);
	by = figures_by(r->m, tickets, BY_INTENT);
	for (i = 0; i < n; i++)
		if (strcmp(measure_name(r->m, BY_INTENT, i), "other") != 0 &&
		    by[i].hits > f.hits) {
			best = i;
			f = by[i];
		}
	free(by);
	if (f.hits == 0)
		return _("No product, carrier or country stands out");
	return arena_printf(r->arena,
	    _("No product, carrier or country stands out; most was about "
	      "'%s' (%s)"),
	    part_name(r, BY_INTENT, best),
	    say_share(r->arena, (double)f.hits / (double)all.hits));
}

static const char *
what_first(struct report *r)
{
	struct figure missed = part_figure(r, "platform_misses");
	struct figure first = part_figure(r, "first_response");
	struct figure open = part_figure(r, "backlog");

	if (first.open > 0)
		return arena_printf(r->arena,
		    _("First, answer the %s that nobody has answered yet "
		      "(ha ticket list open)"),
		    say_count(r->arena, first.open));
	if (missed.hits > 0)
		return arena_printf(r->arena,
		    _("First, see why %s messages passed the marketplace's "
		      "limit (ha report --metric platform_misses --explain)"),
		    say_count(r->arena, missed.hits));
	if (open.hits > 0)
		return arena_printf(r->arena,
		    _("First, resolve what waits: %s tickets are open"),
		    say_count(r->arena, open.hits));
	return _("Nothing waits");
}

void
summary_write(struct report *r)
{
	doc_text(r->doc, volume_sentence(r));
	if (part_figure(r, "tickets").hits > 0)
		doc_text(r->doc, arena_printf(r->arena, _("%s. %s."),
				     what_stands_out(r), what_first(r)));
	part_keys(r, keys);
}
