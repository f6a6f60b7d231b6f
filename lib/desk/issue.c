/* desk/issue.c - what trouble a ticket is about */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/word.h"
#include "desk/about.h"
#include "desk/issue.h"
#include "desk/record.h"
#include "desk/task.h"
#include "desk/tell.h"
#include "rec/json.h"
#include "rec/val.h"
#include "store/event.h"
#include "store/fact.h"
#include "store/order.h"

/* What is known of the newest parcel of the order. */
struct parcel {
	int ordered, sent;
	int64_t placed, delivered, last;
	const char *last_text, *signer, *status;
	int customs; /* the last event is of customs */
	struct arena *arena;
};

static const char *
date(int64_t at, struct arena *arena)
{
	char text[CLOCK_TEXT];

	return arena_strndup(arena, clock_print(at, text), 10);
}

/* Words for customs in what carriers write. */
static int
is_of_customs(const char *text)
{
	static const char *const words[] = { "customs", "Customs", "CUSTOMS",
		"Zoll", "zoll", "douan", "Douan", "aduan", "Aduan", "dogan",
		"Dogan", "清关", "海关", "通关", "税関", "세관" };
	size_t i;

	for (i = 0; text != NULL && i < sizeof words / sizeof words[0]; i++)
		if (strstr(text, words[i]) != NULL)
			return 1;
	return 0;
}

static void
see_events(struct parcel *p, struct val events)
{
	struct val item = VAL_NONE;
	const char *at;
	int64_t ms;

	while (val_next(events, &item)) {
		at = val_str(val_get(item, "at"), p->arena);
		ms = at != NULL ? clock_parse(at, strlen(at)) : CLOCK_NONE;
		if (ms == CLOCK_NONE || (p->last != CLOCK_NONE && ms < p->last))
			continue;
		p->last = ms;
		p->last_text = val_str(val_get(item, "text"), p->arena);
		p->customs = is_of_customs(p->last_text);
	}
}

static int
see_shipment(const struct shipment *sh, void *arg)
{
	struct parcel *p = arg;
	struct val rec = { sh->record, strlen(sh->record) };

	p->sent = 1;
	p->delivered = sh->delivered_at;
	p->status = sh->status;
	p->signer = val_str(val_get(rec, "signed_by"), p->arena);
	p->last = sh->shipped_at;
	p->last_text = NULL;
	p->customs = 0;
	see_events(p, val_get(rec, "events"));
	return 0;
}

static int
read_parcel(
    struct desk *d, const struct ticket *t, struct parcel *p, struct err *err)
{
	struct order o;
	int rc;

	p->placed = p->delivered = p->last = CLOCK_NONE;
	if ((rc = about_find(d, t, &o, p->arena, err)) != 1)
		return rc;
	p->ordered = 1;
	p->placed = o.placed_at;
	return order_shipments(d->db, o.id, p->arena, see_shipment, p, err);
}

/* "delivered 2026-06-06, signed by Nachbar" */
static const char *
delivery(const struct parcel *p)
{
	return p->signer != NULL
		   ? arena_printf(p->arena, "delivered %s, signed by %s",
			 date(p->delivered, p->arena), p->signer)
		   : arena_printf(p->arena, "delivered %s",
			 date(p->delivered, p->arena));
}

static const char *
last_event(const struct parcel *p)
{
	return arena_printf(p->arena, "%s %s", date(p->last, p->arena),
	    p->last_text != NULL ? p->last_text : "shipped");
}

static void
propose_arose(struct issue *i, const struct parcel *p, const struct ticket *t)
{
	int kind = i->rule != NULL ? i->rule->arose : AROSE_UNKNOWN;

	i->arose = t->first_in_at;
	i->arose_why = "first message";
	if (kind == AROSE_TRANSIT && p->last != CLOCK_NONE) {
		i->arose = p->last;
		i->arose_why = last_event(p);
	} else if (kind == AROSE_DELIVERY && p->delivered != CLOCK_NONE) {
		i->arose = p->delivered;
		i->arose_why = delivery(p);
	} else if (kind == AROSE_USE && p->delivered != CLOCK_NONE &&
		   t->first_in_at > p->delivered) {
		i->arose_why = arena_printf(p->arena,
		    "in use, %" PRId64 " days after delivery",
		    (t->first_in_at - p->delivered) / CLOCK_DAY);
	}
}

/* Tracking first: it knows where the parcel is. */
static void
propose_responsibility(struct issue *i, const struct parcel *p)
{
	const char *who = i->rule != NULL ? i->rule->responsibility : NULL;
	const char *why = NULL;

	if (i->rule == NULL)
		return;
	if (i->rule->arose == AROSE_TRANSIT && p->ordered && !p->sent) {
		who = "warehouse";
		why = p->placed != CLOCK_NONE
			  ? arena_printf(p->arena, "ordered %s, not shipped",
				date(p->placed, p->arena))
			  : "not shipped";
	} else if (i->rule->arose == AROSE_TRANSIT && p->sent) {
		who = p->customs && p->delivered == CLOCK_NONE ? "customs"
							       : "carrier";
		why = p->delivered != CLOCK_NONE ? delivery(p)
		      : p->last != CLOCK_NONE	 ? last_event(p)
						 : NULL;
	}
	i->responsibility = who;
	i->responsibility_why =
	    why != NULL	  ? why
	    : who != NULL ? arena_printf(p->arena, "rule '%s'", i->rule->name)
			  : NULL;
}

static int
see_fact(const struct fact *f, void *arg)
{
	struct issue *i = arg;

	if (strcmp(f->name, "arose") == 0) {
		i->arose = strtoll(f->value, NULL, 10);
		i->arose_why = f->why;
		i->arose_set = 1;
	} else if (strcmp(f->name, "responsibility") == 0) {
		i->responsibility_why = f->why;
	} else if (strcmp(f->name, "result") == 0) {
		i->evidence = f->why;
	}
	return 0;
}

struct hands {
	struct issue *issue;
	int64_t since; /* somebody works on it; CLOCK_NONE */
	struct arena *arena;
};

/* NAME is one of "mei, lin". */
static int
named(const char *list, const char *name)
{
	size_t n = strlen(name);
	const char *p;

	for (p = list; (p = strstr(p, name)) != NULL; p += n)
		if ((p == list || p[-1] == ' ') &&
		    (p[n] == ',' || p[n] == '\0'))
			return 1;
	return 0;
}

/* From a claim to what ends it. */
static int
see_hands(const struct event *e, void *arg)
{
	static const char *const ends[] = { "answered", "reply_approved",
		"released", "no_reply", "assigned", "status", "merged", NULL };
	static const char *const answers[] = { "answered", "reply_approved",
		NULL };
	struct hands *h = arg;

	if (strcmp(e->kind, "claimed") == 0 && h->since == CLOCK_NONE)
		h->since = e->at;
	if (h->since != CLOCK_NONE && word_in(e->kind, ends)) {
		h->issue->handling += (e->at - h->since) / 1000;
		h->since = CLOCK_NONE;
	}
	if (word_in(e->kind, answers) && !named(h->issue->handlers, e->actor))
		h->issue->handlers =
		    arena_printf(h->arena, "%s%s%s", h->issue->handlers,
			*h->issue->handlers ? ", " : "", e->actor);
	return 0;
}

const struct rule *
issue_rule(struct desk *d, const struct ticket *t, int64_t now, struct err *err)
{
	struct buf line = BUF_INIT;
	struct rec *rec = rec_new();
	const struct rule *r = NULL;

	if (desk_record(d, t, rec, &line, err) == 0)
		r = ruleset_first(d->rules, RULE_ISSUE, rec, now);
	rec_free(rec);
	buf_free(&line);
	return r;
}

int
issue_read(struct desk *d, const struct ticket *t, int64_t now, struct issue *i,
    struct arena *arena, struct err *err)
{
	struct parcel p = { .arena = arena };
	struct hands h = { i, CLOCK_NONE, arena };

	*i = (struct issue){ .arose = CLOCK_NONE, .handlers = "" };
	i->rule = issue_rule(d, t, now, err);
	if (err->code != ERR_OK || read_parcel(d, t, &p, err) < 0)
		return -1;
	propose_arose(i, &p, t);
	propose_responsibility(i, &p);
	if (t->responsibility != NULL) {
		i->responsibility = t->responsibility;
		i->responsibility_why = NULL;
		i->responsibility_set = 1;
	}
	if (fact_each(d->db, t->number, arena, see_fact, i, err) < 0 ||
	    event_of_ticket(d->db, t->number, arena, see_hands, &h, err) < 0)
		return -1;
	if (h.since != CLOCK_NONE && now > h.since)
		i->handling += (now - h.since) / 1000;
	return 0;
}

json_t *
issue_json(const struct issue *i)
{
	return json_pack("{s:s? s:o s:s? s:b s:s? s:s? s:b s:s? s:s s:I}",
	    "rule", i->rule != NULL ? i->rule->name : NULL, "arose",
	    json_time(i->arose), "arose_why", i->arose_why, "arose_proposed",
	    !i->arose_set, "responsibility", i->responsibility,
	    "responsibility_why", i->responsibility_why,
	    "responsibility_proposed", !i->responsibility_set, "evidence",
	    i->evidence, "handled_by", i->handlers, "handling_s",
	    (json_int_t)i->handling);
}

static int
add_step(const struct deed *d, struct ticket *t, const struct rule *r, size_t n,
    struct err *err)
{
	const struct step *s = &r->steps[n];
	json_t *list = json_pack("[o]",
	    json_sprintf("%s, step %zu of %zu", r->name, n + 1, r->nsteps));
	char *because = desk_text(list);
	struct task k = { .assignee = s->who, .words = s->step };
	int rc;

	if (k.assignee == NULL)
		k.assignee = t->assignee != NULL ? t->assignee : "agent";
	k.because = because;
	k.due_at = desk_task_due(d->desk, k.assignee, s->within, d->now);
	rc = desk_task_add(d, &k, t, 0, err);
	free(because);
	return rc < 0 ? -1 : 0;
}

int
issue_follow(const struct deed *d, struct ticket *t, const struct rule *r,
    struct err *err)
{
	struct fact f;
	size_t i;
	int rc;

	if (r == NULL || r->nsteps == 0)
		return 0;
	rc = fact_get(d->desk->db, t->number, "procedure", &f, d->arena, err);
	if (rc < 0 || (rc == 1 && strcmp(f.value, r->name) == 0))
		return rc < 0 ? -1 : 0;
	f = (struct fact){ "procedure", r->name, NULL };
	if (fact_set(d->desk->db, t->number, &f, err) < 0)
		return -1;
	for (i = 0; i < r->nsteps; i++)
		if (add_step(d, t, r, i, err) < 0)
			return -1;
	return 1;
}
