/* cmd/ha-report/metric.c - figures by name, and what is behind them */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "ha-report/report.h"
#include "insight/report.h"
#include "insight/say.h"
#include "io/out.h"
#include "io/table.h"
#include "rec/json.h"

static const struct metric *
metric_need(const char *id, struct err *err)
{
	const struct metric *m = metric_find(id);
	const char *names[64], *near;
	size_t n = 0;

	if (m != NULL)
		return m;
	for (m = metrics; m->id != NULL && n < 64; m++)
		names[n++] = m->id;
	near = opt_nearest(id, names, n);
	err_set(err, ERR_USAGE,
	    "there is no metric '%s'%s%s%s; `ha-report define` lists them", id,
	    near != NULL ? " (did you mean '" : "", near != NULL ? near : "",
	    near != NULL ? "'?)" : "");
	return NULL;
}

static json_t *
definition(const struct metric *m)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "metric", m->id, "unit",
	    metric_unit(m), "basis", metric_basis(m), "name", metric_name(m),
	    "definition", metric_text(m));
}

static int
define_one(const struct metric *m, struct err *err)
{
	json_t *o = definition(m);

	if (common.json) {
		json_add(out_buf(), o);
		out_add("\n", 1);
	} else
		out_printf("%s (%s, %s, %s)\n%s\n", metric_name(m), m->id,
		    metric_unit(m), metric_basis(m), metric_text(m));
	json_decref(o);
	return out_check(err);
}

static int
define_all(struct err *err)
{
	static const struct column columns[] = { { "metric", 0 }, { "unit", 0 },
		{ "basis", 0 }, { "name", COL_TRUNC }, { NULL, 0 } };
	struct table *t = table_new(columns);
	const struct metric *m;

	for (m = metrics; m->id != NULL; m++) {
		table_row(t);
		table_cell(t, m->id);
		table_cell(t, metric_unit(m));
		table_cell(t, metric_basis(m));
		table_cell(t, metric_name(m));
		table_json(t, definition(m));
	}
	return table_end(t, err);
}

int
define_main(char **args)
{
	struct err err = ERR_INIT;
	const struct metric *m;
	int rc = 0;

	config_free(open_config_if_any());
	if (*args == NULL)
		rc = define_all(&err);
	for (; rc == 0 && *args != NULL; args++) {
		m = metric_need(*args, &err);
		rc = m != NULL ? define_one(m, &err) : -1;
	}
	if (rc < 0 || out_flush(&err) < 0)
		die(&err);
	return 0;
}

/* The tickets behind a figure, added up: one may count more than once. */
struct ground {
	int64_t number;
	int64_t hits, misses, open;
	double sum;
};
struct grounds {
	struct ground *v;
	size_t n, cap;
};

static void
collect(int64_t number, enum pick pick, int64_t value, void *arg)
{
	struct grounds *g = arg;

	xgrow(&g->v, &g->cap, g->n + 1, sizeof *g->v);
	g->v[g->n++] =
	    (struct ground){ number, pick == PICK_HIT, pick == PICK_MISS,
		    pick == PICK_OPEN, pick == PICK_HIT ? (double)value : 0 };
}

static int
by_number(const void *a, const void *b)
{
	const struct ground *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static void
join(struct grounds *g)
{
	size_t i, kept = 0;

	if (g->n > 0)
		qsort(g->v, g->n, sizeof *g->v, by_number);
	for (i = 0; i < g->n; i++) {
		if (kept == 0 || g->v[kept - 1].number != g->v[i].number) {
			g->v[kept++] = g->v[i];
			continue;
		}
		g->v[kept - 1].hits += g->v[i].hits;
		g->v[kept - 1].misses += g->v[i].misses;
		g->v[kept - 1].open += g->v[i].open;
		g->v[kept - 1].sum += g->v[i].sum;
	}
	g->n = kept;
}

static json_t *
grounds_json(const struct grounds *g)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < g->n; i++)
		json_array_append_new(
		    list, json_pack("{s:o, s:I, s:I, s:I, s:f}", "ticket",
			      g->v[i].number > 0 ? json_integer(g->v[i].number)
						 : json_null(),
			      "hits", (json_int_t)g->v[i].hits, "misses",
			      (json_int_t)g->v[i].misses, "open",
			      (json_int_t)g->v[i].open, "sum", g->v[i].sum));
	return list;
}

/* "1042 1 h 05 min", "1050 x", "1051 open": what one ticket gives. */
static void
print_ground(const struct metric *m, const struct ground *g, struct arena *a)
{
	if (g->number > 0)
		out_printf("%" PRId64, g->number);
	else
		out_printf("-");
	if (g->hits > 0 && m->unit == UNIT_TIME)
		out_printf("\t%s", say_time(a, g->sum));
	else if (g->hits > 0)
		out_printf("\t%.0f", g->sum);
	if (g->misses > 0)
		out_printf("\t%s", m->unit == UNIT_SHARE ? "0" : "-");
	if (g->open > 0)
		out_printf("\t%s", _("open"));
	out_add("\n", 1);
}

static void
explain(const struct measure *measure, const struct figure *f, struct arena *a)
{
	struct grounds g = { NULL, 0, 0 };
	size_t i;

	out_printf("%s\n", metric_text(f->metric));
	figure_explain(measure, f->metric, collect, &g);
	join(&g);
	for (i = 0; i < g.n; i++)
		print_ground(f->metric, &g.v[i], a);
	if (f->metric->unit == UNIT_TIME)
		out_printf(_("sum %s of %lld, open %lld\n"),
		    say_time(a, f->sum), (long long)f->n, (long long)f->open);
	else
		out_printf(_("sum %.0f of %lld, open %lld\n"), f->sum,
		    (long long)f->n, (long long)f->open);
	free(g.v);
}

static void
print_json(const struct measure *measure, const struct figure *f)
{
	struct grounds g = { NULL, 0, 0 };
	json_t *o = report_figure_json(f);

	if (common.explain) {
		figure_explain(measure, f->metric, collect, &g);
		join(&g);
		json_object_set_new(
		    o, "definition", json_string(metric_text(f->metric)));
		json_object_set_new(o, "sum", json_real(f->sum));
		json_object_set_new(o, "tickets", grounds_json(&g));
		free(g.v);
	}
	json_add(out_buf(), o);
	out_add("\n", 1);
	json_decref(o);
}

static void
print_one(const struct measure *measure, const struct figure *f)
{
	struct arena a = ARENA_INIT;
	const char *interval = say_interval(&a, f);

	if (common.json)
		print_json(measure, f);
	else {
		out_printf("%s\t%s\t%s\t%s\n", f->metric->id, say_value(&a, f),
		    interval, say_base(&a, f));
		if (common.explain)
			explain(measure, f, &a);
	}
	arena_free(&a);
}

int
metrics_print(
    const struct measure *measure, const struct opt_list *list, struct err *err)
{
	struct arena a = ARENA_INIT;
	const struct metric *m = NULL;
	struct figure f;
	char *names, *id;
	size_t i;
	int rc = 0;

	for (i = 0; i < list->n && rc == 0; i++) {
		names = arena_strdup(&a, list->v[i]);
		while (rc == 0 && (id = strsep(&names, ",")) != NULL) {
			m = metric_need(id, err);
			rc = m != NULL ? 0 : -1;
			if (rc < 0)
				break;
			f = figure_of(measure, m);
			print_one(measure, &f);
			rc = out_check(err);
		}
	}
	arena_free(&a);
	return rc;
}
