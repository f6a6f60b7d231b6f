/* cmd/ha-customer/act.c - rights, the chain of an act, a line a customer */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "desk/tell.h"
#include "ha-customer/customer.h"
#include "store/account.h"
#include "store/event.h"

/* The chain of the account where they are known best, else of the first. */
static int
first_account(const struct account *a, void *arg)
{
	int64_t *id = arg;

	if (*id == 0)
		*id = a->id;
	return 0;
}

static int64_t
chain(struct session *s, int64_t customer, struct err *err)
{
	int64_t id = customer_account(s->db, customer, err);

	if (id != 0)
		return id;
	if (account_each(s->db, &s->arena, first_account, &id, err) < 0)
		return -1;
	return id;
}

int
tell(struct session *s, int64_t customer, int64_t ticket, int64_t account,
    const char *kind, json_t *data, struct err *err)
{
	struct event e = { .account =
			       account != 0 ? account : chain(s, customer, err),
		.ticket = ticket,
		.at = s->deed.now,
		.kind = kind,
		.actor = s->actor.name };
	char *text;
	int rc;

	json_object_set_new(data, "customer", json_integer(customer));
	if (s->actor.by != NULL)
		json_object_set_new(data, "by", json_string(s->actor.by));
	e.data = text = desk_text(data);
	rc = e.account > 0 ? event_add(s->db, &e, err) : (int)e.account;
	free(text);
	return rc;
}

struct result {
	int64_t id;
	int done;
};

static const struct column columns[] = { { N_("customer"), 0 },
	{ N_("result"), 0 }, { NULL, 0 } };

static int
print(struct session *s, const struct result *v, size_t n, const char *done,
    struct err *err)
{
	struct table *t = table_new(columns);
	char ref[24];
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(ref, sizeof ref, "c%" PRId64, v[i].id);
		table_row(t);
		table_cell(t, ref);
		table_cell(t, result_word(v[i].done, done, &s->arena));
		if (common.json)
			table_json(
			    t, result_json(json_string(ref), v[i].done, done));
	}
	return table_end(t, err);
}

/* With -n all is done and then undone: what is printed is what would be. */
static int
all_or_nothing(struct session *s, const struct people *p, const struct work *w,
    struct result *results, struct err *err)
{
	size_t i;
	int rc = db_begin(s->db, err);

	for (i = 0; rc >= 0 && i < p->n; i++) {
		rc = w->each(s, p->v[i], w->arg, err);
		results[i] = (struct result){ p->v[i], rc };
	}
	if (rc < 0 || common.dry_run) {
		db_rollback(s->db);
		return rc < 0 ? -1 : 0;
	}
	return db_commit(s->db, err);
}

int
work_on(struct session *s, char **args, const struct work *w)
{
	struct people p = { NULL, 0, 0, 0 };
	struct err err = ERR_INIT;
	struct result *results;
	int status = 0, sure = 1;

	if (people_read(s, args, &p, &err) < 0)
		return session_end(s, 0, &err);
	results = arena_get(&s->arena, (p.n + 1) * sizeof *results);
	if (p.by_query && p.n > 1 && !common.dry_run)
		sure = ask(&err, _("change %zu customers?"), p.n);
	if (sure == 1 && all_or_nothing(s, &p, w, results, &err) == 0)
		print(s, results, p.n, w->done, &err);
	if (sure == 0 || (p.by_query && p.n == 0))
		status = ERR_NO;
	people_free(&p);
	return session_end(s, status, &err);
}
