/* cmd/ha-ticket/list.c - what ends first */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "desk/find.h"
#include "desk/record.h"
#include "ha-ticket/ticket.h"
#include "rec/json.h"
#include "rule/query.h"

/* What a terminal shows; a pipe gets instants that programs can read. */
/* Where it came from is always there. */
static const struct column seen[] = { { N_("ticket"), COL_RIGHT },
	{ N_("due"), 0 }, { N_("account"), 0 }, { N_("lang"), COL_SPARE(1) },
	{ N_("intent"), COL_SPARE(5) }, { N_("priority"), COL_SPARE(4) },
	{ N_("agent"), COL_SPARE(2) },
	{ N_("customer"), COL_TRUNC | COL_SPARE(3) },
	{ N_("subject"), COL_TRUNC }, { NULL, 0 } };
static const struct column piped[] = { { "ticket", 0 }, { "due", 0 },
	{ "clock", 0 }, { "account", 0 }, { "lang", 0 }, { "intent", 0 },
	{ "priority", 0 }, { "agent", 0 }, { "customer", 0 }, { "subject", 0 },
	{ NULL, 0 } };

static const char *const clock_words[DUE_CLOCKS] = { N_("first"), N_("next"),
	N_("proposal"), N_("resolution"), N_("platform") };

static const struct {
	const char *name;
	enum find_sort sort;
} sorts[] = { { "due", SORT_DUE }, { "time", SORT_TIME },
	{ "created", SORT_CREATED }, { "number", SORT_NUMBER },
	{ "priority", SORT_PRIORITY } };
#define NSORTS (sizeof sorts / sizeof sorts[0])

/* What a person is shown at most, unless they say how many. */
enum { SCREENFUL = 50 };

struct list {
	struct session *s;
	struct table *table;
	struct arena arena; /* of the row */
	int people;
	int room; /* for so many more, when it is a screenful; else 0 */
	int cut;  /* there were more */
	struct err err;
};

const char *
due_text(const struct session *s, const struct ticket *t, struct arena *arena)
{
	const char *clock;

	if (t->due_clock < 0)
		return "-";
	clock = _(clock_words[t->due_clock]);
	return arena_printf(arena, "%s %s %s",
	    t->due_at < s->deed.now ? _("late") : _("due"),
	    when(s, t->due_at, arena), clock);
}

static enum tint
tint(const struct session *s, const struct ticket *t)
{
	if (t->due_at != CLOCK_NONE && t->due_at < s->deed.now)
		return TINT_BAD;
	if (t->due_at != CLOCK_NONE && t->due_at < s->deed.now + CLOCK_HOUR)
		return TINT_WARN;
	return TINT_NONE;
}

/* The shape of a record, so that ha-view and jq know it. */
json_t *
list_json(struct session *s, const struct ticket *t, struct err *err)
{
	json_t *shape = desk_ticket_shape(s->desk, t, err), *o;

	if (shape == NULL)
		return NULL;
	o = json_pack("{s:I}", "ref", (json_int_t)t->number);
	json_object_update_new(o, shape);
	json_object_set_new(o, "unread", json_boolean(t->unread));
	json_object_set_new(o, "draft", json_boolean(t->draft));
	if (t->due_clock >= 0) {
		json_put_time(o, "due_at", t->due_at);
		json_object_set_new(o, "due_clock",
		    json_string(
			ticket_clock_name((enum ticket_clock)t->due_clock)));
	}
	return o;
}

static void
due_cells(struct list *l, const struct ticket *t)
{
	char at[CLOCK_TEXT];

	if (l->people) {
		table_cell(l->table, due_text(l->s, t, &l->arena));
		return;
	}
	table_cell(
	    l->table, t->due_clock >= 0 ? clock_print(t->due_at, at) : "-");
	table_cell(
	    l->table, t->due_clock >= 0
			  ? ticket_clock_name((enum ticket_clock)t->due_clock)
			  : "-");
}

static int
row(const struct ticket *t, void *arg)
{
	struct list *l = arg;
	json_t *json;

	if (l->room > 0 && --l->room == 0) {
		l->cut = 1;
		return 0;
	}
	arena_reset(&l->arena);
	table_row(l->table);
	if (table_wants_json(l->table)) {
		if ((json = list_json(l->s, t, &l->err)) == NULL)
			return -1;
		table_json(l->table, json);
		return 0;
	}
	table_cell(l->table, arena_printf(&l->arena, "%" PRId64, t->number));
	due_cells(l, t);
	table_cell(l->table,
	    arena_printf(&l->arena, "%s/%s", t->channel, t->account_name));
	table_cell(l->table, or_dash(t->lang));
	table_cell(l->table, or_dash(t->intent));
	table_cell(l->table, ticket_priority_name(t->priority));
	table_cell(l->table, or_dash(t->assignee));
	table_cell(l->table, or_dash(t->customer_name));
	table_cell(l->table, or_dash(t->subject));
	table_tint(l->table, tint(l->s, t));
	return 0;
}

static enum find_sort
sort_of(const char *name)
{
	const char *names[NSORTS], *near;
	size_t i;

	for (i = 0; i < NSORTS; i++) {
		names[i] = sorts[i].name;
		if (name == NULL || strcmp(name, sorts[i].name) == 0)
			return sorts[i].sort;
	}
	near = opt_nearest(name, names, NSORTS);
	opt_usage(&program, "cannot sort by '%s'%s%s%s", name,
	    near ? " (did you mean '" : "", near ? near : "",
	    near ? "'?)" : "");
}

/* Done tickets are shown when they are asked for. */
static int
names_status(const struct query *q)
{
	size_t i;

	for (i = 0; i < q->n; i++)
		if (q->terms[i].id == QUERY_STATUS ||
		    q->terms[i].id == QUERY_OPEN ||
		    q->terms[i].id == QUERY_TICKET)
			return 1;
	return 0;
}

static int
make_find(struct session *s, char **args, struct query *q, struct find *find,
    struct err *err)
{
	struct query_env env = { s->deed.now,
		s->config != NULL ? s->config->tz : NULL, s->actor.name };

	if (query_words(q, args, &env, err) < 0)
		return -1;
	if (!names_status(q) && query_text(q, "open", &env, err) < 0)
		return -1;
	find->sort = sort_of(options.sort);
	find->limit = options.limit >= 0 ? (int)options.limit : 0;
	return desk_find(q, s->config, find, &s->arena, err);
}

int
run_list_tickets(char **args)
{
	struct session s;
	struct query q = QUERY_INIT;
	struct find find = { 0 };
	struct err err = ERR_INIT;
	struct list l = { .people = for_people(), .err = ERR_INIT };
	struct arena rows = ARENA_INIT;

	session_begin(&s, options.as);
	l.s = &s;
	if (make_find(&s, args, &q, &find, &err) == 0) {
		if (l.people && options.limit < 0)
			find.limit = l.room = SCREENFUL + 1;
		l.table = table_new(l.people ? seen : piped);
		if (ticket_find(s.db, &find, &rows, row, &l, &err) < 0 &&
		    err.code == ERR_OK)
			err = l.err;
		table_end(l.table, &err);
		if (l.cut)
			printf(_("the first %d; --limit 0 shows all\n"),
			    SCREENFUL);
	}
	query_free(&q);
	arena_free(&rows);
	arena_free(&l.arena);
	return session_end(&s, 0, &err);
}
