/* cmd/ha/trust.c - a found ./ha.yaml may be used from now on */
#include <stdio.h>

#include "base/i18n.h"
#include "base/log.h"
#include "conf/config.h"
#include "ha/ha.h"

int
trust_main(char **args)
{
	struct err err = ERR_INIT;
	const char *path = *args != NULL ? *args : "ha.yaml";

	if (*args != NULL && args[1] != NULL) {
		err_set(&err, ERR_USAGE, "one file at a time");
		die(&err);
	}
	i18n_init(common.lang);
	if (common.dry_run) {
		printf(config_trusted(path) ? _("%s is trusted already\n")
					    : _("%s would be trusted\n"),
		    path);
		return 0;
	}
	if (config_trust(path, &err) < 0)
		die(&err);
	return 0;
}
