/* insight/part.c - what sections are made of */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "insight/part.h"
#include "insight/stat.h"

enum { TOP = 12 };
/* What it takes to be called worse: times the rate of all others, q. */
static const double worse = 1.5, worst_q = 0.05;

/* A group with its figure, to be put in order. */
struct ranked {
	size_t group;
	const char *name;
	struct figure f;
	double by, q;
};

const struct metric *
part_metric(const char *id)
{
	const struct metric *m = metric_find(id);

	assert(m != NULL);
	return m;
}

struct figure
part_figure(const struct report *r, const char *id)
{
	return figure_of(r->m, part_metric(id));
}

struct figure
part_before(const struct report *r, const char *id)
{
	struct figure none = { .metric = part_metric(id) };

	return r->before != NULL ? figure_of(r->before, none.metric) : none;
}

const char *
part_name(const struct report *r, enum group group, size_t i)
{
	const char *id = doc_clean(r->doc, measure_name(r->m, group, i));

	if (id == NULL)
		return _("not known");
	switch (group) {
	case BY_INTENT:
		return r->source->intent(id, r->source->arg);
	case BY_DETAIL:
		return r->source->detail(id, r->source->arg);
	case BY_LANG:
		return say_language(r->arena, id);
	case BY_COUNTRY:
		return say_country(r->arena, id);
	default:
		return id;
	}
}

/* The id of a group for programs: its name in the data, or NULL. */
static const char *
raw_name(const struct report *r, enum group group, size_t i)
{
	return doc_clean(r->doc, measure_name(r->m, group, i));
}

/* Counts and times are whole numbers. */
static json_t *
number(const struct figure *f, double x)
{
	if (!f->known)
		return json_null();
	return f->metric->unit == UNIT_COUNT || f->metric->unit == UNIT_TIME
		   ? json_integer((json_int_t)x)
		   : json_real(x);
}

json_t *
report_figure_json(const struct figure *f)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:I, s:o}", "metric",
	    f->metric->id, "unit", metric_unit(f->metric), "basis",
	    metric_basis(f->metric), "n", (json_int_t)f->n, "value",
	    number(f, f->value));

	if (f->metric->unit == UNIT_SHARE || f->metric->unit == UNIT_RATE)
		json_object_set_new(o, "hits", json_integer(f->hits));
	if (f->metric->unit == UNIT_TIME)
		json_object_set_new(o, "p90", number(f, f->p90));
	if (f->known && f->bounded) {
		json_object_set_new(o, "low", number(f, f->low));
		json_object_set_new(o, "high", number(f, f->high));
	}
	json_object_set_new(o, "open", json_integer(f->open));
	return o;
}

void
part_keys(struct report *r, const char *const *ids)
{
	struct figure f, before;
	const char *detail, *change;
	json_t *json;

	for (; *ids != NULL; ids++) {
		f = part_figure(r, *ids);
		before = part_before(r, *ids);
		detail = say_detail(r->arena, &f);
		change = say_change(r->arena, &f, &before);
		if (*change != '\0')
			detail = arena_printf(r->arena, "%s%s%s", detail,
			    *detail != '\0' ? " · " : "", change);
		json = report_figure_json(&f);
		if (before.known)
			json_object_set_new(
			    json, "before", report_figure_json(&before));
		doc_key(r->doc, *ids, metric_name(f.metric),
		    say_value(r->arena, &f), detail, MARK_NONE, json);
	}
}

static void
value_cell(struct report *r, struct doc_table *t, const struct figure *f)
{
	const char *text = f->known && f->metric->unit == UNIT_TIME
			       ? say_span(r->arena, f->value)
			       : say_value(r->arena, f);

	if (!f->known)
		doc_cell(t, text)->mark = MARK_DIM;
	else if (f->metric->unit == UNIT_COUNT)
		doc_cell_int(t, text, f->hits);
	else
		doc_cell_real(t, text, f->value);
}

static void
interval_cells(struct report *r, struct doc_table *t, const struct figure *f)
{
	struct cell *c;

	c = doc_cell(t, say_interval(r->arena, f));
	if (f->known && f->bounded) {
		c->type = CELL_REAL;
		c->d = f->low;
		c->low = f->low;
		c->high = f->high;
	}
}

static int
has_times(const char *const *ids)
{
	for (; *ids != NULL; ids++)
		if (part_metric(*ids)->unit == UNIT_TIME)
			return 1;
	return 0;
}

static void
figure_row(struct report *r, struct doc_table *t, const char *id, int times)
{
	struct figure f = part_figure(r, id), before = part_before(r, id);

	doc_cell_text(t, metric_name(f.metric), id);
	value_cell(r, t, &f);
	interval_cells(r, t, &f);
	if (times && f.metric->unit == UNIT_TIME && f.known)
		doc_cell_real(t, say_span(r->arena, f.p90), f.p90);
	else if (times)
		doc_cell(t, "");
	doc_cell_int(t, say_base(r->arena, &f), f.n);
	doc_cell_int(t, f.open > 0 ? say_count(r->arena, f.open) : "", f.open);
	if (r->before == NULL)
		return;
	value_cell(r, t, &before);
	if (f.known && before.known)
		doc_cell_real(t, say_change(r->arena, &f, &before),
		    f.value - before.value);
	else
		doc_cell(t, "");
}

void
part_figures(struct report *r, const char *id, const char *const *ids)
{
	struct doc_table *t = doc_table(r->doc, id, NULL);
	int times = has_times(ids);

	doc_column(t, "metric", _("Figure"), 0);
	doc_column(t, "value", times ? _("Median") : _("Value"), COLUMN_RIGHT);
	doc_column(t, "interval", _("95\u00a0%"), COLUMN_RIGHT | COLUMN_SPARE);
	if (times)
		doc_column(t, "p90", _("90th percentile"),
		    COLUMN_RIGHT | COLUMN_SPARE);
	doc_column(t, "n", _("Of"), COLUMN_KEEP);
	doc_column(t, "open", _("Not yet"), COLUMN_RIGHT);
	if (r->before != NULL) {
		doc_column(t, "before", _("Before"), COLUMN_RIGHT);
		doc_column(t, "change", _("Change"), COLUMN_RIGHT);
	}
	for (; *ids != NULL; ids++)
		figure_row(r, t, *ids, times);
}

/* Highest first, then by name: the same data gives the same order. */
static int
by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->by != y->by)
		return x->by < y->by ? 1 : -1;
	if (x->name == NULL || y->name == NULL)
		return (x->name == NULL) - (y->name == NULL);
	return strcmp(x->name, y->name);
}

/* The groups of which there is something; the caller's. */
static struct ranked *
rank(const struct measure *m, enum group group, const char *metric, size_t *n)
{
	size_t i, all = measure_groups(m, group);
	struct figure *f = figures_by(m, part_metric(metric), group);
	struct ranked *v = xcalloc(all + 1, sizeof *v);

	*n = 0;
	for (i = 0; i <= all; i++)
		if (f[i].hits > 0)
			v[(*n)++] = (struct ranked){ .group = i,
				.name = measure_name(m, group, i),
				.f = f[i],
				.by = (double)f[i].hits };
	free(f);
	qsort(v, *n, sizeof *v, by_rank);
	return v;
}

static size_t
shown(const struct report *r, size_t n)
{
	return r->source->all || n <= TOP + 1 ? n : TOP;
}

static void
say_more(struct report *r, struct doc_table *t, size_t n)
{
	size_t kept = shown(r, n);

	if (kept < n)
		t->note = arena_printf(r->arena,
		    _("%d more are in the JSON and CSV of this report."),
		    (int)(n - kept));
}

/* A phone has room for a name and three figures. */
static unsigned
value_column(size_t i)
{
	return i < 3 ? COLUMN_RIGHT : COLUMN_RIGHT | COLUMN_SPARE;
}

void
part_matrix(struct report *r, const char *id, const char *caption,
    enum group group, const char *const *ids)
{
	struct doc_table *t = doc_table(r->doc, id, caption);
	size_t n, i, k, columns = 0;
	struct ranked *v = rank(r->m, group, "tickets", &n);
	struct figure *f[8];

	doc_column(t, "name", caption, 0);
	for (; ids[columns] != NULL && columns < 8; columns++) {
		f[columns] = figures_by(r->m, part_metric(ids[columns]), group);
		doc_column(t, ids[columns],
		    metric_name(part_metric(ids[columns])),
		    value_column(columns));
	}
	for (i = 0; i < shown(r, n); i++) {
		doc_cell_text(t, part_name(r, group, v[i].group),
		    raw_name(r, group, v[i].group));
		for (k = 0; k < columns; k++)
			value_cell(r, t, &f[k][v[i].group]);
	}
	say_more(r, t, n);
	for (k = 0; k < columns; k++)
		free(f[k]);
	free(v);
}

/* What the group of that name had before. */
static int64_t
hits_before(const struct report *r, enum group group, const char *name,
    const struct figure *f)
{
	size_t i, n = measure_groups(r->before, group);

	for (i = 0; name != NULL && i < n; i++)
		if (strcmp(measure_name(r->before, group, i), name) == 0)
			return f[i].hits;
	return name == NULL ? f[n].hits : 0;
}

static void
share_row(struct report *r, struct doc_table *t, enum group group,
    const struct ranked *v, int64_t total, double longest)
{
	double share = (double)v->f.hits / (double)total;
	struct interval i = share_interval(v->f.hits, total);
	struct cell *c;

	doc_cell_text(
	    t, part_name(r, group, v->group), raw_name(r, group, v->group));
	doc_cell_int(t, say_count(r->arena, v->f.hits), v->f.hits);
	c = doc_cell_real(t, say_share(r->arena, share), share);
	c->bar = share / longest;
	c->low = i.low / longest;
	c->high = i.high / longest < 1 ? i.high / longest : 1;
	doc_cell(t,
	    arena_printf(r->arena, "%.1f–%.1f %%", i.low * 100, i.high * 100));
}

void
part_shares(struct report *r, const char *id, const char *caption,
    enum group group, const char *metric)
{
	struct doc_table *t;
	size_t n, i;
	struct ranked *v = rank(r->m, group, metric, &n);
	int64_t total = part_figure(r, metric).hits, was;
	struct figure *before = NULL;
	double longest = n > 0 ? share_interval(v[0].f.hits, total).high : 1;

	/* nothing is known of any: no table to look at */
	if (n == 0 || (n == 1 && v[0].name == NULL)) {
		free(v);
		return;
	}
	t = doc_table(r->doc, id, caption);
	doc_column(t, "name", caption, 0);
	doc_column(t, "count", metric_name(part_metric(metric)), COLUMN_RIGHT);
	doc_column(t, "share", _("Share"), COLUMN_RIGHT);
	doc_column(t, "interval", _("95\u00a0%"), COLUMN_RIGHT | COLUMN_SPARE);
	if (r->before != NULL) {
		doc_column(t, "before", _("Before"), COLUMN_RIGHT);
		before = figures_by(r->before, part_metric(metric), group);
	}
	for (i = 0; i < shown(r, n); i++) {
		share_row(r, t, group, &v[i], total, longest);
		if (before == NULL)
			continue;
		was = hits_before(r, group, v[i].name, before);
		doc_cell_int(t, say_count(r->arena, was), was);
	}
	say_more(r, t, n);
	free(before);
	free(v);
}

/*
 * How likely so many complaints, or more, are if the group were like all
 * others together; 1 when that cannot be said.
 */
static double
chance(const struct figure *f, const struct figure *all)
{
	int64_t hits = all->hits - f->hits, n = all->n - f->n;

	if (!f->known || !f->bounded || n <= 0 || hits < 0 || hits > n)
		return 1;
	return binomial_tail(f->hits, f->n, (double)hits / (double)n);
}

/* Q is the chance of a false alarm among all groups that were looked at. */
static int
stands_out(const struct ranked *v, const struct figure *all)
{
	int64_t hits = all->hits - v->f.hits, n = all->n - v->f.n;

	return v->name != NULL && v->f.hits >= WORST_HITS && v->q < worst_q &&
	       v->f.value > worse * (double)hits / (double)n;
}

static size_t
count_tested(const struct measure *m, enum group group)
{
	size_t i, tested = 0, n = measure_groups(m, group);
	struct figure *f = figures_by(m, part_metric("complaint_rate"), group);

	for (i = 0; i < n; i++)
		tested += f[i].n > 0;
	free(f);
	return tested;
}

/* By the lower end of the interval: small numbers do not shout. */
static struct ranked *
rank_rates(const struct report *r, enum group group, size_t *n)
{
	struct ranked *v = rank(r->m, group, "complaint_rate", n);
	struct figure all = part_figure(r, "complaint_rate");
	double *q = xcalloc(*n + 1, sizeof *q);
	size_t i;

	for (i = 0; i < *n; i++)
		q[i] = chance(&v[i].f, &all);
	adjust_many(q, *n, count_tested(r->m, group));
	for (i = 0; i < *n; i++) {
		v[i].q = q[i];
		v[i].by = !v[i].f.known	   ? -1
			  : v[i].f.bounded ? v[i].f.low
					   : v[i].f.value;
	}
	free(q);
	qsort(v, *n, sizeof *v, by_rank);
	return v;
}

static void
rate_row(struct report *r, struct doc_table *t, enum group group,
    const struct ranked *v, const struct figure *all, double longest)
{
	struct cell *c;
	int bad = stands_out(v, all);

	c = doc_cell_text(
	    t, part_name(r, group, v->group), raw_name(r, group, v->group));
	c->mark = bad ? MARK_BAD : MARK_NONE;
	doc_cell_int(t, say_count(r->arena, v->f.hits), v->f.hits);
	doc_cell_int(t, say_count(r->arena, v->f.n), v->f.n);
	value_cell(r, t, &v->f);
	c = &t->cells[t->ncells - 1];
	c->mark = bad ? MARK_BAD : c->mark;
	if (v->f.known && v->f.bounded && longest > 0) {
		c->bar = v->f.value / longest;
		c->low = v->f.low / longest;
		c->high = v->f.high / longest;
	}
	interval_cells(r, t, &v->f);
	if (v->f.known && v->f.bounded)
		doc_cell_real(t, say_chance(r->arena, v->q), v->q);
	else
		doc_cell(t, "");
}

void
part_rates(
    struct report *r, const char *id, const char *caption, enum group group)
{
	struct figure all = part_figure(r, "complaint_rate");
	struct doc_table *t;
	size_t n, i;
	struct ranked *v = rank_rates(r, group, &n);
	double longest = 0;

	for (i = 0; i < shown(r, n); i++)
		if (v[i].f.known && v[i].f.bounded && v[i].f.high > longest)
			longest = v[i].f.high;
	if (n > 0) {
		t = doc_table(r->doc, id, caption);
		doc_column(t, "name", caption, 0);
		doc_column(t, "complaints", _("Complaints"), COLUMN_RIGHT);
		doc_column(t, "lines", _("Order lines"), COLUMN_RIGHT);
		doc_column(t, "rate", _("Rate"), COLUMN_RIGHT);
		doc_column(
		    t, "interval", _("95\u00a0%"), COLUMN_RIGHT | COLUMN_SPARE);
		doc_column(t, "q", _("q"), COLUMN_RIGHT);
		for (i = 0; i < shown(r, n); i++)
			rate_row(r, t, group, &v[i], &all, longest);
		say_more(r, t, n);
	}
	free(v);
}

long
part_worst(const struct report *r, enum group group, struct figure *out)
{
	struct figure all = part_figure(r, "complaint_rate");
	size_t n, i;
	struct ranked *v = rank_rates(r, group, &n);
	long worst = -1;

	for (i = 0; i < n && worst < 0; i++)
		if (stands_out(&v[i], &all)) {
			worst = (long)v[i].group;
			*out = v[i].f;
		}
	free(v);
	return worst;
}

static void
trend_lines(
    struct report *r, const char *id, const char *caption, const char *line)
{
	const struct metric *m = part_metric(line);
	struct doc_lines *l = doc_lines(r->doc, id, caption, r->m->nparts);
	struct figure *f = figures_by(r->m, m, BY_PART);
	struct doc_series *s = doc_series(r->doc, l, line, metric_name(m));
	size_t i, step = r->m->nparts > 8 ? (r->m->nparts + 6) / 7 : 1;

	for (i = 0; i < l->n; i++) {
		l->titles[i] = say_day(r->arena, r->m->parts[i], r->m->tz);
		l->labels[i] = i % step == 0 ? l->titles[i] + 5 : "";
		if (r->m->parts[i] < r->m->end)
			s->v[i] = (double)f[i].hits;
	}
	free(f);
	if (r->before == NULL || r->before->nparts == 0)
		return;
	s = doc_series(r->doc, l, "before", _("The period compared"));
	s->dashed = 1;
	f = figures_by(r->before, m, BY_PART);
	for (i = 0; i < l->n && i < r->before->nparts; i++)
		s->v[i] = (double)f[i].hits;
	free(f);
}

void
part_trend(struct report *r, const char *id, const char *caption,
    const char *line, const char *const *ids)
{
	struct figure *f[8];
	struct doc_table *t;
	size_t i, k, columns = 0;
	const char *day;

	if (r->m->nparts > 1)
		trend_lines(r, id, caption, line);
	t = doc_table(r->doc, id, NULL);
	doc_column(t, "from", _("From"), COLUMN_KEEP);
	for (; ids[columns] != NULL && columns < 8; columns++) {
		f[columns] =
		    figures_by(r->m, part_metric(ids[columns]), BY_PART);
		doc_column(t, ids[columns],
		    metric_name(part_metric(ids[columns])),
		    value_column(columns));
	}
	for (i = 0; i < r->m->nparts; i++) {
		day = say_day(r->arena, r->m->parts[i], r->m->tz);
		doc_cell_text(t, day, day);
		for (k = 0; k < columns; k++)
			value_cell(r, t, &f[k][i]);
	}
	for (k = 0; k < columns; k++)
		free(f[k]);
}
