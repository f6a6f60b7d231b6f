/* cmd/common/open.c - how programs begin */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/complain.h"
#include "common/login.h"
#include "common/open.h"

struct config *
open_config_if_any(void)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct config *c = config_load(common.config, &errs);
	const char *lang = common.lang;

	umask(077); /* what a desk writes is nobody else's business */
	if (errs.n > 0)
		exit(complain_all(&errs));
	if (common.config == NULL && config_found_untrusted())
		note("./ha.yaml is not used, because it is not trusted: `ha "
		     "trust` changes that");
	if (lang == NULL && (lang = getenv("HA_LANG")) == NULL && c != NULL)
		lang = c->language;
	i18n_init(lang);
	return c;
}

struct config *
open_config(void)
{
	struct err err = ERR_INIT;
	struct config *c = open_config_if_any();

	if (c != NULL)
		return c;
	err_set(&err, ERR_CONFIG,
	    "no configuration: `ha init` makes one, -c "
	    "FILE names one");
	die(&err);
}

const char *
open_db_uri(const struct config *c)
{
	const char *env = getenv("HA_DB");

	if (common.db != NULL)
		return common.db;
	if (env != NULL && *env != '\0')
		return env;
	return c != NULL ? c->db : NULL;
}

struct db *
open_db(const struct config *c, unsigned flags)
{
	struct err err = ERR_INIT;
	const char *uri = open_db_uri(c);
	struct db *db = NULL;

	if (uri == NULL)
		err_set(&err, ERR_CONFIG,
		    "no database: `ha init` makes one, "
		    "--db FILE names one");
	else
		db = db_open(uri, flags, &err);
	if (db == NULL)
		die(&err);
	db_files(db, open_files(c));
	return db;
}

static int
on_server(const char *uri)
{
	return uri != NULL && strstr(uri, "://") != NULL;
}

const char *
open_promises(const struct config *c)
{
	return on_server(open_db_uri(c)) ? "stdio rpath peer"
					 : "stdio rpath wpath";
}

const char *
open_files(const struct config *c)
{
	static char *files; /* as long as the program */
	const char *uri;
	char *dir;

	if (c != NULL)
		return c->files;
	free(files);
	files = NULL;
	uri = open_db_uri(c);
	if (uri == NULL || on_server(uri))
		return "files";
	dir = file_dir(uri);
	files = file_join(dir, "files");
	free(dir);
	return files;
}

/* Who can write ha.yaml can give themselves any role: no use to pretend. */
static int
owns_config(const struct config *c)
{
	struct stat st;

	return stat(c->path, &st) == 0 && st.st_uid == getuid();
}

int
actor_may(const struct config *c, const struct actor *a, const char *right,
    struct err *err)
{
	if (config_may(c, a->member, a->role, right))
		return 0;
	return err_set(err, ERR_DENIED,
	    "'%s' is %s and may not (roles: or team: may: [%s])", a->name,
	    a->role, right);
}

static struct actor
act_as(const struct config *c, struct actor self, const char *as)
{
	struct err err = ERR_INIT;
	struct actor a = self;

	a.member = c != NULL ? config_member_named(c, as) : NULL;
	if (a.member == NULL) {
		err_set(&err, ERR_USAGE, "--as: nobody in team: is '%s'", as);
		die(&err);
	}
	if (!config_may(c, self.member, self.role, "act_as")) {
		err_set(&err, ERR_DENIED,
		    "'%s' may not act as '%s' (team: "
		    "may: [act_as])",
		    self.name, as);
		die(&err);
	}
	a.name = a.member->name;
	a.role = a.member->role;
	a.by = self.name;
	return a;
}

struct actor
open_actor(const struct config *c, const char *as)
{
	struct actor a = { login_name(), "owner", NULL, NULL };

	if (c != NULL && c->nteam > 0) {
		a.member = config_member(c, a.name);
		if (a.member != NULL) {
			a.name = a.member->name;
			a.role = a.member->role;
		} else if (!owns_config(c)) {
			a.role = "helper";
		}
	}
	if (as == NULL || strcmp(as, a.name) == 0)
		return a;
	return act_as(c, a, as);
}
