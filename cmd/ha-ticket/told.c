/* cmd/ha-ticket/told.c - a ticket's clocks, and what happened to it */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "desk/clocks.h"
#include "ha-ticket/told.h"
#include "rec/json.h"

static const struct column clock_columns[] = { { N_("ticket"), COL_RIGHT },
	{ N_("clock"), 0 }, { N_("state"), 0 }, { N_("start"), 0 },
	{ N_("due"), 0 }, { N_("ended"), 0 }, { N_("used"), COL_RIGHT },
	{ N_("target"), COL_RIGHT }, { NULL, 0 } };
static const struct column line_columns[] = { { N_("ticket"), COL_RIGHT },
	{ N_("clock"), 0 }, { N_("what"), 0 }, { N_("begin"), 0 },
	{ N_("end"), 0 }, { N_("counts"), COL_RIGHT }, { N_("sum"), COL_RIGHT },
	{ NULL, 0 } };
static const struct column event_columns[] = { { N_("ticket"), COL_RIGHT },
	{ N_("at"), 0 }, { N_("who"), 0 }, { N_("what"), 0 },
	{ N_("data"), COL_TRUNC }, { NULL, 0 } };

static void
number_cell(struct report *r)
{
	table_row(r->table);
	table_cell(r->table, arena_printf(&r->arena, "%" PRId64, r->number));
}

static const char *
instant(struct report *r, int64_t ms)
{
	char text[CLOCK_TEXT];

	if (ms == CLOCK_NONE)
		return "-";
	return for_people() ? when(r->s, ms, &r->arena)
			    : arena_strdup(&r->arena, clock_print(ms, text));
}

const char *
span_text(struct arena *arena, int64_t s)
{
	return arena_printf(arena, "%" PRId64 ":%02d:%02d", s / 3600,
	    (int)(s / 60 % 60), (int)(s % 60));
}

static void
clock_row(struct report *r, const struct sla_run *run)
{
	number_cell(r);
	table_cell(r->table, run->nth > 1
				 ? arena_printf(&r->arena, "%s %d",
				       sla_clock_name(run->clock), run->nth)
				 : sla_clock_name(run->clock));
	table_cell(r->table, sla_state_name(run->state));
	table_cell(r->table, instant(r, run->start));
	table_cell(r->table, instant(r, run->due));
	table_cell(r->table, instant(r, run->ended_at));
	table_cell(r->table, span_text(&r->arena, run->elapsed));
	table_cell(r->table, span_text(&r->arena, run->target));
	if (run->state == SLA_BREACHED)
		table_tint(r->table, TINT_BAD);
	if (table_wants_json(r->table))
		table_json(r->table,
		    json_pack("{s:I s:s s:i s:s s:o s:o s:o s:o s:o s:I s:I}",
			"ref", (json_int_t)r->number, "clock",
			sla_clock_name(run->clock), "nth", run->nth, "state",
			sla_state_name(run->state), "start",
			json_time(run->start), "due", json_time(run->due),
			"warn_at", json_time(run->warn_at), "ended_at",
			json_time(run->ended_at), "breached_at",
			json_time(run->breached_at), "elapsed_s",
			(json_int_t)run->elapsed, "target_s",
			(json_int_t)run->target));
}

static int
clocks_of(struct report *r, const struct ticket *t, struct err *err)
{
	struct sla_result result;
	size_t i;

	if (clocks_read(
		r->s->desk, t, r->s->deed.now, &result, &r->arena, err) < 0)
		return -1;
	for (i = 0; i < result.n; i++)
		clock_row(r, &result.runs[i]);
	return 0;
}

static int
event_row(const struct event *e, void *arg)
{
	struct report *r = arg;

	number_cell(r);
	table_cell(r->table, instant(r, e->at));
	table_cell(r->table, e->actor);
	table_cell(r->table, e->kind);
	table_cell(r->table,
	    e->content != NULL ? arena_printf(&r->arena, "%s %s",
				     e->data != NULL ? e->data : "", e->content)
	    : e->data != NULL  ? e->data
			       : "");
	if (table_wants_json(r->table))
		table_json(r->table,
		    json_pack("{s:I s:I s:o s:s s:s s:o s:o}", "ref",
			(json_int_t)r->number, "seq", (json_int_t)e->seq, "at",
			json_time(e->at), "actor", e->actor, "kind", e->kind,
			"data",
			e->data != NULL ? json_loads(e->data, 0, NULL)
					: json_null(),
			"content",
			e->content != NULL ? json_loads(e->content, 0, NULL)
					   : json_null()));
	return 0;
}

static int
events_of(struct report *r, const struct ticket *t, struct err *err)
{
	return event_of_ticket(
	    r->s->db, t->number, &r->arena, event_row, r, err);
}

static int
report(char **args, const struct column *columns,
    int (*each)(struct report *, const struct ticket *, struct err *))
{
	struct session s;
	struct report r = { .s = &s };
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	struct ticket t;
	size_t i;
	int rc;

	session_begin(&s, options.as);
	r.table = table_new(columns);
	if (refs_read(&refs, args, 0, s.db, s.config, s.actor.name, &err) == 0)
		for (i = 0; i < refs.n && err.code == ERR_OK; i++) {
			arena_reset(&r.arena);
			rc = ticket_get(s.db, refs.v[i], 1, &t, &s.arena, &err);
			r.number = refs.v[i];
			if (rc == 0)
				err_set(&err, ERR_NOINPUT,
				    "there is no ticket %" PRId64, r.number);
			else if (rc == 1)
				each(&r, &t, &err);
		}
	table_end(r.table, &err);
	refs_free(&refs);
	arena_free(&r.arena);
	return session_end(&s, 0, &err);
}

int
run_sla(char **args)
{
	if (common.explain)
		return report(args, line_columns, explain_ticket);
	return report(args, clock_columns, clocks_of);
}

int
run_log(char **args)
{
	return report(args, event_columns, events_of);
}
