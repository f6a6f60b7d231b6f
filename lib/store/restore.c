/*
 * store/restore.c - a copy takes the database's place
 *
 * What left after the copy was made is not in it.  So everything that was on
 * its way becomes unknown, and sending is held until people and channels were
 * asked: held, an answer is late; sent again, it is wrong.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "store/account.h"
#include "store/admin.h"
#include "store/event.h"
#include "store/inside.h"
#include "store/intake.h"

/* The copy, checked, as a new file beside the database. */
static int
fetch_copy(const char *file, const char *tmp, struct err *err)
{
	struct db *db = db_open(file, DB_READ | DB_ANY, err);
	int rc;

	if (db == NULL)
		return -1;
	rc = admin_backup(db, tmp, err);
	db_close(db);
	return rc;
}

struct note {
	struct db *db;
	int64_t now;
	struct err *err;
};

static int
note_restore(const struct account *a, void *arg)
{
	struct note *n = arg;

	return event_add(n->db,
	    &(struct event){ .account = a->id,
		.at = n->now,
		.kind = "restored",
		.actor = "ha-db" },
	    n->err);
}

/* "hold" is the last fetch that the copy knows: later ones are rows behind it.
 */
static int
hold(struct db *db, struct err *err)
{
	struct note n = { db, clock_now(), err };
	struct stmt *st = db_stmt(db, STMT_REPLY_UNKNOWN_ALL);
	struct arena arena = ARENA_INIT;
	int64_t last;
	char since[24];
	int rc;

	bind_text(st, 1, "the database was restored");
	rc = db_do(st, err);
	if (rc == 0 &&
	    (last = db_count(db_stmt(db, STMT_LEDGER_LAST), err)) < 0)
		rc = -1;
	if (rc == 0)
		snprintf(since, sizeof since, "%" PRId64, last);
	if (rc == 0)
		rc = db_meta_set(db, "hold", since, err);
	if (rc == 0)
		rc = account_each(db, &arena, note_restore, &n, err);
	arena_free(&arena);
	return rc;
}

/* Of the newest schema, held, one file. */
static int
make_ready(const char *tmp, const struct restoring *r, struct err *err)
{
	struct db *db = db_open(tmp, DB_ANY, err);
	int rc = -1;

	if (db == NULL)
		return -1;
	if (migrate_from(db, admin_version(db), err) < 0 ||
	    db_begin(db, err) < 0)
		goto out;
	if ((rc = hold(db, err)) == 0)
		rc = db_commit(db, err);
	if (rc == 0 && r->ready != NULL)
		rc = r->ready(db, r->arg, err);
	if (rc == 0)
		rc = db->driver->alone(db->own, err);
out:
	db->events = 0; /* its high-water file is the database's, later */
	db_close(db);
	return rc;
}

/*
 * Nobody may go on writing into what is put aside.  A database that cannot be
 * opened (that may be why one restores) is only moved.
 */
static int
end_old(const char *uri, struct err *err)
{
	struct err ignored = ERR_INIT;
	struct db *db;
	int rc;

	if (!file_exists(uri))
		return 0;
	if ((db = db_open(uri, DB_ANY, &ignored)) == NULL)
		return ignored.code == ERR_AGAIN
			   ? err_set(err, ERR_AGAIN, "%s", ignored.text)
			   : 0;
	rc = db->driver->alone(db->own, &ignored);
	db_close(db);
	return rc < 0 && ignored.code == ERR_AGAIN
		   ? err_set(err, ERR_AGAIN, "%s", ignored.text)
		   : 0;
}

/* The log goes with the database: left behind, it is played into another. */
static int
move_log(const char *uri, const char *to_uri)
{
	static const char *const parts[] = { "-wal", "-shm" };
	char *from, *to;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof parts / sizeof parts[0]; i++) {
		from = xasprintf("%s%s", uri, parts[i]);
		to = xasprintf("%s%s", to_uri, parts[i]);
		if (rename(from, to) < 0 && errno != ENOENT)
			rc = -1;
		free(from);
		free(to);
	}
	return rc;
}

/* As it was: where there are two names, the database still has its own. */
static void
take_back(const char *uri, const char *kept)
{
	move_log(kept, uri);
	if (file_exists(uri))
		unlink(kept);
	else
		(void)!rename(kept, uri);
}

/*
 * A second name first, so that there is a database at every moment; a file
 * system that has no second names moves it.
 */
static int
put_aside(const char *uri, const char *kept, struct err *err)
{
	int rc = link(uri, kept);

	if (rc < 0 && (errno == EPERM || errno == EOPNOTSUPP))
		rc = rename(uri, kept);
	if (rc < 0)
		return err_sys(
		    err, err_of_errno(errno), "cannot put '%s' aside", uri);
	if (move_log(uri, kept) == 0)
		return 0;
	err_sys(err, err_of_errno(errno), "cannot put '%s' aside", uri);
	take_back(uri, kept);
	return -1;
}

static char *
kept_name(const char *uri)
{
	char at[CLOCK_TEXT];

	return xasprintf("%s.before-%.10s-%ld", uri,
	    clock_print(clock_now(), at), (long)getpid());
}

/* The restored one is what was seen last. */
static int
accept(const char *uri, struct err *err)
{
	struct db *db = db_open(uri, DB_ANY, err);
	int rc;

	if (db == NULL)
		return -1;
	rc = high_write(db, err);
	db_close(db);
	return rc;
}

int
admin_restore(
    const char *uri, const char *file, struct restoring *r, struct err *err)
{
	char *tmp = xasprintf("%s.new", uri);
	int rc = -1;

	r->kept = NULL;
	admin_unlink(tmp);
	if (fetch_copy(file, tmp, err) < 0 || make_ready(tmp, r, err) < 0 ||
	    end_old(uri, err) < 0)
		goto out;
	if (file_exists(uri)) {
		r->kept = kept_name(uri);
		if (put_aside(uri, r->kept, err) < 0)
			goto out;
	}
	if (rename(tmp, uri) < 0) {
		err_sys(err, err_of_errno(errno), "cannot write '%s'", uri);
		if (r->kept != NULL)
			take_back(uri, r->kept);
		goto out;
	}
	if (file_sync_dir(uri, err) == 0)
		rc = accept(uri, err);
out:
	if (rc < 0) {
		admin_unlink(tmp);
		free(r->kept);
		r->kept = NULL;
		err_wrap(err, "restore '%s'", file);
	}
	free(tmp);
	return rc;
}

struct reasons {
	struct db *db;
	const struct resuming *how;
	int64_t since;
	struct arena *arena;
	const struct account *account;
	struct err *err;
	int n;
};

static int
reason(struct reasons *r, const char *text)
{
	r->n++;
	return r->how->each(text, r->how->arg);
}

static int
missing(const char *source, const char *what, void *arg)
{
	struct reasons *r = arg;

	return reason(
	    r, arena_printf(r->arena, "%s/%s%s%s: %s", r->account->channel,
		   r->account->name, *source != '\0' ? " " : "", source, what));
}

static int
account_clean(const struct account *a, void *arg)
{
	struct reasons *r = arg;
	struct stmt *st = db_stmt(r->db, STMT_LEDGER_GOOD_SINCE);
	int64_t one;
	int fetched;

	r->account = a;
	bind_int(st, 1, a->id);
	bind_int(st, 2, r->since);
	if (a->state == ACCOUNT_PAUSED ||
	    (r->how->fetched != NULL && !r->how->fetched(a, r->how->config)))
		fetched = 1;
	else if ((fetched = db_one(st, &one, r->err)) < 0)
		return -1;
	stmt_end(st);
	if (!fetched &&
	    reason(r, arena_printf(r->arena,
			  "%s/%s was not fetched since: run ha sync",
			  a->channel, a->name)) < 0)
		return -1;
	return intake_reconcile(r->db, a->id, r->arena, missing, r, r->err) < 0
		   ? -1
		   : 0;
}

static int
lift(struct db *db, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_META_DROP);

	bind_text(st, 1, "hold");
	return db_do(st, err);
}

int
admin_resume(struct db *db, const struct resuming *how, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct reasons r = {
		.db = db, .how = how, .arena = &arena, .err = err
	};
	const char *since = db_meta(db, "hold", &arena);
	int64_t unknown;
	int rc = 0;

	if (since == NULL)
		goto out;
	r.since = strtoll(since, NULL, 10);
	unknown = db_count(db_stmt(db, STMT_REPLY_UNKNOWN_COUNT), err);
	rc = unknown < 0 ? -1 : 0;
	if (unknown > 0)
		rc = reason(
		    &r, arena_printf(&arena,
			    "%" PRId64 " answers may have been sent: run "
			    "ha send reconcile",
			    unknown));
	if (rc == 0)
		rc = account_each(db, &arena, account_clean, &r, err);
	if (rc == 0 && r.n > 0)
		rc = 1;
	if (rc == 0)
		rc = lift(db, err);
out:
	arena_free(&arena);
	return rc;
}
