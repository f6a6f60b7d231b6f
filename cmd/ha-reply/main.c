/*
 * ha-reply - choose the answer to each message: automatic, draft or none
 *
 * Adds "reply" to every message that came in and passes other records
 * through.  The decision and its text are rows of the outbox before the line
 * leaves; ha-send delivers them.  Opens the database and no socket.
 */
#include <stdlib.h>

#include "base/file.h"
#include "common/complain.h"
#include "common/open.h"
#include "reply.h"

const char *template_name;

static const struct opt opts[] = {
	{ 0, "template", OPT_STR, &template_name, "NAME",
	    "write to the customers of these records" },
	OPT_COMMON,
	OPT_END,
};

static const struct verb verbs[] = {
	{ "list", verb_list, "[WORD ...]", "templates and their languages" },
	{ "preview", verb_preview, "NAME [REF]",
	    "a template written out, in --lang" },
	{ "lint", verb_lint, "[FILE ...]", "check templates (TAP)" },
	{ NULL, NULL, NULL, NULL },
};

static const struct program program = {
	.name = "ha-reply",
	.args = "[FILE ...]",
	.summary =
	    "choose the answer to each message: automatic, draft or none",
	.opts = opts,
	.verbs = verbs,
};

void
desk_open_data(struct desk *d)
{
	struct conf_errs errs = { NULL, 0, 0 };

	*d = (struct desk){ .config = open_config_if_any() };
	d->taxonomy = conf_share("taxonomy.yaml", &errs);
	d->carriers = conf_share("carriers.yaml", &errs);
	limits_load(&d->limits, &errs);
	policy_load(&d->policy, d->config, &errs);
	d->env = (struct vars_env){ .config = d->config,
		.taxonomy = d->taxonomy,
		.carriers = d->carriers,
		.limits = &d->limits,
		.late_after = d->policy.late_after,
		.stale_after = d->policy.stale_after };
	d->book.defs = var_defs;
	if (errs.n > 0)
		exit(complain_all(&errs));
}

void
desk_open(struct desk *d)
{
	struct conf_errs errs = { NULL, 0, 0 };
	char *ours = file_share("templates"), *own;

	desk_open_data(d);
	own = policy_templates(&d->policy, d->config);
	book_load(&d->book, ours, own, var_defs, &errs);
	if (errs.n == 0)
		policy_check(&d->policy, &d->book, d->taxonomy, &errs);
	if (errs.n > 0)
		exit(complain_all(&errs));
	free(ours);
	free(own);
}

void
desk_close(struct desk *d)
{
	db_close(d->db);
	vars_env_free(&d->env);
	book_free(&d->book);
	policy_free(&d->policy);
	limits_free(&d->limits);
	node_free(d->taxonomy);
	node_free(d->carriers);
	config_free(d->config);
}

int
main(int argc, char *argv[])
{
	struct desk d;
	const struct verb *verb;
	char **args;
	int status;

	args = opt_parse(argc, argv, &program);
	if ((verb = opt_verb(&program, &args)) != NULL)
		return verb->run(args);
	desk_open(&d);
	status = run_filter(&d, args);
	desk_close(&d);
	return status;
}
