/* cmd/ha-db/index.c - the full text that --index later left out */
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "io/filter.h"
#include "store/index.h"
#include "text/tokens.h"

enum { LOT = 1000 };

/* In lots, so that the desk is never locked for long; a signal ends it. */
static int64_t
run(struct db *db, int64_t waiting, struct err *err)
{
	int64_t sum = 0;
	int n = 1;

	filter_signals();
	while (n > 0 && !filter_stopped()) {
		if ((n = index_some(db, LOT, search_message, err)) < 0)
			return -1;
		sum += n;
		progress(_("indexed %lld of %lld messages"), (long long)sum,
		    (long long)waiting);
	}
	progress_end();
	return sum;
}

int
index_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	struct db *db;
	int64_t n, sum = 0;
	int stopped;

	hadb_operands(args, 0);
	db = open_db(c, common.dry_run ? DB_READ : DB_LONG);
	if ((n = index_waiting(db, &err)) < 0 ||
	    (!common.dry_run && (sum = run(db, n, &err)) < 0))
		die(&err);
	if (common.dry_run)
		hadb_say(_("%lld messages are not in the full text yet"),
		    (long long)n);
	else
		hadb_say(_("indexed %lld messages"), (long long)sum);
	db_close(db);
	config_free(c);
	stopped = filter_stopped();
	return stopped ? 128 + stopped : ERR_OK;
}
