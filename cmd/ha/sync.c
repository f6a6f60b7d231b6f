/*
 * cmd/ha/sync.c - the whole pipe, once
 *
 * One at a time per database: two would fetch the same mail and tell the
 * second run's people to try again.  Every stage gets the common options that
 * were given; what the last stage prints goes nowhere, because everything
 * that matters is in the database by then.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/lock.h"
#include "common/open.h"
#include "common/run.h"
#include "ha/ha.h"
#include "store/admin.h"

static int print_only;

const struct opt sync_opts[] = { { 'x', "print", OPT_FLAG, &print_only, NULL,
				     "print the pipe and run nothing" },
	OPT_COMMON, OPT_END };

enum { TAKES_ACCOUNTS = 1, READS_LINES = 2, PRINTS = 4, SENDS = 8 };

/* The pipe, in its order; then what runs behind it. */
static const struct stage {
	const char *name;
	unsigned flags;
} stages[] = {
	{ "ha-fetch", TAKES_ACCOUNTS | READS_LINES },
	{ "ha-classify", READS_LINES },
	{ "ha-route", READS_LINES },
	{ "ha-reply", READS_LINES },
}, after[] = {
	{ "ha-send", SENDS },
	{ "ha-watch", PRINTS },
};
enum {
	NSTAGES = sizeof stages / sizeof stages[0],
	NAFTER = sizeof after / sizeof after[0]
};

/* The command line of a stage, with the options that we were given. */
static struct run_words
command(const struct stage *s, char **accounts)
{
	struct run_words w = { NULL, 0, 0 };

	run_word(&w, s->name);
	run_common(&w);
	if (s->flags & READS_LINES) {
		run_flag(&w, "--strict", common.strict);
		run_option(&w, "--rejects", common.rejects);
	}
	if (s->flags & TAKES_ACCOUNTS)
		for (; *accounts != NULL; accounts++)
			run_word(&w, *accounts);
	return w;
}

/* A word as a shell would have to read it. */
static void
add_quoted(struct buf *b, const char *s)
{
	static const char safe[] =
	    "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:=@%+,";

	if (*s != '\0' && s[strspn(s, safe)] == '\0') {
		buf_adds(b, s);
		return;
	}
	buf_addc(b, '\'');
	for (; *s != '\0'; s++)
		if (*s == '\'')
			buf_adds(b, "'\\''");
		else
			buf_addc(b, *s);
	buf_addc(b, '\'');
}

/* "ha-fetch -q" is shown as people type it: "ha fetch -q". */
static void
add_command(struct buf *b, char **argv)
{
	size_t i;

	buf_addf(b, "ha %s", argv[0] + strlen("ha-"));
	for (i = 1; argv[i] != NULL; i++) {
		buf_addc(b, ' ');
		add_quoted(b, argv[i]);
	}
}

static void
print_pipe(const struct run_words *pipe, const struct run_words *behind)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < NSTAGES; i++) {
		if (i > 0)
			buf_adds(&b, " | ");
		add_command(&b, pipe[i].v);
	}
	buf_adds(&b, " >/dev/null\n");
	for (i = 0; i < NAFTER; i++) {
		add_command(&b, behind[i].v);
		buf_adds(&b, after[i].flags & PRINTS ? " >/dev/null\n" : "\n");
	}
	fputs(b.p, stdout);
	buf_free(&b);
}

static void
check_accounts(const struct config *c, char **names)
{
	struct err err = ERR_INIT;
	const char **ids, *near;
	size_t i;

	ids = xarray(c->naccounts + 1, sizeof *ids);
	for (i = 0; i < c->naccounts; i++)
		ids[i] = c->accounts[i].id;
	for (; *names != NULL; names++) {
		if (config_account(c, *names) != NULL)
			continue;
		near = opt_nearest(*names, ids, c->naccounts);
		err_set(&err, ERR_USAGE, "no account '%s'%s%s%s", *names,
		    near ? " (did you mean '" : "", near ? near : "",
		    near ? "'?)" : "; `ha account list` shows them");
		die(&err);
	}
	free(ids);
}

/*
 * A database that none of them can use is told here, once.  Since a restore
 * what came in meanwhile is fetched, and nothing is sent: that is no failure.
 */
static int
look(const struct config *c)
{
	struct db *db = open_db(c, DB_READ);
	int held = admin_held(db);

	db_close(db);
	if (held)
		note("sending is held since a restore; `ha db resume` lifts it "
		     "when nothing is unknown");
	return held;
}

static int
run(const struct config *c, const struct run_words *pipe,
    const struct run_words *behind)
{
	struct err err = ERR_INIT;
	int held = look(c), status, one;
	size_t i;

	status = run_pipe(pipe, NSTAGES, -1, &err);
	if (status < 0)
		die(&err);
	for (i = 0; i < NAFTER; i++) {
		if (held && after[i].flags & SENDS)
			continue;
		one = run_pipe(&behind[i], 1, -1, &err);
		if (one < 0)
			die(&err);
		status = err_graver(status, one);
	}
	return status;
}

int
sync_main(char **args)
{
	struct run_words pipe[NSTAGES], behind[NAFTER];
	struct err err = ERR_INIT;
	struct config *c = open_config();
	int status = 0, lock = -1;
	size_t i;

	check_accounts(c, args);
	for (i = 0; i < NSTAGES; i++)
		pipe[i] = command(&stages[i], args);
	for (i = 0; i < NAFTER; i++)
		behind[i] = command(&after[i], args);
	if (print_only)
		print_pipe(pipe, behind);
	else if ((lock = lock_sync(c, &err)) < 0)
		die(&err);
	else
		status = run(c, pipe, behind);
	if (lock >= 0)
		lockfile_drop(lock);
	for (i = 0; i < NSTAGES; i++)
		run_words_free(&pipe[i]);
	for (i = 0; i < NAFTER; i++)
		run_words_free(&behind[i]);
	config_free(c);
	return status;
}
