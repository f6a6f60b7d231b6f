/* store/figures.c - one scan for the figures of a report */
#include <string.h>

#include "base/clock.h"
#include "store/figures.h"
#include "store/query.h"
#include "store/reply.h"

enum { FETCHED_LATE = CLOCK_HOUR };

int
figures_tickets(struct db *db, int64_t from, int64_t to,
    const struct find *find, struct arena *arena,
    int (*each)(const struct ticket *, void *), void *arg, struct err *err)
{
	struct find_cohort cohort = { from, to };
	struct stmt *st = find_stmt(db, find, &cohort);
	struct ticket t;
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW) {
		ticket_read(st, &t, arena);
		if (each(&t, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int
figures_messages(struct db *db, int64_t from, int64_t to,
    int (*each)(const struct figures_message *, void *), void *arg,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_FIGURES_MESSAGES);
	struct figures_message m;
	enum step step;

	bind_int(st, 1, from);
	bind_int(st, 2, to);
	while ((step = db_step(st, err)) == STEP_ROW) {
		m.channel = col_text(st, 0, NULL);
		m.account_name = col_text(st, 1, NULL);
		m.ticket = col_int(st, 2);
		m.at = col_int(st, 3);
		m.out = (int)col_int(st, 4);
		m.automatic = (int)col_int(st, 5);
		if (each(&m, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int
figures_lines(struct db *db, int64_t from, int64_t to,
    int (*each)(const struct figures_lines *, void *), void *arg,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_FIGURES_LINES);
	struct figures_lines l;
	enum step step;

	bind_int(st, 1, from);
	bind_int(st, 2, to);
	while ((step = db_step(st, err)) == STEP_ROW) {
		l.channel = col_text(st, 0, NULL);
		l.account_name = col_text(st, 1, NULL);
		l.sku = col_text(st, 2, NULL);
		l.carrier = col_text(st, 3, NULL);
		l.country = col_text(st, 4, NULL);
		l.lines = col_int(st, 5);
		if (each(&l, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

static int
now_tickets(struct db *db, int64_t now, int64_t day_end, struct figures_now *f,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_NOW_TICKETS);

	bind_int(st, 1, now);
	bind_int(st, 2, day_end);
	if (db_step(st, err) != STEP_ROW)
		return -1;
	f->open = col_int(st, 0);
	f->unread = col_int(st, 1);
	f->urgent = col_int(st, 2);
	f->late = col_int(st, 3);
	f->platform_today = col_int(st, 4);
	stmt_end(st);
	return 0;
}

static int
now_replies(struct db *db, struct figures_now *f, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_NOW_REPLIES);
	enum step step;
	int64_t n;

	while ((step = db_step(st, err)) == STEP_ROW) {
		n = col_int(st, 1);
		switch (reply_status_of(col_text(st, 0, NULL))) {
		case REPLY_DRAFT:
			f->drafts = n;
			break;
		case REPLY_HELD:
			f->held = n;
			break;
		case REPLY_UNKNOWN:
			f->unknown = n;
			f->undelivered += n;
			break;
		case REPLY_FAILED:
		case REPLY_RETRY:
			f->undelivered += n;
			break;
		}
	}
	return step;
}

static int
now_accounts(struct db *db, int64_t now, struct figures_now *f, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_NOW_ACCOUNTS);

	bind_int(st, 1, now - FETCHED_LATE);
	if (db_step(st, err) != STEP_ROW)
		return -1;
	f->accounts = col_int(st, 0);
	f->fetched_late = col_int(st, 1);
	f->last_fetch = col_time(st, 2);
	stmt_end(st);
	return 0;
}

static int64_t
count(struct db *db, enum stmt_id id, int64_t since, struct err *err)
{
	struct stmt *st = db_stmt(db, id);

	if (since != CLOCK_NONE)
		bind_int(st, 1, since);
	return db_count(st, err);
}

int
figures_now(struct db *db, int64_t now, int64_t day_end,
    int64_t overnight_since, struct figures_now *f, struct err *err)
{
	memset(f, 0, sizeof *f);
	if (now_tickets(db, now, day_end, f, err) < 0 ||
	    now_replies(db, f, err) < 0 || now_accounts(db, now, f, err) < 0)
		return -1;
	f->quarantined = count(db, STMT_NOW_QUARANTINED, CLOCK_NONE, err);
	f->alerts = count(db, STMT_NOW_ALERTS, CLOCK_NONE, err);
	f->auto_since = count(db, STMT_NOW_AUTO, overnight_since, err);
	f->resolved_since = count(db, STMT_NOW_RESOLVED, overnight_since, err);
	return f->quarantined < 0 || f->alerts < 0 || f->auto_since < 0 ||
		       f->resolved_since < 0
		   ? -1
		   : 0;
}
