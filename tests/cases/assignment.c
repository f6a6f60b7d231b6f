/*
 * assignment.c - who gets a ticket, and in which order those that wait
 *
 * Staff has shifts by the word (on_shift) or by a calendar; tickets come,
 * come back and are done; shifts begin and end.  After each of these whatever
 * waits is tried again, as ha-watch does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "cases.h"
#include "conf/node.h"
#include "desk/assign.h"
#include "sla/calendar.h"

enum { MOST = 256 };

struct office {
	struct verdict *v;
	struct staff staff[MOST];
	struct calendar *shifts[MOST]; /* NULL: on_shift as it is told */
	size_t n;
	json_t *holders;  /* ticket: who has or had it */
	json_t *waiting;  /* tickets */
	json_t *log;	  /* [ticket, who], in the order of the attempts */
	json_t *outcomes; /* ticket: who, as it stands at the end */
	int64_t now;
};

static const char *const priorities[] = { "urgent", "high", "normal", "low" };
static const char *const id_of[] = { "staff", "member", "agent", "id", "who",
	NULL };
static const char *const previous_of[] = { "previous", "previous_staff",
	"previous_assignee", "last_staff", "sticky", NULL };

static int
rank(const json_t *ticket)
{
	const char *p = json_string_value(json_object_get(ticket, "priority"));
	int i;

	for (i = 0; p != NULL && i < 4; i++)
		if (strcmp(priorities[i], p) == 0)
			return i;
	return 2;
}

/* Numbers by value, words in byte order. */
static int
id_order(const json_t *a, const json_t *b)
{
	json_int_t x = json_integer_value(a), y = json_integer_value(b);

	if (json_is_string(a) && json_is_string(b))
		return strcmp(json_string_value(a), json_string_value(b));
	return (x > y) - (x < y);
}

/* Priority, due instant, identifier. */
static int
line_order(struct office *o, const json_t *a, const json_t *b)
{
	int64_t x = instant_of(o->v, json_object_get(a, "due"));
	int64_t y = instant_of(o->v, json_object_get(b, "due"));

	if (rank(a) != rank(b))
		return rank(a) - rank(b);
	if (x != y && (x == CLOCK_NONE || y == CLOCK_NONE))
		return x == CLOCK_NONE ? 1 : -1;
	if (x != y)
		return x < y ? -1 : 1;
	return id_order(json_object_get(a, "id"), json_object_get(b, "id"));
}

static const char *
key_of(const json_t *id, char out[80])
{
	if (json_is_string(id))
		snprintf(out, 80, "%s", json_string_value(id));
	else
		snprintf(out, 80, "%lld", (long long)json_integer_value(id));
	return out;
}

static struct staff *
staff_named(struct office *o, const json_t *name)
{
	const char *id = json_string_value(name);
	size_t i;

	for (i = 0; id != NULL && i < o->n; i++)
		if (strcmp(o->staff[i].name, id) == 0)
			return &o->staff[i];
	return NULL;
}

static const char *const *
words(const json_t *list)
{
	size_t i, n = json_array_size(list);
	const char **out = xcalloc(n + 1, sizeof *out);

	for (i = 0; i < n; i++)
		out[i] = json_string_value(json_array_get(list, i));
	return out;
}

/* 1 when somebody got it. */
static int
try(struct office *o, json_t *ticket)
{
	struct need need = { NULL, words(json_object_get(ticket, "skills")) };
	char key[80];
	const char *previous = json_string_value(any_of(ticket, previous_of));
	int who;

	key_of(json_object_get(ticket, "id"), key);
	if (previous == NULL)
		previous = json_string_value(json_object_get(o->holders, key));
	who = assign_pick(o->staff, o->n, &need, previous);
	free((void *)need.skills);
	if (who < 0)
		return 0;
	o->staff[who].load++;
	o->staff[who].last_assigned = o->now;
	json_object_set_new(o->holders, key, json_string(o->staff[who].name));
	json_array_append_new(
	    o->log, json_pack("[O, s]", json_object_get(ticket, "id"),
			o->staff[who].name));
	json_object_set_new(o->outcomes, key, json_string(o->staff[who].name));
	return 1;
}

static void
try_line(struct office *o)
{
	size_t i = 0;

	while (i < json_array_size(o->waiting)) {
		if (try(o, json_array_get(o->waiting, i)))
			json_array_remove(o->waiting, i);
		else
			i++;
	}
}

static void
ticket_comes(struct office *o, json_t *ticket)
{
	char key[80];
	size_t i;

	if (try(o, ticket))
		return;
	json_array_append_new(
	    o->log, json_pack("[O, n]", json_object_get(ticket, "id")));
	json_object_set_new(o->outcomes,
	    key_of(json_object_get(ticket, "id"), key), json_null());
	for (i = 0; i < json_array_size(o->waiting); i++)
		if (line_order(o, ticket, json_array_get(o->waiting, i)) < 0)
			break;
	json_array_insert(o->waiting, i, ticket);
}

/* Room for another: by the ticket that is done, or by its holder. */
static void
ticket_ends(struct office *o, const json_t *e)
{
	json_t *ticket = json_object_get(e, "ticket"), *t;
	struct staff *s;
	char key[80];
	size_t i;

	if (json_is_object(ticket))
		ticket = json_object_get(ticket, "id");
	s = staff_named(
	    o, ticket != NULL ? json_object_get(o->holders, key_of(ticket, key))
			      : any_of(e, id_of));
	if (s == NULL)
		s = staff_named(o, any_of(e, id_of));
	if (s != NULL && s->load > 0)
		s->load--;
	json_array_foreach(
	    o->waiting, i, t) if (json_equal(json_object_get(t, "id"), ticket))
	{
		json_array_remove(o->waiting, i);
		break;
	}
}

static void
staff_changes(struct office *o, const json_t *e, const char *type)
{
	struct staff *s = staff_named(o, any_of(e, id_of));
	static const char *const on_of[] = { "on_shift", "on", NULL };
	const json_t *on = any_of(e, on_of), *n;

	if (s == NULL) {
		wrong(o->v, "'%s' of whom?", type);
		return;
	}
	if (on != NULL)
		s->on_shift = json_is_true(on);
	else if (strstr(type, "begin") != NULL ||
		 strstr(type, "start") != NULL || strstr(type, "_on") != NULL)
		s->on_shift = 1;
	else if (strstr(type, "end") != NULL || strstr(type, "off") != NULL)
		s->on_shift = 0;
	if ((n = json_object_get(e, "capacity")) != NULL)
		s->capacity = json_integer_value(n);
	if ((n = json_object_get(e, "load")) != NULL)
		s->load = json_integer_value(n);
}

static void
happen(struct office *o, const json_t *e)
{
	static const char *const ends[] = { "resolved", "closed", "done",
		"ticket_closed", "ticket_resolved", "release", "released",
		NULL };
	const char *type = json_string_value(json_object_get(e, "type"));
	json_t *ticket = json_object_get(e, "ticket");
	size_t i;

	for (i = 0; type != NULL && ends[i] != NULL; i++)
		if (strcmp(ends[i], type) == 0)
			break;
	if (type == NULL)
		wrong(o->v, "an event without a type");
	else if (ends[i] != NULL)
		ticket_ends(o, e);
	else if (json_is_object(ticket))
		ticket_comes(o, ticket);
	else
		staff_changes(o, e, type);
}

/* Shifts by calendar, as they stand at AT. */
static void
look_at_shifts(struct office *o, int64_t at)
{
	size_t i;

	o->now = at;
	for (i = 0; i < o->n; i++)
		if (o->shifts[i] != NULL)
			o->staff[i].on_shift =
			    calendar_is_open(o->shifts[i], at);
	try_line(o);
}

/* Every beginning of a shift after the last event, up to AT. */
static void
pass_time(struct office *o, int64_t at)
{
	int64_t next, one;
	size_t i;

	if (o->now == CLOCK_NONE || at == CLOCK_NONE)
		return;
	for (;;) {
		next = CLOCK_NONE;
		for (i = 0; i < o->n; i++) {
			if (o->shifts[i] == NULL)
				continue;
			one = calendar_opening(o->shifts[i], o->now + 1000);
			if (one != CLOCK_NONE && one <= at &&
			    (next == CLOCK_NONE || one < next) &&
			    !calendar_is_open(o->shifts[i], one - 1000))
				next = one;
		}
		if (next == CLOCK_NONE)
			break;
		look_at_shifts(o, next);
	}
	look_at_shifts(o, at);
}

static void
read_staff(struct office *o, const json_t *list, const struct calendars *all)
{
	const json_t *calendar, *on;
	char key[120];
	struct staff *s;
	json_t *m;
	size_t i;

	json_array_foreach(list, i, m)
	{
		if (o->n == MOST) {
			wrong(o->v, "more staff than %d", MOST);
			return;
		}
		s = &o->staff[o->n];
		on = json_object_get(m, "on_shift");
		*s = (struct staff){ .name = json_string_value(
					 json_object_get(m, "id")),
			.skills = words(json_object_get(m, "skills")),
			.capacity =
			    json_integer_value(json_object_get(m, "capacity")),
			.load = json_integer_value(json_object_get(m, "load")),
			.on_shift = on == NULL || json_is_true(on),
			.last_assigned = instant_of(
			    o->v, json_object_get(m, "last_assigned")) };
		calendar = json_object_get(m, "calendar");
		snprintf(key, sizeof key, "c-%s", json_string_value(calendar));
		if (json_is_string(calendar) &&
		    (o->shifts[o->n] = calendars_get(all, key)) == NULL)
			wrong(o->v, "there is no calendar '%s'", key + 2);
		o->n++;
	}
}

static void
same_json(struct verdict *v, const char *what, json_t *got, const json_t *want)
{
	char *a, *b;

	if (json_equal(got, want))
		return;
	a = json_dumps(got, JSON_COMPACT | JSON_ENCODE_ANY);
	b = json_dumps(want, JSON_COMPACT | JSON_ENCODE_ANY);
	wrong(v, "%s: %s, expected %s", what, a, b != NULL ? b : "none");
	free(a);
	free(b);
}

/* Each ticket once, where it stands at the end, in the order they came. */
static json_t *
outcomes(const struct office *o)
{
	json_t *out = json_array(), *entry, *id, *seen = json_object();
	char key[80];
	size_t i;

	json_array_foreach(o->log, i, entry)
	{
		id = json_array_get(entry, 0);
		key_of(id, key);
		if (json_object_get(seen, key) != NULL)
			continue;
		json_object_set_new(seen, key, json_true());
		json_array_append_new(out,
		    json_pack("[O, O]", id, json_object_get(o->outcomes, key)));
	}
	json_decref(seen);
	return out;
}

static void
check_assignments(struct office *o, const json_t *want)
{
	json_t *last = outcomes(o);

	/* the attempts one by one, or where each ticket is at the end */
	if (!json_equal(last, want))
		same_json(o->v, "assignments", o->log, want);
	json_decref(last);
}

static void
check(struct office *o, json_t *expect)
{
	json_t *queue = json_array(), *load = json_object(), *t, *want;
	const char *name;
	size_t i;

	json_array_foreach(o->waiting, i, t)
	    json_array_append(queue, json_object_get(t, "id"));
	for (i = 0; i < o->n; i++)
		json_object_set_new(
		    load, o->staff[i].name, json_integer(o->staff[i].load));
	json_object_foreach(expect, name, want)
	{
		if (strcmp(name, "assignments") == 0)
			check_assignments(o, want);
		else if (strcmp(name, "queue") == 0)
			same_json(o->v, name, queue, want);
		else if (strcmp(name, "load") == 0)
			same_json(o->v, name, load, want);
		else
			wrong(o->v, "%s: no such field", name);
	}
	json_decref(queue);
	json_decref(load);
}

static struct node *
parse(struct verdict *v, const json_t *calendars, const json_t *one)
{
	struct err err = ERR_INIT;
	struct buf text = BUF_INIT;
	struct node *tree;

	write_calendars(&text, calendars, one);
	if ((tree = node_parse("case", text.p, text.len, &err)) == NULL)
		wrong(v, "%s", err.text);
	buf_free(&text);
	return tree;
}

void
run_assignment(struct verdict *v, const json_t *calendars, const json_t *one)
{
	struct office o = { .v = v, .now = CLOCK_NONE };
	struct conf_errs errs = { NULL, 0, 0 };
	struct node *tree = parse(v, calendars, one);
	struct calendars *all = calendars_new(tree, ".", &errs);
	json_t *events = in_order(v, json_object_get(one, "events")), *e;
	size_t i;

	for (i = 0; i < errs.n; i++)
		wrong(v, "%s", errs.v[i].text);
	o.holders = json_object();
	o.outcomes = json_object();
	o.waiting = json_array();
	o.log = json_array();
	read_staff(&o, json_object_get(one, "staff"), all);
	json_array_foreach(events, i, e)
	{
		pass_time(&o, instant_of(v, json_object_get(e, "at")));
		look_at_shifts(&o, instant_of(v, json_object_get(e, "at")));
		happen(&o, e);
		try_line(&o);
	}
	pass_time(&o, instant_of(v, json_object_get(one, "as_of")));
	check(&o, json_object_get(one, "expect"));
	for (i = 0; i < o.n; i++)
		free((void *)o.staff[i].skills);
	json_decref(events);
	json_decref(o.holders);
	json_decref(o.outcomes);
	json_decref(o.waiting);
	json_decref(o.log);
	calendars_free(all);
	node_free(tree);
	conf_errs_free(&errs);
}
