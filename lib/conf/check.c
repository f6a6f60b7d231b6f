/*
 * conf/check.c - the keys of ha.yaml itself, and what their values must be
 *
 * Every value is judged here, once, and reported with its place; who gets a
 * struct config need not look again.  A role, a shop or a member that is
 * named must be described.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/money.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "conf/load.h"

#define AT(member) offsetof(struct loaded, member)

const struct conf_key config_keys[] = { { "version", CONF_INT, AT(version), "1",
					    NULL, "of this file's form; 1" },
	{ "db", CONF_STR, AT(config.db), "ha.db", NULL,
	    "ticket database: a path beside this file, or a postgresql:// "
	    "address without password" },
	{ "files", CONF_STR, AT(config.files), "files", NULL,
	    "folder of attachments, by content" },
	{ "tz", CONF_STR, AT(config.tz), "UTC", NULL,
	    "time zone of the team, such as Asia/Shanghai" },
	{ "language", CONF_STR, AT(config.language), "en", NULL,
	    "what the team reads and writes" },
	{ "currency", CONF_STR, AT(config.currency), "USD", NULL,
	    "reports add up in this" },
	{ "include", CONF_NODE, AT(include), NULL, NULL,
	    "further files, with * and ?" },
	{ "accounts", CONF_NODE, AT(accounts), NULL, NULL,
	    "channel/name and how to reach it" },
	{ "shops", CONF_NODE, AT(shops), NULL, NULL,
	    "brands and how they sign" },
	{ "team", CONF_NODE, AT(team), NULL, NULL, "who works here" },
	{ "roles", CONF_NODE, AT(config.roles), NULL, NULL,
	    "what a role may give away" },
	{ "calendars", CONF_NODE, AT(config.calendars), NULL, NULL,
	    "working time" },
	{ "sla", CONF_NODE, AT(config.sla), NULL, NULL,
	    "when an answer is due" },
	{ "rules", CONF_NODE, AT(config.rules), NULL, NULL,
	    "priority, queue, tags and assignment" },
	{ "customers", CONF_NODE, AT(config.customers), NULL, NULL,
	    "tags that customers get by their past" },
	{ "reply", CONF_NODE, AT(config.reply), NULL, NULL,
	    "what is answered without a person" },
	{ "receipt", CONF_NODE, AT(config.receipt), NULL, NULL,
	    "the first sign of life" },
	{ "classify", CONF_NODE, AT(config.classify), NULL, NULL,
	    "own rules and thresholds of understanding" },
	{ "engines", CONF_NODE, AT(config.engines), NULL, NULL,
	    "language models that may be asked" },
	{ "translate", CONF_NODE, AT(config.translate), NULL, NULL,
	    "engine, budget and glossary" },
	{ "follow_up", CONF_NODE, AT(config.follow_up), NULL, NULL,
	    "asking afterwards, closing, rating" },
	{ "notify", CONF_NODE, AT(config.notify), NULL, NULL,
	    "who hears of alerts, and when not" },
	{ "watch", CONF_NODE, AT(config.watch), NULL, NULL,
	    "own rules of timers" },
	{ "keep", CONF_NODE, AT(config.keep), NULL, NULL,
	    "how long raw mail and files stay" },
	CONF_KEYS_END };

/* What an account has whatever its driver is. */
struct account_keys {
	const char *driver, *shop, *lang;
	int live;
};

const struct conf_key config_account_keys[] = {
	{ "driver", CONF_STR, offsetof(struct account_keys, driver), NULL, NULL,
	    "how it is reached; else the channel's name" },
	{ "shop", CONF_STR, offsetof(struct account_keys, shop), NULL, NULL,
	    "the shop it belongs to" },
	{ "lang", CONF_STR, offsetof(struct account_keys, lang), NULL, NULL,
	    "language that most of its mail has" },
	{ "live", CONF_BOOL, offsetof(struct account_keys, live), "no", NULL,
	    "only no: an account is taken live by `ha account live`" },
	CONF_KEYS_END
};

const struct conf_key config_shop_keys[] = {
	{ "name", CONF_STR, offsetof(struct conf_shop, name), NULL, NULL,
	    "as customers know it; else its key" },
	{ "from", CONF_STR, offsetof(struct conf_shop, from), NULL, NULL,
	    "sender of mail, \"Name <address>\"" },
	{ "formality", CONF_STR, offsetof(struct conf_shop, formality),
	    "formal", NULL, "formal or informal address" },
	{ "signature", CONF_STR, offsetof(struct conf_shop, signature), NULL,
	    NULL, "last line of an answer" },
	{ "lang", CONF_STR, offsetof(struct conf_shop, lang), NULL, NULL,
	    "language when a customer's is not known" },
	CONF_KEYS_END
};

const struct conf_key config_member_keys[] = {
	{ "login", CONF_STR, offsetof(struct conf_member, login), NULL, NULL,
	    "name of the user on this machine; else the key" },
	{ "role", CONF_STR, offsetof(struct conf_member, role), "agent", NULL,
	    "a name of roles:, or helper agent lead owner" },
	{ "calendar", CONF_STR, offsetof(struct conf_member, calendar), NULL,
	    NULL, "working time, a name of calendars:" },
	{ "languages", CONF_LIST, offsetof(struct conf_member, languages), NULL,
	    NULL, "read and written, best first" },
	{ "skills", CONF_LIST, offsetof(struct conf_member, skills), NULL, NULL,
	    "queues and subjects known well" },
	{ "may", CONF_LIST, offsetof(struct conf_member, may), NULL, NULL,
	    "rights beside those of the role" },
	{ "capacity", CONF_INT, offsetof(struct conf_member, capacity), "40",
	    NULL, "open tickets that are enough" },
	{ "address", CONF_STR, offsetof(struct conf_member, address), NULL,
	    NULL, "mail address; of a team: where its tasks go" },
	{ "members", CONF_LIST, offsetof(struct conf_member, members), NULL,
	    NULL, "makes this a team, written @name" },
	CONF_KEYS_END
};

static const char *const builtin_roles[] = { "helper", "agent", "lead",
	"owner" };
static const char *const formalities[] = { "formal", "informal" };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* 'WHAT' names something that must be among NAMES. */
static void
among(const struct node *at, const char *what, const char *word,
    const char *const *names, size_t n, struct conf_errs *errs)
{
	const char *near;
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], word) == 0)
			return;
	near = opt_nearest(word, names, n);
	if (near != NULL)
		conf_fault(errs, at,
		    "unknown %s '%.60s' (did you mean "
		    "'%s'?)",
		    what, word, near);
	else
		conf_fault(errs, at, "unknown %s '%.60s'", what, word);
}

/* The keys of MAP into NAMES, behind the N that are there. */
static const char **
names_of(
    const struct node *map, const char *const *more, size_t n, size_t *total)
{
	size_t room = n + (map != NULL ? map->n : 0);
	const char **names = xarray(room + 1, sizeof *names);
	const struct node *c;

	*total = 0;
	while (*total < n) {
		names[*total] = more[*total];
		(*total)++;
	}
	for (c = map != NULL ? map->child : NULL; c != NULL; c = c->next)
		if (c->key != NULL)
			names[(*total)++] = c->key;
	return names;
}

static void
among_keys(const struct node *at, const char *what, const char *word,
    const struct node *map, struct conf_errs *errs)
{
	size_t n;
	const char **names = names_of(map, NULL, 0, &n);

	among(at, what, word, names, n, errs);
	free(names);
}

/* The place of KEY in MAP, or of MAP itself. */
static const struct node *
place(const struct node *map, const char *key)
{
	const struct node *n = node_get(map, key);

	return n != NULL ? n : map;
}

static int
is_map(const struct node *n, struct conf_errs *errs)
{
	if (n == NULL)
		return 0;
	if (n->kind != NODE_MAP)
		conf_fault(errs, n, "'%s' wants keys with values", n->key);
	return n->kind == NODE_MAP;
}

/* Two words of letters, digits, '.', '_' and '-', joined by one '/'. */
int
config_is_account(const char *s)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t a = strspn(s, chars), b;

	if (a == 0 || s[a] != '/')
		return 0;
	b = strspn(s + a + 1, chars);
	return b > 0 && s[a + 1 + b] == '\0';
}

/* A map of those keys of MAP that every account has, for one table. */
static struct node *
shared_keys(const struct node *map, struct arena *arena)
{
	struct node *part = arena_get(arena, sizeof *part), **tail;
	const struct conf_key *k;
	const struct node *c;

	*part = *map;
	part->n = 0;
	tail = &part->child;
	for (k = config_account_keys; k->name != NULL; k++)
		if ((c = node_get(map, k->name)) != NULL) {
			*tail = arena_get(arena, sizeof **tail);
			**tail = *c;
			tail = &(*tail)->next;
			part->n++;
		}
	*tail = NULL;
	return part;
}

static void
account(struct loaded *l, const struct node *n, struct conf_account *a,
    struct conf_errs *errs)
{
	struct account_keys keys = { NULL, NULL, NULL, 0 };
	size_t slash = strcspn(n->key, "/");

	a->id = n->key;
	a->channel = arena_strndup(&l->arena, n->key, slash);
	a->name = n->key[slash] ? n->key + slash + 1 : "";
	a->keys = n;
	if (!config_is_account(n->key))
		conf_fault(errs, n,
		    "'%.60s' is no account name (write "
		    "channel/name, such as email/support)",
		    n->key);
	if (!is_map(n, errs))
		return;
	conf_fill(shared_keys(n, &l->arena), config_account_keys, &keys, errs);
	if (keys.live)
		conf_fault(errs, place(n, "live"),
		    "an account is taken "
		    "live by `ha account live %.60s`, which notes the moment; "
		    "write live: no",
		    n->key);
	if (keys.shop != NULL)
		among_keys(place(n, "shop"), "shop", keys.shop, l->shops, errs);
	a->driver = keys.driver != NULL ? keys.driver : a->channel;
	a->shop = keys.shop;
	a->lang = keys.lang;
}

static void
accounts(struct loaded *l, struct conf_errs *errs)
{
	struct config *c = &l->config;
	const struct node *n;

	if (!is_map(l->accounts, errs))
		return;
	c->accounts = xcalloc(l->accounts->n + 1, sizeof *c->accounts);
	for (n = l->accounts->child; n != NULL; n = n->next)
		account(l, n, &c->accounts[c->naccounts++], errs);
}

static void
shops(struct loaded *l, struct conf_errs *errs)
{
	struct config *c = &l->config;
	const struct node *n;
	struct conf_shop *s;

	if (!is_map(l->shops, errs))
		return;
	c->shops = xcalloc(l->shops->n + 1, sizeof *c->shops);
	for (n = l->shops->child; n != NULL; n = n->next) {
		s = &c->shops[c->nshops++];
		s->id = n->key;
		if (conf_fill(n, config_shop_keys, s, errs) > 0)
			continue;
		if (s->name == NULL)
			s->name = s->id;
		among(place(n, "formality"), "formality", s->formality,
		    formalities, COUNT(formalities), errs);
	}
}

static void
check_rights(
    const struct node *n, const struct conf_list *may, struct conf_errs *errs)
{
	size_t i, total = 0;

	while (config_rights[total] != NULL)
		total++;
	for (i = 0; i < may->n; i++)
		among(place(n, "may"), "right", may->v[i], config_rights, total,
		    errs);
}

/* What a role may give away; used when money moves, checked always. */
struct role_keys {
	const char *refund, *refund_month, *approve;
	struct conf_list may;
};

static const struct conf_key role_keys[] = {
	{ "refund", CONF_STR, offsetof(struct role_keys, refund), NULL, NULL,
	    "most of one refund, such as 20.00 EUR, or any" },
	{ "refund_month", CONF_STR, offsetof(struct role_keys, refund_month),
	    NULL, NULL, "most of a month" },
	{ "approve", CONF_STR, offsetof(struct role_keys, approve), NULL, NULL,
	    "most that may be approved of others" },
	{ "may", CONF_LIST, offsetof(struct role_keys, may), NULL, NULL,
	    "all its rights: answer approve erase export live act_as" },
	CONF_KEYS_END
};

static void
limit(const struct node *role, const char *key, struct conf_errs *errs)
{
	const char *text = node_str(role, key);
	struct err ignored = ERR_INIT;
	struct money m;

	if (text == NULL || strcmp(text, "any") == 0)
		return;
	if (money_read(&m, text, &ignored) < 0 || m.minor < 0)
		conf_fault(errs, place(role, key),
		    "'%s' wants an amount like 20.00 EUR, or any, not '%.40s'",
		    key, text);
}

static void
roles(const struct loaded *l, struct conf_errs *errs)
{
	const struct node *n;
	struct role_keys k;
	const struct conf_key *key;

	if (!is_map(l->config.roles, errs))
		return;
	for (n = l->config.roles->child; n != NULL; n = n->next) {
		k = (struct role_keys){ .refund = NULL };
		if (conf_fill(n, role_keys, &k, errs) == 0) {
			for (key = role_keys; key->type == CONF_STR; key++)
				limit(n, key->name, errs);
			check_rights(n, &k.may, errs);
		}
		conf_release(role_keys, &k);
	}
}

static void
member_check(const struct loaded *l, const struct node *n,
    const struct conf_member *m, struct conf_errs *errs)
{
	static const char *const builtin_calendars[] = { "always" };
	const struct config *c = &l->config;
	const char **names;
	size_t i, total;

	names = names_of(c->roles, builtin_roles, COUNT(builtin_roles), &total);
	among(place(n, "role"), "role", m->role, names, total, errs);
	free(names);
	names = names_of(
	    c->calendars, builtin_calendars, COUNT(builtin_calendars), &total);
	if (m->calendar != NULL)
		among(place(n, "calendar"), "calendar", m->calendar, names,
		    total, errs);
	free(names);
	check_rights(n, &m->may, errs);
	for (i = 0; i < m->members.n; i++)
		among_keys(place(n, "members"), "member", m->members.v[i],
		    l->team, errs);
}

static void
member(struct loaded *l, const struct node *n, struct conf_errs *errs)
{
	struct config *c = &l->config;
	struct conf_member *m = &c->team[c->nteam];
	const struct conf_member *other;

	m->name = n->key;
	if (conf_fill(n, config_member_keys, m, errs) == 0)
		member_check(l, n, m, errs);
	if (m->login == NULL && m->members.n == 0)
		m->login = m->name;
	other = m->login != NULL ? config_member(c, m->login) : NULL;
	c->nteam++;
	if (other != NULL)
		conf_fault(errs, place(n, "login"),
		    "the login '%.60s' is "
		    "'%s' already",
		    m->login, other->name);
}

static void
team(struct loaded *l, struct conf_errs *errs)
{
	const struct node *n;

	if (!is_map(l->team, errs))
		return;
	l->config.team = xcalloc(l->team->n + 1, sizeof *l->config.team);
	for (n = l->team->child; n != NULL; n = n->next)
		member(l, n, errs);
}

/* Secrets that stand in the file, at any depth. */
static void
literals(const struct node *n, struct conf_errs *errs)
{
	const struct node *c;

	if (n == NULL)
		return;
	for (c = n->child; c != NULL; c = c->next)
		if (c->kind != NODE_SCALAR)
			literals(c, errs);
		else if (c->key != NULL && config_is_secret(c->key) &&
			 strncmp(c->text, "${", 2) != 0 && c->len > 0)
			conf_fault(errs, c, CONFIG_LITERAL, c->key, c->key);
}

/* A folder or a list beside the zones is none of them. */
static int
is_zone(const char *path)
{
	FILE *f = fopen(path, "re");
	char magic[4];
	int is;

	if (f == NULL)
		return 0;
	is = fread(magic, 1, sizeof magic, f) == sizeof magic &&
	     memcmp(magic, "TZif", sizeof magic) == 0;
	fclose(f);
	return is;
}

/* Only where the system has a list of zones at all. */
static int
zone_is_known(const char *tz)
{
	static const char zones[] = "/usr/share/zoneinfo";
	char *path;
	int known;

	if (!file_exists(zones))
		return 1;
	if (*tz == '/' || *tz == '\0' || strstr(tz, "..") != NULL)
		return 0;
	path = xasprintf("%s/%s", zones, tz);
	known = is_zone(path);
	free(path);
	return known;
}

/* A password inside postgresql://user:password@host. */
static int
has_password(const char *uri)
{
	const char *s = strstr(uri, "://"), *at;

	if (s == NULL)
		return 0;
	s += 3;
	at = s + strcspn(s, "@/?");
	return (*at == '@' && memchr(s, ':', (size_t)(at - s)) != NULL) ||
	       strstr(at, "password=") != NULL;
}

static void
scalars(struct loaded *l, const struct node *root, struct conf_errs *errs)
{
	struct config *c = &l->config;

	conf_version(root, l->version, errs);
	if (!zone_is_known(c->tz))
		conf_fault(errs, place(root, "tz"),
		    "unknown time zone '%.60s' "
		    "(write it as Asia/Shanghai or Europe/Berlin)",
		    c->tz);
	if (money_digits(c->currency) < 0)
		conf_fault(errs, place(root, "currency"),
		    "unknown currency "
		    "'%.60s' (write it as USD, EUR or CNY)",
		    c->currency);
	if (has_password(c->db))
		conf_fault(errs, place(root, "db"),
		    "a password may not stand "
		    "in the address: keep it in ~/.pgpass");
}

void
config_check(struct loaded *l, const struct node *root, struct conf_errs *errs)
{
	conf_fill(root, config_keys, l, errs);
	scalars(l, root, errs);
	literals(l->accounts, errs);
	literals(l->config.translate, errs);
	literals(l->config.classify, errs);
	literals(l->config.engines, errs);
	literals(l->config.notify, errs);
	shops(l, errs);
	accounts(l, errs);
	roles(l, errs);
	team(l, errs);
}
