/*
 * cmd/ha-account/check.c - what is wrong with an account, and what waits
 *
 * `ha doctor` shows these lines among its own.  No connection is made: what
 * the server thinks comes out when something is fetched.
 */
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "channel/channel.h"
#include "common/open.h"
#include "ha-account/account.h"
#include "io/table.h"
#include "store/account.h"
#include "store/reply.h"

enum { FETCH_LATE = CLOCK_HOUR };

enum level { BAD, NOTE, FINE };

static struct table *table;
static int bad;

static void finding(enum level, const char *what, const char *mend,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* One line: how grave, which account, what, and the command that mends it. */
static void
finding(
    enum level level, const char *what, const char *mend, const char *fmt, ...)
{
	static const char *const levels[] = { N_("MEND"), N_("note"),
		N_("ok") };
	static const char *const keys[] = { "mend", "note", "ok" };
	static const enum tint tints[] = { TINT_BAD, TINT_WARN, TINT_GOOD };
	char text[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	bad |= level == BAD;
	table_row(table);
	table_cell(table, what);
	table_cell(table, _(levels[level]));
	table_cell(table, text);
	table_cell(table, mend != NULL ? mend : "");
	table_tint(table, tints[level]);
	if (table_wants_json(table))
		table_json(table,
		    json_pack("{s:s, s:s, s:s, s:s?}", "account", what, "level",
			keys[level], "finding", text, "command", mend));
}

static int
is_named(char **names, const char *id)
{
	if (*names == NULL)
		return 1;
	for (; *names != NULL; names++)
		if (strcmp(*names, id) == 0)
			return 1;
	return 0;
}

/* Both ways open: keys complete, files there.  No connection is made. */
static int
check_driver(const struct config *c, const struct conf_account *a)
{
	struct err err = ERR_INIT;
	struct channel *ch = channel_open(c, a, &err);
	int good = ch != NULL;

	if (ch == NULL)
		finding(BAD, a->id, NULL, "%s", err.text);
	channel_close(ch);
	return good;
}

struct waiting {
	const char *channel, *name;
	int64_t held, failed, unknown;
};

static int
count(const struct reply *r, void *arg)
{
	struct waiting *w = arg;

	if (strcmp(r->channel, w->channel) != 0 ||
	    strcmp(r->account_name, w->name) != 0)
		return 0;
	w->held += r->status == REPLY_HELD;
	w->failed += r->status == REPLY_FAILED;
	w->unknown += r->status == REPLY_UNKNOWN;
	return 0;
}

/* Can answers leave at all?  Exports of orders need no way out. */
static void
check_way_out(const struct config *c, const struct conf_account *conf,
    enum account_state state, const struct waiting *w)
{
	struct err err = ERR_INIT;
	struct channel *ch;

	if (state != ACCOUNT_LIVE && w->held == 0 &&
	    node_get(conf->keys, "address") == NULL &&
	    node_get(conf->keys, "send") == NULL)
		return;
	ch = channel_open_send(c, conf, &err);
	if (ch == NULL && node_get(conf->keys, "send") == NULL)
		finding(state == ACCOUNT_LIVE ? BAD : NOTE, conf->id,
		    "$EDITOR ha.yaml",
		    _("answers have no way out: give it a `send:` section"));
	else if (ch == NULL && err.code == ERR_DENIED)
		finding(BAD, conf->id, NULL, "%s", err.text);
	else if (ch == NULL)
		finding(state == ACCOUNT_LIVE ? BAD : NOTE, conf->id,
		    "$EDITOR ha.yaml", "%s", err.text);
	channel_close(ch);
}

static void
tell_state(const struct conf_account *conf, const struct account *a,
    const struct waiting *w)
{
	char text[CLOCK_TEXT],
	    *mend = xasprintf("ha account live %s", conf->id);

	if (a->state == ACCOUNT_LIVE)
		finding(FINE, conf->id, NULL, _("live since %s"),
		    clock_print(a->live_since, text));
	else if (a->state == ACCOUNT_PAUSED)
		finding(NOTE, conf->id, mend,
		    _("paused: nothing is fetched or sent"));
	else if (w->held > 0)
		finding(NOTE, conf->id, mend,
		    _("shadow: %lld replies would have left"),
		    (long long)w->held);
	else
		finding(FINE, conf->id, NULL,
		    _("shadow: nothing leaves, nothing would have"));
	free(mend);
}

static void
tell_fetch(const struct conf_account *conf, const struct account *a)
{
	int64_t age =
	    a->last_fetch == CLOCK_NONE ? 0 : clock_now() - a->last_fetch;
	char ago[CLOCK_TEXT], *mend = xasprintf("ha sync %s", conf->id);

	if (a->last_fetch == CLOCK_NONE)
		finding(NOTE, conf->id, mend, _("never fetched"));
	else if (age > FETCH_LATE)
		finding(NOTE, conf->id, mend,
		    _("last fetched %s ago; is the crontab in place?"),
		    clock_ago(age, ago));
	else if (age < 0)
		finding(NOTE, conf->id, "date",
		    _("last fetched in the future: the clock went back"));
	free(mend);
}

static void
tell_outbox(const struct conf_account *conf, const struct waiting *w)
{
	if (w->unknown > 0)
		finding(NOTE, conf->id, "ha send reconcile",
		    _("%lld replies may or may not have arrived"),
		    (long long)w->unknown);
	if (w->failed > 0)
		finding(NOTE, conf->id, "ha send list failed",
		    _("%lld replies could not be delivered"),
		    (long long)w->failed);
}

static void
check_account(
    const struct config *c, struct db *db, const struct conf_account *conf)
{
	struct waiting w = { conf->channel, conf->name, 0, 0, 0 };
	struct account a = { .state = ACCOUNT_SHADOW,
		.last_fetch = CLOCK_NONE };
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	unsigned bits =
	    1u << REPLY_HELD | 1u << REPLY_FAILED | 1u << REPLY_UNKNOWN;

	if (db != NULL &&
	    (account_find(db, conf->channel, conf->name, &a, &arena, &err) <
		    0 ||
		reply_each(db, 0, bits, &arena, count, &w, &err) < 0)) {
		finding(BAD, conf->id, "ha db check", "%s", err.text);
	} else if (check_driver(c, conf)) {
		check_way_out(c, conf, a.state, &w);
		tell_state(conf, &a, &w);
		if (a.state != ACCOUNT_PAUSED)
			tell_fetch(conf, &a);
		tell_outbox(conf, &w);
	}
	arena_free(&arena);
}

/* The database may be missing yet: then nothing waits. */
static struct db *
database(const struct config *c)
{
	struct err err = ERR_INIT;
	const char *uri = open_db_uri(c);

	return uri != NULL ? db_open(uri, DB_READ, &err) : NULL;
}

int
check_main(char **args)
{
	static const struct column columns[] = { { N_("account"), 0 },
		{ N_("level"), 0 }, { N_("finding"), COL_WRAP },
		{ N_("command"), 0 }, { NULL, 0 } };
	struct err err = ERR_INIT;
	struct config *c = open_config();
	struct db *db = database(c);
	size_t i;

	for (i = 0; args[i] != NULL; i++)
		account_named(c, args[i]);
	table = table_new(columns);
	for (i = 0; i < c->naccounts; i++)
		if (is_named(args, c->accounts[i].id))
			check_account(c, db, &c->accounts[i]);
	if (table_end(table, &err) < 0)
		die(&err);
	db_close(db);
	config_free(c);
	return bad ? ERR_CONFIG : 0;
}
