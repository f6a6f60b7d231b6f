/*
 * ha-watch - do what is due, and say what went wrong
 *
 * Bare, it does everything that is due, once, and prints what happened as
 * records for the next program.  Opens the database and no socket.
 */
#include <stdlib.h>

#include "ha-watch/watch.h"

struct options options;

/* clang-format off: tables */
static const struct opt opts[] = { { 0, "loop", OPT_FLAG, &options.loop, NULL,
				       "again every 30 seconds until stopped" },
	{ 'm', "message", OPT_STR, &options.message, "TEXT",
	    "ack, mute, close: why" },
	{ 0, "as", OPT_STR, &options.as, "NAME", "act for somebody else" },
	OPT_COMMON, OPT_END };

static const struct verb verbs[] = {
	{ "timers", run_timers, "",
	    "deadlines, tasks, follow-ups: what is due" },
	{ "list", run_list_alerts, "[QUERY]", "alerts, the newest first" },
	{ "show", run_show, "[ALERT ...]", "all of it" },
	{ "ack", run_ack, "[ALERT ...]", "somebody looks after it" },
	{ "mute", run_mute, "[ALERT ...]",
	    "no more of this rule about this ticket" },
	{ "close", run_close, "[ALERT ...]", "it is over" },
	{ NULL, NULL, NULL, NULL }
};
/* clang-format on */

const struct program program = { "ha-watch", "[VERB] [ALERT ...]",
	"do what is due: deadlines, tasks, follow-ups", opts, verbs };

int
main(int argc, char *argv[])
{
	char **args = opt_parse(argc, argv, &program);
	const struct verb *verb = opt_only_verb(&program, &args, NULL);

	return verb != NULL ? verb->run(args) : run_timers(args);
}
