/*
 * ha-fetch - pull messages, orders, shipments, returns and reviews
 *
 * Reads accounts of ha.yaml, or DRIVER:PATH.  Stores what is new together
 * with the cursor, then prints it; what earlier runs stored and nobody took
 * is printed again.  Without configuration and database it parses and prints.
 * Mail is parsed in ha-mime, a confined child.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "fetch.h"
#include "io/filter.h"
#include "io/out.h"

static int64_t since = CLOCK_NONE, until = CLOCK_NONE;
static int pending, import, loop;
static const char *map, *kinds, *when = "now";

/* clang-format off */
static const struct opt opts[] = {
	{ 0, "since", OPT_TIME, &since, "TIME", "only what came in at TIME or later" },
	{ 0, "until", OPT_TIME, &until, "TIME", "only what came in before TIME" },
	{ 0, "pending", OPT_FLAG, &pending, NULL, "only print again what is not taken yet" },
	{ 0, "import", OPT_FLAG, &import, NULL, "history: own dates, no replies, no timers" },
	{ 0, "map", OPT_STR, &map, "NAME", "columns of a CSV file" },
	{ 0, "kind", OPT_STR, &kinds, "KIND,...", "only these kinds of record" },
	{ 0, "index", OPT_STR, &when, "now|later", "full text: in the same step, or by ha-db index" },
	{ 0, "loop", OPT_FLAG, &loop, NULL, "again every minute until stopped" },
	OPT_COMMON, OPT_END
};
/* clang-format on */

static const struct program program = { "ha-fetch", "[SOURCE ...]",
	"pull messages, orders, shipments, returns and reviews", opts, NULL };

static unsigned
kind_bits(const char *list)
{
	unsigned bits = 0;
	char *copy = xstrdup(list ? list : ""), *word, *save = NULL;

	for (word = strtok_r(copy, ",", &save); word != NULL;
	     word = strtok_r(NULL, ",", &save)) {
		if (kind_of(word) == KIND_OTHER)
			opt_usage(&program, "there is no kind '%s'", word);
		bits |= 1u << kind_of(word);
	}
	free(copy);
	return bits;
}

static int
is_later(const char *word)
{
	if (strcmp(word, "now") != 0 && strcmp(word, "later") != 0)
		opt_usage(&program, "--index is now or later");
	return strcmp(word, "later") == 0;
}

static int
open_rejects(void)
{
	struct err err = ERR_INIT;
	int fd;

	if (common.rejects == NULL)
		return -1;
	fd = open(
	    common.rejects, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0) {
		err_sys(&err, err_of_create(errno), "cannot write '%s'",
		    common.rejects);
		die(&err);
	}
	return fd;
}

/* By a signal, or because what is printed cannot be written. */
static int
stopped(void)
{
	return filter_stopped() || out_lost();
}

/* Those that give records, or the others; a wrong driver is told by opening. */
static int
fetch_accounts(struct fetch *f, int records)
{
	const struct channel_driver *d;
	const struct conf_account *a;
	int status = 0, gives;
	size_t i;

	for (i = 0; i < f->config->naccounts && !stopped(); i++) {
		a = &f->config->accounts[i];
		d = channel_driver(a->driver);
		gives = d != NULL && (d->can & CAN_RECORDS) != 0;
		if (gives == records)
			status = err_graver(status, source_fetch(f, a, NULL));
	}
	return status;
}

/* Every account when none is named; a name with ':' is DRIVER:PATH. */
static int
fetch_all(struct fetch *f, char **sources)
{
	const struct conf_account *a;
	struct err err = ERR_INIT;
	int status = 0;

	if (*sources == NULL && f->config == NULL)
		opt_usage(&program,
		    "nothing to fetch: name an account or "
		    "DRIVER:PATH, or make a configuration with `ha init`");
	if (*sources == NULL) {
		status = fetch_accounts(f, 1);
		return err_graver(status, fetch_accounts(f, 0));
	}
	for (; *sources != NULL && !stopped(); sources++) {
		a = f->config ? config_account(f->config, *sources) : NULL;
		if (a == NULL && strchr(*sources, ':') == NULL) {
			err_set(&err, ERR_NOINPUT,
			    "there is no account '%s' "
			    "(`ha account list` shows them)",
			    *sources);
			complain(&err);
			err_clear(&err);
			status = err_graver(status, ERR_NOINPUT);
			continue;
		}
		status = err_graver(status, source_fetch(f, a, *sources));
	}
	return status;
}

static void
forget_accounts(struct fetch *f)
{
	size_t i;

	for (i = 0; i < f->accounts.cap; i++)
		free(f->accounts.slots[i].value);
	map_free(&f->accounts);
}

int
main(int argc, char *argv[])
{
	struct fetch f = { .accounts = MAP_INIT };
	struct err err = ERR_INIT;
	char **sources = opt_parse(argc, argv, &program);
	struct config *config = open_config_if_any();
	int status;

	f.config = config;
	if (!common.dry_run && (config != NULL || open_db_uri(NULL) != NULL)) {
		f.db = open_db(config, 0);
		f.blobs = blob_open(open_files(config));
	}
	f.rec = rec_new();
	f.map = map;
	f.import = import;
	f.pending = pending;
	f.since = since;
	f.until = until;
	f.kinds = kind_bits(kinds);
	f.later = is_later(when);
	f.rejects = open_rejects();
	signal(SIGPIPE, SIG_IGN);
	filter_signals();
	do {
		status = fetch_all(&f, sources);
		if (loop)
			filter_pause(60);
	} while (loop && !stopped());
	if (out_close(&err) < 0) {
		complain(&err);
		status = err_graver(status, (int)err.code);
	}
	mimed_close(f.mimed);
	blob_close(f.blobs);
	db_close(f.db);
	rec_free(f.rec);
	forget_accounts(&f);
	config_free(config);
	return status;
}
