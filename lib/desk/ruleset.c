/* desk/ruleset.c - what is done with a message, as rules with names */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/word.h"
#include "base/xalloc.h"
#include "desk/ruleset.h"
#include "rule/match.h"

enum { MAX_FILE = 1 << 20 };

#define AT(member) offsetof(struct rule, member)
#define NAME                                                                   \
	{                                                                      \
		"name", CONF_STR, AT(name), "!", NULL,                         \
		    "as it stands in the event"                                \
	}
#define WHEN                                                                   \
	{                                                                      \
		"when", CONF_STR, AT(when), NULL, NULL,                        \
		    "which records, a query; else all"                         \
	}

static const struct conf_key priority_keys[] = { NAME, WHEN,
	{ "priority", CONF_CHOICE, AT(priority), "!", "urgent|high|normal|low",
	    "of the ticket" },
	CONF_KEYS_END };
static const struct conf_key queue_keys[] = { NAME, WHEN,
	{ "queue", CONF_STR, AT(queue), "!", NULL, "of the ticket" },
	CONF_KEYS_END };
static const struct conf_key tags_keys[] = { NAME, WHEN,
	{ "tags", CONF_LIST, AT(tags), "!", NULL, "of the ticket" },
	CONF_KEYS_END };
static const struct conf_key assign_keys[] = { NAME, WHEN,
	{ "skills", CONF_LIST, AT(skills), NULL, NULL,
	    "what the agent must know, beside the language" },
	{ "to", CONF_STR, AT(to), NULL, NULL,
	    "one of the team, a team, or nobody; else by load" },
	CONF_KEYS_END };
static const struct conf_key platform_keys[] = { NAME, WHEN,
	{ "within", CONF_DURATION, AT(within), "!", NULL,
	    "the marketplace's own limit, around the clock" },
	CONF_KEYS_END };

static const struct conf_key issue_keys[] = { NAME, WHEN,
	{ "responsibility", CONF_STR, AT(responsibility), NULL, NULL,
	    "who is probably to blame" },
	{ "arose", CONF_CHOICE, AT(arose), "unknown",
	    "unknown|transit|delivery|use", "when such trouble begins" },
	{ "severity", CONF_INT, AT(severity), "0", NULL, "0 to 3" },
	{ "steps", CONF_NODE, AT(step_list), NULL, NULL,
	    "the procedure: what is to be done, for whom, within" },
	CONF_KEYS_END };

#define STEP(member) offsetof(struct step, member)

static const struct conf_key step_keys[] = {
	{ "step", CONF_STR, STEP(step), "!", NULL, "what is to be done" },
	{ "for", CONF_STR, STEP(who), NULL, NULL,
	    "one of the team, or a team; else who has the ticket" },
	{ "within", CONF_DURATION, STEP(within), "1d", NULL,
	    "whole days end with the working day" },
	CONF_KEYS_END
};

static const struct {
	const char *name;
	const struct conf_key *keys;
} sections[RULE_SLA] = {
	[RULE_PRIORITY] = { "priority", priority_keys },
	[RULE_QUEUE] = { "queue", queue_keys },
	[RULE_TAGS] = { "tags", tags_keys },
	[RULE_ASSIGN] = { "assign", assign_keys },
	[RULE_PLATFORM] = { "platform", platform_keys },
	[RULE_ISSUE] = { "issue", issue_keys },
};

const char *
ruleset_section(enum rule_section s)
{
	return s == RULE_SLA ? "sla" : sections[s].name;
}

/* A file of rules, or one place of a configuration. */
struct origin {
	const struct node *rules, *sla, *calendars, *reply;
};

struct origin_keys {
	const struct node *rules, *sla, *calendars, *reply;
	long version;
};

#define FROM(member) offsetof(struct origin_keys, member)

static const struct conf_key origin_keys[] = {
	{ "version", CONF_INT, FROM(version), "1", NULL, "of this form; 1" },
	{ "rules", CONF_NODE, FROM(rules), NULL, NULL, "sections of rules" },
	{ "sla", CONF_NODE, FROM(sla), NULL, NULL, "when an answer is due" },
	{ "calendars", CONF_NODE, FROM(calendars), NULL, NULL, "working time" },
	{ "reply", CONF_NODE, FROM(reply), NULL, NULL,
	    "what is answered without a person; a replay compares it" },
	CONF_KEYS_END
};

static int
is_in_hours(const void *calendars, const char *name, int64_t at)
{
	return calendars_are(calendars, name, at);
}

static void
compile(struct ruleset *all, struct rule *r, const struct node *at,
    struct conf_errs *errs)
{
	const char *tz = all->config != NULL ? all->config->tz : NULL;
	struct query_env env = { clock_now(), tz, NULL };
	struct err err = ERR_INIT;

	r->query.hours = &all->hours;
	r->query.orders = 1;
	if (r->when != NULL &&
	    (query_text(&r->query, r->when, &env, &err) < 0 ||
		query_fits_records(&r->query, &err) < 0))
		conf_fault(errs, at, "%s", err.text);
	all->asks_orders |= r->query.asks_orders;
}

/* Who is named must be of the team. */
static void
check_member(struct rule *r, const struct node *at, const struct config *config,
    struct conf_errs *errs)
{
	if (r->to == NULL || config == NULL)
		return;
	if (strcmp(r->to, "nobody") == 0)
		r->nobody = 1;
	else if (config_who(config, r->to) == NULL)
		conf_fault(errs, at,
		    "'%.60s' is not in team: (a name, @TEAM or nobody)", r->to);
}

int
ruleset_is_responsibility(const char *word)
{
	static const char *const words[] = { "warehouse", "carrier", "customs",
		"product", "listing", "customer", "unknown", NULL };

	return word_in(word, words);
}

static void
read_step(struct step *step, const struct node *n, const struct config *config,
    struct conf_errs *errs)
{
	if (conf_fill(n, step_keys, step, errs) > 0 || step->who == NULL ||
	    config == NULL)
		return;
	if (config_who(config, step->who) == NULL)
		conf_fault(errs, n, "'%.60s' is not in team:", step->who);
}

/* What is said of an issue, and its procedure. */
static void
read_issue(struct rule *r, const struct node *n, const struct config *config,
    struct conf_errs *errs)
{
	const struct node *s;

	if (r->responsibility != NULL &&
	    !ruleset_is_responsibility(r->responsibility))
		conf_fault(errs, n, "unknown responsibility '%.60s'",
		    r->responsibility);
	if (r->severity > 3)
		conf_fault(errs, n, "a severity is 0 (none) to 3 (grave)");
	if (r->step_list == NULL)
		return;
	if (r->step_list->kind != NODE_LIST) {
		conf_fault(errs, r->step_list, "'steps' wants a list");
		return;
	}
	r->steps = xcalloc(r->step_list->n + 1, sizeof *r->steps);
	for (s = r->step_list->child; s != NULL; s = s->next)
		read_step(&r->steps[r->nsteps++], s, config, errs);
}

static void
read_section(struct ruleset *all, enum rule_section s, const struct node *list,
    const struct config *config, struct conf_errs *errs)
{
	const struct node *n, *when;
	struct rule *r;

	if (list->kind != NODE_LIST) {
		conf_fault(
		    errs, list, "'%s' wants a list of rules", sections[s].name);
		return;
	}
	all->v[s] = xcalloc(list->n + 1, sizeof *all->v[s]);
	for (n = list->child; n != NULL; n = n->next) {
		r = &all->v[s][all->n[s]++];
		r->query = (struct query)QUERY_INIT;
		r->node = n;
		if (conf_fill(n, sections[s].keys, r, errs) > 0)
			continue;
		when = node_get(n, "when");
		compile(all, r, when != NULL ? when : n, errs);
		check_member(r, n, config, errs);
		if (s == RULE_ISSUE)
			read_issue(r, n, config, errs);
	}
}

/* Words that are no section. */
static void
check_sections(const struct node *rules, struct conf_errs *errs)
{
	const struct node *n;
	size_t s;

	if (rules->kind != NODE_MAP) {
		conf_fault(errs, rules, "'rules' wants sections");
		return;
	}
	for (n = rules->child; n != NULL; n = n->next) {
		for (s = 0; s < RULE_SLA; s++)
			if (strcmp(sections[s].name, n->key) == 0)
				break;
		if (s == RULE_SLA)
			conf_fault(errs, n,
			    "unknown section '%.60s' (priority, queue, tags, "
			    "assign, platform or issue)",
			    n->key);
	}
}

/* The targets, each with its query. */
static void
read_sla(struct ruleset *all, const struct node *list, struct conf_errs *errs)
{
	struct rule *r;
	size_t i;

	sla_policies_read(&all->policies, list, all->calendars, errs);
	all->n[RULE_SLA] = all->policies.n;
	all->v[RULE_SLA] = r =
	    xcalloc(all->policies.n + 1, sizeof *all->v[RULE_SLA]);
	for (i = 0; i < all->policies.n; i++, r++) {
		r->query = (struct query)QUERY_INIT;
		r->policy = &all->policies.v[i];
		r->node = r->policy->node;
		r->name = r->policy->name;
		r->when = r->policy->when;
		if (r->when != NULL)
			compile(
			    all, r, node_get(r->policy->node, "when"), errs);
	}
}

/* BYTES: the file as it was read, for the digest. */
static struct node *
read_file(const char *path, struct buf *bytes, struct origin *o,
    struct conf_errs *errs)
{
	struct origin_keys keys = { .version = 1 };
	struct err err = ERR_INIT;
	struct node *tree = NULL;

	if (file_read(path, MAX_FILE, bytes, &err) == 0 &&
	    (tree = node_parse(path, bytes->p, bytes->len, &err)) != NULL) {
		if (conf_fill(tree, origin_keys, &keys, errs) == 0)
			conf_version(tree, keys.version, errs);
		*o = (struct origin){ keys.rules, keys.sla, keys.calendars,
			keys.reply };
	} else {
		conf_errs_add(errs, &err);
	}
	return tree;
}

static const struct node *
first_with(const struct origin *o, size_t n, const char *section)
{
	const struct node *found = NULL;
	size_t i;

	for (i = 0; i < n && found == NULL; i++)
		if (o[i].rules != NULL)
			found = node_get(o[i].rules, section);
	return found;
}

/* Each section from the first origin that has it. */
static void
read_all(struct ruleset *all, const struct origin *o, size_t n,
    const struct config *config, struct conf_errs *errs)
{
	const struct node *list, *sla = NULL, *calendars = NULL;
	size_t i, s;

	for (i = n; i-- > 0;) {
		if (o[i].rules != NULL)
			check_sections(o[i].rules, errs);
		if (o[i].sla != NULL)
			sla = o[i].sla;
		if (o[i].calendars != NULL)
			calendars = o[i].calendars;
	}
	all->calendars =
	    calendars_new(calendars, config != NULL ? config->dir : ".", errs);
	all->hours = (struct query_hours){ is_in_hours, all->calendars };
	for (s = 0; s < RULE_SLA; s++)
		if ((list = first_with(o, n, sections[s].name)) != NULL)
			read_section(
			    all, (enum rule_section)s, list, config, errs);
	read_sla(all, sla, errs);
}

struct ruleset *
ruleset_load(
    const struct config *config, const char *file, struct conf_errs *errs)
{
	struct ruleset *all = xcalloc(1, sizeof *all);
	struct origin o[3] = { { .rules = NULL } };
	size_t before = errs->n, n = 0;
	char *shipped = file_share("rules/desk.yaml");

	if (file != NULL)
		all->own[0] = read_file(file, &all->bytes[0], &o[n++], errs);
	all->config = config;
	if (config != NULL) {
		o[n++] = (struct origin){ config->rules, config->sla,
			config->calendars, NULL };
	}
	all->reply = o[0].reply;
	all->own[1] = read_file(shipped, &all->bytes[1], &o[n++], errs);
	if (errs->n == before)
		read_all(all, o, n, config, errs);
	free(shipped);
	if (errs->n == before)
		return all;
	ruleset_free(all);
	return NULL;
}

const char *
ruleset_digest(struct ruleset *all)
{
	unsigned char raw[DIGEST_LEN];
	char files[DIGEST_HEX];
	struct digest *d;

	if (all->digest[0] != '\0')
		return all->digest;
	d = digest_begin();
	if (all->own[0] != NULL)
		digest_piece(d, all->bytes[0].p, all->bytes[0].len);
	if (all->config != NULL) {
		config_digest(all->config, files);
		digest_piece(d, files, strlen(files));
	}
	digest_piece(d, all->bytes[1].p, all->bytes[1].len);
	digest_end(d, raw);
	digest_hex(raw, (sizeof all->digest - 1) / 2, all->digest);
	return all->digest;
}

void
ruleset_free(struct ruleset *all)
{
	struct rule *r;
	size_t s, i;

	if (all == NULL)
		return;
	for (s = 0; s < RULE_SECTIONS; s++) {
		for (i = 0; i < all->n[s]; i++) {
			r = &all->v[s][i];
			query_free(&r->query);
			free(r->steps);
			if (s != RULE_SLA)
				conf_release(sections[s].keys, r);
		}
		free(all->v[s]);
	}
	sla_policies_free(&all->policies);
	calendars_free(all->calendars);
	node_free(all->own[0]);
	node_free(all->own[1]);
	buf_free(&all->bytes[0]);
	buf_free(&all->bytes[1]);
	free(all);
}

const struct rule *
ruleset_first(const struct ruleset *all, enum rule_section s, struct rec *rec,
    int64_t now)
{
	size_t i;

	for (i = 0; i < all->n[s]; i++)
		if (all->v[s][i].when == NULL ||
		    query_match(&all->v[s][i].query, rec, now))
			return &all->v[s][i];
	return NULL;
}

size_t
ruleset_look(const struct ruleset *all, enum rule_section s, struct rec *rec,
    int64_t now, struct rule_look **out)
{
	struct arena *a = rec_arena(rec);
	const struct query_term *miss;
	struct rule_look *v;
	size_t i;

	*out = v = arena_get(a, (all->n[s] + 1) * sizeof *v);
	for (i = 0; i < all->n[s]; i++) {
		v[i] = (struct rule_look){ &all->v[s][i], NULL };
		miss = v[i].rule->when != NULL
			   ? query_miss(&v[i].rule->query, rec, now)
			   : NULL;
		if (miss == NULL)
			return i + 1;
		v[i].why = query_why_not(miss, rec, a);
	}
	return i;
}

const struct sla_policy *
ruleset_policy(const struct ruleset *all, const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < all->policies.n; i++)
		if (strcmp(all->policies.v[i].name, name) == 0)
			return &all->policies.v[i];
	return all->policies.n > 0 ? &all->policies.v[all->policies.n - 1]
				   : NULL;
}
