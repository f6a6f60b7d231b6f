/*
 * cmd/ha-account/state.c - live, shadow, pause
 *
 * Going live notes the moment: mail that came before it never gets an
 * automatic answer.  An account that is live stays live since the first time.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "channel/channel.h"
#include "common/open.h"
#include "ha-account/account.h"
#include "store/account.h"
#include "store/reply.h"

/* Live without a way out would leave every answer behind as failed. */
static void
need_way_out(const struct config *c, const struct conf_account *conf)
{
	struct err err = ERR_INIT;
	struct channel *ch = channel_open_send(c, conf, &err);

	if (ch == NULL)
		die(&err);
	channel_close(ch);
}

static void
tell(const char *id, const struct account *a, int released)
{
	char text[CLOCK_TEXT];

	if (common.dry_run)
		printf("%s", _("not done: "));
	printf("%s %s", id, account_state_name(a->state));
	if (a->state == ACCOUNT_LIVE)
		printf(_(" since %s"), clock_print(a->live_since, text));
	if (released > 0) {
		printf("; ");
		printf(_("%d held replies looked at again: `ha send` sends "
			 "what is ready"),
		    released);
	}
	printf("\n");
}

/* One account in one transaction; how many held replies were released. */
static int
change(struct db *db, struct account *a, enum account_state to,
    const struct decider *who, struct err *err)
{
	int64_t now = clock_now();
	int released = 0;

	if (a->state == to)
		return 0;
	if (account_set_state(db, a->id, to, now, who, err) < 0)
		return -1;
	a->state = to;
	if (to == ACCOUNT_LIVE) {
		a->live_since = now;
		released = reply_release(db, a->id, a->live_since, err);
	}
	return released;
}

static int
one(struct db *db, const struct conf_account *conf, enum account_state to,
    const struct decider *who, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct account a;
	int released = -1;

	if (db_begin(db, err) < 0)
		return -1;
	if (account_need(db, conf->channel, conf->name, &a, &arena, err) == 0)
		released = change(db, &a, to, who, err);
	if (released < 0 || common.dry_run)
		db_rollback(db);
	else if (db_commit(db, err) < 0)
		released = -1;
	if (released >= 0 && !common.quiet)
		tell(conf->id, &a, released);
	arena_free(&arena);
	return released < 0 ? -1 : 0;
}

static int
set_state(char **args, enum account_state to)
{
	struct err err = ERR_INIT;
	struct config *c = open_config();
	struct actor who = open_actor(c, account_as);
	const struct decider by = { who.name, who.by };
	const struct conf_account *conf;
	struct db *db;
	size_t i;

	if (*args == NULL) {
		err_set(&err, ERR_USAGE,
		    "name an account; `ha account list` "
		    "shows them");
		die(&err);
	}
	if (actor_may(c, &who, "live", &err) < 0)
		die(&err);
	for (i = 0; args[i] != NULL; i++) {
		conf = account_named(c, args[i]);
		if (to == ACCOUNT_LIVE)
			need_way_out(c, conf);
	}
	db = open_db(c, 0);
	for (i = 0; args[i] != NULL; i++)
		if (one(db, account_named(c, args[i]), to, &by, &err) < 0)
			die(&err);
	db_close(db);
	config_free(c);
	return 0;
}

int
live_main(char **args)
{
	return set_state(args, ACCOUNT_LIVE);
}

int
shadow_main(char **args)
{
	return set_state(args, ACCOUNT_SHADOW);
}

int
pause_main(char **args)
{
	return set_state(args, ACCOUNT_PAUSED);
}
