/* cmd/ha-task/list.c - tasks, what is due first */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "ha-task/task.h"
#include "io/out.h"
#include "rec/json.h"
#include "rec/rec.h"
#include "rule/match.h"

static const struct column columns[] = { { N_("task"), COL_RIGHT },
	{ N_("due"), 0 }, { N_("state"), 0 }, { N_("who"), 0 },
	{ N_("ticket"), COL_RIGHT }, { N_("text"), COL_TRUNC }, { NULL, 0 } };

struct list {
	struct session *s;
	struct table *table;
	struct query query;
	struct rec *rec;
	struct buf line;
	struct arena arena; /* of the row */
	struct err err;
};

/* The query is held against the task as a record. */
static int
fits(struct list *l, json_t *o)
{
	buf_reset(&l->line);
	if (json_add(&l->line, o) < 0 ||
	    rec_parse(l->rec, l->line.p, l->line.len, &l->err) < 0)
		return -1;
	return query_match(&l->query, l->rec, l->s->deed.now);
}

static const char *
instant(const struct list *l, int64_t at, struct arena *arena)
{
	char text[CLOCK_TEXT];

	return for_people() ? when(l->s, at, arena)
			    : arena_strdup(arena, clock_print(at, text));
}

static void
cells(struct list *l, const struct task *k)
{
	table_cell(l->table, arena_printf(&l->arena, "t%" PRId64, k->id));
	table_cell(l->table, instant(l, k->due_at, &l->arena));
	table_cell(l->table, for_people() ? _(task_state_name(k->state))
					  : task_state_name(k->state));
	table_cell(l->table, k->assignee);
	table_cell(l->table,
	    k->ticket != 0 ? arena_printf(&l->arena, "%" PRId64, k->ticket)
			   : "-");
	table_cell(l->table, k->words);
	if (k->state == TASK_OPEN && k->due_at < l->s->deed.now)
		table_tint(l->table, TINT_BAD);
}

static int
row(const struct task *k, void *arg)
{
	struct list *l = arg;
	json_t *o = desk_task_json(k);
	int rc = fits(l, o);

	if (rc == 1) {
		arena_reset(&l->arena);
		table_row(l->table);
		if (table_wants_json(l->table))
			table_json(l->table, json_incref(o));
		else
			cells(l, k);
	}
	json_decref(o);
	return rc < 0 ? -1 : 0;
}

/* What has ended is shown when it is asked for. */
static int
names_state(const struct query *q)
{
	size_t i;

	for (i = 0; i < q->n; i++)
		if (q->terms[i].id == QUERY_STATUS ||
		    q->terms[i].id == QUERY_TICKET)
			return 1;
	return 0;
}

int
run_list_tasks(char **args)
{
	struct session s;
	struct list l = { .s = &s, .query = QUERY_INIT, .line = BUF_INIT };
	struct arena rows = ARENA_INIT;
	struct err err = ERR_INIT;
	struct query_env env;

	session_begin(&s, options.as);
	env = (struct query_env){ s.deed.now,
		s.config != NULL ? s.config->tz : NULL, s.actor.name };
	l.table = table_new(columns);
	l.rec = rec_new();
	if (query_words(&l.query, args, &env, &err) == 0 &&
	    query_fits_records(&l.query, &err) == 0 &&
	    task_each(s.db, 0, names_state(&l.query), &rows, row, &l, &err) <
		0 &&
	    err.code == ERR_OK)
		err = l.err;
	table_end(l.table, &err);
	rec_free(l.rec);
	query_free(&l.query);
	buf_free(&l.line);
	arena_free(&rows);
	arena_free(&l.arena);
	return session_end(&s, 0, &err);
}

static void
line(struct session *s, const char *name, const char *text)
{
	if (text != NULL && *text != '\0')
		out_printf("  %s  %s\n", name, table_clean(text, &s->arena));
}

/* The items of a JSON list, a line each; of files their names. */
static void
lines(struct session *s, const char *name, const char *list)
{
	json_t *all = list != NULL ? json_loads(list, 0, NULL) : NULL, *item;
	size_t i;

	json_array_foreach(all, i, item) line(s, name,
	    json_is_object(item)
		? json_string_value(json_object_get(item, "name"))
		: json_string_value(item));
	json_decref(all);
}

static void
show_text(struct session *s, const struct task *k)
{
	struct list l = { .s = s };

	out_printf(
	    "t%" PRId64 "  %s\n", k->id, table_clean(k->words, &s->arena));
	out_printf("  %s  %s  %s\n", _(task_state_name(k->state)),
	    table_clean(k->assignee, &s->arena),
	    instant(&l, k->due_at, &s->arena));
	if (k->ticket != 0)
		out_printf("  %s  %" PRId64 "\n", _("ticket"), k->ticket);
	line(s, _("goal"), k->goal);
	lines(s, _("because"), k->because);
	line(s, _("from"), k->author);
	if (k->ended_at != CLOCK_NONE)
		line(s, _("ended"),
		    arena_printf(&s->arena, "%s  %s",
			instant(&l, k->ended_at, &s->arena), k->ended_by));
	line(s, _("result"), k->result);
	lines(s, _("file"), k->files);
}

static int
show_one(struct session *s, int64_t id, struct err *err)
{
	struct task k;
	json_t *o;
	int rc = task_get(s->db, id, &k, &s->arena, err);

	if (rc <= 0)
		return rc < 0 ? -1
			      : err_set(err, ERR_NOINPUT,
				    "there is no task t%" PRId64, id);
	if (!common.json) {
		show_text(s, &k);
		return 0;
	}
	o = desk_task_json(&k);
	json_add(out_buf(), o);
	out_add("\n", 1);
	json_decref(o);
	return 0;
}

int
run_show(char **args)
{
	struct session s;
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	size_t i;

	session_begin(&s, options.as);
	if (refs_read(&refs, args, 't', s.db, s.config, s.actor.name, &err) ==
	    0)
		for (i = 0; i < refs.n && err.code == ERR_OK; i++)
			show_one(&s, refs.v[i], &err);
	out_close(&err);
	refs_free(&refs);
	return session_end(&s, 0, &err);
}
