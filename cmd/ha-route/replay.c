/*
 * cmd/ha-route/replay.c - what other rules would have made of old messages
 *
 * A row for each thing that changes on a ticket: what it was and would be, and
 * the rule that makes it so.  On a terminal a line of sums stands above.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "common/complain.h"
#include "common/session.h"
#include "desk/replay.h"
#include "ha-route/answers.h"
#include "ha-route/verbs.h"
#include "io/out.h"
#include "rule/period.h"

enum { QUEUE, PRIORITY, TAGS, ASSIGN, SLA, THINGS };

static const char *const things[THINGS] = { N_("queue"), N_("priority"),
	N_("tags"), N_("assign"), N_("sla") };
static const enum rule_section section_of[THINGS] = { RULE_QUEUE, RULE_PRIORITY,
	RULE_TAGS, RULE_ASSIGN, RULE_SLA };

static const char answer[] = N_("answer");

struct diff {
	struct table *table;
	struct arena arena;
	long tickets, differ, changed[THINGS], answers;
	struct db *db;
	struct answers *policies; /* or NULL: there is no other one */
	int automatic[SIDES];	  /* of the ticket */
	long was_late[SLA_CLOCKS], is_late[SLA_CLOCKS];
};

static const struct column columns[] = { { N_("ticket"), COL_RIGHT },
	{ N_("what"), 0 }, { N_("was"), 0 }, { N_("would be"), 0 },
	{ N_("rule"), 0 }, { NULL, 0 } };

static void
row(struct diff *d, int64_t ticket, const char *what, const char *was,
    const char *is, const struct rule *rule)
{
	const char *name = rule != NULL ? rule->name : "-";

	table_row(d->table);
	table_cell(d->table, arena_printf(&d->arena, "%" PRId64, ticket));
	table_cell(d->table, for_people() ? _(what) : what);
	table_cell(d->table, was);
	table_cell(d->table, is);
	table_cell(d->table, name);
	if (table_wants_json(d->table))
		table_json(d->table, json_pack("{s:I s:s s:s s:s s:s}", "ref",
					 (json_int_t)ticket, "what", what,
					 "was", was, "is", is, "rule", name));
}

static const char *
value(const struct replay_side *s, int thing)
{
	const char *v = thing == QUEUE	    ? s->queue
			: thing == PRIORITY ? ticket_priority_name(s->priority)
			: thing == TAGS	    ? s->tags
			: thing == ASSIGN   ? s->to
					    : s->sla;

	return v != NULL && *v != '\0' ? v : "-";
}

static int
first(const struct ticket *t, struct rec *rec, void *arg, struct err *err)
{
	struct diff *d = arg;

	return answers_judge(d->policies, d->db, t, rec, d->automatic, err);
}

static const char *
by_whom(int automatic)
{
	return automatic ? _("automatic") : _("by a person");
}

static int
each(const struct replay_ticket *t, void *arg)
{
	struct diff *d = arg;
	int i, changes = 0;

	d->tickets++;
	for (i = 0; i < THINGS; i++) {
		if (strcmp(value(&t->was, i), value(&t->is, i)) == 0)
			continue;
		d->changed[i]++;
		changes++;
		row(d, t->number, things[i], value(&t->was, i),
		    value(&t->is, i), t->is.rules[section_of[i]]);
	}
	if (d->automatic[WAS] != d->automatic[IS]) {
		d->answers++;
		changes++;
		row(d, t->number, answer, by_whom(d->automatic[WAS]),
		    by_whom(d->automatic[IS]), NULL);
	}
	for (i = 0; i < SLA_CLOCKS; i++) {
		d->was_late[i] += t->was.late[i];
		d->is_late[i] += t->is.late[i];
		if ((t->was.late[i] > 0) == (t->is.late[i] > 0))
			continue;
		changes++;
		row(d, t->number, sla_clock_name((enum sla_clock)i),
		    t->was.late[i] > 0 ? _("late") : _("in time"),
		    t->is.late[i] > 0 ? _("late") : _("in time"),
		    t->is.rules[i == SLA_PLATFORM ? RULE_PLATFORM : RULE_SLA]);
	}
	d->differ += changes > 0;
	return 0;
}

/* For people: how much changes, and whether more is late. */
static void
sums(const struct diff *d)
{
	struct buf b = BUF_INIT;
	int i;

	buf_addf(&b, _("%ld of %ld tickets change:"), d->differ, d->tickets);
	for (i = 0; i < THINGS; i++)
		if (d->changed[i] > 0)
			buf_addf(&b, "  %s %ld", _(things[i]), d->changed[i]);
	if (d->answers > 0)
		buf_addf(&b, "  %s %ld", _(answer), d->answers);
	for (i = 0; i < SLA_CLOCKS; i++)
		if (d->was_late[i] != d->is_late[i])
			buf_addf(&b, _("  %s late %ld -> %ld"),
			    sla_clock_name((enum sla_clock)i), d->was_late[i],
			    d->is_late[i]);
	buf_addc(&b, '\n');
	out_add(b.p, b.len);
	buf_free(&b);
}

static int
replay(struct session *s, const struct period *p, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct ruleset *other = ruleset_load(s->config, rules_file, &errs);
	struct diff d = { .db = s->db };
	struct replay_ears ears = { .each = each, .arg = &d };
	int status;

	if (other != NULL && other->reply != NULL) {
		d.policies = answers_open(s->config, other->reply, &errs);
		ears.first = first;
	}
	if ((status = complain_all(&errs)) == 0) {
		d.table = table_new(columns);
		if (desk_replay(s->desk, other, p->from, p->to, s->deed.now,
			&ears, err) == 0 &&
		    for_people())
			sums(&d);
		table_end(d.table, err);
		status = d.differ > 0 ? ERR_NO : 0;
	}
	conf_errs_free(&errs);
	answers_close(d.policies);
	ruleset_free(other);
	arena_free(&d.arena);
	return status;
}

int
run_replay(char **args)
{
	struct err err = ERR_INIT;
	struct session s;
	struct period p;
	int status = 0;

	if (args[0] == NULL || args[1] != NULL)
		opt_usage(&program, "replay which period?");
	if (rules_file == NULL)
		opt_usage(&program, "replay wants --rules FILE");
	session_begin(&s, NULL);
	if (period_parse(args[0], s.deed.now,
		s.config != NULL ? s.config->tz : NULL, &p, &err) == 0)
		status = replay(&s, &p, &err);
	out_close(&err);
	return session_end(&s, status, &err);
}
