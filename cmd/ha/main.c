/*
 * ha - the front door
 *
 * Bare: where we stand.  A first word that is a verb of ours runs it; any
 * other NAME becomes ha-NAME, from beside this program or from PATH.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/xalloc.h"
#include "common/run.h"
#include "ha/ha.h"

const struct opt plain_opts[] = { OPT_COMMON, OPT_END };

const struct verb ha_verbs[] = { { "status", status_main, "[-1]",
				     "where we stand" },
	{ "init", init_main, "[DIR]", "make a shop: ask six things" },
	{ "doctor", doctor_main, "[ACCOUNT ...]", "check everything" },
	{ "sync", sync_main, "[ACCOUNT ...]", "the whole pipe, once" },
	{ "show", show_main, "REF ...", "a ticket, reply, record or order" },
	{ "trust", trust_main, "[FILE]", "a found ha.yaml may be used" },
	{ "demo", demo_main, "DIR", "make a synthetic shop in DIR" },
	{ "help", help_main, "[NAME]", "the programs, or the manual of one" },
	{ NULL, NULL, NULL, NULL } };

/* The options of each verb, in the order of ha_verbs. */
static const struct opt *const verb_opts[] = { status_opts, init_opts,
	plain_opts, sync_opts, plain_opts, plain_opts, demo_opts, plain_opts };

static const struct program bare = { "ha", "[VERB ... | NAME ...]",
	"where we stand; front door to ha-NAME", status_opts, ha_verbs };

/* A verb of ours: `ha sync -x` is parsed as a program "ha sync". */
static int
run_verb(size_t i, int argc, char **argv)
{
	const struct verb *v = &ha_verbs[i];
	char *name = xasprintf("ha %s", v->name);
	struct program p = { name, v->args, v->help, verb_opts[i], NULL };
	int status = v->run(opt_parse(argc, argv, &p));

	log_init("ha"); /* what fails at the exit still has a name */
	free(name);
	return status;
}

/* `ha NAME ...`: become ha-NAME, or say which one was perhaps meant. */
static void
run_other(char **argv)
{
	struct err err = ERR_INIT;
	const char **names, *near, *asked = *argv;
	char *program = xasprintf("ha-%s", asked);
	struct run_names list;
	size_t n = 0, i;

	*argv = program;
	if (strchr(asked, '/') == NULL && run_exec(argv, &err) < 0 &&
	    err.code != ERR_NOINPUT)
		die(&err);
	run_list(&list);
	names =
	    xarray(list.n + sizeof ha_verbs / sizeof *ha_verbs, sizeof *names);
	for (i = 0; i < list.n; i++)
		names[n++] = list.v[i];
	for (i = 0; ha_verbs[i].name != NULL; i++)
		names[n++] = ha_verbs[i].name;
	near = opt_nearest(asked, names, n);
	if (near != NULL)
		opt_usage(&bare, "there is no '%s' (did you mean 'ha %s'?)",
		    asked, near);
	opt_usage(
	    &bare, "there is no '%s'; `ha help` lists what there is", asked);
}

int
main(int argc, char *argv[])
{
	char **args;
	size_t i;

	log_init("ha");
	if (argc < 2 || argv[1][0] == '-') {
		args = opt_parse(argc, argv, &bare);
		if (*args != NULL)
			opt_usage(&bare,
			    "write options behind the name: ha "
			    "%s ...",
			    *args);
		return status_main(args);
	}
	for (i = 0; ha_verbs[i].name != NULL; i++)
		if (strcmp(argv[1], ha_verbs[i].name) == 0)
			return run_verb(i, argc - 1, argv + 1);
	run_other(argv + 1);
	return 0;
}
