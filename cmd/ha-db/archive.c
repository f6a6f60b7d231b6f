/*
 * cmd/ha-db/archive.c - old records leave the database for files
 *
 * How old, says `keep:`.  File by file, each in a transaction of its own, so
 * that others wait a moment at most and a run that was ended is continued by
 * the next one.
 */
#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "common/open.h"
#include "conf/keys.h"
#include "ha-db/hadb.h"
#include "store/archive.h"

struct keep {
	int64_t tickets, raw;
};

#define AT(field) offsetof(struct keep, field)
static const struct conf_key keys[] = {
	{ "tickets", CONF_DURATION, AT(tickets), "400d", NULL,
	    "then the messages of a closed ticket go to an archive" },
	{ "raw", CONF_DURATION, AT(raw), "400d", NULL,
	    "then mail as it came goes to an archive" },
	CONF_KEYS_END
};

static struct keep
read_keep(const struct config *c)
{
	static const struct node nothing = { .kind = NODE_MAP, .text = "" };
	const struct node *n =
	    c != NULL && c->keep != NULL ? c->keep : &nothing;
	struct conf_errs errs = { NULL, 0, 0 };
	struct keep keep;
	size_t i;

	if (conf_fill(n, keys, &keep, &errs) == 0)
		return keep;
	for (i = 0; i + 1 < errs.n; i++)
		complain(&errs.v[i]);
	die(&errs.v[i]);
}

static void
tell(const struct archiving *a)
{
	if (a->messages + a->raws == 0)
		hadb_say(_("nothing is old enough"));
	else
		hadb_say(
		    common.dry_run
			? _("would archive %lld messages of closed tickets and "
			    "the raw bytes of %lld: %lld bytes")
			: _("archived %lld messages of closed tickets and the "
			    "raw bytes of %lld: %lld bytes"),
		    (long long)a->messages, (long long)a->raws,
		    (long long)a->bytes);
}

int
archive_main(char **args)
{
	struct config *c = open_config_if_any();
	struct keep keep = read_keep(c);
	struct err err = ERR_INIT;
	struct archiving a = { .now = clock_now(),
		.files = open_files(c),
		.dry_run = common.dry_run };
	struct db *db;
	int rc;

	hadb_operands(args, 0);
	db = open_db(c, DB_LONG);
	a.closed_before = a.now - keep.tickets;
	a.raw_before = a.now - keep.raw;
	while ((rc = archive_some(db, &a, &err)) == 1)
		;
	db_close(db);
	config_free(c);
	if (rc < 0)
		die(&err);
	tell(&a);
	return ERR_OK;
}
