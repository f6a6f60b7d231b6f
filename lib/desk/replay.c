/* desk/replay.c - what other rules would have made of old messages */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "desk/about.h"
#include "desk/replay.h"
#include "desk/tell.h"
#include "desk/words.h"
#include "store/find.h"
#include "store/message.h"

/* One set of rules at work on one ticket. */
struct sim {
	const struct ruleset *rules;
	struct replay_side *side;
	struct ticket t;
	json_t *tags;
	struct what_if_word *words;
	size_t n, cap;
	int begun, began_with; /* priority */
};

struct replay {
	struct desk *desk;
	const struct replay_ears *ears;
	int64_t now;
	struct sim sims[2];
	json_t *customer_tags;
	int orders; /* either set of rules looks at them */
	int has_order;
	struct order order;
	struct ticket ticket; /* the one that is looked at, as it is */
	struct words live;    /* what asks for work */
	struct arena arena;   /* of one ticket */
	struct err *err;
};

/* The ticket as these rules have made it so far, with its order of today. */
static int
set_scene(struct replay *r, struct sim *s, struct rec *rec)
{
	json_t *scene =
	    s->begun
		? desk_ticket_json(&s->t, -1, json_deep_copy(s->tags),
		      json_incref(r->customer_tags))
		: json_pack("{s:{s:O}}", "customer", "tags", r->customer_tags);

	if (r->has_order)
		json_object_set_new(
		    scene, "order", about_scene(&r->order, &r->arena));
	return rec_set(rec, "ticket", scene, r->err);
}

static const struct rule *
rule(
    struct replay *r, struct sim *s, enum rule_section section, struct rec *rec)
{
	return s->side->rules[section] =
		   ruleset_first(s->rules, section, rec, r->now);
}

static void
add_tags(struct replay *r, struct sim *s, struct rec *rec)
{
	const struct rule *g = rule(r, s, RULE_TAGS, rec);
	json_t *tag;
	size_t i, k;

	for (i = 0; g != NULL && i < g->tags.n; i++) {
		json_array_foreach(s->tags, k,
		    tag) if (strcmp(json_string_value(tag), g->tags.v[i]) ==
			     0) break;
		if (k == json_array_size(s->tags))
			json_array_append_new(
			    s->tags, json_string(g->tags.v[i]));
	}
}

/* Whom a rule of assignment wants, in a word. */
static const char *
wanted(const struct rule *a, struct arena *arena)
{
	const char *all = "";
	size_t i;

	if (a == NULL || (a->to == NULL && a->skills.n == 0))
		return "-";
	if (a->to != NULL)
		return a->to;
	for (i = 0; i < a->skills.n; i++)
		all = arena_printf(
		    arena, "%s%s%s", all, i > 0 ? "," : "", a->skills.v[i]);
	return all;
}

/* As route.c opens a ticket. */
static void
begin(struct replay *r, struct sim *s, struct rec *rec)
{
	const struct rule *g;

	if ((g = rule(r, s, RULE_QUEUE, rec)) != NULL)
		s->t.queue = g->queue;
	if ((g = rule(r, s, RULE_PRIORITY, rec)) != NULL)
		s->t.priority = (enum ticket_priority)g->priority;
	if ((g = rule(r, s, RULE_SLA, rec)) != NULL)
		s->t.sla = g->name;
	s->side->to = wanted(rule(r, s, RULE_ASSIGN, rec), &r->arena);
	s->begun = 1;
	s->began_with = (int)s->t.priority;
}

/* A message makes a ticket more urgent, never less; -1: it does not. */
static int
go_on(struct replay *r, struct sim *s, struct rec *rec)
{
	const struct rule *before = s->side->rules[RULE_PRIORITY];
	const struct rule *p = rule(r, s, RULE_PRIORITY, rec);

	if (p == NULL || p->priority >= (int)s->t.priority) {
		s->side->rules[RULE_PRIORITY] = before;
		return -1;
	}
	s->t.priority = (enum ticket_priority)p->priority;
	return p->priority;
}

static int
take(struct replay *r, struct sim *s, const struct message *m, struct rec *rec)
{
	struct what_if_word w = { m->id, 0, -1 };
	const struct rule *p;

	if (set_scene(r, s, rec) < 0)
		return -1;
	add_tags(r, s, rec);
	if (s->begun)
		w.priority = go_on(r, s, rec);
	else
		begin(r, s, rec);
	if ((p = rule(r, s, RULE_PLATFORM, rec)) != NULL)
		w.platform = p->within / 1000;
	xgrow(&s->words, &s->cap, s->n + 1, sizeof *s->words);
	s->words[s->n++] = w;
	return 0;
}

/* A record as ha-route got it: what ha-classify said is kept beside it. */
static int
each_message(const struct message *m, void *arg)
{
	struct replay *r = arg;
	struct rec *rec;
	int i, rc;

	if (!words_have(&r->live, m->id))
		return 0;
	rec = rec_new();
	rc = rec_parse(rec, m->record, m->record_len, r->err);
	if (rc == 0 && m->class != NULL)
		rc = rec_set(
		    rec, "class", json_loads(m->class, 0, NULL), r->err);
	if (rc == 0 && !r->sims[0].begun && r->ears->first != NULL)
		rc = r->ears->first(&r->ticket, rec, r->ears->arg, r->err);
	for (i = 0; rc == 0 && i < 2; i++)
		rc = take(r, &r->sims[i], m, rec);
	rec_free(rec);
	return rc < 0;
}

static void
begin_sim(struct sim *s, const struct ruleset *rules, struct replay_side *side,
    const struct ticket *t)
{
	*side = (struct replay_side){ .to = "-" };
	*s = (struct sim){
		.rules = rules, .side = side, .t = *t, .tags = json_array()
	};
	s->t.priority = PRIORITY_NORMAL;
	s->t.status = TICKET_OPEN;
	s->t.queue = s->t.sla = NULL;
}

static int
conclude(struct replay *r, struct sim *s)
{
	struct what_if w = { s->rules, s->t.sla, s->began_with, s->words,
		s->n };
	struct sla_result result;
	json_t *tag;
	size_t i;

	s->side->queue = s->t.queue;
	s->side->priority = s->t.priority;
	s->side->sla = s->t.sla;
	s->side->tags = "";
	json_array_foreach(s->tags, i, tag) s->side->tags =
	    arena_printf(&r->arena, "%s%s%s", s->side->tags, i > 0 ? "," : "",
		json_string_value(tag));
	if (clocks_what_if(
		r->desk, &s->t, &w, r->now, &result, &r->arena, r->err) < 0)
		return -1;
	for (i = 0; i < result.n; i++)
		s->side->late[result.runs[i].clock] +=
		    result.runs[i].state == SLA_BREACHED;
	return 0;
}

static int
both(struct replay *r, const struct ticket *t)
{
	r->live.n = 0;
	if (words_of(r->desk, t->number, &r->live, &r->arena, r->err) < 0 ||
	    message_of_ticket(r->desk->db, t->number, &r->arena, each_message,
		r, r->err) < 0 ||
	    r->err->code != ERR_OK)
		return -1;
	return conclude(r, &r->sims[0]) < 0 ? -1 : conclude(r, &r->sims[1]);
}

static int
one(struct replay *r, const struct ruleset *other, int64_t number)
{
	struct replay_ticket out = { .number = number };
	struct ticket *t = &r->ticket;
	int i, rc;

	arena_reset(&r->arena);
	rc = ticket_get(r->desk->db, number, 0, t, &r->arena, r->err);
	if (rc != 1 || t->history)
		return rc < 0 ? -1 : 0;
	if (r->orders && (r->has_order = about_find(
			      r->desk, t, &r->order, &r->arena, r->err)) < 0)
		return -1;
	r->customer_tags = desk_customer_tags(r->desk, t->customer, r->err);
	if (r->customer_tags == NULL)
		return -1;
	begin_sim(&r->sims[0], r->desk->rules, &out.was, t);
	begin_sim(&r->sims[1], other, &out.is, t);
	rc = both(r, t);
	if (rc == 0 && r->sims[0].begun)
		rc = r->ears->each(&out, r->ears->arg);
	for (i = 0; i < 2; i++) {
		json_decref(r->sims[i].tags);
		free(r->sims[i].words);
	}
	json_decref(r->customer_tags);
	return rc;
}

struct numbers {
	int64_t *v;
	size_t n, cap;
};

static int
note_number(const struct ticket *t, void *arg)
{
	struct numbers *n = arg;

	xgrow(&n->v, &n->cap, n->n + 1, sizeof *n->v);
	n->v[n->n++] = t->number;
	return 0;
}

int
desk_replay(struct desk *d, const struct ruleset *other, int64_t from,
    int64_t to, int64_t now, const struct replay_ears *ears, struct err *err)
{
	struct find_term term = {
		.field = FIND_CREATED, .from = from, .to = to
	};
	struct find f = {
		.terms = &term, .n = 1, .sort = SORT_NUMBER, .now = now
	};
	struct replay r = { .desk = d,
		.ears = ears,
		.now = now,
		.orders = d->rules->asks_orders || other->asks_orders,
		.live = WORDS_INIT,
		.err = err };
	struct numbers found = { NULL, 0, 0 };
	struct arena arena = ARENA_INIT;
	size_t i;
	int rc = ticket_find(d->db, &f, &arena, note_number, &found, err);

	for (i = 0; rc == 0 && i < found.n; i++)
		rc = one(&r, other, found.v[i]);
	free(found.v);
	words_clear(&r.live);
	arena_free(&arena);
	arena_free(&r.arena);
	return rc < 0 ? -1 : 0;
}
