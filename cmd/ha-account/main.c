/*
 * ha-account - the accounts of channels: list, add, take live or hold
 *
 * Opens the configuration and the database.  ha.yaml says which accounts
 * there are; since when one is live stands in the database, so that no copied
 * file takes an account live.
 */
#include <stdlib.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "ha-account/account.h"

const char *account_as;

static const struct opt opts[] = { { 0, "as", OPT_STR, &account_as, "NAME",
				       "act as this member of team:" },
	OPT_COMMON, OPT_END };

static const struct verb verbs[] = {
	{ "list", list_main, "", "accounts, what they may do, last fetch" },
	{ "add", add_main, "NAME [KEY=VALUE ...]",
	    "ask for what it needs and write it into ha.yaml" },
	{ "check", check_main, "[NAME ...]",
	    "keys, way out, what waits; for ha doctor" },
	{ "live", live_main, "NAME ...", "from now on answers leave" },
	{ "shadow", shadow_main, "NAME ...",
	    "everything is done, nothing leaves" },
	{ "pause", pause_main, "NAME ...", "nothing is sent until live" },
	{ NULL, NULL, NULL, NULL }
};

static const struct program program = { "ha-account", "VERB ...",
	"add, take live or hold the accounts of channels", opts, verbs };

const struct conf_account *
account_named(const struct config *c, const char *name)
{
	const struct conf_account *a = config_account(c, name);
	struct err err = ERR_INIT;
	const char **ids, *near;
	size_t i;

	if (a != NULL)
		return a;
	ids = xarray(c->naccounts + 1, sizeof *ids);
	for (i = 0; i < c->naccounts; i++)
		ids[i] = c->accounts[i].id;
	near = opt_nearest(name, ids, c->naccounts);
	free(ids);
	if (near != NULL)
		err_set(&err, ERR_USAGE,
		    "there is no account '%s' (did you "
		    "mean '%s'?)",
		    name, near);
	else
		err_set(&err, ERR_USAGE,
		    "there is no account '%s': `ha "
		    "account add %s` makes it",
		    name, name);
	die(&err);
}

int
main(int argc, char *argv[])
{
	char **args = opt_parse(argc, argv, &program);

	return opt_only_verb(
	    &program, &args, "list, add, check, live, shadow or pause?")
	    ->run(args);
}
