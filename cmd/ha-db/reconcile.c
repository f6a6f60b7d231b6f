/* cmd/ha-db/reconcile.c - is everything stored that the sources showed? */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "ha-db/hadb.h"
#include "io/table.h"
#include "store/account.h"
#include "store/intake.h"

static const struct column columns[] = { { N_("account"), 0 },
	{ N_("source"), 0 }, { N_("missing"), COL_TRUNC }, { NULL, 0 } };

struct reconcile {
	struct db *db;
	struct table *table;
	struct arena arena;
	char **names; /* of the accounts asked for; none: all */
	const char *account;
	struct err *err;
	int accounts, found;
};

static int
missing(const char *source, const char *what, void *arg)
{
	struct reconcile *r = arg;

	r->found = 1;
	table_row(r->table);
	table_cell(r->table, r->account);
	table_cell(r->table, source);
	table_cell(r->table, what);
	if (table_wants_json(r->table))
		table_json(r->table,
		    json_pack("{s:s, s:s, s:s}", "account", r->account,
			"source", source, "missing", what));
	return 0;
}

static int
asked_for(const struct reconcile *r, const char *name)
{
	char **n;

	for (n = r->names; *n != NULL; n++)
		if (strcmp(*n, name) == 0)
			return 1;
	return *r->names == NULL;
}

static int
each_account(const struct account *a, void *arg)
{
	struct reconcile *r = arg;

	r->account = arena_printf(&r->arena, "%s/%s", a->channel, a->name);
	if (!asked_for(r, r->account))
		return 0;
	r->accounts++;
	return intake_reconcile(r->db, a->id, &r->arena, missing, r, r->err) < 0
		   ? -1
		   : 0;
}

static int
known(const struct account *a, void *arg)
{
	char *name = xasprintf("%s/%s", a->channel, a->name), ***left = arg;
	char **from, **to;

	for (from = to = *left; *from != NULL; from++)
		if (strcmp(*from, name) != 0)
			*to++ = *from;
	*to = NULL;
	free(name);
	return 0;
}

/* A name that was mistyped must not look like an account without gaps. */
static void
must_know(struct reconcile *r)
{
	size_t n = 0;
	char **left;

	while (r->names[n] != NULL)
		n++;
	left = xarray(n + 1, sizeof *left);
	memcpy(left, r->names, (n + 1) * sizeof *left);
	if (account_each(r->db, &r->arena, known, &left, r->err) < 0)
		die(r->err);
	if (*left != NULL) {
		err_set(r->err, ERR_USAGE,
		    "there is no account '%s' in the database: ha account "
		    "list shows them",
		    *left);
		die(r->err);
	}
	free(left);
}

int
reconcile_main(char **args)
{
	struct config *c = open_config_if_any();
	struct err err = ERR_INIT;
	struct reconcile r = { .db = open_db(c, DB_READ),
		.names = args,
		.arena = ARENA_INIT,
		.err = &err };

	must_know(&r);
	r.table = table_new(columns);
	if (account_each(r.db, &r.arena, each_account, &r, &err) < 0 ||
	    table_end(r.table, &err) < 0)
		die(&err);
	if (!r.found)
		hadb_say(_("nothing is missing; accounts: %d"), r.accounts);
	arena_free(&r.arena);
	db_close(r.db);
	config_free(c);
	return r.found ? ERR_NO : ERR_OK;
}
