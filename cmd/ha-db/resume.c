/* cmd/ha-db/resume.c - send again after a restore */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "store/admin.h"

int
resume_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	struct hadb_lines *lines;
	struct db *db;
	int held;

	hadb_operands(args, 0);
	db = open_db(c, 0);
	held = admin_held(db);
	lines = hadb_lines("reason");
	if (db_begin(db, &err) < 0 ||
	    admin_resume(db, hadb_line, lines, &err) < 0)
		die(&err);
	if (common.dry_run)
		db_rollback(db);
	else if (db_commit(db, &err) < 0)
		die(&err);
	db_close(db);
	config_free(c);
	if (hadb_lines_end(lines) != ERR_OK)
		return ERR_NO;
	if (!held)
		hadb_say(_("nothing was held"));
	else if (common.dry_run)
		hadb_say(_("nothing is in the way"));
	else
		hadb_say(_("answers leave again"));
	return ERR_OK;
}
