/* desk/job.c - what the steps of a routing share */
#include "base/clock.h"
#include "desk/issue.h"
#include "desk/job.h"

int
job_is_live(const struct job *j)
{
	return !j->letter.history && !j->letter.automatic && !j->letter.out &&
	       j->aside == NULL;
}

const struct rule *
job_rule(struct job *j, enum rule_section s)
{
	if (j->desk->explain)
		j->out->nlooks[s] = ruleset_look(
		    j->desk->rules, s, j->rec, j->now, &j->out->looks[s]);
	return j->out->rules[s] =
		   ruleset_first(j->desk->rules, s, j->rec, j->now);
}

int
job_add_tags(struct job *j, const struct ticket *t, struct err *err)
{
	const struct rule *r = j->out->rules[RULE_TAGS];
	size_t i;

	for (i = 0; r != NULL && i < r->tags.n; i++)
		if (ticket_tag(j->desk->db, t->number, r->tags.v[i], 1, err) <
		    0)
			return -1;
	return 0;
}

static json_t *
fired(const struct job *j)
{
	json_t *o = json_object();
	int s;

	for (s = 0; s < RULE_SECTIONS; s++)
		if (j->out->rules[s] != NULL)
			json_object_set_new(o, ruleset_section(s),
			    json_string(j->out->rules[s]->name));
	json_object_set_new(
	    o, "digest", json_string(ruleset_digest(j->desk->rules)));
	return o;
}

json_t *
job_message_data(const struct job *j)
{
	const struct rule *p = j->out->rules[RULE_PLATFORM];
	json_t *o = json_pack("{s:I}", "message", (json_int_t)j->letter.row);

	if (!job_is_live(j))
		json_object_set_new(o, "quiet", json_true());
	else if (p != NULL)
		json_object_set_new(
		    o, "platform", json_integer(p->within / 1000));
	if (j->letter.automatic)
		json_object_set_new(o, "automatic", json_true());
	if (j->first)
		json_object_set_new(o, "first", json_true());
	if (j->letter.out && !j->letter.history && !j->letter.automatic)
		json_object_set_new(o, "elsewhere", json_true());
	if (j->threading.suggested != 0)
		json_object_set_new(
		    o, "suggested", json_integer(j->threading.suggested));
	if (j->handed)
		verb_hours(j->desk->config, j->out->assignee, o);
	json_object_set_new(o, "rules", fired(j));
	return o;
}

int
job_assign(
    struct job *j, struct ticket *t, const char *previous, struct err *err)
{
	const char *who = desk_pick(
	    j->desk, job_rule(j, RULE_ASSIGN), t, previous, j->now, err);

	if (err->code != ERR_OK || desk_book(j->desk, who, j->now, err) < 0)
		return -1;
	t->assignee = j->out->assignee = who;
	j->handed = 1;
	return 0;
}

int
job_begin_work(
    struct job *j, struct ticket *t, const char *previous, struct err *err)
{
	const struct rule *r = job_rule(j, RULE_SLA);

	t->sla = r != NULL ? r->name : NULL;
	job_rule(j, RULE_PLATFORM);
	return job_assign(j, t, previous, err);
}

void
job_came_in(struct job *j, struct ticket *t)
{
	t->in_count++;
	if (t->first_in_at == CLOCK_NONE || t->first_in_at > j->letter.at)
		t->first_in_at = j->letter.at;
	if (t->last_in_at == CLOCK_NONE || t->last_in_at < j->letter.at)
		t->last_in_at = j->letter.at;
	if (j->aside == NULL || j->letter.automatic)
		t->unread = !j->letter.history;
}

void
job_went_out(struct job *j, struct ticket *t)
{
	t->out_count++;
	if (t->last_out_at == CLOCK_NONE || t->last_out_at < j->letter.at)
		t->last_out_at = j->letter.at;
}

int
job_take(struct job *j, const struct ticket *t, struct err *err)
{
	int owed = j->desk->replies && job_is_live(j) && !j->letter.noreply;

	return letter_take(j->desk, j->rec, &j->letter, t->number, owed, err);
}

int
job_follow(struct job *j, struct ticket *t, struct err *err)
{
	struct deed d = { .desk = j->desk,
		.actor = "ha-route",
		.now = j->now,
		.arena = rec_arena(j->rec) };

	return issue_follow(&d, t, j->out->rules[RULE_ISSUE], err);
}
