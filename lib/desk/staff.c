/* desk/staff.c - the team's load, and who takes a ticket now */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "desk/record.h"
#include "desk/tell.h"
#include "desk/verb.h"

enum { PAGE = 200 }; /* of those that wait */

static int
add_load(const char *assignee, int64_t n, void *arg)
{
	struct desk *d = arg;
	size_t i;

	for (i = 0; i < d->nstaff; i++)
		if (strcmp(d->staff[i].name, assignee) == 0)
			d->staff[i].load = (long)n;
	return 0;
}

static const char *
meta_key(const struct staff *s, char *key, size_t size)
{
	snprintf(key, size, "assigned.%.80s", s->name);
	return key;
}

/* Loads, shifts and last assignments, once a transaction. */
static int
count(struct desk *d, int64_t now, struct err *err)
{
	struct arena arena = ARENA_INIT;
	const char *at;
	char key[100];
	size_t i;
	int rc;

	for (i = 0; i < d->nstaff; i++) {
		d->staff[i].load = 0;
		d->staff[i].on_shift =
		    d->shifts[i] == NULL || calendar_is_open(d->shifts[i], now);
		at = db_meta(
		    d->db, meta_key(&d->staff[i], key, sizeof key), &arena);
		d->staff[i].last_assigned =
		    at != NULL ? strtoll(at, NULL, 10) : CLOCK_NONE;
	}
	rc = ticket_loads(d->db, &arena, add_load, d, err);
	arena_free(&arena);
	d->counted = rc >= 0;
	return rc;
}

static struct staff *
named(struct desk *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->nstaff; i++)
		if (strcmp(d->staff[i].name, name) == 0)
			return &d->staff[i];
	return NULL;
}

int
desk_book(struct desk *d, const char *who, int64_t now, struct err *err)
{
	struct staff *s = who != NULL ? named(d, who) : NULL;
	char key[100], at[24];

	if (s == NULL)
		return 0;
	s->load++;
	s->last_assigned = now;
	snprintf(at, sizeof at, "%" PRId64, now);
	return db_meta_set(d->db, meta_key(s, key, sizeof key), at, err);
}

const char *
desk_pick(struct desk *d, const struct rule *rule, const struct ticket *t,
    const char *previous, int64_t now, struct err *err)
{
	struct need need = { NULL, NULL };
	int i;

	if (rule == NULL || rule->nobody ||
	    (d->nstaff == 0 && rule->to == NULL))
		return NULL;
	if (!d->counted && count(d, now, err) < 0)
		return NULL;
	if (rule->to != NULL)
		return rule->to;
	need.skills = rule->skills.v;
	/* what nobody speaks is translated: anybody may have it */
	if (t->lang != NULL &&
	    assign_language_known(d->staff, d->nstaff, t->lang))
		need.language = t->lang;
	i = assign_pick(d->staff, d->nstaff, &need, previous);
	return i >= 0 ? d->staff[i].name : NULL;
}

const char *
desk_last_agent(struct desk *d, int64_t customer, struct arena *arena)
{
	return d->nstaff > 0 && customer != 0
		   ? ticket_last_agent(d->db, customer, arena)
		   : NULL;
}

struct waiting {
	struct desk *d;
	int64_t numbers[PAGE];
	size_t n;
	struct find_after last; /* of the page; number 0: there is no more */
};

static int
keep_number(const struct ticket *t, void *arg)
{
	struct waiting *w = arg;

	w->last = (struct find_after){ (int)t->priority, t->due_at, t->number };
	if (!t->history)
		w->numbers[w->n++] = t->number;
	return 0;
}

/* What waits for somebody, most urgent first, then by due instant: a page. */
static int
find_waiting(struct waiting *w, int64_t now, struct err *err)
{
	struct find_term terms[] = {
		{ .field = FIND_OPEN },
		{ .field = FIND_UNASSIGNED },
	};
	struct find_after behind = w->last;
	struct find find = { .terms = terms,
		.n = 2,
		.sort = SORT_PRIORITY,
		.limit = PAGE,
		.now = now,
		.after = behind.number != 0 ? &behind : NULL };
	struct arena arena = ARENA_INIT;
	int rc;

	w->n = 0;
	w->last.number = 0;
	rc = ticket_find(w->d->db, &find, &arena, keep_number, w, err);
	arena_free(&arena);
	return rc;
}

/* 1, or 0: of two machines that try it at once one finds it taken. */
static int
give(struct desk *d, struct ticket *t, const char *who, int64_t now,
    struct err *err)
{
	struct deed deed = { .desk = d, .actor = "ha-route", .now = now };
	int rc = ticket_offer(d->db, t->number, who, err);
	json_t *data;

	if (rc != 1)
		return rc;
	t->assignee = who;
	data = json_pack("{s:s}", "to", who);
	verb_hours(d->config, who, data);
	if (verb_act(&deed, t, "assigned", data, NULL, err) < 0)
		return -1;
	return desk_book(d, who, now, err) < 0 ? -1 : 1;
}

static const char *
pick_for(struct desk *d, const struct ticket *t, int64_t now,
    struct arena *arena, struct err *err)
{
	struct rec *rec = rec_new();
	struct buf line = BUF_INIT;
	const char *previous = desk_last_agent(d, t->customer, arena);
	const char *who = NULL;

	if (desk_record(d, t, rec, &line, err) == 0)
		who =
		    desk_pick(d, ruleset_first(d->rules, RULE_ASSIGN, rec, now),
			t, previous, now, err);
	buf_free(&line);
	rec_free(rec);
	return who;
}

/* 1 assigned, 0 still waits, -1. */
static int
try_ticket(struct desk *d, int64_t number, int64_t now,
    int (*each)(const struct ticket *, void *), void *arg, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct ticket t;
	const char *who = NULL;
	int rc = ticket_get(d->db, number, 0, &t, &arena, err);

	if (rc == 1)
		who = pick_for(d, &t, now, &arena, err);
	if (err->code != ERR_OK)
		rc = -1;
	else
		rc = who != NULL ? give(d, &t, who, now, err) : 0;
	if (rc == 1 && each != NULL && each(&t, arg) < 0)
		rc = -1;
	arena_free(&arena);
	return rc;
}

static int
has_room(const struct desk *d)
{
	size_t i;

	for (i = 0; i < d->nstaff; i++)
		if (d->staff[i].on_shift &&
		    d->staff[i].load < d->staff[i].capacity)
			return 1;
	return 0;
}

/* Those that nobody may have are in the way of none behind them. */
int
desk_assign_waiting(struct desk *d, int64_t now,
    int (*each)(const struct ticket *, void *), void *arg, struct err *err)
{
	struct waiting w = { .d = d };
	size_t i;
	int n = 0, rc;

	if (d->nstaff == 0)
		return 0;
	if ((!d->counted && count(d, now, err) < 0))
		return -1;
	do {
		if (!has_room(d))
			return n;
		if (find_waiting(&w, now, err) < 0)
			return -1;
		for (i = 0; i < w.n && has_room(d); i++) {
			rc = try_ticket(d, w.numbers[i], now, each, arg, err);
			if (rc < 0)
				return -1;
			n += rc;
		}
	} while (w.last.number != 0);
	return n;
}
