/* cmd/ha-route/lint.c - rules, checked as they would be used */
#include <stdlib.h>

#include "base/xalloc.h"
#include "common/complain.h"
#include "common/open.h"
#include "desk/ruleset.h"
#include "ha-route/verbs.h"
#include "sense/taxonomy.h"

/* Ids of the taxonomy, NULL at the end; NULL when it cannot be read. */
static const char **
intents_of(const struct taxonomy *x)
{
	const char **v;
	size_t i;

	if (x == NULL)
		return NULL;
	v = xcalloc(x->nintents + 1, sizeof *v);
	for (i = 0; i < x->nintents; i++)
		v[i] = x->intents[i].id;
	return v;
}

/*
 * Rules are checked as they would be used: with team, calendars, queries and
 * the intents that there are.
 */
int
run_lint(char **args)
{
	struct config *config = open_config_if_any();
	struct conf_errs errs = { NULL, 0, 0 };
	struct taxonomy *x = taxonomy_open(&errs);
	const char **intents = intents_of(x);
	struct ruleset *rules;
	int status;
	size_t i = 0;

	do {
		rules = ruleset_load(
		    config, args[i] != NULL ? args[i] : rules_file, &errs);
		if (rules != NULL)
			ruleset_lint(rules, config, intents, &errs);
		ruleset_free(rules);
	} while (args[i] != NULL && args[++i] != NULL);
	status = complain_all(&errs);
	free(intents);
	taxonomy_free(x);
	conf_errs_free(&errs);
	config_free(config);
	return status;
}
