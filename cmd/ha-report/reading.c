/* cmd/ha-report/reading.c - what a report is read from */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "common/complain.h"
#include "common/open.h"
#include "desk/clocks.h"
#include "ha-report/report.h"

void
reading_open(struct reading *s)
{
	struct conf_errs errs = { NULL, 0, 0 };
	int status;

	*s = (struct reading){ .config = open_config_if_any() };
	s->tz = s->config != NULL ? s->config->tz : NULL;
	s->who = open_actor(s->config, NULL).name;
	s->db = open_db(s->config, DB_READ);
	s->taxonomy = taxonomy_open(&errs);
	s->desk = desk_open(s->db, s->config, NULL, &errs);
	status = complain_all(&errs);
	if (s->desk == NULL || s->taxonomy == NULL)
		exit(status);
	conf_errs_free(&errs);
}

void
reading_close(struct reading *s)
{
	desk_close(s->desk);
	taxonomy_free(s->taxonomy);
	db_close(s->db);
	config_free(s->config);
	arena_free(&s->arena);
}

int
reading_period(const struct reading *s, const char *text, struct period *out,
    struct err *err)
{
	int64_t now = clock_now();

	if (period_parse(text, now, s->tz, out, err) < 0)
		return -1;
	if (out->from == INT64_MIN)
		return err_set(err, ERR_USAGE,
		    "a report needs a beginning: '%s' has none", text);
	if (out->to == INT64_MAX)
		out->to = now;
	if (out->from >= now || out->to <= out->from)
		return err_set(err, ERR_USAGE, "'%s' is yet to come", text);
	return 0;
}

/* A problem, as share/taxonomy.yaml says it. */
static int
is_complaint(const char *intent, void *arg)
{
	const struct reading *s = arg;
	int i = taxonomy_intent(s->taxonomy, intent);

	return i >= 0 && s->taxonomy->intents[i].kind == INTENT_PROBLEM;
}

static int
clocks(const struct ticket *t, int64_t at, struct sla_result *result,
    struct arena *arena, void *arg, struct err *err)
{
	const struct reading *s = arg;

	if (clocks_at(s->desk, t, at, result, arena, err) < 0)
		return -1;
	return result->n > 0;
}

struct measure *
reading_measure(struct reading *s, const struct period *period,
    const struct find *find, struct err *err)
{
	const struct measure_source source = { .db = s->db,
		.find = find,
		.period = *period,
		.tz = s->tz,
		.now = clock_now(),
		.complaint = is_complaint,
		.clocks = clocks,
		.arg = s };

	return measure_read(&source, err);
}

/* A name of the taxonomy in the reader's language, else its ID. */
static const char *
named(const struct node *names, const char *id)
{
	const char *name = names != NULL ? node_str(names, i18n_lang()) : NULL;

	return name != NULL ? name : id;
}

const char *
reading_intent(const char *id, void *arg)
{
	const struct taxonomy *t = ((const struct reading *)arg)->taxonomy;
	int i = taxonomy_intent(t, id);

	return named(i >= 0 ? t->intents[i].name : NULL, id);
}

const char *
reading_detail(const char *id, void *arg)
{
	const struct taxonomy *t = ((const struct reading *)arg)->taxonomy;
	int i = taxonomy_detail(t, id);

	return named(i >= 0 ? t->details[i].name : NULL, id);
}
