/* cmd/ha-db/check.c - is all of the database sound? */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/log.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "store/admin.h"

int
check_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	struct hadb_lines *lines;
	struct admin_size size;
	struct db *db;
	int status;

	hadb_operands(args, 0);
	/* first what is there, whatever its age and however it is hurt */
	db = open_db(c, DB_READ | DB_ANY);
	lines = hadb_lines("finding");
	if (admin_check(db, hadb_line, lines, &err) < 0)
		die(&err);
	db_close(db);
	db = NULL;
	if ((status = hadb_lines_end(lines)) == ERR_OK) {
		db = open_db(c, DB_READ);
		if (admin_size(db, &size, &err) < 0)
			die(&err);
		hadb_say(_("sound: %lld messages, %lld tickets, %lld events"),
		    (long long)size.messages, (long long)size.tickets,
		    (long long)size.events);
		if (size.unindexed > 0)
			hadb_say(_("%lld messages are not in the full text "
				   "yet: run ha-db index"),
			    (long long)size.unindexed);
	}
	db_close(db);
	config_free(c);
	return status;
}
