/*
 * store/ledger.c - what each fetch had, held against what is there
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "store/intake.h"
#include "store/stmt.h"

int
intake_ledger(struct db *db, const struct intake_ledger *l, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LEDGER_ADD);

	bind_int(st, 1, l->account);
	bind_text(st, 2, l->source);
	bind_text(st, 3, l->kind);
	bind_int(st, 4, l->started_at);
	bind_time(st, 5, l->finished_at);
	bind_int(st, 6, l->had);
	bind_int(st, 7, l->stored);
	bind_int(st, 8, l->known);
	bind_int(st, 9, l->quarantined);
	bind_int(st, 10, l->skipped);
	bind_text(st, 11, l->cursor);
	bind_text(st, 12, l->error);
	if (db_do(st, err) < 0)
		return -1;
	if (l->error != NULL || l->finished_at == CLOCK_NONE)
		return 0;
	st = db_stmt(db, STMT_ACCOUNT_FETCHED);
	bind_int(st, 1, l->account);
	bind_int(st, 2, l->finished_at);
	return db_do(st, err);
}

struct missing {
	int (*each)(const char *, const char *, void *);
	void *arg;
	struct arena *arena;
	int64_t n; /* things missing */
};

static int
tell(struct missing *m, const char *source, int64_t n, const char *what)
{
	m->n += n;
	return m->each(source, what, m->arg);
}

/* What the newest fetch of a source saw and did not account for. */
static int
newest(struct db *db, int64_t account, struct missing *m, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LEDGER_NEWEST);
	const char *source, *kind, *error, *what;
	enum step step;
	int64_t gap;
	int rc = 0;

	bind_int(st, 1, account);
	while (rc == 0 && (step = db_step(st, err)) == STEP_ROW) {
		source = col_text(st, 0, m->arena);
		kind = col_text(st, 1, m->arena);
		gap = col_int(st, 2) - col_int(st, 3) - col_int(st, 4) -
		      col_int(st, 5) - col_int(st, 6);
		error = col_text(st, 7, m->arena);
		if (error == NULL && gap <= 0)
			continue;
		what =
		    error != NULL
			? arena_printf(m->arena,
			      "the last fetch of %ss failed: %s", kind, error)
			: arena_printf(m->arena,
			      "%" PRId64 " %ss were shown and not stored", gap,
			      kind);
		rc = tell(m, source, gap > 0 ? gap : 1, what);
	}
	if (rc < 0)
		stmt_end(st);
	return rc < 0 || step == STEP_ERROR ? -1 : 0;
}

static const struct {
	const char *kind;
	enum stmt_id count;
} tables[] = {
	{ "message", STMT_COUNT_MESSAGE },
	{ "order", STMT_COUNT_ORDER },
	{ "shipment", STMT_COUNT_SHIPMENT },
	{ "return", STMT_COUNT_RETURN },
	{ "review", STMT_COUNT_REVIEW },
};

/* Rows of KIND, or -1. */
static int64_t
rows(struct db *db, int64_t account, const char *kind, struct err *err)
{
	struct stmt *st;
	size_t i;

	for (i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		if (strcmp(tables[i].kind, kind) != 0)
			continue;
		st = db_stmt(db, tables[i].count);
		bind_int(st, 1, account);
		return db_count(st, err);
	}
	return INT64_MAX; /* a kind that we keep no rows of */
}

/* All that was ever stored is still there. */
static int
totals(struct db *db, int64_t account, struct missing *m, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LEDGER_STORED);
	int64_t stored, there;
	const char *kind;
	enum step step;
	int rc = 0;

	bind_int(st, 1, account);
	while (rc == 0 && (step = db_step(st, err)) == STEP_ROW) {
		kind = col_text(st, 0, m->arena);
		stored = col_int(st, 1);
		if ((there = rows(db, account, kind, err)) < 0)
			rc = -1;
		else if (there < stored)
			rc = tell(m, "", stored - there,
			    arena_printf(m->arena,
				"%" PRId64 " %ss were stored, %" PRId64
				" are there",
				stored, kind, there));
	}
	if (rc < 0)
		stmt_end(st);
	return rc < 0 || step == STEP_ERROR ? -1 : 0;
}

int64_t
intake_reconcile(struct db *db, int64_t account, struct arena *arena,
    int (*each)(const char *, const char *, void *), void *arg, struct err *err)
{
	struct missing m = { each, arg, arena, 0 };

	if (newest(db, account, &m, err) < 0 ||
	    totals(db, account, &m, err) < 0)
		return -1;
	return m.n;
}
