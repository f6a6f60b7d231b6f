/* cmd/ha-db/export.c - every row as JSON Lines */
#include <stdlib.h>

#include "base/log.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "io/out.h"
#include "store/admin.h"

static int
line(const char *text, size_t n, void *arg)
{
	out_add(text, n);
	out_add("\n", 1);
	return out_check(arg);
}

int
export_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	struct db *db;

	hadb_operands(args, 0);
	db = open_db(c, DB_READ);
	if (hadb_output != NULL)
		out_to(hadb_output);
	/* one transaction: all tables as they were at one moment */
	if (db_begin(db, &err) < 0 ||
	    admin_export(db, hadb_labels, line, &err, &err) < 0)
		die(&err);
	db_close(db);
	config_free(c);
	return ERR_OK;
}
