/* desk/forget.c - a person is forgotten */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/lockfile.h"
#include "base/map.h"
#include "base/xalloc.h"
#include "desk/forget.h"
#include "desk/pending.h"
#include "desk/tell.h"
#include "store/customer.h"
#include "store/event.h"
#include "text/tokens.h"

/* As every program that stores a message makes them. */
static void
words(struct val record, struct buf *out)
{
	struct arena arena = ARENA_INIT;

	search_message(val_str(val_get(record, "subject"), &arena),
	    val_str(val_get(record, "text"), &arena), out);
	arena_free(&arena);
}

struct job {
	struct db *db;
	struct forget *f;
	int again; /* in a copy: it is noted beside the database already */
	int64_t customer;
	struct err *err;
};

static int
refuse(int64_t row, void *arg)
{
	struct job *j = arg;

	(void)row;
	return err_set(j->err, ERR_AGAIN,
	    "a message of c%" PRId64 " has no ticket yet: run ha sync first",
	    j->customer);
}

static int
own(int64_t row, void *arg)
{
	struct job *j = arg;

	return customer_author(j->db, row, j->customer, j->err);
}

/*
 * What has no ticket yet is not known to be theirs.  A copy cannot be synced
 * first: what waits there is erased with what they wrote, and waits no more.
 */
static int
settle_pending(struct job *j)
{
	return pending_by(
	    j->db, j->customer, j->again ? own : refuse, j, j->err);
}

static int
tell(struct job *j, int64_t account, int64_t ticket, const char *kind,
    const char *data)
{
	struct event e = { .account = account,
		.ticket = ticket,
		.at = j->f->now,
		.kind = kind,
		.actor = j->f->actor,
		.data = data };

	return event_add(j->db, &e, j->err);
}

/* The act itself stays in the chain, with numbers alone. */
static int
tell_erased(int64_t account, int64_t ticket, void *arg)
{
	struct job *j = arg;
	char *data = desk_text(json_pack(
	    "{s:I s:s*}", "customer", (json_int_t)j->customer, "by", j->f->by));
	int rc = tell(j, account, ticket, "erased", data);

	free(data);
	return rc;
}

static int
tell_all(struct job *j)
{
	int64_t account;

	if (j->f->tickets > 0)
		return customer_tickets(
		    j->db, j->customer, tell_erased, j, j->err);
	account = customer_account(j->db, j->customer, j->err);
	return account > 0 ? tell_erased(account, 0, j) : (int)account;
}

static int
remove_file(const char *sha256, void *arg)
{
	struct job *j = arg;
	char *path = blob_path(j->f->files, sha256);
	int rc = path == NULL || unlink(path) == 0 ? 0 : -1;

	if (rc < 0 && errno == ENOENT)
		rc = 0;
	else if (rc < 0)
		err_sys(
		    j->err, err_of_errno(errno), "cannot remove '%s'", path);
	else
		j->f->removed++;
	free(path);
	return rc;
}

static void
count(struct forget *f, const struct erasure *e)
{
	f->tickets = e->tickets;
	f->messages = e->messages;
	f->orders = e->orders;
	f->replies = e->replies;
	f->quarantined = e->quarantined;
}

static int
note(struct job *j)
{
	char *list = erase_list(j->f->uri, j->f->files);
	int rc = erase_note(j->db, list, j->customer, j->f->now, j->err);

	free(list);
	return rc;
}

/*
 * Files go before the commit: killed between, the same command finds the rows
 * again and finishes; the other way round nobody would know the files.
 */
static int
erase(struct job *j)
{
	struct erasure e = { .customer = j->customer,
		.now = j->f->now,
		.words = words,
		.files = MAP_INIT };
	int rc = erase_customer(j->db, &e, j->err);

	count(j->f, &e);
	if (rc == 0 && !j->f->dry_run) {
		rc = tell_all(j);
		if (rc == 0)
			rc = erase_files(j->db, &e, remove_file, j, j->err);
		if (rc == 0 && !j->again)
			rc = note(j);
	}
	erase_free(&e);
	return rc;
}

/* What was erased by a run that could not rewrite the file. */
static int
only_scrub(struct job *j)
{
	if (j->f->dry_run || !erase_unscrubbed(j->db))
		return 0;
	return erase_scrub(j->db, j->err) < 0 ? -1 : 1;
}

static int
person(struct job *j, int64_t id, int64_t *erased_at)
{
	struct arena arena = ARENA_INIT;
	struct customer c;
	int rc;

	if ((j->customer = customer_root(j->db, id, j->err)) < 0)
		return -1;
	rc = customer_get(j->db, j->customer, &c, &arena, j->err);
	*erased_at = rc == 1 ? c.erased_at : CLOCK_NONE;
	arena_free(&arena);
	return rc == 0 ? err_set(j->err, ERR_NOINPUT,
			     "there is no customer c%" PRId64, id)
		       : rc;
}

static int
in_one(struct job *j)
{
	if (db_begin(j->db, j->err) < 0)
		return -1;
	if (settle_pending(j) < 0 || erase(j) < 0) {
		db_rollback(j->db);
		return -1;
	}
	if (!j->f->dry_run)
		return db_commit(j->db, j->err) < 0 ? -1 : 1;
	db_rollback(j->db);
	return 1;
}

int
forget_customer(struct db *db, int64_t id, struct forget *f, struct err *err)
{
	struct job j = { .db = db, .f = f, .err = err };
	int64_t erased_at;
	int lock = -1, rc = -1;

	if (person(&j, id, &erased_at) < 0)
		return -1;
	if (erased_at != CLOCK_NONE)
		return only_scrub(&j);
	if (f->dry_run || (lock = blob_alone(f->files, err)) >= 0)
		rc = in_one(&j);
	lockfile_drop(lock);
	if (rc < 0 || f->dry_run)
		return rc;
	return erase_scrub(db, err) == 0 ? 1 : -1;
}

/*
 * A copy may be from when two people were one.  Whom the list has and whom it
 * has not are two people by now: nobody is erased who only was part of one
 * that was.
 */
struct again {
	struct job *j;
	struct map listed; /* by number */
	int64_t *ids;
	size_t n, cap;
	int64_t from, to; /* who leaves whom */
	int done;
};

static int
is_listed(const struct again *a, int64_t id)
{
	return map_get(&a->listed, (const char *)&id, sizeof id) != NULL;
}

static int
tell_unmerged(int64_t account, int64_t ticket, void *arg)
{
	struct again *a = arg;
	struct arena arena = ARENA_INIT;
	int rc = tell(a->j, account, ticket, "unmerged",
	    arena_printf(&arena,
		"{\"from\":%" PRId64 ",\"to\":%" PRId64 ",\"customer\":%" PRId64
		"}",
		a->from, a->to, a->to));

	arena_free(&arena);
	return rc;
}

static int
leave(struct again *a, int64_t from, int64_t id)
{
	struct job *j = a->j;
	int64_t account;

	a->from = from;
	a->to = id;
	if (customer_unmerge(j->db, id, tell_unmerged, a, j->err) < 0 ||
	    (account = customer_account(j->db, id, j->err)) < 0)
		return -1;
	return account > 0 ? tell_unmerged(account, 0, a) : 0;
}

static int
part_from_others(int64_t id, void *arg)
{
	struct again *a = arg;
	struct arena arena = ARENA_INIT;
	struct customer c;
	int rc = customer_get(a->j->db, id, &c, &arena, a->j->err);

	if (rc == 1 && c.merged_into != 0 &&
	    is_listed(a, id) != is_listed(a, c.merged_into))
		rc = leave(a, c.merged_into, id);
	arena_free(&arena);
	return rc < 0 ? -1 : 0;
}

static int
once_more(struct again *a, int64_t id)
{
	struct job *j = a->j;
	int64_t erased_at = CLOCK_NONE, root;
	int rc = -1;

	if (db_begin(j->db, j->err) < 0)
		return -1;
	if ((root = customer_root(j->db, id, j->err)) >= 0 &&
	    customer_parts(j->db, root, part_from_others, a, j->err) == 0)
		rc = person(j, id, &erased_at);
	if (rc >= 0 && erased_at == CLOCK_NONE) {
		rc = settle_pending(j) < 0 ? -1 : erase(j);
		a->done++;
	}
	if (rc >= 0)
		return db_commit(j->db, j->err);
	db_rollback(j->db);
	return -1;
}

static int
remember(int64_t id, void *arg)
{
	struct again *a = arg;

	*map_put(&a->listed, (const char *)&id, sizeof id) = a;
	xgrow(&a->ids, &a->cap, a->n + 1, sizeof *a->ids);
	a->ids[a->n++] = id;
	return 0;
}

static int
all_once_more(struct again *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (once_more(a, a->ids[i]) < 0)
			return -1;
	return 0;
}

/*
 * The list of the file that is replaced, and that of a server, whose copy is
 * restored into a file.
 */
int
forget_again(struct db *db, struct forget *f, struct err *err)
{
	struct job j = { .db = db, .f = f, .again = 1, .err = err };
	struct again a = { .j = &j, .listed = MAP_INIT };
	char *lists[2] = { erase_list(f->uri, f->files),
		erase_list("://", f->files) };
	size_t i;
	int rc = 0;

	db_files(db, f->files);
	for (i = 0; rc == 0 && i < 2; i++)
		rc = erase_listed(db, lists[i], remember, &a, err);
	if (rc == 0)
		rc = all_once_more(&a);
	if (rc == 0 && a.done > 0)
		rc = erase_scrub(db, err);
	if (rc == 0)
		rc = erase_relist(db, lists[0], err);
	for (i = 0; i < 2; i++)
		free(lists[i]);
	map_free(&a.listed);
	free(a.ids);
	return rc < 0 ? -1 : a.done;
}
