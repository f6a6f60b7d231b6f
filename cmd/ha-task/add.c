/* cmd/ha-task/add.c - give somebody a task */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "desk/tell.h"
#include "ha-task/task.h"
#include "io/out.h"
#include "rec/json.h"
#include "rule/period.h"
#include "store/ticket.h"

/*
 * "4h" from now, the end of the working day in "2d", of a day, or an instant.
 */
static int
due(const struct session *s, const char *who, int64_t *at, struct err *err)
{
	const char *text = options.due;
	struct period p;
	int64_t span;

	if (text == NULL)
		return err_set(err, ERR_USAGE,
		    "until when? --due 4h, 2d, 2026-12-01 or an instant");
	if ((span = clock_duration(text)) > 0) {
		*at = desk_task_due(s->desk, who, span, s->deed.now);
	} else if (strchr(text, 'T') != NULL) {
		*at = clock_parse(text, strlen(text));
	} else if (period_parse(text, s->deed.now,
		       s->config != NULL ? s->config->tz : "UTC", &p,
		       err) == 0) {
		*at = p.to - CLOCK_SECOND;
	} else {
		return -1;
	}
	if (*at == CLOCK_NONE || *at <= s->deed.now)
		return err_set(err, ERR_USAGE,
		    "--due: '%.60s' is no duration, day or instant to come",
		    text);
	return 0;
}

static const char *
because(struct arena *arena)
{
	json_t *list = json_array();
	char *text;
	const char *kept;
	size_t i;

	for (i = 0; i < options.because.n; i++)
		json_array_append_new(list, json_string(options.because.v[i]));
	text = desk_text(list);
	kept = arena_strdup(arena, text);
	free(text);
	return kept;
}

static int
read_task(struct session *s, const char *who, struct task *k, struct err *err)
{
	*k = (struct task){ .assignee = config_plain(s->config, who),
		.goal = options.goal };
	k->words =
	    given_text(NULL, options.message, options.file, &s->arena, err);
	if (err->code != ERR_OK)
		return -1;
	if (k->words == NULL)
		return err_set(
		    err, ERR_USAGE, "what is to be done? -m TEXT or -F FILE");
	if (options.because.n > 0)
		k->because = because(&s->arena);
	if (options.goal != NULL && desk_task_goal(options.goal, err) < 0)
		return -1;
	return due(s, k->assignee, &k->due_at, err);
}

/* "t31 for @warehouse, due Wed 18:00; 1063 waits inside" */
static void
say(struct session *s, const struct task *k, const struct ticket *t)
{
	struct buf *out = out_buf();
	json_t *o;

	if (common.json) {
		o = desk_task_json(k);
		json_add(out, o);
		json_decref(o);
	} else if (!for_people()) {
		buf_addf(out, "t%" PRId64 "\t%s", k->id,
		    result_word(1, "added", &s->arena));
	} else {
		if (common.dry_run)
			buf_adds(out, _("not done: "));
		buf_addf(out, _("t%" PRId64 " for %s, due %s"), k->id,
		    table_clean(k->assignee, &s->arena),
		    when(s, k->due_at, &s->arena));
		if (t != NULL && t->status == TICKET_WAITING_INTERNAL)
			buf_addf(
			    out, _("; %" PRId64 " waits inside"), t->number);
	}
	buf_addc(out, '\n');
}

/* Of ticket NUMBER, or of none (0). */
static int
add_one(
    struct session *s, const struct task *what, int64_t number, struct err *err)
{
	struct task k = *what;
	struct ticket t;
	int rc = 1;

	if (number != 0)
		rc = ticket_get(s->db, number, 1, &t, &s->arena, err);
	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no ticket %" PRId64, number);
	if (rc < 0 || desk_task_add(&s->deed, &k, number != 0 ? &t : NULL,
			  !options.no_wait, err) < 0)
		return -1;
	k.channel = number != 0 ? t.channel : NULL;
	k.account_name = number != 0 ? t.account_name : NULL;
	say(s, &k, number != 0 ? &t : NULL);
	return 0;
}

/* All of them or none; printed once it is committed. */
static int
add_all(struct session *s, const struct task *k, const struct refs *refs,
    struct err *err)
{
	size_t i;

	if (db_begin(s->db, err) < 0)
		return -1;
	if (refs->n == 0)
		add_one(s, k, 0, err);
	for (i = 0; i < refs->n && err->code == ERR_OK; i++)
		add_one(s, k, refs->v[i], err);
	if (err->code == ERR_OK && !common.dry_run)
		return db_commit(s->db, err);
	db_rollback(s->db);
	return err->code == ERR_OK ? 0 : -1;
}

int
run_add(char **args)
{
	struct session s;
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	struct task k;

	if (*args == NULL)
		opt_usage(&program, "a task for whom?");
	session_begin(&s, options.as);
	if (read_task(&s, *args, &k, &err) == 0 &&
	    (args[1] == NULL || refs_read(&refs, args + 1, 0, s.db, s.config,
				    s.actor.name, &err) == 0) &&
	    add_all(&s, &k, &refs, &err) == 0)
		out_close(&err);
	refs_free(&refs);
	return session_end(&s, 0, &err);
}
