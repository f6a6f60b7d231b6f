/* cmd/ha-send/list.c - the outbox, as a list */
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "io/table.h"
#include "pick.h"

/* clang-format off */
static const struct column columns[] = {
	{ "reply", 0 }, { "status", 0 }, { "account", 0 },
	{ "ticket", COL_RIGHT }, { "mode", 0 }, { "lang", 0 },
	{ "template", 0 }, { "since", 0 }, { "why", COL_TRUNC },
	{ NULL, 0 }
};
/* clang-format on */

struct listing {
	struct pick pick;
	struct table *table;
	struct buf line;
};

static const char *
or_nothing(const char *s)
{
	return s != NULL ? s : "";
}

/*
 * Why it is still here.  Reasons are lines; in a table they share one.  What
 * kept a draft back is over once a person has answered.
 */
static const char *
reasons(struct listing *l, const struct reply *r)
{
	const char *s = r->error;

	if (s == NULL && strcmp(r->mode, "human") != 0)
		s = r->why;
	buf_reset(&l->line);
	for (; s != NULL && *s != '\0'; s++)
		if (*s == '\n')
			buf_adds(&l->line, "; ");
		else
			buf_addc(&l->line, *s);
	return l->line.p;
}

static int
row(const struct reply *r, void *arg)
{
	struct listing *l = arg;
	char ref[32], number[32], account[300], ago[CLOCK_TEXT];
	json_t *json = pick_json(r);

	if (!pick_fits(&l->pick, json)) {
		json_decref(json);
		return 0;
	}
	snprintf(ref, sizeof ref, "r%lld", (long long)r->id);
	snprintf(number, sizeof number, "%lld", (long long)r->ticket);
	snprintf(account, sizeof account, "%s/%s", r->channel, r->account_name);
	table_row(l->table);
	table_cell(l->table, ref);
	table_cell(l->table, reply_status_name(r->status));
	table_cell(l->table, account);
	table_cell(l->table, number);
	table_cell(l->table, r->mode);
	table_cell(l->table, or_nothing(r->lang));
	table_cell(l->table, or_nothing(r->template));
	table_cell(l->table, clock_ago(l->pick.now - r->created_at, ago));
	table_cell(l->table, reasons(l, r));
	table_tint(
	    l->table, r->status == REPLY_FAILED || r->status == REPLY_UNKNOWN
			  ? TINT_BAD
			  : TINT_NONE);
	table_json(l->table, json);
	return 0;
}

/* Without a query: what has not left yet and may still have to. */
static const unsigned waiting = 1u << REPLY_DRAFT | 1u << REPLY_HELD |
				1u << REPLY_READY | 1u << REPLY_CLAIMED |
				1u << REPLY_CALLING | 1u << REPLY_UNKNOWN |
				1u << REPLY_RETRY | 1u << REPLY_FAILED;

int
verb_list(char **args)
{
	struct listing l = { .line = BUF_INIT };
	struct config *config = open_config_if_any();
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct db *db;

	if (pick_open(&l.pick, args, config, NULL, &err) < 0)
		die(&err);
	db = open_db(config, DB_READ);
	l.table = table_new(columns);
	if (reply_each(db, 0, l.pick.query.n == 0 ? waiting : 0, &arena, row,
		&l, &err) < 0 ||
	    table_end(l.table, &err) < 0)
		die(&err);
	pick_close(&l.pick);
	buf_free(&l.line);
	arena_free(&arena);
	db_close(db);
	config_free(config);
	return 0;
}
