/* cmd/ha-db/migrate.c - bring an older database to this version */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "store/admin.h"

int
migrate_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	const char *uri = hadb_uri(c);
	int from, to;

	hadb_operands(args, 0);
	if (admin_age(uri, &from, &to, &err) < 0)
		die(&err);
	if (from >= to)
		hadb_say(_("'%s' has schema %d, the newest"), uri, from);
	else if (common.dry_run)
		hadb_say(
		    _("would bring '%s' from schema %d to %d"), uri, from, to);
	else if (admin_migrate(uri, &err) < 0)
		die(&err);
	else if (strstr(uri, "://") != NULL)
		hadb_say(_("'%s' has schema %d now"), uri, to);
	else
		hadb_say(_("'%s' has schema %d now; as it was: '%s.schema-%d'"),
		    uri, to, uri, from);
	config_free(c);
	return ERR_OK;
}
