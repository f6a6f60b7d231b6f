/* cmd/ha-fetch/source.c - one source of an account, from lock to ledger */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lockfile.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "fetch.h"
#include "io/filter.h"
#include "io/out.h"

enum { BATCH = 1000, BATCH_BYTES = 1 << 20, QUEUE = 4000 };

static int
known(void *arg, const char *source, struct err *err)
{
	struct source *s = arg;
	int rc = 0;

	if (s->fetch->db != NULL && s->account != 0)
		rc = intake_seen(s->fetch->db, s->account, source, err);
	if (rc > 0) {
		ledger_row(s, s->account, KIND_MESSAGE)->had++;
		ledger_row(s, s->account, KIND_MESSAGE)->known++;
	}
	return rc;
}

static int
item(void *arg, const struct item *it, struct err *err)
{
	struct source *s = arg;
	struct entry *e = entry_new(it);

	xgrow(&s->entries, &s->cap, s->n + 1, sizeof *s->entries);
	s->entries[s->n++] = e;
	s->bytes += e->size;
	if (it->type == ITEM_RECORD) {
		if (entry_record(s, e, err) < 0)
			return -1;
	} else if (it->type == ITEM_MAIL &&
		   !kind_wanted(s->fetch, KIND_MESSAGE)) {
		e->kind = KIND_MESSAGE;
		e->account = s->account;
		e->state = ENTRY_SKIPPED;
	} else if (it->type == ITEM_MAIL) {
		if (s->fetch->mimed == NULL)
			s->fetch->mimed = mimed_open(0);
		mimed_mail(s->fetch->mimed, e->raw.p, e->raw.len, e);
	}
	if (e->state == ENTRY_WAITING || e->state == ENTRY_BAD)
		ledger_row(s, s->account, KIND_MESSAGE)->had++;
	else
		ledger_row(s, e->account, e->kind)->had++;
	progress("%s: %zu", s->name, ++s->seen);
	if (batch_collect(s, s->n >= QUEUE, err) < 0)
		return -1;
	if (s->n >= BATCH || s->bytes >= BATCH_BYTES)
		if (batch_commit(s, NULL, 0, err) < 0)
			return -1;
	if (filter_stopped())
		return err_set(err, ERR_AGAIN, "stopped");
	return 0;
}

static int
page(void *arg, const char *cursor, struct err *err)
{
	return batch_commit(arg, cursor, 0, err);
}

static int
emit(const char *line, size_t n, void *arg)
{
	struct err *err = arg;

	out_add(line, n);
	out_add("\n", 1);
	return out_check(err);
}

/* What earlier runs stored and nobody took: told again, oldest first. */
static int
emit_pending(struct source *s, struct err *err)
{
	int64_t after = 0;
	int n;

	if (!kind_wanted(s->fetch, KIND_MESSAGE))
		return 0; /* nothing else is pending */
	while ((n = intake_pending(s->fetch->db, s->account, &after, 1000, emit,
		    err, err)) > 0)
		if (filter_stopped())
			break;
	if (n < 0)
		return -1;
	return out_flush(err);
}

/* What failed in the middle leaves mails with the children, and files. */
static void
wipe(struct source *s)
{
	size_t i;

	if (s->n > 0) {
		mimed_close(s->fetch->mimed);
		s->fetch->mimed = NULL;
	}
	if (s->fetch->blobs != NULL)
		blob_done(s->fetch->blobs);
	for (i = 0; i < s->n; i++)
		entry_free(s->entries[i]);
	free(s->entries);
	free(s->ledger);
	channel_close(s->channel);
}

/* Beside the database, one for each account: two runs do not overlap. */
static int
lock(struct source *s, struct err *err)
{
	char *path, *p;
	int fd;

	if (s->fetch->db == NULL || strstr(db_uri(s->fetch->db), "://"))
		return 0;
	path = xasprintf("%s.fetch-%s-%s.lock", db_uri(s->fetch->db),
	    s->channel->channel, s->channel->name);
	for (p = path + strlen(db_uri(s->fetch->db)); *p != '\0'; p++)
		if (*p == '/')
			*p = '_';
	fd = lockfile_take(path, s->name, err);
	free(path);
	return fd;
}

/*
 * A mail that may not be read or a file that went away holds nothing back of
 * what was read before it; a failing disk is not written to once more.
 */
static void
keep_rest(struct source *s, const struct err *why)
{
	struct err ignored = ERR_INIT;

	if (why->code != ERR_DENIED && why->code != ERR_NOINPUT)
		return;
	if (batch_collect(s, 1, &ignored) == 0)
		batch_commit(s, NULL, 0, &ignored);
}

static int
read_source(struct source *s, struct err *err)
{
	struct sink sink = { known, item, page, s };
	struct arena a = ARENA_INIT;
	const char *cursor = NULL;
	int rc = 0;

	s->channel->since = s->fetch->since;
	s->channel->until = s->fetch->until;
	s->started_at = clock_now();
	ledger_row(s, s->account, KIND_MESSAGE);
	if (s->fetch->db != NULL && s->account != 0) {
		rc = emit_pending(s, err);
		cursor = intake_cursor(s->fetch->db, s->account, s->name, &a);
	}
	if (rc == 0 && !s->fetch->pending)
		rc = s->channel->driver->fetch(s->channel, cursor, &sink, err);
	if (rc < 0)
		keep_rest(s, err);
	if (rc == 0 && !s->fetch->pending)
		rc = batch_commit(s, NULL, 1, err);
	arena_free(&a);
	progress_end();
	return rc;
}

/* That it failed stands in the ledger too, as far as it can be written. */
static void
note_failure(struct source *s, const char *why)
{
	struct err ignored = ERR_INIT;
	struct db *db = s->fetch->db;

	if (db == NULL || s->nledger == 0 || db_begin(db, &ignored) < 0)
		return;
	if (ledger_write(s, NULL, why, &ignored) < 0)
		db_rollback(db);
	else
		db_commit(db, &ignored);
}

static int
finish(struct source *s, int rc, struct err *err)
{
	struct intake_ledger sum = ledger_sum(s);
	int status = 0;

	if (rc < 0) {
		note_failure(s, err->text);
		/* a mistake in a file has that file's place */
		if (err->code != ERR_CONFIG)
			err_wrap(err, "%s", s->name);
		complain(err);
		status = (int)err->code;
	}
	if (sum.quarantined > 0)
		status = err_graver(status, ERR_DATA);
	if (sum.had > 0)
		debug("%s: %lld seen, %lld new, %lld known, %lld bad", s->name,
		    (long long)sum.had, (long long)sum.stored,
		    (long long)sum.known, (long long)sum.quarantined);
	return status;
}

/* Nothing is asked of an account that somebody paused, not even its secrets. */
static int
is_paused(
    const struct fetch *f, const struct conf_account *conf, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct account a;
	int rc;

	if (f->db == NULL || conf == NULL)
		return 0;
	rc = account_find(f->db, conf->channel, conf->name, &a, &arena, err);
	arena_free(&arena);
	return rc <= 0 ? rc : a.state == ACCOUNT_PAUSED;
}

int
source_fetch(
    struct fetch *f, const struct conf_account *account, const char *spec)
{
	struct err err = ERR_INIT;
	struct source s = { .fetch = f, .name = account ? account->id : spec };
	int fd = -1, rc = is_paused(f, account, &err), status;

	if (rc > 0) {
		note("%s is paused and not fetched (ha account live %s)",
		    account->id, account->id);
		return 0;
	}
	if (rc < 0)
		return finish(&s, rc, &err);
	s.channel = account ? channel_open(f->config, account, &err)
			    : channel_open_path(f->config, spec, f->map, &err);
	rc = s.channel == NULL ? -1 : 0;
	if (rc == 0)
		rc = fd = lock(&s, &err);
	if (rc >= 0 && f->db != NULL) {
		s.account =
		    batch_account(f, s.channel->channel, s.channel->name, &err);
		rc = s.account < 0 ? -1 : 0;
	}
	if (rc >= 0)
		rc = read_source(&s, &err);
	status = finish(&s, rc, &err);
	if (fd > 0)
		lockfile_drop(fd);
	wipe(&s);
	return status;
}
