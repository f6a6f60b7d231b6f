/* cmd/ha-customer/change.c - verbs that change what we know of people */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "ha-customer/customer.h"

enum { MAX_TAG = 64 };

struct move {
	struct session *s;
	int64_t from, to; /* for the events */
	const char *kind;
	struct err *err;
};

/* The ticket's own log says whose it was and is. */
static int
tell_move(int64_t account, int64_t ticket, void *arg)
{
	struct move *m = arg;

	return tell(m->s, m->to, ticket, account, m->kind,
	    json_pack("{s:I s:I}", "from", (json_int_t)m->from, "to",
		(json_int_t)m->to),
	    m->err);
}

/* Whoever became part of somebody erased could not be forgotten any more. */
static int
is_known(struct session *s, int64_t id, struct err *err)
{
	struct customer c;

	if (customer_get(s->db, id, &c, &s->arena, err) != 1)
		return -1;
	return c.erased_at == CLOCK_NONE
		   ? 0
		   : err_set(err, ERR_USAGE, "c%" PRId64 " was erased", id);
}

/* 1 INTO and ID are roots and differ; 0 they are one already; -1. */
static int
may_merge(struct session *s, int64_t into, int64_t id, struct err *err)
{
	int64_t root = customer_root(s->db, id, err);

	if (root < 0)
		return -1;
	if (id == into)
		return err_set(err, ERR_USAGE,
		    "c%" PRId64 " cannot be merged into itself", id);
	if (root == into)
		return 0;
	if (root != id)
		return err_set(err, ERR_USAGE,
		    "c%" PRId64 " is part of c%" PRId64
		    ": unmerge it first, or merge that one",
		    id, root);
	return is_known(s, id, err) < 0 || is_known(s, into, err) < 0 ? -1 : 1;
}

static int
merge(struct session *s, int64_t id, void *arg, struct err *err)
{
	int64_t asked = *(int64_t *)arg, into;
	struct move m = { s, id, 0, "merged", err };
	int rc;

	if ((into = customer_root(s->db, asked, err)) < 0)
		return -1;
	if (into == id && asked != id)
		return err_set(err, ERR_USAGE,
		    "c%" PRId64 " is part of c%" PRId64
		    ": this would be a circle",
		    asked, id);
	if ((rc = may_merge(s, into, id, err)) != 1)
		return rc;
	m.to = into;
	if (customer_merge(s->db, into, id, tell_move, &m, err) < 0 ||
	    tell_move(0, 0, &m) < 0 ||
	    customer_retag(s->desk, into, s->deed.now, err) < 0)
		return -1;
	return 1;
}

int
run_merge(char **args)
{
	struct err err = ERR_INIT;
	struct session s;
	int64_t into;

	if (*args == NULL)
		opt_usage(&program, "merge into whom?");
	session_begin(&s, options.as);
	if ((into = people_one(&s, *args, &err)) < 0)
		return session_end(&s, 0, &err);
	return work_on(
	    &s, args + 1, &(struct work){ merge, &into, N_("merged") });
}

/* What one wrote while they were one stays where it was answered. */
static int
say_elsewhere(int64_t ticket, void *arg)
{
	note(_("c%lld wrote in ticket %lld, which came by somebody else and "
	       "stays there"),
	    (long long)*(int64_t *)arg, (long long)ticket);
	return 0;
}

static int
unmerge(struct session *s, int64_t id, void *arg, struct err *err)
{
	struct move m = { s, 0, id, "unmerged", err };
	struct customer c;

	(void)arg;
	if (customer_get(s->db, id, &c, &s->arena, err) != 1)
		return -1;
	if (c.merged_into == 0)
		return 0;
	if ((m.from = customer_root(s->db, id, err)) < 0 ||
	    customer_unmerge(s->db, id, tell_move, &m, err) < 0 ||
	    tell_move(0, 0, &m) < 0 ||
	    customer_retag(s->desk, id, s->deed.now, err) < 0 ||
	    customer_retag(s->desk, m.from, s->deed.now, err) < 0 ||
	    customer_elsewhere(s->db, id, say_elsewhere, &id, err) < 0)
		return -1;
	return 1;
}

int
run_unmerge(char **args)
{
	struct session s;

	session_begin(&s, options.as);
	return work_on(
	    &s, args, &(struct work){ unmerge, NULL, N_("unmerged") });
}

struct tagging {
	const char *tag;
	int on;
};

static int
has(const char *const *tags, const char *tag)
{
	for (; *tags != NULL; tags++)
		if (strcmp(*tags, tag) == 0)
			return 1;
	return 0;
}

/* What a rule gives would come back. */
static int
by_rule(struct session *s, int64_t id, const char *tag, struct err *err)
{
	struct portrait p;
	int rc = portrait_read(s->desk, id, s->deed.now, &p, &s->arena, err);

	if (rc != 1)
		return rc;
	rc = has(p.rule_tags, tag);
	portrait_free(&p);
	return rc;
}

static int
tag(struct session *s, int64_t id, void *arg, struct err *err)
{
	const struct tagging *g = arg;
	int64_t root = customer_root(s->db, id, err);
	int rc = root < 0 ? -1 : customer_tag(s->db, root, g->tag, g->on, err);

	if (rc == 0 && !g->on && (rc = by_rule(s, root, g->tag, err)) == 1)
		return err_set(err, ERR_NO,
		    "a rule gives c%" PRId64
		    " the tag '%s': change customers: or its past",
		    root, g->tag);
	if (rc != 1)
		return rc;
	return tell(s, root, 0, 0,
		   g->on ? "customer_tagged" : "customer_untagged",
		   json_pack("{s:s}", "tag", g->tag), err) < 0
		   ? -1
		   : 1;
}

static int
run_tagging(char **args, int on)
{
	struct tagging g = { *args, on };
	struct session s;

	if (*args == NULL || **args == '\0')
		opt_usage(&program, "which tag?");
	if (strlen(*args) > MAX_TAG || strpbrk(*args, " ,\t\n") != NULL)
		opt_usage(&program, "a tag is one short word");
	session_begin(&s, options.as);
	return work_on(&s, args + 1,
	    &(struct work){ tag, &g, on ? N_("tagged") : N_("untagged") });
}

int
run_tag(char **args)
{
	return run_tagging(args, 1);
}

int
run_untag(char **args)
{
	return run_tagging(args, 0);
}

/* The words are a person's: the chain has that there is a note, not which. */
static int
write_note(struct session *s, int64_t id, void *arg, struct err *err)
{
	int64_t root = customer_root(s->db, id, err);

	if (root < 0 ||
	    customer_note(s->db, root, s->deed.now, s->actor.name, arg, err) <
		0 ||
	    tell(s, root, 0, 0, "customer_note", json_object(), err) < 0)
		return -1;
	return 1;
}

int
run_note(char **args)
{
	struct work w = { write_note, NULL, N_("noted") };
	struct err err = ERR_INIT;
	struct session s;

	if (options.message == NULL && options.file == NULL)
		opt_usage(
		    &program, "a note wants its text: -m TEXT or -F FILE");
	session_begin(&s, options.as);
	w.arg = (void *)given_text(
	    args, options.message, options.file, &s.arena, &err);
	if (w.arg == NULL)
		return session_end(&s, 0, &err);
	return work_on(&s, args, &w);
}

static int
opt_out(struct session *s, int64_t id, void *arg, struct err *err)
{
	int64_t root = customer_root(s->db, id, err);
	int rc =
	    root < 0 ? -1 : customer_opt_out(s->db, root, !options.off, err);

	(void)arg;
	if (rc != 1)
		return rc;
	return tell(s, root, 0, 0, options.off ? "opted_in" : "opted_out",
		   json_object(), err) < 0
		   ? -1
		   : 1;
}

int
run_opt_out(char **args)
{
	struct session s;

	session_begin(&s, options.as);
	return work_on(&s, args,
	    &(struct work){ opt_out, NULL,
		options.off ? N_("wants news") : N_("wants no news") });
}
