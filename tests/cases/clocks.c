/* clocks.c - the deadlines of one ticket */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "cases.h"
#include "conf/node.h"
#include "sla/sla.h"

/* A case as the programs see it. */
struct setup {
	struct node *calendar_tree, *policy_tree;
	struct calendars *calendars;
	struct sla_policies policies;
	struct sla_event *events;
	size_t n;
	enum sla_priority priority;
	int64_t as_of;
};

static const char *const priorities[] = { "urgent", "high", "normal", "low",
	NULL };
static const char *const statuses[] = { "new", "open", "waiting_customer",
	"waiting_internal", "resolved", "closed", NULL };

static const struct {
	const char *type;
	enum sla_what what;
} types[] = {
	{ "customer_message", SLA_CUSTOMER_MESSAGE },
	{ "staff_reply", SLA_ANSWER },
	{ "auto_reply", SLA_ASIDE },
	{ "bot_reply", SLA_ASIDE },
	{ "internal_note", SLA_ASIDE },
	{ "note", SLA_ASIDE },
	{ "override", SLA_ASIDE }, /* is in the calendars already */
	{ "calendar_override", SLA_ASIDE },
	{ "override_announced", SLA_ASIDE },
	{ "status", SLA_STATUS },
	{ "priority", SLA_PRIORITY },
	{ "no_reply", SLA_NO_REPLY },
	{ "no_reply_needed", SLA_NO_REPLY },
	{ "team", SLA_MOVED },
	{ "move", SLA_MOVED },
	{ "moved", SLA_MOVED },
	{ "transfer", SLA_MOVED },
	{ "team_change", SLA_MOVED },
	{ "calendar", SLA_MOVED },
	{ "calendar_change", SLA_MOVED },
};
#define NTYPES (sizeof types / sizeof types[0])

static int
index_of(const char *word, const char *const *words)
{
	int i;

	for (i = 0; word != NULL && words[i] != NULL; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

static struct calendar *
calendar_named(struct setup *s, struct verdict *v, const json_t *name)
{
	struct calendar *c = NULL;
	char key[120];

	snprintf(key, sizeof key, "c-%s", json_string_value(name));
	if (json_is_string(name))
		c = calendars_get(s->calendars, key);
	if (c == NULL)
		wrong(v, "there is no calendar '%s'", key + 2);
	return c;
}

static void
read_event(
    struct setup *s, struct verdict *v, const json_t *e, int64_t platform)
{
	static const char *const targets[] = { "to", "calendar", NULL };
	const char *type = json_string_value(json_object_get(e, "type"));
	const json_t *to = any_of(e, targets);
	struct sla_event *out = &s->events[s->n];
	size_t i;

	for (i = 0; i < NTYPES; i++)
		if (type != NULL && strcmp(types[i].type, type) == 0)
			break;
	if (i == NTYPES) {
		wrong(v, "unknown event '%s'", type != NULL ? type : "");
		return;
	}
	*out =
	    (struct sla_event){ .at = instant_of(v, json_object_get(e, "at")),
		    .what = types[i].what,
		    .proposal = json_is_true(json_object_get(e, "proposal")) };
	if (out->what == SLA_CUSTOMER_MESSAGE)
		out->platform = platform;
	if (out->what == SLA_STATUS)
		out->to = index_of(json_string_value(to), statuses);
	if (out->what == SLA_PRIORITY)
		out->to = index_of(json_string_value(to), priorities);
	if (out->what == SLA_MOVED)
		out->calendar = calendar_named(s, v, to);
	if (out->to < 0)
		wrong(v, "'%s' to what?", type);
	s->n++;
}

/* A number of seconds, or one for each priority. */
static void
write_target(struct buf *b, const char *name, json_t *target)
{
	const char *priority, *comma = "";
	json_t *seconds;

	if (json_is_null(target))
		return;
	if (!json_is_object(target)) {
		buf_addf(b, ", %s: %llds", name,
		    (long long)json_integer_value(target));
		return;
	}
	buf_addf(b, ", %s: {", name);
	json_object_foreach(target, priority, seconds)
	{
		buf_addf(b, "%s%s: %llds", comma, priority,
		    (long long)json_integer_value(seconds));
		comma = ", ";
	}
	buf_addc(b, '}');
}

static void
write_policy(struct buf *b, const json_t *policy)
{
	json_t *v, *pauses = json_object_get(policy, "pause_on");
	const char *name;
	size_t i;

	buf_addf(b, "- {name: case, calendar: \"c-%s\"",
	    json_string_value(json_object_get(policy, "calendar")));
	json_object_foreach(json_object_get(policy, "targets"), name, v)
	    write_target(b, name, v);
	v = json_object_get(policy, "warn_before_s");
	buf_addf(b, ", warn_before: %llds", (long long)json_integer_value(v));
	v = json_object_get(policy, "reopen_window_days");
	if (v != NULL)
		buf_addf(b, ", reopen_window: %llds",
		    (long long)(json_number_value(v) * 86400));
	if (pauses != NULL) {
		buf_adds(b, ", pause_on: [");
		json_array_foreach(pauses, i, v) buf_addf(
		    b, "%s%s", i > 0 ? ", " : "", json_string_value(v));
		buf_addc(b, ']');
	}
	buf_adds(b, "}\n");
}

static struct node *
parse(struct verdict *v, struct buf *text)
{
	struct err err = ERR_INIT;
	struct node *n = node_parse("case", text->p, text->len, &err);

	if (n == NULL)
		wrong(v, "%s", err.text);
	buf_reset(text);
	return n;
}

/* Calendars and policy, by the configuration's reader. */
static void
configure(struct setup *s, struct verdict *v, const json_t *calendars,
    const json_t *one)
{
	const json_t *policy = json_object_get(one, "policy");
	struct conf_errs errs = { NULL, 0, 0 };
	struct buf text = BUF_INIT;
	size_t i;

	write_calendars(&text, calendars, one);
	if ((s->calendar_tree = parse(v, &text)) != NULL)
		s->calendars = calendars_new(s->calendar_tree, ".", &errs);
	write_policy(&text, policy);
	if (s->calendars != NULL && (s->policy_tree = parse(v, &text)) != NULL)
		sla_policies_read(
		    &s->policies, s->policy_tree, s->calendars, &errs);
	if (json_integer_value(json_object_get(policy, "platform_s")) < 0)
		wrong(v, "a clock of the platform wants more than nothing");
	for (i = 0; i < errs.n; i++)
		wrong(v, "%s", errs.v[i].text);
	buf_free(&text);
	conf_errs_free(&errs);
}

static void
read_case(struct setup *s, struct verdict *v, const json_t *calendars,
    const json_t *one)
{
	const json_t *policy = json_object_get(one, "policy");
	json_t *events, *e, *given = json_object_get(one, "priority");
	int64_t platform =
	    json_integer_value(json_object_get(policy, "platform_s"));
	size_t i;

	*s = (struct setup){ .priority = SLA_NORMAL };
	configure(s, v, calendars, one);
	if (v->text.len > 0)
		return;
	if (given != NULL)
		s->priority = (enum sla_priority)index_of(
		    json_string_value(given), priorities);
	if ((int)s->priority < 0)
		wrong(v, "unknown priority");
	events = in_order(v, json_object_get(one, "events"));
	s->events = xcalloc(json_array_size(events) + 1, sizeof *s->events);
	json_array_foreach(events, i, e) read_event(s, v, e, platform);
	json_decref(events);
	s->as_of = instant_of(v, json_object_get(one, "as_of"));
	if (s->as_of == CLOCK_NONE && s->n > 0)
		s->as_of = s->events[s->n - 1].at;
}

static void
free_case(struct setup *s)
{
	sla_policies_free(&s->policies);
	calendars_free(s->calendars);
	node_free(s->policy_tree);
	node_free(s->calendar_tree);
	free(s->events);
}

/* "first_response", "platform_2": the first when no number is given. */
static const struct sla_run *
run_named(const struct sla_result *r, const char *name)
{
	char text[40];
	size_t i;

	for (i = 0; i < r->n; i++) {
		snprintf(text, sizeof text, "%s_%d",
		    sla_clock_name(r->runs[i].clock), r->runs[i].nth);
		if (strcmp(text, name) == 0 ||
		    (r->runs[i].nth == 1 &&
			strcmp(sla_clock_name(r->runs[i].clock), name) == 0))
			return &r->runs[i];
	}
	return NULL;
}

static void
check_run(struct verdict *v, const struct sla_run *r, const char *name,
    json_t *fields)
{
	const struct {
		const char *name;
		int64_t value;
	} instants[] = { { "start", r->start }, { "due", r->due },
		{ "ended_at", r->ended_at }, { "breached_at", r->breached_at },
		{ "warn_at", r->warn_at } },
	  numbers[] = { { "elapsed_s", r->elapsed },
		  { "remaining_s", r->target - r->elapsed },
		  { "target_s", r->target } };
	const char *field;
	char what[120];
	json_t *want;
	size_t i, known;

	json_object_foreach(fields, field, want)
	{
		snprintf(what, sizeof what, "%s.%s", name, field);
		known = strcmp(field, "state") == 0;
		if (known)
			same_text(v, what, sla_state_name(r->state), want);
		for (i = 0; i < sizeof instants / sizeof instants[0]; i++)
			if (strcmp(instants[i].name, field) == 0 && ++known)
				same_instant(v, what, instants[i].value, want);
		for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
			if (strcmp(numbers[i].name, field) == 0 && ++known)
				same_number(v, what, numbers[i].value, want);
		if (!known)
			wrong(v, "%s: no such field", what);
	}
}

static void check_new_ticket(struct verdict *, struct setup *, json_t *want);

static void
check_result(struct verdict *v, struct setup *s, const struct sla_result *r,
    json_t *expect)
{
	const struct sla_run *run;
	const char *name;
	json_t *want;

	json_object_foreach(expect, name, want)
	{
		if (strcmp(name, "next_due") == 0)
			same_instant(v, name, r->next_due, want);
		else if (strcmp(name, "reopens") == 0)
			same_number(v, name, r->reopens, want);
		else if (strcmp(name, "status") == 0)
			same_text(v, name, statuses[r->status], want);
		else if (strcmp(name, "new_ticket") == 0)
			check_new_ticket(v, s, want);
		else if ((run = run_named(r, name)) != NULL &&
			 !json_is_null(want))
			check_run(v, run, name, want);
		else if (run != NULL)
			wrong(v, "%s: none is expected", name);
		else if (!json_is_null(want))
			wrong(v, "%s: there is no such clock", name);
	}
}

static void
replay(struct verdict *v, struct setup *s, const struct sla_event *events,
    size_t n, json_t *expect)
{
	struct arena arena = ARENA_INIT;
	struct sla_result result;

	sla_replay(&s->policies.v[0], s->priority, events, n, s->as_of, &result,
	    &arena);
	check_result(v, s, &result, expect);
	arena_free(&arena);
}

/* The first message that begins a ticket of its own; N when there is none. */
static size_t
stranger(const struct setup *s)
{
	struct arena arena = ARENA_INIT;
	struct sla_result r = { .strangers = 0 };
	size_t i;

	for (i = 0; i < s->n; i++) {
		sla_replay(&s->policies.v[0], s->priority, s->events, i + 1,
		    s->as_of, &r, &arena);
		if (r.strangers > 0)
			break;
	}
	arena_free(&arena);
	return i;
}

/* true, false, or what holds of the new one. */
static void
check_new_ticket(struct verdict *v, struct setup *s, json_t *want)
{
	size_t at = stranger(s);

	if ((at < s->n) == (json_is_false(want) || json_is_null(want)))
		wrong(v, "new_ticket: %s, expected %s",
		    at < s->n ? "one" : "none", at < s->n ? "none" : "one");
	else if (json_is_object(want))
		replay(v, s, s->events + at, s->n - at, want);
}

/* The case says that its configuration is wrong: it must be refused. */
static int
wants_error(const json_t *expect)
{
	static const char *const names[] = { "error", "config_error", NULL };
	const json_t *e = any_of(expect, names);

	return e != NULL && !json_is_false(e) && !json_is_null(e);
}

void
run_clocks(struct verdict *v, const json_t *calendars, const json_t *one)
{
	json_t *expect = json_object_get(one, "expect");
	struct setup s;
	int refused;

	read_case(&s, v, calendars, one);
	refused = v->text.len > 0;
	if (wants_error(expect)) {
		buf_reset(&v->text);
		if (!refused)
			wrong(v, "the configuration is taken, expected an "
				 "error");
	} else if (!refused) {
		replay(v, &s, s.events, stranger(&s), expect);
	}
	free_case(&s);
}
