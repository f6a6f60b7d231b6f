/*
 * cmd/ha-db/transfer.c - a desk goes from one database into another
 *
 * From a file to a server and back; every row is counted and the chains of
 * events are verified in the new place before it counts.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "store/admin.h"
#include "text/tokens.h"

static void
run(struct db *from, const char *to)
{
	struct err err = ERR_INIT;
	struct admin_size size;

	if (admin_copy(from, to, search_message, &err) < 0 ||
	    admin_size(from, &size, &err) < 0)
		die(&err);
	hadb_say(_("copied and verified: %" PRId64 " messages, %" PRId64
		   " tickets, %" PRId64 " events"),
	    size.messages, size.tickets, size.events);
	hadb_say(_("the old database stays as it is: name the new one in "
		   "ha.yaml (db: %s) before anything else runs"),
	    to);
}

int
copy_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	struct db *from;

	if (args[0] == NULL || args[1] == NULL) {
		err_set(&err, ERR_USAGE, "copy which database where?");
		die(&err);
	}
	hadb_operands(args, 2);
	if ((from = db_open(args[0], DB_READ, &err)) == NULL)
		die(&err);
	db_files(from, open_files(c));
	if (common.dry_run)
		hadb_say(_("would copy '%s' to '%s'"), args[0], args[1]);
	else
		run(from, args[1]);
	db_close(from);
	config_free(c);
	return ERR_OK;
}
