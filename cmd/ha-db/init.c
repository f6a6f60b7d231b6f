/* cmd/ha-db/init.c - make the database when it is not there */
#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "store/admin.h"

int
init_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	const char *uri = hadb_uri(c);
	int there = file_exists(uri);

	hadb_operands(args, 0);
	if (common.dry_run)
		hadb_say(
		    there ? _("'%s' is there already") : _("would make '%s'"),
		    uri);
	else if (admin_init(uri, &err) < 0)
		die(&err);
	else
		hadb_say(
		    there ? _("'%s' is there already") : _("made '%s'"), uri);
	config_free(c);
	return ERR_OK;
}
