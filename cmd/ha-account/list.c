/* cmd/ha-account/list.c - accounts, what they may do, last fetch */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "ha-account/account.h"
#include "io/table.h"
#include "rec/json.h"
#include "store/account.h"
#include "store/reply.h"

static const struct column columns[] = { { N_("account"), 0 },
	{ N_("driver"), 0 }, { N_("state"), 0 }, { N_("since"), 0 },
	{ N_("fetched"), 0 }, { N_("held"), COL_RIGHT },
	{ N_("shop"), COL_TRUNC }, { NULL, 0 } };

/* One account as it stands in ha.yaml, in the database, or in both. */
struct line {
	char *id;
	const struct conf_account *conf; /* NULL: not in ha.yaml */
	struct account row;		 /* id 0: not in the database */
	int64_t held;
};

struct lines {
	struct line *v;
	size_t n, cap;
};

static struct line *
line_of(struct lines *l, const char *channel, const char *name)
{
	char *id = xasprintf("%s/%s", channel, name);
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->v[i].id, id) == 0) {
			free(id);
			return &l->v[i];
		}
	xgrow(&l->v, &l->cap, l->n + 1, sizeof *l->v);
	l->v[l->n] = (struct line){ .id = id,
		.row = { .state = ACCOUNT_SHADOW,
		    .live_since = CLOCK_NONE,
		    .last_fetch = CLOCK_NONE } };
	return &l->v[l->n++];
}

static int
add_row(const struct account *a, void *arg)
{
	line_of(arg, a->channel, a->name)->row = *a;
	return 0;
}

static int
add_held(const struct reply *r, void *arg)
{
	line_of(arg, r->channel, r->account_name)->held++;
	return 0;
}

static void
row_json(struct table *t, const struct line *l)
{
	table_json(t,
	    json_pack("{s:s, s:s?, s:s, s:o, s:o, s:I, s:s?, s:b}", "account",
		l->id, "driver", l->conf != NULL ? l->conf->driver : NULL,
		"state", account_state_name(l->row.state), "live_since",
		json_time(l->row.live_since), "last_fetch",
		json_time(l->row.last_fetch), "held", (json_int_t)l->held,
		"shop", l->conf != NULL ? l->conf->shop : NULL, "configured",
		l->conf != NULL));
}

static void
row(struct table *t, const struct line *l)
{
	char since[CLOCK_TEXT], ago[CLOCK_TEXT], held[24];
	const struct account *a = &l->row;

	table_row(t);
	if (table_wants_json(t)) {
		row_json(t, l);
		return;
	}
	snprintf(held, sizeof held, "%lld", (long long)l->held);
	table_cell(t, l->id);
	table_cell(t, l->conf != NULL ? l->conf->driver : _("not in ha.yaml"));
	table_cell(t, account_state_name(a->state));
	table_cell(t,
	    a->state == ACCOUNT_LIVE ? clock_print(a->live_since, since) : "-");
	table_cell(t, a->last_fetch == CLOCK_NONE
			  ? "-"
			  : clock_ago(clock_now() - a->last_fetch, ago));
	table_cell(t, held);
	table_cell(
	    t, l->conf != NULL && l->conf->shop != NULL ? l->conf->shop : "-");
	if (l->conf == NULL)
		table_tint(t, TINT_DIM);
}

/* Records of other accounts make rows too; nothing can leave by those. */
static int
is_mentioned_only(const struct line *l)
{
	return l->conf == NULL && l->row.state == ACCOUNT_SHADOW &&
	       l->held == 0;
}

int
list_main(char **args)
{
	struct err err = ERR_INIT;
	struct arena arena = ARENA_INIT;
	struct lines lines = { NULL, 0, 0 };
	struct config *c = open_config();
	struct db *db = open_db(c, DB_READ);
	struct table *t;
	size_t i;

	if (*args != NULL) {
		err_set(&err, ERR_USAGE, "list takes no '%s'", *args);
		die(&err);
	}
	for (i = 0; i < c->naccounts; i++)
		line_of(&lines, c->accounts[i].channel, c->accounts[i].name)
		    ->conf = &c->accounts[i];
	if (account_each(db, &arena, add_row, &lines, &err) < 0 ||
	    reply_each(
		db, 0, 1u << REPLY_HELD, &arena, add_held, &lines, &err) < 0)
		die(&err);
	t = table_new(columns);
	for (i = 0; i < lines.n; i++) {
		if (!is_mentioned_only(&lines.v[i]))
			row(t, &lines.v[i]);
		free(lines.v[i].id);
	}
	free(lines.v);
	if (table_end(t, &err) < 0)
		die(&err);
	arena_free(&arena);
	db_close(db);
	config_free(c);
	return 0;
}
