/*
 * conf/config.c - find ha.yaml, load it, look things up in it
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "conf/load.h"

/* The written path, absolute, in our arena. */
static const char *
absolute(struct loaded *l, const char *written)
{
	char *path = config_path(&l->config, written);
	const char *kept = arena_strdup(&l->arena, path);

	free(path);
	return kept;
}

static void
paths(struct loaded *l)
{
	struct config *c = &l->config;
	size_t i;

	if (strstr(c->db, "://") == NULL)
		c->db = absolute(l, c->db);
	c->files = absolute(l, c->files);
	c->sources = xarray(l->sources.n + 1, sizeof *c->sources);
	for (i = 0; i < l->sources.n; i++)
		c->sources[i] = l->sources.v[i].path;
	c->sources[i] = NULL;
}

void
config_digest(const struct config *c, char out[DIGEST_HEX])
{
	const struct loaded *l = (const struct loaded *)c;
	struct digest *d = digest_begin();
	unsigned char raw[DIGEST_LEN];
	size_t i;

	for (i = 0; i < l->sources.n; i++)
		digest_piece(
		    d, l->sources.v[i].bytes.p, l->sources.v[i].bytes.len);
	digest_end(d, raw);
	digest_hex(raw, DIGEST_LEN, out);
}

/* The file to read, absolute; NULL when there is none.  The caller's. */
static char *
find(const char *named)
{
	const char *env = getenv("HA_CONFIG"), *xdg = getenv("XDG_CONFIG_HOME"),
		   *home = getenv("HOME");
	char *path = NULL;

	if (named == NULL && env != NULL && *env != '\0')
		named = env;
	if (named != NULL)
		return xstrdup(named);
	if (file_exists("ha.yaml") && config_trusted("ha.yaml"))
		return xstrdup("ha.yaml");
	if (xdg != NULL && *xdg == '/')
		path = xasprintf("%s/ha/ha.yaml", xdg);
	else if (home != NULL && *home == '/')
		path = xasprintf("%s/.config/ha/ha.yaml", home);
	if (path != NULL && file_exists(path))
		return path;
	free(path);
	return file_exists("/etc/ha/ha.yaml") ? xstrdup("/etc/ha/ha.yaml")
					      : NULL;
}

int
config_found_untrusted(void)
{
	const char *env = getenv("HA_CONFIG");

	return (env == NULL || *env == '\0') && file_exists("ha.yaml") &&
	       !config_trusted("ha.yaml");
}

static char *
resolve(const char *path, struct conf_errs *errs)
{
	char *real = realpath(path, NULL);
	struct err err = ERR_INIT;

	if (real == NULL) {
		err_sys(&err, err_of_errno(errno), "cannot read '%s'", path);
		conf_errs_add(errs, &err);
	}
	return real;
}

struct config *
config_load(const char *named, struct conf_errs *errs)
{
	size_t before = errs->n;
	char *found = find(named), *path = NULL, *dir;
	struct loaded *l;
	struct node *root;

	if (found == NULL || (path = resolve(found, errs)) == NULL) {
		free(found);
		return NULL;
	}
	l = xcalloc(1, sizeof *l);
	dir = file_dir(path);
	l->config.path = arena_strdup(&l->arena, path);
	l->config.dir = arena_strdup(&l->arena, dir);
	free(dir);
	free(path);
	free(found);
	root = sources_read(&l->sources, l->config.path, errs);
	if (root != NULL) {
		config_check(l, root, errs);
		paths(l);
	}
	if (errs->n > before) {
		config_free(&l->config);
		return NULL;
	}
	return &l->config;
}

void
config_free(struct config *c)
{
	struct loaded *l = (struct loaded *)c;
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->nteam; i++)
		conf_release(config_member_keys, &c->team[i]);
	free(c->accounts);
	free(c->shops);
	free(c->team);
	free(c->sources);
	sources_free(&l->sources);
	arena_free(&l->arena);
	free(l);
}

const struct conf_account *
config_account(const struct config *c, const char *id)
{
	size_t i;

	for (i = 0; i < c->naccounts; i++)
		if (strcmp(c->accounts[i].id, id) == 0)
			return &c->accounts[i];
	return NULL;
}

const struct conf_shop *
config_shop(const struct config *c, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < c->nshops; i++)
		if (strcmp(c->shops[i].id, id) == 0)
			return &c->shops[i];
	return NULL;
}

const struct conf_member *
config_member(const struct config *c, const char *login)
{
	size_t i;

	for (i = 0; i < c->nteam; i++)
		if (c->team[i].login != NULL &&
		    strcmp(c->team[i].login, login) == 0)
			return &c->team[i];
	return NULL;
}

const struct conf_member *
config_member_named(const struct config *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->nteam; i++)
		if (strcmp(c->team[i].name, name) == 0)
			return &c->team[i];
	return NULL;
}

const struct conf_member *
config_who(const struct config *c, const char *who)
{
	int team = *who == '@';
	const struct conf_member *m =
	    c != NULL ? config_member_named(c, who + team) : NULL;

	return m != NULL && team == (m->members.n > 0) ? m : NULL;
}

const char *
config_plain(const struct config *c, const char *who)
{
	return *who == '@' && config_who(c, who) == NULL &&
		       config_who(c, who + 1) != NULL
		   ? who + 1
		   : who;
}

int
config_is_agent(const struct conf_member *m)
{
	return m->members.n == 0 &&
	       (m->address == NULL || m->login != NULL || m->role != NULL) &&
	       (m->role == NULL || strcmp(m->role, "helper") != 0);
}

char *
config_path(const struct config *c, const char *written)
{
	return source_path(c->dir, written);
}
