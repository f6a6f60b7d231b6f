/* cmd/ha-db/init.c - make the database when it is not there */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "store/admin.h"

/* A desk on a server is there when it can be asked for its age. */
static int
is_there(const char *uri)
{
	struct err ignored = ERR_INIT;
	int schema, newest;

	if (strstr(uri, "://") == NULL)
		return file_exists(uri);
	return admin_age(uri, &schema, &newest, &ignored) == 0 && schema > 0;
}

int
init_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	const char *uri = hadb_uri(c);
	int there;

	hadb_operands(args, 0);
	there = is_there(uri);
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
