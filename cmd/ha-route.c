/*
 * ha-route - who is it, which ticket, which priority, deadline, queue, agent
 *
 * A filter: gives each message its ticket and passes every record on.  Opens
 * the database, and no socket.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/confine.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "desk/route.h"
#include "io/filter.h"
#include "io/out.h"
#include "io/table.h"

static const char *rules_file;
static int lint(char **);

/* clang-format off: a table */
static const struct opt opts[] = {
	{ 0, "rules", OPT_STR, &rules_file, "FILE",
	    "the rules of FILE before those of ha.yaml" },
	OPT_COMMON, OPT_END
};
static const struct verb verbs[] = {
	{ "lint", lint, "[FILE ...]", "check rules, say what is wrong where" },
	{ NULL, NULL, NULL, NULL }
};
/* clang-format on */

static const struct program program = { "ha-route", "[FILE ...]",
	"which ticket, priority, deadline, queue and agent", opts, verbs };

struct run {
	struct desk *desk;
	struct table *table; /* --explain */
	int64_t now;
};

static const struct column columns[] = { { "ticket", COL_RIGHT },
	{ "record", COL_TRUNC }, { "by", 0 }, { "priority", 0 }, { "queue", 0 },
	{ "sla", 0 }, { "agent", 0 }, { NULL, 0 } };

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
serve_waiting(struct run *r)
{
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

/* "high  by 'urgent words'", or what there is without a rule. */
static void
cell(struct run *r, struct rec *rec, const char *path, const struct rule *rule)
{
	const char *value = rec_str(rec, path);

	if (value == NULL)
		value = "-";
	table_cell(r->table, rule == NULL
				 ? value
				 : arena_printf(rec_arena(rec),
				       _("%s  by '%s'"), value, rule->name));
}

static void
explain(struct run *r, struct rec *rec, const struct route *route)
{
	struct arena *a = rec_arena(rec);
	const char *id = rec_str(rec, "id");

	table_row(r->table);
	table_cell(r->table, arena_printf(a, "%lld", (long long)route->ticket));
	table_cell(r->table, id != NULL ? id : "-");
	table_cell(r->table, route->suggested != 0
				 ? arena_printf(a, _("%s (perhaps %lld)"),
				       route->how, (long long)route->suggested)
				 : route->how);
	cell(r, rec, "ticket.priority", route->rules[RULE_PRIORITY]);
	cell(r, rec, "ticket.queue", route->rules[RULE_QUEUE]);
	cell(r, rec, "ticket.sla", NULL);
	cell(r, rec, "ticket.assignee", route->rules[RULE_ASSIGN]);
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

/* Every error, then the end with the gravest status. */
static int
tell_all(const struct conf_errs *errs)
{
	int status = 0;
	size_t i;

	for (i = 0; i < errs->n; i++) {
		complain(&errs->v[i]);
		status = err_graver(status, (int)errs->v[i].code);
	}
	return status;
}

/* Rules are checked as they would be used: with team, calendars and queries. */
static int
lint(char **args)
{
	struct config *config = open_config_if_any();
	struct conf_errs errs = { NULL, 0, 0 };
	int status = 0;
	size_t i = 0;

	do {
		ruleset_free(ruleset_load(
		    config, args[i] != NULL ? args[i] : rules_file, &errs));
	} while (args[i] != NULL && args[++i] != NULL);
	status = tell_all(&errs);
	conf_errs_free(&errs);
	config_free(config);
	return status;
}

static int
route(char **files)
{
	struct config *config = open_config_if_any();
	struct conf_errs errs = { NULL, 0, 0 };
	struct err err = ERR_INIT;
	struct run r = { 0 };
	struct filter f = { each, begin, commit, give_up, &r, common.explain };
	struct db *db = open_db(config, 0);
	int status;

	if ((r.desk = desk_open(db, config, rules_file, &errs)) == NULL) {
		status = tell_all(&errs);
	} else {
		confine(open_promises(config));
		if (common.explain)
			r.table = table_new(columns);
		status = serve_waiting(&r);
		status = err_graver(status, filter_run(files, &f));
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
