/* insight/report.c - a report out of facts */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "insight/part.h"

static void
volume(struct report *r)
{
	static const char *const trend[] = { "messages", "tickets", "answers",
		"automatic_answers", NULL };
	static const char *const channels[] = { "tickets", "first_response",
		"resolution_rate", "automation_share", "platform_misses",
		NULL };

	part_trend(r, "trend", _("Messages from customers"), "messages", trend);
	part_shares(r, "channels", _("Channel"), BY_CHANNEL, "tickets");
	part_matrix(r, "accounts", _("Account"), BY_ACCOUNT, channels);
}

/* When customers write: what shifts are planned by. */
static void
hours(struct report *r)
{
	static const char *const days[HEAT_ROWS] = { N_("Mon"), N_("Tue"),
		N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun") };
	struct figure *f = figures_by(r->m, part_metric("messages"), BY_HOUR);
	struct doc_heat *h = doc_heat(
	    r->doc, "hours", _("Messages from customers by hour of the week"));
	int64_t *v = arena_get(r->arena, HOURS * sizeof *v);
	const char **rows = arena_get(r->arena, sizeof days);
	size_t i;

	for (i = 0; i < HOURS; i++)
		v[i] = f[i].hits;
	for (i = 0; i < HEAT_ROWS; i++)
		rows[i] = _(days[i]);
	h->v = v;
	h->rows = rows;
	free(f);
}

static void
topics(struct report *r)
{
	part_shares(r, "intents", _("Intent"), BY_INTENT, "tickets");
	part_shares(r, "details", _("What exactly"), BY_DETAIL, "tickets");
	part_shares(r, "languages", _("Language"), BY_LANG, "tickets");
	part_shares(r, "countries", _("Country"), BY_COUNTRY, "tickets");
}

static void
response(struct report *r)
{
	static const char *const all[] = { "first_response",
		"first_response_hours", "next_response", "next_response_hours",
		"resolution_time", "resolution_time_hours", NULL };

	part_figures(r, "times", all);
}

static void
service(struct report *r)
{
	static const char *const all[] = { "sla_first_response",
		"sla_next_response", "sla_proposal", "sla_resolution",
		"sla_platform", "sla_all", "platform_misses", NULL };
	static const char *const channels[] = { "tickets", "sla_first_response",
		"sla_resolution", "sla_platform", "platform_misses", NULL };

	part_figures(r, "clocks", all);
	part_matrix(r, "channels", _("Channel"), BY_CHANNEL, channels);
}

static void
resolution(struct report *r)
{
	static const char *const all[] = { "resolution_rate", "reopen_rate",
		"automation_share", "answered_automatically",
		"contacts_per_ticket", "answers_per_ticket", NULL };
	static const char *const intents[] = { "tickets", "resolution_rate",
		"automation_share", "contacts_per_ticket", "resolution_time",
		NULL };

	part_figures(r, "rates", all);
	part_matrix(r, "intents", _("Intent"), BY_INTENT, intents);
}

static const char *
age_name(size_t i)
{
	static const char *const names[AGES] = { N_("under 1 day"),
		N_("1 to 3 days"), N_("3 to 7 days"), N_("7 to 30 days"),
		N_("30 days or more") };

	return _(names[i]);
}

static void
backlog_row(struct report *r, struct doc_table *t, const char *name,
    const char *raw, const struct figure *f, double longest)
{
	struct cell *c;

	doc_cell_text(t, name, raw);
	c = doc_cell_int(t, say_count(r->arena, f->hits), f->hits);
	c->bar = longest > 0 ? (double)f->hits / longest : -1;
}

static double
longest_of(const struct figure *f, size_t n)
{
	double longest = 0;
	size_t i;

	for (i = 0; i < n; i++)
		if (f[i].value > longest)
			longest = f[i].value;
	return longest;
}

static void
backlog(struct report *r)
{
	static const char *const all[] = { "backlog", NULL };
	static const char *const age_ids[AGES] = { "0-1", "1-3", "3-7", "7-30",
		"30-" };
	static const char *const wait_ids[WAITS] = { "us", "customer",
		"inside" };
	const char *waits[WAITS];
	const struct metric *m = part_metric("backlog");
	struct figure *f = figures_by(r->m, m, BY_AGE);
	struct doc_table *t;
	size_t i;

	part_keys(r, all);
	t = doc_table(r->doc, "age", _("Age"));
	doc_column(t, "age", _("Age"), 0);
	doc_column(t, "tickets", _("Tickets"), COLUMN_RIGHT);
	for (i = 0; i < AGES; i++)
		backlog_row(
		    r, t, age_name(i), age_ids[i], &f[i], longest_of(f, AGES));
	free(f);
	waits[WAIT_US] = _("for us");
	waits[WAIT_CUSTOMER] = _("for the customer");
	waits[WAIT_INSIDE] = _("inside the company");
	f = figures_by(r->m, m, BY_WAIT);
	t = doc_table(r->doc, "wait", _("Waits for"));
	doc_column(t, "wait", _("Waits"), 0);
	doc_column(t, "tickets", _("Tickets"), COLUMN_RIGHT);
	for (i = 0; i < WAITS; i++)
		backlog_row(
		    r, t, waits[i], wait_ids[i], &f[i], longest_of(f, WAITS));
	free(f);
}

static void
problems(struct report *r)
{
	static const char *const all[] = { "complaints", "complaint_rate",
		NULL };

	part_keys(r, all);
	if (r->m->no_lines)
		doc_text(r->doc,
		    _("The query asks for what order lines do not have, so "
		      "that complaints are counted but have no rate."));
	part_rates(r, "skus", _("SKU"), BY_SKU);
	part_rates(r, "carriers", _("Carrier"), BY_CARRIER);
	part_rates(r, "countries", _("Country"), BY_COUNTRY);
	doc_text(r->doc,
	    _("Ordered by the lower end of the interval. q: exact binomial "
	      "test against all others, Benjamini-Hochberg over all that were "
	      "tested. Marked: q under 0.05, 5 complaints or more, and 1.5 "
	      "times the rate of all others."));
}

static void
definitions(struct report *r)
{
	struct doc_table *t = doc_table(r->doc, "metrics", NULL);
	const struct metric *m;

	doc_column(t, "metric", _("Figure"), 0);
	doc_column(t, "definition", _("Definition"), 0);
	for (m = metrics; m->id != NULL; m++) {
		doc_cell_text(t, metric_name(m), m->id);
		doc_cell_text(t, metric_text(m), metric_text(m));
	}
}

static const struct section {
	const char *id, *title;
	void (*write)(struct report *);
} sections[] = {
	{ "summary", N_("Summary"), summary_write },
	{ "volume", N_("What came in"), volume },
	{ "hours", N_("When customers write"), hours },
	{ "topics", N_("What it was about"), topics },
	{ "response", N_("How long customers waited"), response },
	{ "service", N_("Service levels"), service },
	{ "resolution", N_("What became of it"), resolution },
	{ "backlog", N_("What is still open"), backlog },
	{ "problems", N_("Products, carriers, countries"), problems },
	{ "definitions", N_("What the figures mean"), definitions },
	{ NULL, NULL, NULL },
};

const char *
report_section(size_t i)
{
	return sections[i].id;
}

static int
wanted(const struct report_source *s, const char *id)
{
	size_t i;

	if (s->brief)
		return strcmp(id, "summary") == 0;
	for (i = 0; s->only != NULL && s->only[i] != NULL; i++)
		if (strcmp(s->only[i], id) == 0)
			return 1;
	return s->only == NULL;
}

/* The last day of a period, which ends before its bound. */
static const char *
days(struct report *r, const struct measure *m)
{
	const char *from = say_day(r->arena, m->period.from, m->tz);
	const char *to = say_day(r->arena, m->period.to - 1, m->tz);

	return strcmp(from, to) == 0
		   ? from
		   : arena_printf(r->arena, "%s – %s", from, to);
}

static void
head(struct report *r)
{
	const struct report_source *s = r->source;
	const struct measure *m = r->m;
	struct buf b = BUF_INIT;

	r->doc->title = s->title != NULL
			    ? arena_printf(r->arena, "%s · %s",
				  doc_clean(r->doc, s->title), days(r, m))
			    : days(r, m);
	buf_addf(&b, _("Times are of %s. Intervals are 95 %%."),
	    m->tz != NULL ? m->tz : _("this machine's zone"));
	if (m->end < m->period.to)
		buf_addf(&b, _(" The period is not over: until %s."),
		    say_instant(r->arena, m->end, m->tz));
	if (m->until != CLOCK_NONE)
		buf_addf(&b, _(" The latest that is known is of %s."),
		    say_instant(r->arena, m->until, m->tz));
	if (s->query != NULL)
		buf_addf(&b, _(" Only: %s."), doc_clean(r->doc, s->query));
	if (r->before != NULL)
		buf_addf(&b, _(" Compared with %s."), days(r, r->before));
	r->doc->subtitle = arena_strdup(r->arena, b.p);
	buf_free(&b);
}

static json_t *
period_json(const struct measure *m)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	return json_pack("{s:s, s:s}", "from",
	    clock_print(m->period.from, from), "to",
	    clock_print(m->period.to, to));
}

static void
head_json(struct report *r)
{
	char until[CLOCK_TEXT];
	json_t *o = r->doc->head;

	json_object_set_new(o, "v", json_integer(1));
	json_object_set_new(o, "kind", json_string("report"));
	json_object_set_new(o, "period", period_json(r->m));
	json_object_set_new(
	    o, "tz", r->m->tz != NULL ? json_string(r->m->tz) : json_null());
	if (r->before != NULL)
		json_object_set_new(o, "compared", period_json(r->before));
	if (r->source->query != NULL)
		json_object_set_new(o, "query", json_string(r->source->query));
	json_object_set_new(o, "known_until",
	    r->m->until != CLOCK_NONE
		? json_string(clock_print(r->m->until, until))
		: json_null());
}

struct doc *
report_write(const struct report_source *source)
{
	struct report r = { source, source->now, source->before, NULL, NULL };
	const struct section *s;

	r.doc = doc_new(i18n_lang());
	r.arena = &r.doc->arena;
	head(&r);
	head_json(&r);
	for (s = sections; s->id != NULL; s++) {
		if (!wanted(source, s->id))
			continue;
		doc_section(r.doc, s->id, _(s->title));
		s->write(&r);
	}
	return r.doc;
}
