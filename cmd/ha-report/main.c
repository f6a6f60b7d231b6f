/*
 * ha-report - what happened in a period, in figures that can be asked
 *
 * Reads the database once, writes nothing but the report, opens no socket.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/confine.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "desk/find.h"
#include "ha-report/report.h"
#include "insight/format.h"
#include "insight/report.h"
#include "io/out.h"

static const char *compare, *format_name, *output;
static struct opt_list only, metric_names;
static int brief;

/* clang-format off: tables */
static const struct opt opts[] = { { 0, "compare", OPT_STR, &compare, "PERIOD",
				       "beside this period, or 'previous'" },
	{ 0, "section", OPT_LIST, &only, "NAME,...", "only these sections" },
	{ 0, "brief", OPT_FLAG, &brief, NULL, "only the summary: one screen" },
	{ 0, "metric", OPT_LIST, &metric_names, "METRIC,...",
	    "only these figures" },
	{ 'f', "format", OPT_STR, &format_name, "FORMAT",
	    "term, md, html, json or csv" },
	{ 'o', "output", OPT_STR, &output, "FILE",
	    "write FILE; its suffix is the format" },
	OPT_COMMON, OPT_END };

static const struct verb verbs[] = { { "define", define_main, "[METRIC ...]",
					 "what a figure means" },
	{ NULL, NULL, NULL, NULL } };
/* clang-format on */

const struct program program = { "ha-report", "[PERIOD] [QUERY]",
	"what happened in a period, in figures that can be asked", opts,
	verbs };

static const struct format *
choose_format(void)
{
	struct arena a = ARENA_INIT;
	const struct format *f = NULL;

	if (format_name != NULL)
		f = format_named(format_name);
	else if (common.json)
		f = format_named("json");
	else if (output != NULL)
		f = format_of_path(output);
	else
		f = format_named("term");
	if (f == NULL && format_name != NULL)
		opt_usage(&program, "there is no format '%s' (%s)", format_name,
		    format_list(&a));
	if (f == NULL)
		opt_usage(&program, "'%s' names no format: write -f %s", output,
		    format_list(&a));
	arena_free(&a);
	return f;
}

static struct paper
paper(void)
{
	const char *no = getenv("NO_COLOR");
	int terminal = output == NULL && isatty(STDOUT_FILENO);
	struct paper p = { 80, terminal && (no == NULL || *no == '\0') };
	struct winsize w;

	if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 &&
	    w.ws_col >= 40)
		p.width = w.ws_col;
	return p;
}

static int
is_section(const char *id)
{
	size_t i;

	for (i = 0; report_section(i) != NULL; i++)
		if (strcmp(report_section(i), id) == 0)
			return 1;
	return 0;
}

/* The sections asked for, NULL at the end; NULL: all. */
static const char *const *
sections(struct arena *a)
{
	const char **v = NULL;
	size_t n = 0, cap = 0, i;
	char *names, *id;

	for (i = 0; i < only.n; i++) {
		names = arena_strdup(a, only.v[i]);
		while ((id = strsep(&names, ",")) != NULL) {
			if (!is_section(id))
				opt_usage(
				    &program, "there is no section '%s'", id);
			xgrow(&v, &cap, n + 2, sizeof *v);
			v[n++] = id;
			v[n] = NULL;
		}
	}
	return v;
}

/* The shop's name, when there is one shop. */
static const char *
title(const struct reading *s)
{
	return s->config != NULL && s->config->nshops == 1
		   ? s->config->shops[0].name
		   : NULL;
}

/* What is asked for. */
struct question {
	struct period period, before;
	int compared;
	struct query query;
	struct find find;
	const char *text; /* of the query, or NULL */
};

static const char *
join_words(char **args, struct arena *a)
{
	const char *text = *args;

	while (text != NULL && *++args != NULL)
		text = arena_printf(a, "%s %s", text, *args);
	return text;
}

static int
read_question(
    struct reading *s, char **args, struct question *q, struct err *err)
{
	struct query_env env = { clock_now(), s->tz, s->who };
	const char *period = "week";

	if (*args != NULL && period_is(*args))
		period = *args++;
	if (reading_period(s, period, &q->period, err) < 0)
		return -1;
	q->compared = compare != NULL;
	if (q->compared && strcmp(compare, "previous") == 0) {
		if (period_before(&q->period, s->tz, &q->before, err) < 0)
			return -1;
	} else if (q->compared &&
		   reading_period(s, compare, &q->before, err) < 0)
		return -1;
	q->text = join_words(args, &s->arena);
	if (query_words(&q->query, args, &env, err) < 0)
		return -1;
	return desk_find(&q->query, s->config, &q->find, &s->arena, err);
}

static void
write_report(struct reading *s, const struct question *q,
    const struct measure *now, const struct measure *before,
    const struct format *format)
{
	struct paper p = paper();
	struct report_source source = { .now = now,
		.before = before,
		.title = title(s),
		.query = q->text,
		.only = sections(&s->arena),
		.brief = brief,
		.all = format->all,
		.intent = reading_intent,
		.detail = reading_detail,
		.arg = s };
	struct doc *doc = report_write(&source);

	format->write(doc, out_buf(), &p);
	doc_free(doc);
	free((void *)source.only);
}

static int
report(char **args, struct err *err)
{
	const struct format *format = choose_format();
	struct reading s;
	struct question q = { .query = QUERY_INIT };
	struct measure *now = NULL, *before = NULL;
	int rc = -1;

	reading_open(&s);
	confine(arena_printf(&s.arena, "%s%s", open_promises(s.config),
	    output != NULL ? " wpath" : ""));
	if (output != NULL)
		out_to(output);
	if (read_question(&s, args, &q, err) == 0 &&
	    (now = reading_measure(&s, &q.period, &q.find, err)) != NULL &&
	    (!q.compared || (before = reading_measure(
				 &s, &q.before, &q.find, err)) != NULL))
		rc = 0;
	if (rc == 0 && metric_names.n > 0)
		rc = metrics_print(now, &metric_names, err);
	else if (rc == 0)
		write_report(&s, &q, now, before, format);
	measure_free(now);
	measure_free(before);
	query_free(&q.query);
	reading_close(&s);
	if (rc == 0)
		rc = out_close(err);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct err err = ERR_INIT;
	char **args = opt_parse(argc, argv, &program);
	const struct verb *verb = opt_verb(&program, &args);

	if (verb != NULL)
		return verb->run(args);
	if (report(args, &err) < 0)
		die(&err);
	return 0;
}
