/*
 * cmd/ha-watch/timers.c - everything that is due, once
 *
 * Tickets and tasks in batches, each batch one transaction; what happened in
 * it is printed after its commit.  With nothing due nothing is locked but for
 * the look at who waits for somebody.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "ha-watch/watch.h"
#include "io/filter.h"
#include "io/out.h"
#include "rec/json.h"

enum { BATCH = 100, BATCH_WALL = 200 /* ms: others wait for us */ };

struct run {
	struct session *s;
	struct watch watch;
	struct asker asker;
	struct arena arena; /* of one ticket or task */
	struct buf lines;   /* of the batch */
	int status;	    /* of those that failed */
	int failed;	    /* some of this batch: it is still due */
};

static void
emit(json_t *o, void *arg)
{
	struct run *r = arg;

	json_add(&r->lines, o);
	buf_addc(&r->lines, '\n');
	json_decref(o);
}

static int
ask_customer(struct ticket *t, void *arg, struct err *err)
{
	struct run *r = arg;

	return asker_ask(&r->asker, t, err);
}

static int
begin(struct run *r, struct err *err)
{
	buf_reset(&r->lines);
	desk_forget(r->s->desk);
	return common.dry_run ? 0 : db_begin(r->s->db, err);
}

/* With -n one transaction holds all of it, and is rolled back. */
static int
commit(struct run *r, struct err *err)
{
	if (!common.dry_run && db_commit(r->s->db, err) < 0)
		return -1;
	out_add(r->lines.p, r->lines.len);
	return out_check(err);
}

static int
give_up(struct run *r)
{
	if (!common.dry_run)
		db_rollback(r->s->db);
	return -1;
}

typedef int each_fn(struct watch *, int64_t, struct err *);
typedef int due_fn(struct db *, int64_t, int64_t *, int, struct err *);

/* One that fails is told, and the others go on. */
static int
one(struct run *r, each_fn *each, int64_t id, struct err *err)
{
	size_t before = r->lines.len;
	struct err own = ERR_INIT;

	arena_reset(&r->arena);
	if (db_mark(r->s->db, err) < 0)
		return -1;
	if (each(&r->watch, id, &own) >= 0) {
		db_mark_keep(r->s->db);
		return 0;
	}
	db_mark_back(r->s->db);
	buf_cut(&r->lines, before);
	if (own.code == ERR_AGAIN) {
		*err = own;
		return -1;
	}
	err_wrap(&own, "%lld", (long long)id);
	complain(&own);
	r->status = err_graver(r->status, (int)own.code);
	r->failed = 1;
	return 0;
}

/*
 * What DUE finds, until there is nothing more, or only what failed: that is
 * due again at the next run.
 */
static int
all(struct run *r, due_fn *due, each_fn *each, struct err *err)
{
	int64_t ids[BATCH], since;
	int n, i;

	r->failed = 0;
	while (!filter_stopped() && !r->failed &&
	       (n = due(r->s->db, r->watch.now, ids, BATCH, err)) != 0) {
		if (n < 0 || begin(r, err) < 0)
			return -1;
		since = clock_mono();
		for (i = 0; i < n && clock_mono() - since < BATCH_WALL; i++)
			if (one(r, each, ids[i], err) < 0)
				return give_up(r);
		if (commit(r, err) < 0)
			return give_up(r);
	}
	return 0;
}

/* Other rules than at the last run: everything may be due. */
static int
new_rules(struct run *r, struct err *err)
{
	static const char key[] = "watch.rules";
	const char *now = ruleset_digest(r->s->desk->rules);
	const char *was = db_meta(r->s->db, key, &r->s->arena);

	if (was != NULL && strcmp(was, now) == 0)
		return 0;
	if (begin(r, err) < 0)
		return -1;
	if ((was != NULL &&
		watch_everything(r->s->db, r->watch.now, err) < 0) ||
	    db_meta_set(r->s->db, key, now, err) < 0 || commit(r, err) < 0)
		return give_up(r);
	return 0;
}

static int
the_rest(struct run *r, struct err *err)
{
	if (begin(r, err) < 0)
		return -1;
	if (watch_waiting(&r->watch, err) < 0 ||
	    alert_settle(r->s->db, r->watch.now, "ha-watch", err) < 0 ||
	    commit(r, err) < 0)
		return give_up(r);
	return 0;
}

static int
once(struct run *r, struct err *err)
{
	int rc;

	r->watch.now = r->s->deed.now = clock_now();
	if (common.dry_run && db_begin(r->s->db, err) < 0)
		return -1;
	rc = new_rules(r, err) < 0 ||
		     all(r, watch_tickets, watch_ticket, err) < 0 ||
		     all(r, watch_tasks, watch_task, err) < 0 ||
		     the_rest(r, err) < 0
		 ? -1
		 : 0;
	if (common.dry_run)
		db_rollback(r->s->db);
	return rc < 0 ? rc : out_flush(err);
}

int
run_timers(char **args)
{
	struct session s;
	struct run r = { .s = &s, .lines = BUF_INIT };
	struct err err = ERR_INIT;

	if (*args != NULL)
		opt_usage(&program, "'%s' is not wanted here", *args);
	session_begin(&s, options.as);
	r.watch = (struct watch){ .desk = s.desk,
		.arena = &r.arena,
		.emit = emit,
		.ask = ask_customer,
		.arg = &r };
	r.asker = (struct asker){ .s = &s, .arena = &r.arena };
	signal(SIGPIPE, SIG_IGN);
	filter_signals();
	do {
		once(&r, &err);
		if (err.code == ERR_OK && options.loop)
			filter_pause(30);
	} while (err.code == ERR_OK && options.loop && !filter_stopped());
	asker_close(&r.asker);
	arena_free(&r.arena);
	buf_free(&r.lines);
	return session_end(&s, r.status, &err);
}
