/*
 * cmd/ha-ticket/work.c - one act for many tickets
 *
 * All or nothing, so that a mistyped number changes nothing; --keep-going
 * commits each ticket by itself.  What was done is printed only after it was
 * committed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "desk/tell.h"
#include "ha-ticket/ticket.h"

struct result {
	int64_t number;
	int done; /* 1 done, 0 there was nothing to do */
	json_t *json;
};

struct crew {
	struct session *s;
	const struct work *work;
	struct result *results;
	size_t n, cap;
};

static const struct column columns[] = { { N_("ticket"), COL_RIGHT },
	{ N_("result"), 0 }, { NULL, 0 } };

static json_t *
ticket_result(
    const struct crew *c, const struct result *r, const struct ticket *t)
{
	json_t *o =
	    result_json(json_integer(r->number), r->done, c->work->done);

	json_object_set_new(o, "ticket", desk_ticket_json(t, -1, NULL, NULL));
	return o;
}

static int
one(struct crew *c, int64_t number, struct err *err)
{
	struct ticket t;
	struct result *r;
	int rc = ticket_get(
	    c->s->db, number, !c->work->exact, &t, &c->s->arena, err);

	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no ticket %" PRId64, number);
	if (rc < 0 || (rc = c->work->each(c->s, &t, c->work->arg, err)) < 0)
		return err->code == ERR_NO || err->code == ERR_USAGE
			   ? -1
			   : err_wrap(err, "ticket %" PRId64, number);
	xgrow(&c->results, &c->cap, c->n + 1, sizeof *c->results);
	r = &c->results[c->n++];
	*r = (struct result){ t.number, rc, NULL };
	if (c->work->made != NULL)
		r->number = *c->work->made;
	if (common.json)
		r->json = ticket_result(c, r, &t);
	return 0;
}

/* With -n all is done and then undone: what is printed is what would be. */
static int
finish(struct crew *c, struct err *err)
{
	if (!common.dry_run)
		return db_commit(c->s->db, err);
	db_rollback(c->s->db);
	return 0;
}

static int
all_or_nothing(struct crew *c, const struct refs *refs, struct err *err)
{
	size_t i;

	if (db_begin(c->s->db, err) < 0)
		return -1;
	for (i = 0; i < refs->n; i++)
		if (one(c, refs->v[i], err) < 0) {
			db_rollback(c->s->db);
			return -1;
		}
	return finish(c, err);
}

/* Returns the gravest status of those that failed. */
static int
each_by_itself(struct crew *c, const struct refs *refs)
{
	struct err err;
	int status = 0;
	size_t i, before;

	for (i = 0; i < refs->n; i++) {
		err = (struct err)ERR_INIT;
		before = c->n;
		desk_forget(c->s->desk);
		if (db_begin(c->s->db, &err) == 0 &&
		    one(c, refs->v[i], &err) == 0 && finish(c, &err) == 0)
			continue;
		db_rollback(c->s->db);
		c->n = before;
		complain(&err);
		status = err_graver(status, (int)err.code);
	}
	return status;
}

static int
print(struct crew *c, struct err *err)
{
	struct table *t = table_new(columns);
	char number[24];
	size_t i;

	for (i = 0; i < c->n; i++) {
		table_row(t);
		snprintf(
		    number, sizeof number, "%" PRId64, c->results[i].number);
		table_cell(t, number);
		table_cell(t, result_word(c->results[i].done, c->work->done,
				  &c->s->arena));
		if (c->results[i].json != NULL)
			table_json(t, c->results[i].json);
	}
	return table_end(t, err);
}

static int
prepare_one(struct crew *c, int64_t number, struct err *err)
{
	struct ticket t;
	int rc = ticket_get(c->s->db, number, 1, &t, &c->s->arena, err);

	return rc != 1 ? rc : c->work->prepare(c->s, &t, c->work->arg, err);
}

/*
 * What takes time or a person, before the transaction.  With --keep-going a
 * ticket that fails here is told and leaves REFS, and its status is returned.
 */
static int
prepare(struct crew *c, struct refs *refs, struct err *err)
{
	struct err own;
	int status = 0;
	size_t i, kept = 0;

	for (i = 0; i < refs->n && c->work->prepare != NULL; i++) {
		own = (struct err)ERR_INIT;
		if (prepare_one(c, refs->v[i], &own) >= 0) {
			refs->v[kept++] = refs->v[i];
			continue;
		}
		if (!options.keep_going) {
			*err = own;
			return 0;
		}
		complain(&own);
		status = err_graver(status, (int)own.code);
	}
	if (c->work->prepare != NULL)
		refs->n = kept;
	return status;
}

/* Nothing of many was done because of one. */
static void
say_nothing_done(const struct refs *refs)
{
	if (refs->n > 1 && !options.keep_going)
		note(_("none of the %zu tickets was changed: --keep-going "
		       "does the others"),
		    refs->n);
}

/* Many that nobody has named are asked for once. */
static int
sure(const struct refs *refs, const struct work *w, struct err *err)
{
	if (!refs->by_query || refs->n < 2 || common.dry_run)
		return 1;
	return ask(err, _("%s %zu tickets?"), _(w->question), refs->n);
}

int
work_on(struct session *s, char **args, const struct work *w)
{
	struct crew c = { s, w, NULL, 0, 0 };
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	size_t named = 0;
	int status = 0;

	if (refs_read(&refs, args, 0, s->db, s->config, s->actor.name, &err) ==
		0 &&
	    sure(&refs, w, &err) == 1) {
		named = refs.n;
		status = prepare(&c, &refs, &err);
		if (err.code == ERR_OK && options.keep_going)
			status = err_graver(status, each_by_itself(&c, &refs));
		else if (err.code == ERR_OK)
			all_or_nothing(&c, &refs, &err);
		if (err.code == ERR_OK)
			print(&c, &err);
		else
			say_nothing_done(&refs);
	}
	if (refs.by_query && named == 0 && err.code == ERR_OK)
		status = ERR_NO;
	refs_free(&refs);
	free(c.results);
	return session_end(s, status, &err);
}
