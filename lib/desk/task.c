/* desk/task.c - what somebody in the team has to do */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "desk/task.h"
#include "desk/tell.h"
#include "rec/json.h"

/* An event in the log of the task's ticket; DATA and CONTENT are stolen. */
static int
tell(const struct deed *d, const struct task *k, const char *kind, json_t *data,
    json_t *content, struct err *err)
{
	struct ticket t = { .number = k->ticket, .account = k->account };

	if (k->ticket == 0) {
		json_decref(data);
		json_decref(content);
		return 0;
	}
	json_object_set_new(data, "task", json_integer(k->id));
	if (d->by != NULL)
		json_object_set_new(data, "by", json_string(d->by));
	return desk_tell(
	    d->desk, &t, d->now, kind, d->actor, data, content, err);
}

int
desk_task_add(const struct deed *d, struct task *k, struct ticket *t,
    int inside, struct err *err)
{
	/* "agent" is whoever has the ticket */
	if (strcmp(k->assignee, "agent") != 0 &&
	    verb_who(d->desk->config, k->assignee, err) < 0)
		return -1;
	k->account = t != NULL ? t->account : 0;
	k->ticket = t != NULL ? t->number : 0;
	k->state = TASK_OPEN;
	k->author = d->actor;
	k->created_at = d->now;
	k->ended_at = CLOCK_NONE;
	k->watch_at = timers_next_task(&d->desk->timers, k, CLOCK_NONE);
	if (task_add(d->desk->db, k, err) < 0 ||
	    tell(d, k, "task_added",
		json_pack("{s:s s:o}", "for", k->assignee, "due",
		    json_time(k->due_at)),
		json_pack("{s:s}", "text", k->words), err) < 0)
		return -1;
	if (inside && t != NULL && ticket_is_working(t->status) &&
	    verb_status(d, t, TICKET_WAITING_INTERNAL, err) < 0)
		return -1;
	if (d->desk->on_task != NULL && d->desk->on_task(d, k, t, err) < 0)
		return -1;
	return 1;
}

/* What it waited for is there: somebody has to look. */
static int
wake(const struct deed *d, const struct task *k, struct err *err)
{
	struct ticket t;
	int64_t left =
	    k->ticket != 0 ? task_left(d->desk->db, k->ticket, err) : 1;
	int rc;

	if (left != 0)
		return left < 0 ? -1 : 0;
	rc = ticket_get(d->desk->db, k->ticket, 1, &t, d->arena, err);
	if (rc != 1 || t.status != TICKET_WAITING_INTERNAL)
		return rc < 0 ? -1 : 0;
	t.unread = 1;
	return verb_status(d, &t, TICKET_OPEN, err);
}

int
desk_task_end(const struct deed *d, struct task *k, enum task_state to,
    const char *result, struct err *err)
{
	if (k->state == to)
		return 0;
	if (k->state != TASK_OPEN)
		return err_set(err, ERR_NO, "t%" PRId64 " is %s already", k->id,
		    task_state_name(k->state));
	k->state = to;
	k->ended_at = d->now;
	k->ended_by = d->actor;
	k->result = result;
	k->watch_at = CLOCK_NONE;
	if (task_update(d->desk->db, k, err) < 0 ||
	    tell(d, k, to == TASK_DONE ? "task_done" : "task_dropped",
		json_object(),
		result != NULL ? json_pack("{s:s}", "result", result) : NULL,
		err) < 0)
		return -1;
	return wake(d, k, err) < 0 ? -1 : 1;
}

int
desk_task_reassign(
    const struct deed *d, struct task *k, const char *who, struct err *err)
{
	json_t *data;

	if (verb_who(d->desk->config, who, err) < 0)
		return -1;
	if (k->state != TASK_OPEN)
		return err_set(err, ERR_NO, "t%" PRId64 " is %s already", k->id,
		    task_state_name(k->state));
	if (strcmp(k->assignee, who) == 0)
		return 0;
	data = json_pack("{s:s s:s}", "from", k->assignee, "for", who);
	k->assignee = who;
	if (task_update(d->desk->db, k, err) < 0) {
		json_decref(data);
		return -1;
	}
	return tell(d, k, "task_reassigned", data, NULL, err) < 0 ? -1 : 1;
}

/* The hours of a person or a team, or of a member of it; NULL: none. */
static struct calendar *
hours_of(struct desk *d, const char *who)
{
	const struct conf_member *m = config_who(d->config, who);
	const struct conf_member *first;

	if (m != NULL && m->calendar == NULL && m->members.n > 0 &&
	    (first = config_member_named(d->config, m->members.v[0])) != NULL)
		m = first;
	return m != NULL && m->calendar != NULL
		   ? calendars_get(d->rules->calendars, m->calendar)
		   : NULL;
}

int64_t
desk_task_due(struct desk *d, const char *who, int64_t span, int64_t now)
{
	struct calendar *c = span % CLOCK_DAY == 0 ? hours_of(d, who) : NULL;
	int64_t end = c != NULL ? calendar_closing(c, now + span) : CLOCK_NONE;

	return end != CLOCK_NONE ? end : now + span;
}

/* "name" or "name(query)", a comparison, a number with or without a unit. */
int
desk_task_goal(const char *goal, struct err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
	const char *p = goal + strspn(goal, letters), *close;
	char *end;

	if (p > goal && *p == '(' && (close = strchr(p, ')')) != NULL)
		p = close + 1;
	else if (*p == '(')
		p = goal;
	if (p > goal) {
		p += strspn(p, " ");
		close = p + strspn(p, "<>");
		if (close == p + 1) {
			p = close + (*close == '=');
			strtod(p, &end);
			if (end > p && strlen(end) <= 3)
				return 0;
		}
	}
	return err_set(err, ERR_USAGE,
	    "'%.60s' is no goal (complaint_rate(sku:SCARF-RED-M) < 2%%)", goal);
}

static void
set_list(json_t *o, const char *key, const char *text)
{
	json_t *list = text != NULL ? json_loads(text, 0, NULL) : NULL;

	if (list != NULL)
		json_object_set_new(o, key, list);
}

json_t *
desk_task_json(const struct task *k)
{
	struct arena arena = ARENA_INIT;
	json_t *o = json_pack("{s:i s:s s:s s:s s:s s:s s:s s:o s:o}", "v", 1,
	    "kind", "task", "ref", arena_printf(&arena, "t%" PRId64, k->id),
	    "state", task_state_name(k->state), "assignee", k->assignee, "text",
	    k->words, "author", k->author, "created_at",
	    json_time(k->created_at), "due_at", json_time(k->due_at));

	json_put(o, "goal", k->goal);
	set_list(o, "because", k->because);
	if (k->ended_at != CLOCK_NONE)
		json_object_set_new(o, "ended_at", json_time(k->ended_at));
	json_put(o, "ended_by", k->ended_by);
	json_put(o, "result", k->result);
	set_list(o, "files", k->files);
	if (k->ticket != 0) {
		json_put(o, "channel", k->channel);
		json_put(o, "account", k->account_name);
		json_object_set_new(o, "ticket",
		    json_pack("{s:I}", "number", (json_int_t)k->ticket));
	}
	arena_free(&arena);
	return o;
}

static int
append(const struct task *k, void *arg)
{
	json_array_append_new(arg, desk_task_json(k));
	return 0;
}

json_t *
desk_task_list(struct desk *d, int64_t ticket, struct err *err)
{
	struct arena arena = ARENA_INIT;
	json_t *list = json_array();

	if (task_each(d->db, ticket, 0, &arena, append, list, err) < 0) {
		json_decref(list);
		list = NULL;
	}
	arena_free(&arena);
	return list;
}
