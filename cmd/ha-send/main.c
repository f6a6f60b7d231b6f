/*
 * ha-send - deliver the outbox, once
 *
 * Bare, it delivers what is ready in every live account, and ends.  It reads
 * no stdin and prints nothing: words leave only through here.
 */
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/worker.h"
#include "common/open.h"
#include "io/filter.h"
#include "send.h"
#include "store/admin.h"

int settle_sent;
const char *send_as;
static int loop;

/* clang-format off */
static const struct opt opts[] = {
	{ 0, "loop", OPT_FLAG, &loop, NULL, "again every 30 seconds until stopped" },
	{ 0, "sent", OPT_FLAG, &settle_sent, NULL, "reconcile: these were taken by the channel" },
	{ 0, "as", OPT_STR, &send_as, "NAME", "act as NAME (needs the right act_as)" },
	OPT_COMMON, OPT_END
};

static const struct verb verbs[] = {
	{ "list", verb_list, "[QUERY]", "what has not left yet, and why" },
	{ "show", verb_show, "REF ... | QUERY", "a reply with its words" },
	{ "approve", verb_approve, "REF ... | QUERY", "let drafts leave" },
	{ "retry", verb_retry, "REF ... | QUERY", "send what failed, waits, or is unknown again" },
	{ "cancel", verb_cancel, "REF ... | QUERY", "never send these" },
	{ "reconcile", verb_reconcile, "[--sent] [REF ... | QUERY]", "settle what is unknown by looking" },
	{ NULL, NULL, NULL, NULL }
};
/* clang-format on */

static const struct program program = { "ha-send", "[VERB] [REF ...]",
	"deliver the outbox, once", opts, verbs };

static int
send_all(const struct config *config, struct db *db)
{
	struct err err = ERR_INIT;
	int status = 0;
	size_t i;

	if (admin_held(db)) {
		warn("sending is held since a restore; `ha db resume` lifts "
		     "it when nothing is unknown");
		return ERR_AGAIN;
	}
	if (db_begin(db, &err) < 0 ||
	    reply_expire(db, worker_alive, &err) < 0 ||
	    db_commit(db, &err) < 0) {
		db_rollback(db);
		complain(&err);
		return (int)err.code;
	}
	for (i = 0; i < config->naccounts && !filter_stopped(); i++)
		status = err_graver(
		    status, deliver_account(config, db, &config->accounts[i]));
	return status;
}

static int
bare(void)
{
	struct config *config = open_config();
	struct db *db = open_db(config, common.dry_run ? DB_READ : 0);
	int status;

	signal(SIGPIPE, SIG_IGN);
	filter_signals();
	do {
		status = send_all(config, db);
		if (loop)
			filter_pause(30);
	} while (loop && !filter_stopped());
	db_close(db);
	config_free(config);
	return status;
}

int
main(int argc, char *argv[])
{
	char **args = opt_parse(argc, argv, &program);
	const struct verb *verb = opt_only_verb(&program, &args, NULL);

	return verb != NULL ? verb->run(args) : bare();
}
