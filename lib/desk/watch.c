/*
 * desk/watch.c - what timers do to tickets and tasks
 *
 * The row that says "done" (store/watch.h) is written before the work and in
 * its transaction, so that a run that dies has done both or neither.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "desk/clocks.h"
#include "desk/record.h"
#include "desk/task.h"
#include "desk/tell.h"
#include "desk/verb.h"
#include "desk/watch.h"
#include "rec/json.h"
#include "rule/match.h"

#define ACTOR "ha-watch"

/* What was stopped longer ago is no news any more. */
enum { NEWS = CLOCK_DAY };

/* One ticket under the eye of the timers. */
struct look {
	struct watch *w;
	struct ticket *t;
	struct deed deed;
	struct rec *rec;
	struct buf line;
	int is_read; /* REC is the ticket */
	int moved;   /* by a rule: its clocks may end elsewhere now */
};

static json_t *
record(const char *kind, const struct ticket *t, const char *channel,
    const char *account)
{
	json_t *o = json_pack("{s:i s:s}", "v", 1, "kind", kind);

	if (channel != NULL) {
		json_object_set_new(o, "channel", json_string(channel));
		json_object_set_new(o, "account", json_string(account));
	}
	if (t != NULL)
		json_object_set_new(
		    o, "ticket", desk_ticket_json(t, -1, NULL, NULL));
	return o;
}

/* "warning", "closed", … of the ticket as it now stands. */
static void
emit_event(struct watch *w, const struct ticket *t, const char *what,
    const char *rule, const struct sla_run *r, int64_t at)
{
	json_t *o = record("event", t, t->channel, t->account_name);

	json_object_set_new(o, "what", json_string(what));
	json_object_set_new(o, "at", json_time(at));
	if (rule != NULL)
		json_object_set_new(o, "rule", json_string(rule));
	if (r != NULL) {
		json_object_set_new(
		    o, "clock", json_string(sla_clock_name(r->clock)));
		json_object_set_new(o, "nth", json_integer(r->nth));
		json_object_set_new(o, "due_at", json_time(r->due));
	}
	w->emit(o, w->arg);
}

static void
add_name(json_t *list, const char *name)
{
	json_t *one;
	size_t i;

	if (name == NULL)
		return;
	json_array_foreach(
	    list, i, one) if (strcmp(json_string_value(one), name) == 0) return;
	json_array_append_new(list, json_string(name));
}

static void
add_role(json_t *list, const struct config *c, const char *role)
{
	size_t i;

	for (i = 0; c != NULL && i < c->nteam; i++)
		if (c->team[i].role != NULL &&
		    strcmp(c->team[i].role, role) == 0)
			add_name(list, c->team[i].name);
}

/* Who hears of it: "agent" is who has the ticket or the task. */
static const char *
who_hears(struct watch *w, const struct timer *rule, const char *agent)
{
	json_t *list = json_array();
	const char *who;
	char *text;
	size_t i;

	for (i = 0; i < rule->notify.n; i++) {
		who = rule->notify.v[i];
		if (strcmp(who, "agent") == 0)
			add_name(list, agent);
		else if (strncmp(who, "role:", 5) == 0)
			add_role(list, w->desk->config, who + 5);
		else
			add_name(list, who);
	}
	text = desk_text(list);
	who = arena_strdup(w->arena, text);
	free(text);
	return who;
}

/* One whose rule is muted for its ticket or task says nothing. */
static int
raise_alert(struct watch *w, struct alert *a, struct err *err)
{
	json_t *o;
	int muted = alert_muted(w->desk->db, a, err);

	if (muted < 0)
		return -1;
	a->state = muted ? ALERT_MUTED : ALERT_OPEN;
	a->raised_at = a->changed_at = w->now;
	a->changed_by = ACTOR;
	if (alert_add(w->desk->db, a, err) < 0)
		return -1;
	if (muted)
		return 0;
	if ((o = watch_alert_json(w->desk, a, w->arena, err)) == NULL)
		return -1;
	w->emit(o, w->arg);
	return 0;
}

/* The condition is held against the ticket as it now stands. */
static int
fits(struct look *l, const struct timer *rule, struct err *err)
{
	if (rule->when == NULL)
		return 1;
	if (!l->is_read &&
	    desk_record(l->w->desk, l->t, l->rec, &l->line, err) < 0)
		return -1;
	l->is_read = 1;
	return query_match(&rule->query, l->rec, l->w->now);
}

/* Raise the priority, give it to somebody else; while the clock runs. */
static int
escalate(struct look *l, const struct timer *rule, struct err *err)
{
	int to = rule->priority - 1, rc = 0;

	l->is_read = 0;
	if (to >= 0 && to < (int)l->t->priority)
		rc = verb_set(&l->deed, l->t, "priority",
		    ticket_priority_name((enum ticket_priority)to), err);
	if (rc > 0)
		l->moved = 1;
	if (rc >= 0 && rule->assign != NULL)
		rc = verb_assign(&l->deed, l->t, rule->assign, err);
	if (rc > 0)
		l->moved = 1;
	return rc < 0 ? -1 : 0;
}

static int
notify(struct look *l, const struct timer *rule, const struct sla_run *r,
    const char *occurrence, struct err *err)
{
	struct alert a = { .account = l->t->account,
		.ticket = l->t->number,
		.rule = rule->name,
		.occurrence = occurrence,
		.what = timer_on_name((enum timer_on)rule->on),
		.clock = sla_clock_name(r->clock),
		.due_at = r->due };

	if (rule->notify.n == 0)
		return 0;
	a.notify = who_hears(l->w, rule, l->t->assignee);
	return raise_alert(l->w, &a, err);
}

static int
fire(struct look *l, const struct timer *rule, const struct sla_run *r,
    int64_t at, const char *occurrence, struct err *err)
{
	const char *what = timer_on_name((enum timer_on)rule->on);
	json_t *data = json_pack("{s:s s:s s:i s:o}", "rule", rule->name,
	    "clock", sla_clock_name(r->clock), "nth", r->nth, "due",
	    json_time(r->due));

	if (desk_tell(
		l->w->desk, l->t, l->w->now, what, ACTOR, data, NULL, err) < 0)
		return -1;
	if (r->ended_at == CLOCK_NONE && escalate(l, rule, err) < 0)
		return -1;
	emit_event(l->w, l->t, what, rule->name, r, at);
	return r->ended_at == CLOCK_NONE ? notify(l, rule, r, occurrence, err)
					 : 0;
}

static const char *
subject_of(struct arena *arena, const char *letter, int64_t n)
{
	return arena_printf(arena, "%s%" PRId64, letter, n);
}

/* Past, and either running still or stopped only just now. */
static int
is_due(const struct look *l, const struct sla_run *r, int64_t at)
{
	return at != CLOCK_NONE && at <= l->w->now &&
	       (r->ended_at == CLOCK_NONE ||
		   (r->ended_at >= at && r->ended_at > l->w->now - NEWS));
}

static int
one_rule(struct look *l, const struct timer *rule, const struct sla_run *r,
    struct err *err)
{
	int64_t at = timer_of_run(rule, r);
	const char *occurrence;
	int rc;

	if (!is_due(l, r, at))
		return 0;
	if ((rc = fits(l, rule, err)) <= 0)
		return rc;
	occurrence = arena_printf(
	    l->w->arena, "%s.%d", sla_clock_name(r->clock), r->nth);
	rc = effect_once(l->w->desk->db, l->t->account,
	    subject_of(l->w->arena, "", l->t->number), rule->name, occurrence,
	    l->w->now, err);
	return rc <= 0 ? rc : fire(l, rule, r, at, occurrence, err);
}

/*
 * A rule that raises the priority may bring another clock to its end: that is
 * looked at at once.  Each rule fires once for a clock, so this ends.
 */
static int
clocks(struct look *l, struct err *err)
{
	const struct timers *all = &l->w->desk->timers;
	struct sla_result result;
	size_t i, k;

	l->moved = 0;
	if (clocks_read(
		l->w->desk, l->t, l->w->now, &result, l->w->arena, err) < 0)
		return -1;
	for (i = 0; i < result.n; i++)
		for (k = 0; k < all->n; k++)
			if (one_rule(l, &all->v[k], &result.runs[i], err) < 0)
				return -1;
	return l->moved ? clocks(l, err) : 0;
}

/* Of this resolve, not of one before a reopening. */
static int
once_resolved(struct look *l, const char *rule, struct err *err)
{
	return effect_once(l->w->desk->db, l->t->account,
	    subject_of(l->w->arena, "", l->t->number), rule,
	    arena_printf(l->w->arena, "%" PRId64, l->t->resolved_at), l->w->now,
	    err);
}

/* Did it help?  Who was not asked in time is not bothered later. */
static int
ask(struct look *l, int64_t at, struct err *err)
{
	int64_t end = timers_close_at(&l->w->desk->timers, l->t);
	int rc;

	if (at == CLOCK_NONE || at > l->w->now)
		return 0;
	if (end == CLOCK_NONE)
		end = at + 7 * (int64_t)CLOCK_DAY;
	if ((rc = once_resolved(l, "ask_after", err)) <= 0 || end <= l->w->now)
		return rc < 0 ? -1 : 0;
	if ((rc = l->w->ask(l->t, l->w->arg, err)) == 1)
		emit_event(l->w, l->t, "asked", NULL, NULL, at);
	return rc < 0 ? -1 : 0;
}

static int
close_silent(struct look *l, int64_t at, struct err *err)
{
	int rc;

	if (at == CLOCK_NONE || at > l->w->now)
		return 0;
	if ((rc = once_resolved(l, "close_after", err)) <= 0)
		return rc;
	if (verb_status(&l->deed, l->t, TICKET_CLOSED, err) < 0)
		return -1;
	emit_event(l->w, l->t, "closed", NULL, NULL, at);
	return 0;
}

/* When to look again: the clocks may have moved by what was done. */
static int
next_look(struct look *l, struct err *err)
{
	struct sla_result result;

	if (clocks_read(
		l->w->desk, l->t, l->w->now, &result, l->w->arena, err) < 0)
		return -1;
	l->t->watch_at =
	    timers_next(&l->w->desk->timers, l->t, &result, l->w->now);
	return ticket_update(l->w->desk->db, l->t, err);
}

int
watch_ticket(struct watch *w, int64_t number, struct err *err)
{
	struct timers *all = &w->desk->timers;
	struct ticket t;
	struct look l = { .w = w, .t = &t, .rec = rec_new(), .line = BUF_INIT };
	int rc = ticket_get(w->desk->db, number, 0, &t, w->arena, err);

	l.deed = (struct deed){ w->desk, ACTOR, NULL, w->now, w->arena, NULL };
	if (rc == 1 && (t.watch_at == CLOCK_NONE || t.watch_at > w->now))
		rc = 0;
	if (rc == 1 && t.merged_into == 0 &&
	    (clocks(&l, err) < 0 || ask(&l, timers_ask_at(all, &t), err) < 0 ||
		close_silent(&l, timers_close_at(all, &t), err) < 0))
		rc = -1;
	if (rc == 1 && next_look(&l, err) < 0)
		rc = -1;
	buf_free(&l.line);
	rec_free(l.rec);
	return rc;
}

static int
task_rule(struct watch *w, const struct timer *rule, const struct task *k,
    struct err *err)
{
	int64_t at = timer_of_task(rule, k);
	struct alert a = { .account = k->account,
		.ticket = k->ticket,
		.task = k->id,
		.rule = rule->name,
		.occurrence = "due",
		.what = "task",
		.due_at = k->due_at };
	int rc;

	/* what is late needs no word that it will be */
	if (at == CLOCK_NONE || at > w->now ||
	    (rule->before > 0 && k->due_at <= w->now))
		return 0;
	rc = effect_once(w->desk->db, k->account,
	    subject_of(w->arena, "t", k->id), rule->name, a.occurrence, w->now,
	    err);
	if (rc <= 0)
		return rc;
	a.notify = who_hears(w, rule, k->assignee);
	return raise_alert(w, &a, err);
}

int
watch_task(struct watch *w, int64_t id, struct err *err)
{
	struct timers *all = &w->desk->timers;
	struct task k;
	size_t i;
	int rc = task_get(w->desk->db, id, &k, w->arena, err);

	if (rc == 1 && (k.watch_at == CLOCK_NONE || k.watch_at > w->now))
		rc = 0;
	for (i = 0; rc == 1 && i < all->n; i++)
		if (task_rule(w, &all->v[i], &k, err) < 0)
			rc = -1;
	if (rc != 1)
		return rc;
	k.watch_at = timers_next_task(all, &k, w->now);
	return task_update(w->desk->db, &k, err) < 0 ? -1 : 1;
}

static int
offered(const struct ticket *t, void *arg)
{
	struct watch *w = arg;

	emit_event(w, t, "assigned", NULL, NULL, w->now);
	return 0;
}

int
watch_waiting(struct watch *w, struct err *err)
{
	return desk_assign_waiting(w->desk, w->now, offered, w, err);
}

/* What it is about, as it now stands. */
static json_t *
subject(
    struct desk *d, const struct alert *a, struct arena *arena, struct err *err)
{
	struct ticket t;
	struct task k;
	json_t *o;
	int has = 0;

	if (a->ticket != 0 &&
	    (has = ticket_get(d->db, a->ticket, 0, &t, arena, err)) < 0)
		return NULL;
	o = record("alert", has ? &t : NULL, has ? t.channel : NULL,
	    has ? t.account_name : NULL);
	/* status: of a query is the alert's own */
	json_object_del(json_object_get(o, "ticket"), "status");
	if (a->task == 0)
		return o;
	if (task_get(d->db, a->task, &k, arena, err) != 1) {
		json_decref(o);
		return NULL;
	}
	json_object_set_new(o, "task",
	    json_pack("{s:s s:s s:s}", "ref", subject_of(arena, "t", k.id),
		"assignee", k.assignee, "text", k.words));
	return o;
}

json_t *
watch_alert_json(
    struct desk *d, const struct alert *a, struct arena *arena, struct err *err)
{
	json_t *o = subject(d, a, arena, err), *list;

	if (o == NULL)
		return NULL;
	json_put(o, "ref", subject_of(arena, "w", a->id));
	json_put(o, "state", alert_state_name(a->state));
	json_put(o, "what", a->what);
	json_put(o, "rule", a->rule);
	json_put(o, "clock", a->clock);
	if (a->due_at != CLOCK_NONE)
		json_object_set_new(o, "due_at", json_time(a->due_at));
	json_object_set_new(o, "raised_at", json_time(a->raised_at));
	json_object_set_new(o, "changed_at", json_time(a->changed_at));
	json_put(o, "changed_by", a->changed_by);
	json_put(o, "note", a->note);
	list = a->notify != NULL ? json_loads(a->notify, 0, NULL) : NULL;
	json_object_set_new(o, "notify", list != NULL ? list : json_array());
	return o;
}
