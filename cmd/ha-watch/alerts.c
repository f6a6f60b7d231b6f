/* cmd/ha-watch/alerts.c - alerts: list, show, and what people do with them */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "desk/tell.h"
#include "ha-watch/watch.h"
#include "io/out.h"
#include "rec/json.h"
#include "rule/match.h"

static const struct column columns[] = { { N_("alert"), COL_RIGHT },
	{ N_("raised"), 0 }, { N_("state"), 0 }, { N_("about"), 0 },
	{ N_("clock"), 0 }, { N_("due"), 0 }, { N_("rule"), COL_TRUNC },
	{ N_("for"), COL_TRUNC }, { NULL, 0 } };
static const struct column result_columns[] = { { N_("alert"), COL_RIGHT },
	{ N_("result"), 0 }, { NULL, 0 } };

struct list {
	struct session *s;
	struct table *table;
	struct query query;
	struct rec *rec;
	struct buf line;
	struct arena arena; /* of the row */
	struct err err;
};

static const char *
instant(struct session *s, int64_t at, struct arena *arena)
{
	char text[CLOCK_TEXT];

	if (at == CLOCK_NONE)
		return "-";
	return for_people() ? when(s, at, arena)
			    : arena_strdup(arena, clock_print(at, text));
}

/* "1042" or "t31" */
static const char *
about(const struct alert *w, struct arena *arena)
{
	return w->task != 0 ? arena_printf(arena, "t%" PRId64, w->task)
			    : arena_printf(arena, "%" PRId64, w->ticket);
}

/* "mei,lin" of the JSON list. */
static const char *
names(const char *text, struct arena *arena)
{
	json_t *list = text != NULL ? json_loads(text, 0, NULL) : NULL, *one;
	const char *all = "";
	size_t i;

	json_array_foreach(list, i, one) all = arena_printf(
	    arena, "%s%s%s", all, i > 0 ? "," : "", json_string_value(one));
	json_decref(list);
	return or_dash(all);
}

static void
cells(struct list *l, const struct alert *w)
{
	const char *state = alert_state_name(w->state);

	table_cell(l->table, arena_printf(&l->arena, "w%" PRId64, w->id));
	table_cell(l->table, instant(l->s, w->raised_at, &l->arena));
	table_cell(l->table, for_people() ? _(state) : state);
	table_cell(l->table, about(w, &l->arena));
	table_cell(l->table, or_dash(w->clock));
	table_cell(l->table, instant(l->s, w->due_at, &l->arena));
	table_cell(l->table, w->rule);
	table_cell(l->table, names(w->notify, &l->arena));
	if (w->state == ALERT_OPEN && w->due_at < l->s->deed.now)
		table_tint(l->table, TINT_BAD);
}

static int
row(const struct alert *w, void *arg)
{
	struct list *l = arg;
	json_t *o;
	int rc;

	arena_reset(&l->arena);
	if ((o = watch_alert_json(l->s->desk, w, &l->arena, &l->err)) == NULL)
		return -1;
	buf_reset(&l->line);
	rc = json_add(&l->line, o) < 0 ||
		     rec_parse(l->rec, l->line.p, l->line.len, &l->err) < 0
		 ? -1
		 : query_match(&l->query, l->rec, l->s->deed.now);
	if (rc == 1) {
		table_row(l->table);
		if (table_wants_json(l->table))
			table_json(l->table, json_incref(o));
		else
			cells(l, w);
	}
	json_decref(o);
	return rc < 0 ? -1 : 0;
}

/* What is over is shown when it is asked for. */
static int
names_state(const struct query *q)
{
	size_t i;

	for (i = 0; i < q->n; i++)
		if (q->terms[i].id == QUERY_STATUS)
			return 1;
	return 0;
}

int
run_list_alerts(char **args)
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
	    alert_each(s.db, names_state(&l.query), &rows, row, &l, &err) < 0 &&
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

static int
need(struct session *s, int64_t id, struct alert *w, struct err *err)
{
	int rc = alert_get(s->db, id, w, &s->arena, err);

	return rc != 0 ? rc
		       : err_set(err, ERR_NOINPUT,
			     "there is no alert w%" PRId64, id);
}

static int
show_one(struct session *s, int64_t id, struct err *err)
{
	struct alert w;
	json_t *o;

	if (need(s, id, &w, err) < 0)
		return -1;
	if (common.json) {
		o = watch_alert_json(s->desk, &w, &s->arena, err);
		if (o == NULL)
			return -1;
		json_add(out_buf(), o);
		out_add("\n", 1);
		json_decref(o);
		return 0;
	}
	out_printf("w%" PRId64 "  %s\n", w.id, w.rule);
	out_printf("  %s  %s  %s  %s\n", _(alert_state_name(w.state)),
	    about(&w, &s->arena), or_dash(w.clock),
	    instant(s, w.due_at, &s->arena));
	out_printf("  %s  %s\n", _("for"), names(w.notify, &s->arena));
	out_printf(
	    "  %s  %s\n", _("raised"), instant(s, w.raised_at, &s->arena));
	out_printf("  %s  %s  %s\n", instant(s, w.changed_at, &s->arena),
	    w.changed_by, w.note != NULL ? table_clean(w.note, &s->arena) : "");
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
	if (refs_read(&refs, args, 'w', s.db, s.config, s.actor.name, &err) ==
	    0)
		for (i = 0; i < refs.n && err.code == ERR_OK; i++)
			show_one(&s, refs.v[i], &err);
	out_close(&err);
	refs_free(&refs);
	return session_end(&s, 0, &err);
}

/* 1 changed, and the log of its ticket says by whom; 0 it was so; -1. */
static int
set_one(struct session *s, int64_t id, enum alert_state to, struct err *err)
{
	const char *note = options.message;
	struct ticket t = { 0 };
	struct alert w;
	json_t *data;
	int rc;

	if (need(s, id, &w, err) < 0)
		return -1;
	rc = alert_set(s->db, id, to, note, s->deed.now, s->actor.name, err);
	if (rc != 1 || w.ticket == 0)
		return rc;
	t.number = w.ticket;
	t.account = w.account;
	data = json_pack("{s:I s:s s:s s:s s:s*}", "alert", (json_int_t)id,
	    "rule", w.rule, "from", alert_state_name(w.state), "to",
	    alert_state_name(to), "by", s->actor.by);
	return desk_tell(s->desk, &t, s->deed.now, "alert", s->actor.name, data,
		   note != NULL ? json_pack("{s:s}", "text", note) : NULL,
		   err) < 0
		   ? -1
		   : 1;
}

/* All of them or none; CHANGED tells of each whether it was. */
static int
set_all(struct session *s, const struct refs *refs, enum alert_state to,
    int *changed, struct err *err)
{
	size_t i;

	if (db_begin(s->db, err) < 0)
		return -1;
	for (i = 0; i < refs->n && err->code == ERR_OK; i++)
		changed[i] = set_one(s, refs->v[i], to, err);
	if (err->code == ERR_OK && !common.dry_run)
		return db_commit(s->db, err);
	db_rollback(s->db);
	return err->code == ERR_OK ? 0 : -1;
}

static int
set_state(char **args, enum alert_state to)
{
	const char *name = alert_state_name(to), *ref;
	struct session s;
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	struct table *t;
	int *changed = NULL;
	size_t i;

	session_begin(&s, options.as);
	if (refs_read(&refs, args, 'w', s.db, s.config, s.actor.name, &err) ==
	    0) {
		changed = xcalloc(refs.n + 1, sizeof *changed);
		set_all(&s, &refs, to, changed, &err);
	}
	if (err.code == ERR_OK) {
		t = table_new(result_columns);
		for (i = 0; i < refs.n; i++) {
			ref = arena_printf(&s.arena, "w%" PRId64, refs.v[i]);
			table_row(t);
			table_cell(t, ref);
			table_cell(t, result_word(changed[i], name, &s.arena));
			if (table_wants_json(t))
				table_json(t, result_json(json_string(ref),
						  changed[i], name));
		}
		table_end(t, &err);
	}
	free(changed);
	refs_free(&refs);
	return session_end(&s, 0, &err);
}

int
run_ack(char **args)
{
	return set_state(args, ALERT_ACKED);
}

int
run_mute(char **args)
{
	return set_state(args, ALERT_MUTED);
}

int
run_close(char **args)
{
	return set_state(args, ALERT_CLOSED);
}
