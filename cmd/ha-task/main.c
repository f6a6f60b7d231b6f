/*
 * ha-task - what somebody in the team has to do
 *
 * A table of verbs.  Opens the database and no socket.
 */
#include <stdlib.h>

#include "ha-task/task.h"

struct options options;

/* clang-format off: tables */
static const struct opt opts[] = { { 'm', "message", OPT_STR, &options.message,
				       "TEXT",
				       "what is to be done, or how it ended" },
	{ 'F', "file", OPT_STR, &options.file, "FILE",
	    "the text is in FILE; - is stdin" },
	{ 'a', "attach", OPT_LIST, &options.attach, "FILE",
	    "done: FILE belongs to the result" },
	{ 0, "due", OPT_STR, &options.due, "T",
	    "add: 4h, 2d, a day or an instant" },
	{ 0, "goal", OPT_STR, &options.goal, "GOAL",
	    "add: what shall be true afterwards" },
	{ 0, "because", OPT_LIST, &options.because, "TEXT",
	    "add: why; may be given again" },
	{ 0, "no-wait", OPT_FLAG, &options.no_wait, NULL,
	    "add: the ticket does not wait for it" },
	{ 0, "as", OPT_STR, &options.as, "NAME", "act for somebody else" },
	OPT_COMMON, OPT_END };

static const struct verb verbs[] = { { "add", run_add, "WHO [REF ...]",
					 "give somebody a task" },
	{ "list", run_list_tasks, "[QUERY]", "what is due first" },
	{ "show", run_show, "[TASK ...]", "all of it" },
	{ "done", run_done, "[TASK ...]", "it is done" },
	{ "drop", run_drop, "[TASK ...]", "it need not be done" },
	{ "reassign", run_reassign, "WHO [TASK ...]", "it is theirs" },
	{ NULL, NULL, NULL, NULL } };
/* clang-format on */

const struct program program = { "ha-task", "VERB ...",
	"what somebody in the team has to do", opts, verbs };

int
main(int argc, char *argv[])
{
	char **args = opt_parse(argc, argv, &program);

	return opt_only_verb(&program, &args, "add, list, show, done or drop?")
	    ->run(args);
}
