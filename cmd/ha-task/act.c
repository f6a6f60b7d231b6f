/*
 * cmd/ha-task/act.c - done, dropped, given to somebody else
 *
 * All that are named or none: what was done is printed once it is committed.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "common/attach.h"
#include "desk/tell.h"
#include "ha-task/task.h"

static const struct column columns[] = { { N_("task"), COL_RIGHT },
	{ N_("result"), 0 }, { NULL, 0 } };

struct result {
	struct task task;
	int changed;
};

struct act {
	struct session *s;
	struct result *results;
	size_t n, cap;
	const char *who; /* reassign, else NULL */
	enum task_state to;
	const char *done; /* "dropped" */
	const char *result;
	const char *files; /* a JSON list, or NULL */
};

static int
one(struct act *a, int64_t id, struct err *err)
{
	struct session *s = a->s;
	struct task k;
	int rc = task_get(s->db, id, &k, &s->arena, err);

	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no task t%" PRId64, id);
	if (rc < 0)
		return -1;
	if (a->files != NULL)
		k.files = a->files;
	rc = a->who != NULL
		 ? desk_task_reassign(
		       &s->deed, &k, config_plain(s->config, a->who), err)
		 : desk_task_end(&s->deed, &k, a->to, a->result, err);
	if (rc < 0)
		return -1;
	xgrow(&a->results, &a->cap, a->n + 1, sizeof *a->results);
	a->results[a->n++] = (struct result){ k, rc };
	return 0;
}

static int
print(const struct act *a, struct err *err)
{
	struct table *t = table_new(columns);
	size_t i;

	for (i = 0; i < a->n; i++) {
		table_row(t);
		table_cell(t, arena_printf(&a->s->arena, "t%" PRId64,
				  a->results[i].task.id));
		table_cell(t,
		    result_word(a->results[i].changed, a->done, &a->s->arena));
		if (table_wants_json(t))
			table_json(t, desk_task_json(&a->results[i].task));
	}
	return table_end(t, err);
}

/* What is kept of the files of -a. */
static int
keep_files(struct act *a, struct err *err)
{
	struct outbox_file *files;
	json_t *list;
	char *text;
	size_t i;

	if (options.attach.n == 0)
		return 0;
	if (attach_files(a->s, &options.attach, &files, err) < 0)
		return -1;
	list = json_array();
	for (i = 0; i < options.attach.n; i++)
		json_array_append_new(
		    list, json_pack("{s:s s:s s:s s:I}", "name", files[i].name,
			      "type", files[i].type, "sha256", files[i].sha256,
			      "bytes", (json_int_t)files[i].bytes));
	text = desk_text(list);
	a->files = arena_strdup(&a->s->arena, text);
	free(text);
	return 0;
}

static int
all(struct act *a, const struct refs *refs, struct err *err)
{
	size_t i;

	if (db_begin(a->s->db, err) < 0)
		return -1;
	for (i = 0; i < refs->n && err->code == ERR_OK; i++)
		one(a, refs->v[i], err);
	if (err->code == ERR_OK && !common.dry_run)
		return db_commit(a->s->db, err);
	db_rollback(a->s->db);
	return err->code == ERR_OK ? 0 : -1;
}

static int
act(char **args, struct act *a)
{
	struct session s;
	struct refs refs = { 0 };
	struct err err = ERR_INIT;

	session_begin(&s, options.as);
	a->s = &s;
	a->result =
	    given_text(args, options.message, options.file, &s.arena, &err);
	if (err.code == ERR_OK &&
	    refs_read(&refs, args, 't', s.db, s.config, s.actor.name, &err) ==
		0 &&
	    keep_files(a, &err) == 0 && all(a, &refs, &err) == 0)
		print(a, &err);
	free(a->results);
	refs_free(&refs);
	return session_end(&s, 0, &err);
}

int
run_done(char **args)
{
	return act(args, &(struct act){ .to = TASK_DONE, .done = N_("done") });
}

int
run_drop(char **args)
{
	return act(
	    args, &(struct act){ .to = TASK_DROPPED, .done = N_("dropped") });
}

int
run_reassign(char **args)
{
	if (*args == NULL)
		opt_usage(&program, "reassign to whom?");
	return act(
	    args + 1, &(struct act){ .who = *args, .done = N_("reassigned") });
}
