/* desk/staff.c - the team's load, and who takes a ticket now */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "desk/tell.h"

enum { WAITING = 200 }; /* tried at the beginning of a run */

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

static int
book(struct desk *d, struct staff *s, int64_t now, struct err *err)
{
	char key[100], at[24];

	s->load++;
	s->last_assigned = now;
	snprintf(at, sizeof at, "%" PRId64, now);
	return db_meta_set(d->db, meta_key(s, key, sizeof key), at, err);
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

const char *
desk_pick(struct desk *d, const struct rule *rule, const struct ticket *t,
    const char *previous, int64_t now, struct err *err)
{
	struct need need = { NULL, NULL };
	struct staff *s = NULL;
	int i;

	if (rule == NULL || rule->nobody ||
	    (d->nstaff == 0 && rule->to == NULL))
		return NULL;
	if (!d->counted && count(d, now, err) < 0)
		return NULL;
	if (rule->to != NULL) {
		if ((s = named(d, rule->to)) == NULL)
			return rule->to; /* a team, or somebody who helps */
	} else {
		need.skills = rule->skills.v;
		/* what nobody speaks is translated: anybody may have it */
		if (t->lang != NULL &&
		    assign_language_known(d->staff, d->nstaff, t->lang))
			need.language = t->lang;
		i = assign_pick(d->staff, d->nstaff, &need, previous);
		if (i < 0)
			return NULL;
		s = &d->staff[i];
	}
	return book(d, s, now, err) < 0 ? NULL : s->name;
}

struct waiting {
	struct desk *d;
	int64_t numbers[WAITING];
	size_t n;
};

static int
keep_number(const struct ticket *t, void *arg)
{
	struct waiting *w = arg;

	if (!t->history)
		w->numbers[w->n++] = t->number;
	return 0;
}

/* What waits for somebody, most urgent first, then by due instant. */
static int
find_waiting(struct waiting *w, int64_t now, struct err *err)
{
	struct find_term terms[] = {
		{ .field = FIND_OPEN },
		{ .field = FIND_UNASSIGNED },
	};
	struct find find = { terms, 2, SORT_PRIORITY, WAITING, now };
	struct arena arena = ARENA_INIT;
	int rc = ticket_find(w->d->db, &find, &arena, keep_number, w, err);

	arena_free(&arena);
	return rc;
}

/* 1 assigned, 0 still waits, -1. */
static int
try_ticket(struct desk *d, int64_t number, int64_t now,
    int (*each)(const struct ticket *, void *), void *arg, struct err *err)
{
	struct rec *rec = rec_new();
	struct buf line = BUF_INIT;
	struct arena arena = ARENA_INIT;
	struct ticket t;
	const char *who = NULL;
	int rc = ticket_get(d->db, number, 0, &t, &arena, err);

	if (rc == 1 && (rc = desk_record(d, &t, rec, &line, err)) == 0)
		who = desk_pick(d,
		    ruleset_first(d->rules, RULE_ASSIGN, rec, now), &t,
		    t.customer != 0
			? ticket_last_agent(d->db, t.customer, &arena)
			: NULL,
		    now, err);
	if (err->code != ERR_OK)
		rc = -1;
	/* of two machines that try it at once one finds it taken */
	if (rc == 0 && who != NULL &&
	    (rc = ticket_offer(d->db, number, who, err)) == 1) {
		t.assignee = who;
		t.updated_at = now;
		rc = ticket_update(d->db, &t, err);
		if (rc == 0)
			rc = desk_tell(d, &t, now, "assigned", "ha-route",
			    json_pack("{s:s}", "to", who), NULL, err);
		if (rc == 0 && each != NULL)
			rc = each(&t, arg);
		rc = rc < 0 ? -1 : 1;
	}
	arena_free(&arena);
	buf_free(&line);
	rec_free(rec);
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
	if (!has_room(d))
		return 0;
	if (find_waiting(&w, now, err) < 0)
		return -1;
	for (i = 0; i < w.n && has_room(d); i++) {
		if ((rc = try_ticket(d, w.numbers[i], now, each, arg, err)) < 0)
			return -1;
		n += rc;
	}
	return n;
}
