/*
 * desk/ruleset_lint.c - rules that are read, and still cannot be meant so
 *
 * A rule is never reached when an earlier one of its section fits whatever it
 * fits: each term of the earlier one is implied by a term of the later.  What
 * this does not see it does not tell; what it tells is so.
 */
#include <string.h>

#include "base/word.h"
#include "desk/ruleset.h"

static int
same_value(const struct query_value *a, const struct query_value *b)
{
	size_t n = strlen(a->text);

	if (a->prefix)
		return strncmp(a->text, b->text, n) == 0;
	return !b->prefix && strcmp(a->text, b->text) == 0;
}

/* Is every value of SOME covered by one of ALL? */
static int
values_within(const struct query_term *some, const struct query_term *all)
{
	size_t i, k;

	for (i = 0; i < some->n; i++) {
		for (k = 0; k < all->n; k++)
			if (same_value(&all->values[k], &some->values[i]))
				break;
		if (k == all->n)
			return 0;
	}
	return 1;
}

/* Whatever makes B true makes A true. */
static int
implied(const struct query_term *a, const struct query_term *b)
{
	if (a->id != b->id || a->negated != b->negated)
		return 0;
	switch (query_fields[a->id].type) {
	case QUERY_TEXT:
	case QUERY_LANG:
	case QUERY_SEARCH:
	case QUERY_CALENDAR:
		return a->negated ? values_within(a, b) : values_within(b, a);
	case QUERY_FLAG:
		return 1;
	default:
		break;
	}
	if (a->relative != b->relative)
		return 0;
	return a->negated ? b->from <= a->from && b->to >= a->to
			  : a->from <= b->from && a->to >= b->to;
}

static int
covers(const struct rule *a, const struct rule *b)
{
	size_t i, k;

	if (a->when == NULL)
		return 1;
	if (b->when == NULL)
		return 0;
	for (i = 0; i < a->query.n; i++) {
		for (k = 0; k < b->query.n; k++)
			if (implied(&a->query.terms[i], &b->query.terms[k]))
				break;
		if (k == b->query.n)
			return 0;
	}
	return 1;
}

static void
look_at_reach(const struct ruleset *all, enum rule_section s, size_t i,
    struct conf_errs *errs)
{
	const struct rule *r = &all->v[s][i], *e;
	size_t k;

	for (k = 0; k < i; k++) {
		e = &all->v[s][k];
		if (strcmp(e->name, r->name) == 0) {
			conf_fault(errs, r->node,
			    "there is a rule '%s' in '%s' already", r->name,
			    ruleset_section(s));
			return;
		}
		if (covers(e, r)) {
			conf_fault(errs, r->node,
			    "rule '%s' is never reached: '%s' before it fits "
			    "whatever it fits",
			    r->name, e->name);
			return;
		}
	}
}

static void
look_at_intents(
    const struct rule *r, const char *const *intents, struct conf_errs *errs)
{
	const struct query_term *t;
	size_t i, k;

	for (i = 0; r->when != NULL && i < r->query.n; i++) {
		t = &r->query.terms[i];
		for (k = 0; t->id == QUERY_INTENT && k < t->n; k++)
			if (!t->values[k].prefix &&
			    !word_in(t->values[k].text, intents))
				conf_fault(errs, r->node,
				    "rule '%s': unknown intent '%s'", r->name,
				    t->values[k].text);
	}
}

/* Who answers customers and knows SKILL; who lists no skills knows none. */
static int
somebody_knows(const struct config *c, const char *skill)
{
	size_t i;

	for (i = 0; i < c->nteam; i++)
		if (word_in(skill, c->team[i].skills.v))
			return 1;
	return 0;
}

static int
has_agents(const struct config *c)
{
	size_t i;

	for (i = 0; i < c->nteam; i++)
		if (config_is_agent(&c->team[i]))
			return 1;
	return 0;
}

/* Can a rule of assignment give a ticket to anybody? */
static int
gives(const struct rule *a, const struct config *c)
{
	size_t i;

	for (i = 0; i < a->skills.n; i++)
		if (!somebody_knows(c, a->skills.v[i]))
			return 0;
	return !a->nobody;
}

/*
 * A queue is served by a team of its name, by whom has its name among the
 * skills, and by the agents to whom a rule of assignment gives tickets.
 */
static int
is_served(const struct ruleset *all, const struct config *c, const char *queue)
{
	const struct conf_member *m = config_member_named(c, queue);
	size_t i;

	if ((m != NULL && m->members.n > 0) || somebody_knows(c, queue))
		return 1;
	for (i = 0; has_agents(c) && i < all->n[RULE_ASSIGN]; i++)
		if (gives(&all->v[RULE_ASSIGN][i], c))
			return 1;
	return 0;
}

static void
look_at_team(const struct ruleset *all, const struct rule *r,
    enum rule_section s, const struct config *config, struct conf_errs *errs)
{
	size_t i;

	if (s == RULE_QUEUE && !is_served(all, config, r->queue))
		conf_fault(errs, r->node,
		    "nobody serves queue '%s': no team of that name, and no "
		    "agent whom a rule of 'assign' could give it to",
		    r->queue);
	for (i = 0; s == RULE_ASSIGN && i < r->skills.n; i++)
		if (!somebody_knows(config, r->skills.v[i]))
			conf_fault(errs, r->node,
			    "rule '%s' wants skill '%s', which nobody has",
			    r->name, r->skills.v[i]);
}

/* Ours names queues that a small team does without. */
static int
is_shipped(const struct ruleset *all, const struct rule *r)
{
	return r->node != NULL && all->own[1] != NULL &&
	       strcmp(r->node->file, all->own[1]->file) == 0;
}

void
ruleset_lint(const struct ruleset *all, const struct config *config,
    const char *const *intents, struct conf_errs *errs)
{
	size_t i;
	int s;

	for (s = 0; s < RULE_SECTIONS; s++)
		for (i = 0; i < all->n[s]; i++) {
			look_at_reach(all, (enum rule_section)s, i, errs);
			if (intents != NULL)
				look_at_intents(&all->v[s][i], intents, errs);
			if (config != NULL && config->nteam > 0 &&
			    !is_shipped(all, &all->v[s][i]))
				look_at_team(all, &all->v[s][i],
				    (enum rule_section)s, config, errs);
		}
}
