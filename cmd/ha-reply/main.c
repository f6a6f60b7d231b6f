/*
 * ha-reply - choose the answer to each message: automatic, draft or none
 *
 * Adds "reply" to every message that came in and passes other records
 * through.  The decision and its text are rows of the outbox before the line
 * leaves; ha-send delivers them.  Opens the database and no socket.
 */
#include <stdlib.h>

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

static void
open_with(struct replier *me,
    int (*open)(struct kit *, const struct config *, struct conf_errs *))
{
	struct conf_errs errs = { NULL, 0, 0 };

	*me = (struct replier){ .config = open_config_if_any() };
	if (open(&me->kit, me->config, &errs) < 0)
		exit(complain_all(&errs));
}

void
replier_open(struct replier *me)
{
	open_with(me, kit_open);
}

void
replier_open_bare(struct replier *me)
{
	open_with(me, kit_open_bare);
}

void
replier_close(struct replier *me)
{
	db_close(me->db);
	kit_close(&me->kit);
	config_free(me->config);
}

int
main(int argc, char *argv[])
{
	struct replier me;
	const struct verb *verb;
	char **args;
	int status;

	args = opt_parse(argc, argv, &program);
	if ((verb = opt_verb(&program, &args)) != NULL)
		return verb->run(args);
	replier_open(&me);
	status = run_filter(&me, args);
	replier_close(&me);
	return status;
}
