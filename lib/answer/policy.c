/* answer/policy.c - what may be answered without a person */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "answer/policy.h"
#include "base/file.h"

#define AT(member) offsetof(struct policy, member)

const struct conf_key policy_keys[] = {
	{ "auto", CONF_LIST, AT(automatic), NULL, NULL,
	    "templates, or intents, that are answered without a person" },
	{ "threshold", CONF_PROB, AT(threshold), "0.95", NULL,
	    "an intent must be at least as likely" },
	{ "per_customer_day", CONF_INT, AT(per_customer_day), "1", NULL,
	    "automatic messages to one address in 24 hours" },
	{ "per_ticket", CONF_INT, AT(per_ticket), "3", NULL,
	    "automatic messages in one ticket" },
	{ "per_account_hour", CONF_INT, AT(per_account_hour), "500", NULL,
	    "automatic messages of one account in an hour; then drafts" },
	{ "receipt", CONF_CHOICE, AT(receipt), "always",
	    "always|out_of_hours|never",
	    "tell the writer of a new ticket that it came in" },
	{ "late_after", CONF_DURATION, AT(late_after), "21d", NULL,
	    "a parcel is late when it is longer under way" },
	{ "stale_after", CONF_DURATION, AT(stale_after), "4d", NULL,
	    "an order waits too long when it has not left by then" },
	{ "templates", CONF_STR, AT(templates), NULL, NULL,
	    "folder of own templates; default: templates/ if it is there" },
	{ "calendar", CONF_STR, AT(calendar), NULL, NULL,
	    "opening hours for out_of_hours; default: the only calendar" },
	CONF_KEYS_END,
};

static const struct node nothing = {
	.kind = NODE_MAP, .file = "reply", .text = ""
};

static void
find_hours(struct policy *p, const struct config *c, struct conf_errs *errs)
{
	const char *near;

	if (c == NULL || c->calendars == NULL)
		return;
	p->calendars = calendars_new(c->calendars, c->dir, errs);
	if (p->calendars == NULL)
		return;
	if (p->calendar == NULL && c->calendars->n == 1)
		p->calendar = c->calendars->child->key;
	if (p->calendar == NULL)
		return;
	p->hours = calendars_get(p->calendars, p->calendar);
	if (p->hours != NULL)
		return;
	near = calendars_nearest(p->calendars, p->calendar);
	conf_fault(errs, node_get(p->node, "calendar"),
	    "no calendar '%.60s'%s%s%s", p->calendar,
	    near != NULL ? " (did you mean '" : "", near != NULL ? near : "",
	    near != NULL ? "'?)" : "");
}

void
policy_load(struct policy *p, const struct config *c, struct conf_errs *errs)
{
	memset(p, 0, sizeof *p);
	p->node = c != NULL && c->reply != NULL ? c->reply : &nothing;
	conf_fill(p->node, policy_keys, p, errs);
	find_hours(p, c, errs);
}

void
policy_free(struct policy *p)
{
	conf_release(policy_keys, p);
	calendars_free(p->calendars);
	p->calendars = NULL;
	p->hours = NULL;
}

static int
is_intent(const struct node *taxonomy, const char *name)
{
	const struct node *list, *n;
	const char *id;

	list = taxonomy != NULL ? node_get(taxonomy, "intents") : NULL;
	for (n = list != NULL ? list->child : NULL; n != NULL; n = n->next)
		if ((id = node_str(n, "id")) != NULL && strcmp(id, name) == 0)
			return 1;
	return 0;
}

void
policy_check(const struct policy *p, const struct book *book,
    const struct node *taxonomy, struct conf_errs *errs)
{
	size_t i;

	for (i = 0; i < p->automatic.n; i++)
		if (book_get(book, p->automatic.v[i]) == NULL &&
		    !is_intent(taxonomy, p->automatic.v[i]))
			conf_fault(errs, node_get(p->node, "auto"),
			    "'%.60s' is neither a template nor an intent "
			    "(`ha reply list` shows both)",
			    p->automatic.v[i]);
}

int
policy_allows(
    const struct policy *p, const struct template *t, const char *intent)
{
	const char *first = t->intents.n > 0 ? t->intents.v[0] : NULL;
	size_t i;

	for (i = 0; i < p->automatic.n; i++) {
		if (intent != NULL && strcmp(p->automatic.v[i], intent) == 0)
			return 1;
		if (strcmp(p->automatic.v[i], t->name) == 0 &&
		    (first == NULL || intent == NULL ||
			strcmp(first, intent) == 0))
			return 1;
	}
	return 0;
}

int
policy_is_open(const struct policy *p, int64_t at)
{
	return p->hours == NULL || calendar_is_open(p->hours, at);
}

char *
policy_templates(const struct policy *p, const struct config *c)
{
	char *dir;

	if (c == NULL)
		return NULL;
	if (p->templates != NULL)
		return config_path(c, p->templates);
	dir = file_join(c->dir, "templates");
	if (file_exists(dir))
		return dir;
	free(dir);
	return NULL;
}
