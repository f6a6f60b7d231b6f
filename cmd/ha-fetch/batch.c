/*
 * cmd/ha-fetch/batch.c - persist, then print
 *
 * Attachments are durable before the transaction; one transaction holds raw
 * bytes, messages or quarantine, the cursor and, at the end of a source, its
 * ledger row; only after its commit do lines leave.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "fetch.h"
#include "io/out.h"

/* In a transaction of its own: no batch is open while items are read. */
static int64_t
need_account(
    struct db *db, const char *channel, const char *name, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct account row = { 0 };
	int rc = db_begin(db, err);

	if (rc == 0 &&
	    (rc = account_need(db, channel, name, &row, &a, err)) < 0)
		db_rollback(db);
	if (rc == 0)
		rc = db_commit(db, err);
	arena_free(&a);
	return rc < 0 ? -1 : row.id;
}

int64_t
batch_account(
    struct fetch *f, const char *channel, const char *name, struct err *err)
{
	char *id = xasprintf("%s/%s", channel, name);
	int64_t *known = map_gets(&f->accounts, id), row;

	row = known ? *known : need_account(f->db, channel, name, err);
	if (known == NULL && row >= 0) {
		known = xmalloc(sizeof *known);
		*known = row;
		*map_put(&f->accounts, id, strlen(id)) = known;
	}
	free(id);
	return row;
}

int
batch_collect(struct source *s, int all, struct err *err)
{
	struct mimed *d = s->fetch->mimed;
	struct mimed_result r;
	int rc = 0;

	while (d != NULL && (all || mimed_full(d)) &&
	       (rc = mimed_next(d, &r, err)) > 0)
		if (entry_mail(s, r.tag, &r, err) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

/* What changed is no row more. */
static void
count(struct source *s, const struct entry *e, enum intake_result result)
{
	struct intake_ledger *l = ledger_row(s, e->account, e->kind);

	if (result == INTAKE_NEW)
		l->stored++;
	else
		l->known++;
}

static int
store_message(struct source *s, struct entry *e, struct err *err)
{
	struct intake_message m = {
		.account = e->account,
		.external_id = e->external_id,
		.source = e->source,
		.mail_id = e->mail_id,
		.out = e->out,
		.history = s->fetch->import,
		.sent_at = e->sent_at,
		.received_at = e->received_at,
		.record = e->line.p,
		.record_len = e->line.len,
		.words = e->words.p,
		.later = s->fetch->later,
		.raw = e->raw.len > 0 ? e->raw.p : NULL,
		.raw_len = e->raw.len,
	};
	enum intake_result result;
	int64_t row;

	if (intake_message(s->fetch->db, &m, &result, &row, err) < 0)
		return -1;
	count(s, e, result);
	e->emit = result != INTAKE_KNOWN;
	/* what waits in the source's own account was told at the start */
	if (result == INTAKE_KNOWN && e->account != s->account)
		e->emit = intake_waits(s->fetch->db, row, err);
	return e->emit < 0 ? -1 : 0;
}

static int
store_thing(struct source *s, struct entry *e, struct err *err)
{
	static int (*const put[])(struct db *, const struct intake_thing *,
	    enum intake_result *, struct err *) = {
		[KIND_ORDER] = intake_order,
		[KIND_SHIPMENT] = intake_shipment,
		[KIND_RETURN] = intake_return,
		[KIND_REVIEW] = intake_review,
	};
	struct intake_thing t = { e->account, e->external_id, e->line.p,
		e->line.len };
	enum intake_result result = INTAKE_NEW;

	if (e->kind >= sizeof put / sizeof put[0] || put[e->kind] == NULL) {
		e->emit = 1; /* a kind that we only pass on */
		count(s, e, INTAKE_NEW);
		return 0;
	}
	if (put[e->kind](s->fetch->db, &t, &result, err) < 0)
		return -1;
	e->emit = result != INTAKE_KNOWN;
	count(s, e, result);
	return 0;
}

static int
store_bad(struct source *s, struct entry *e, struct err *err)
{
	struct quarantine q = { s->account, e->source, e->reason, e->detail,
		e->raw.p, e->raw.len };

	ledger_row(s, s->account, KIND_MESSAGE)->quarantined++;
	if (s->fetch->db == NULL || s->account == 0)
		return 0;
	return intake_quarantine(s->fetch->db, &q, err);
}

static int
store(struct source *s, struct entry *e, struct err *err)
{
	switch (e->state) {
	case ENTRY_MESSAGE:
		if (s->fetch->db != NULL)
			return store_message(s, e, err);
		break;
	case ENTRY_THING:
		if (s->fetch->db != NULL)
			return store_thing(s, e, err);
		break;
	case ENTRY_BAD:
		return store_bad(s, e, err);
	case ENTRY_SKIPPED:
	case ENTRY_WAITING:
		ledger_row(s, e->account, e->kind)->skipped++;
		return 0;
	}
	e->emit = 1;
	count(s, e, INTAKE_NEW);
	return 0;
}

static int
store_all(
    struct source *s, size_t n, const char *cursor, int last, struct err *err)
{
	struct db *db = s->fetch->db;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < n; i++)
		rc = store(s, s->entries[i], err);
	if (db == NULL || s->account == 0 || rc < 0)
		return rc;
	if (cursor != NULL)
		rc = intake_cursor_set(db, s->account, s->name, cursor, err);
	if (rc == 0 && last)
		rc = ledger_write(s, cursor, NULL, err);
	return rc;
}

/* "jsonl:in.jsonl" and "in.jsonl:7": the place says it all. */
static int
names_path(const char *name, const char *source)
{
	const char *path = strchr(name, ':');

	return path != NULL && strncmp(source, path + 1, strlen(path + 1)) == 0;
}

static int
print(struct source *s, struct entry *e, struct err *err)
{
	if (e->state == ENTRY_BAD) {
		if (names_path(s->name, e->source))
			warn("%s: %s", e->source, e->detail);
		else
			warn("%s: %s: %s", s->name, e->source, e->detail);
		if (s->fetch->rejects >= 0 &&
		    (file_put(s->fetch->rejects, e->raw.p, e->raw.len) < 0 ||
			file_put(s->fetch->rejects, "\n", 1) < 0))
			return err_sys(err,
			    err_of_errno(errno) == ERR_AGAIN ? ERR_AGAIN
							     : ERR_IO,
			    "cannot write '%s'", common.rejects);
		return 0;
	}
	if (!e->emit)
		return 0;
	out_add(e->line.p, e->line.len);
	out_add("\n", 1);
	return out_check(err);
}

/* How many of the first entries have their result. */
static size_t
ready(const struct source *s)
{
	size_t n = 0;

	while (n < s->n && s->entries[n]->state != ENTRY_WAITING)
		n++;
	return n;
}

static void
forget(struct source *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		s->bytes -= s->entries[i]->size;
		entry_free(s->entries[i]);
	}
	if (n > 0)
		memmove(s->entries, s->entries + n,
		    (s->n - n) * sizeof *s->entries);
	s->n -= n;
}

/* What was rolled back counts as seen, not as stored. */
static void
count_back(struct source *s, const struct intake_ledger *before, size_t n)
{
	struct intake_ledger *l;
	size_t i;

	for (i = 0; i < s->nledger; i++) {
		l = &s->ledger[i];
		l->stored = i < n ? before[i].stored : 0;
		l->known = i < n ? before[i].known : 0;
		l->quarantined = i < n ? before[i].quarantined : 0;
		l->skipped = i < n ? before[i].skipped : 0;
	}
}

/* All of the first N entries, or nothing. */
static int
persist(
    struct source *s, size_t n, const char *cursor, int last, struct err *err)
{
	struct db *db = s->fetch->db;
	size_t before = s->nledger;
	struct intake_ledger *ledger;
	int rc;

	if (db != NULL && db_begin(db, err) < 0)
		return -1;
	ledger = xarray(before + 1, sizeof *ledger);
	memcpy(ledger, s->ledger, before * sizeof *ledger);
	rc = store_all(s, n, cursor, last, err);
	if (db != NULL && rc == 0)
		rc = db_commit(db, err);
	else if (db != NULL)
		db_rollback(db);
	if (rc < 0)
		count_back(s, ledger, before);
	free(ledger);
	return rc;
}

int
batch_commit(struct source *s, const char *cursor, int last, struct err *err)
{
	size_t i, n;
	int rc = 0;

	if ((last || cursor != NULL) && batch_collect(s, 1, err) < 0)
		return -1;
	n = ready(s);
	if (n == 0 && !last && cursor == NULL)
		return 0;
	if (s->fetch->blobs != NULL && blob_sync(s->fetch->blobs, err) < 0)
		return -1;
	rc = persist(s, n, cursor, last, err);
	if (s->fetch->blobs != NULL) /* who waits for its result has none */
		blob_done(s->fetch->blobs);
	for (i = 0; rc == 0 && i < n; i++)
		rc = print(s, s->entries[i], err);
	if (rc == 0)
		rc = out_flush(err);
	forget(s, n);
	return rc;
}
