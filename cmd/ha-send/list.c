/* cmd/ha-send/list.c - the outbox, as a list */
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "io/table.h"
#include "rec/json.h"
#include "rule/match.h"
#include "send.h"

/* clang-format off */
static const struct column columns[] = {
	{ "reply", 0 }, { "status", 0 }, { "account", 0 },
	{ "ticket", COL_RIGHT }, { "mode", 0 }, { "lang", 0 },
	{ "template", 0 }, { "since", 0 }, { "why", COL_TRUNC },
	{ NULL, 0 }
};
/* clang-format on */

struct listing {
	struct query query;
	struct rec *rec;
	struct table *table;
	struct buf line;
	int64_t now;
};

static const char *
or_nothing(const char *s)
{
	return s != NULL ? s : "";
}

/* A record that the query language knows, with the outbox row as "reply". */
static json_t *
as_json(const struct reply *r, const char *ref)
{
	char at[CLOCK_TEXT];

	/* clang-format off */
	return json_pack("{s:s, s:s, s:s, s:s, s:{s:I}, s:{s:s, s:s, s:s,"
	    " s:s?, s:s?, s:s?, s:s?, s:I, s:s}}",
	    "kind", "reply",
	    "ref", ref,
	    "channel", r->channel,
	    "account", r->account_name,
	    "ticket",
	        "number", (json_int_t)r->ticket,
	    "reply",
	        "status", reply_status_name(r->status),
	        "mode", r->mode,
	        "kind", r->kind,
	        "template", r->template,
	        "lang", r->lang,
	        "why", r->why,
	        "error", r->error,
	        "attempt", (json_int_t)r->attempt,
	        "created_at", clock_print(r->created_at, at));
	/* clang-format on */
}

static int
matches(struct listing *l, const json_t *json)
{
	struct err ignored = ERR_INIT;

	if (l->query.n == 0)
		return 1;
	buf_reset(&l->line);
	return json_add(&l->line, json) == 0 &&
	       rec_parse(l->rec, l->line.p, l->line.len, &ignored) == 0 &&
	       query_match(&l->query, l->rec, l->now);
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
	json_t *json;

	snprintf(ref, sizeof ref, "r%lld", (long long)r->id);
	json = as_json(r, ref);
	if (!matches(l, json)) {
		json_decref(json);
		return 0;
	}
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
	table_cell(l->table, clock_ago(l->now - r->created_at, ago));
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
	struct listing l = {
		.query = QUERY_INIT, .line = BUF_INIT, .now = clock_now()
	};
	struct config *config = open_config_if_any();
	struct query_env env = { l.now, config ? config->tz : NULL, NULL };
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct db *db;

	if (query_words(&l.query, args, &env, &err) < 0)
		die(&err);
	db = open_db(config, DB_READ);
	l.rec = rec_new();
	l.table = table_new(columns);
	if (reply_each(db, 0, l.query.n == 0 ? waiting : 0, &arena, row, &l,
		&err) < 0 ||
	    table_end(l.table, &err) < 0)
		die(&err);
	rec_free(l.rec);
	buf_free(&l.line);
	query_free(&l.query);
	arena_free(&arena);
	db_close(db);
	config_free(config);
	return 0;
}
