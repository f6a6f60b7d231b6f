/* cmd/ha-db/resume.c - send again after a restore */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "store/account.h"
#include "store/admin.h"

/* What ha sync fetches: an account of the configuration. */
static int
in_config(const struct account *a, const void *config)
{
	char *id = xasprintf("%s/%s", a->channel, a->name);
	int found = config_account(config, id) != NULL;

	free(id);
	return found;
}

int
resume_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	struct resuming how = { .fetched = c != NULL ? in_config : NULL,
		.config = c,
		.each = hadb_line };
	struct db *db;
	int held;

	hadb_operands(args, 0);
	db = open_db(c, DB_LONG);
	held = admin_held(db);
	how.arg = hadb_lines("reason");
	if (db_begin(db, &err) < 0 || admin_resume(db, &how, &err) < 0)
		die(&err);
	if (common.dry_run)
		db_rollback(db);
	else if (db_commit(db, &err) < 0)
		die(&err);
	db_close(db);
	config_free(c);
	if (hadb_lines_end(how.arg) != ERR_OK)
		return ERR_NO;
	if (!held)
		hadb_say(_("nothing was held"));
	else if (common.dry_run)
		hadb_say(_("nothing is in the way"));
	else
		hadb_say(_("answers leave again"));
	return ERR_OK;
}
