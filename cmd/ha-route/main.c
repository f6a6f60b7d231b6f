/*
 * ha-route - who is it, which ticket, which priority, deadline, queue, agent
 *
 * A filter: gives each message its ticket and passes every record on.  Opens
 * the database, and no socket.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/complain.h"
#include "common/session.h"
#include "common/taskmail.h"
#include "desk/route.h"
#include "ha-route/verbs.h"
#include "io/filter.h"
#include "io/out.h"
#include "io/table.h"

const char *rules_file;

/* clang-format off: a table */
static const struct opt opts[] = {
	{ 0, "rules", OPT_STR, &rules_file, "FILE",
	    "the rules of FILE before those of ha.yaml" },
	OPT_COMMON, OPT_END
};
static const struct verb verbs[] = {
	{ "lint", run_lint, "[FILE ...]",
	    "check rules, say what is wrong where" },
	{ "replay", run_replay, "PERIOD",
	    "what other rules would have made of old messages" },
	{ NULL, NULL, NULL, NULL }
};
/* clang-format on */

const struct program program = { "ha-route", "[FILE ...]",
	"which ticket, priority, deadline, queue and agent", opts, verbs };

struct run {
	struct desk *desk;
	struct table *table; /* --explain */
	int64_t now;
};

static const struct column columns[] = { { N_("ticket"), COL_RIGHT },
	{ N_("record"), COL_TRUNC }, { N_("section"), 0 }, { N_("rule"), 0 },
	{ N_("result"), 0 }, { N_("why"), COL_TRUNC }, { NULL, 0 } };

static int
begin(void *arg, struct err *err)
{
	struct run *r = arg;

	r->now = clock_now();
	desk_forget(r->desk);
	return db_begin(r->desk->db, err);
}

static int
commit(void *arg, struct err *err)
{
	struct run *r = arg;

	if (common.dry_run) {
		db_rollback(r->desk->db);
		return 0;
	}
	return db_commit(r->desk->db, err);
}

static void
give_up(void *arg)
{
	struct run *r = arg;

	db_rollback(r->desk->db);
	desk_forget(r->desk);
}

/* Room appeared or a shift began: what waits is tried once a run. */
static int
serve_waiting(void *arg)
{
	struct run *r = arg;
	struct err err = ERR_INIT;

	if (r->desk->nstaff == 0)
		return 0;
	if (begin(r, &err) == 0 &&
	    desk_assign_waiting(r->desk, r->now, NULL, NULL, &err) >= 0 &&
	    commit(r, &err) == 0)
		return 0;
	give_up(r);
	complain(&err);
	return (int)err.code;
}

/* One line of reasons: what was asked, what came of it, and why. */
static void
reason(struct run *r, struct rec *rec, const struct route *route,
    const char *what, const char *rule, const char *result, const char *why)
{
	const char *id = rec_str(rec, "id");

	if (id == NULL)
		id = "-";
	table_row(r->table);
	table_cell(r->table,
	    arena_printf(rec_arena(rec), "%lld", (long long)route->ticket));
	table_cell(r->table, id);
	table_cell(r->table, what);
	table_cell(r->table, rule);
	table_cell(r->table, for_people() ? _(result) : result);
	table_cell(r->table, why);
	if (table_wants_json(r->table))
		table_json(r->table,
		    json_pack("{s:I s:s s:s s:s s:s s:s}", "ref",
			(json_int_t)route->ticket, "record", id, "section",
			what, "rule", rule, "result", result, "why", why));
}

/* What a section came to: the value that stands in the record now. */
static const char *
outcome(struct rec *rec, enum rule_section s, const struct rule *rule)
{
	static const char *const paths[RULE_SECTIONS] = {
		[RULE_PRIORITY] = "ticket.priority",
		[RULE_QUEUE] = "ticket.queue",
		[RULE_ASSIGN] = "ticket.assignee",
	};
	const char *value = NULL;
	char span[CLOCK_TEXT];
	size_t i;

	if (paths[s] != NULL)
		value = rec_str(rec, paths[s]);
	if (s == RULE_PLATFORM)
		value =
		    arena_strdup(rec_arena(rec), clock_ago(rule->within, span));
	if (s == RULE_SLA)
		value = rule->name;
	for (i = 0; s == RULE_TAGS && i < rule->tags.n; i++)
		value = arena_printf(rec_arena(rec), "%s%s%s",
		    value != NULL ? value : "", value != NULL ? "," : "",
		    rule->tags.v[i]);
	return value != NULL ? value : "-";
}

static void
explain(struct run *r, struct rec *rec, const struct route *route)
{
	const struct rule_look *l;
	size_t i;
	int s;

	reason(r, rec, route, "ticket", "-", route->how,
	    route->suggested != 0
		? arena_printf(rec_arena(rec), _("perhaps %lld"),
		      (long long)route->suggested)
		: "");
	for (s = 0; s < RULE_SECTIONS; s++)
		for (i = 0; i < route->nlooks[s]; i++) {
			l = &route->looks[s][i];
			reason(r, rec, route,
			    ruleset_section((enum rule_section)s),
			    l->rule->name,
			    l->why == NULL ? N_("fires") : N_("no"),
			    l->why != NULL
				? l->why
				: outcome(rec, (enum rule_section)s, l->rule));
		}
}

static int
each(struct rec *rec, void *arg, struct err *err)
{
	struct run *r = arg;
	struct route route;

	if (route_record(r->desk, rec, r->now, &route, err) < 0)
		return -1;
	if (r->table != NULL && route.ticket != 0)
		explain(r, rec, &route);
	return 0;
}

static int
route(char **files)
{
	struct config *config = open_config_if_any();
	struct conf_errs errs = { NULL, 0, 0 };
	struct err err = ERR_INIT;
	struct run r = { 0 };
	struct filter f = { .each = each,
		.start = serve_waiting,
		.promises = open_promises(config),
		.begin = begin,
		.commit = commit,
		.abort = give_up,
		.arg = &r,
		.quiet = common.explain };
	struct db *db = open_db(config, 0);
	int status;

	if ((r.desk = desk_open(db, config, rules_file, &errs)) == NULL) {
		status = complain_all(&errs);
	} else {
		r.desk->explain = common.explain;
		r.desk->on_task = taskmail;
		if (common.explain)
			r.table = table_new(columns);
		status = filter_run(files, &f);
		if (r.table != NULL && table_end(r.table, &err) < 0) {
			complain(&err);
			status = err_graver(status, (int)err.code);
		}
	}
	desk_close(r.desk);
	db_close(db);
	conf_errs_free(&errs);
	config_free(config);
	return status;
}

int
main(int argc, char *argv[])
{
	char **args = opt_parse(argc, argv, &program);
	const struct verb *verb = opt_verb(&program, &args);

	return verb != NULL ? verb->run(args) : route(args);
}
