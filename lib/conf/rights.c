/* conf/rights.c - who may do what */
#include <string.h>

#include "base/word.h"
#include "conf/config.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

const char *const config_rights[] = { "answer", "approve", "erase", "export",
	"live", "act_as", NULL };

/* Until roles: says otherwise; an owner may all, always. */
static const struct {
	const char *role;
	const char *const rights[COUNT(config_rights)];
} usual[] = {
	{ "helper", { NULL } },
	{ "agent", { "answer", "approve" } },
	{ "lead", { "answer", "approve", "erase", "export", "live" } },
};

/* Of a role that roles: does not give rights; a new name is an agent's. */
static int
usually(const char *role, const char *right)
{
	size_t i, agent = 1;

	for (i = 0; i < COUNT(usual); i++)
		if (strcmp(usual[i].role, role) == 0)
			return word_in(right, usual[i].rights);
	return word_in(right, usual[agent].rights);
}

static int
is_listed(const struct node *list, const char *right)
{
	const struct node *n;

	for (n = list->child; n != NULL; n = n->next)
		if (n->kind == NODE_SCALAR && strcmp(n->text, right) == 0)
			return 1;
	return list->kind == NODE_SCALAR && strcmp(list->text, right) == 0;
}

int
config_may(const struct config *c, const struct conf_member *m,
    const char *role, const char *right)
{
	const struct node *n = NULL;

	if (strcmp(role, "owner") == 0)
		return 1;
	if (m != NULL && word_in(right, m->may.v))
		return 1;
	if (c != NULL && c->roles != NULL &&
	    (n = node_get(c->roles, role)) != NULL)
		n = node_get(n, "may");
	return n != NULL ? is_listed(n, right) : usually(role, right);
}
