/*
 * cmd/ha/doctor_checks.c - what ha doctor looks at
 *
 * Each check says what it found, good or bad, and changes nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/proc.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "common/run.h"
#include "ha/doctor.h"
#include "store/admin.h"

void
check_modes(const struct config *c)
{
	struct stat st;
	char *mend;
	size_t i;

	for (i = 0; c->sources[i] != NULL; i++) {
		if (stat(c->sources[i], &st) < 0 || (st.st_mode & 022) == 0)
			continue;
		mend = xasprintf("chmod go-w '%s'", c->sources[i]);
		finding(BAD, _("configuration"), mend,
		    _("others can write '%s'"), c->sources[i]);
		free(mend);
	}
}

enum { ROOM_BAD = 100 << 20, ROOM_LOW = 1 << 30 };

static void
check_room(const char *what, const char *path)
{
	struct statvfs fs;
	unsigned long long room;

	if (statvfs(path, &fs) < 0)
		return;
	room = (unsigned long long)fs.f_bavail * fs.f_frsize;
	if (room < ROOM_LOW)
		finding(room < ROOM_BAD ? BAD : NOTE, what, "ha db archive",
		    _("only %llu MiB are free"), room >> 20);
}

void
check_database(const struct config *c)
{
	struct err err = ERR_INIT;
	const char *uri = open_db_uri(c);
	struct db *db;
	char *dir;

	if (uri == NULL)
		return;
	if (strstr(uri, "://") == NULL && !file_exists(uri)) {
		finding(BAD, _("database"), "ha db init",
		    _("there is none at '%s'"), uri);
		return;
	}
	db = db_open(uri, DB_READ, &err);
	if (db == NULL) {
		finding_err(_("database"), &err);
		return;
	}
	finding(FINE, _("database"), NULL, _("%s, schema %d"), db_uri(db),
	    admin_version(db));
	if (admin_held(db))
		finding(NOTE, _("database"), "ha db resume",
		    _("sending is held since the restore"));
	if (strstr(uri, "://") == NULL) {
		dir = file_dir(uri);
		check_room(_("database"), dir);
		free(dir);
	}
	db_close(db);
}

void
check_files(const struct config *c)
{
	char *mend;

	if (!file_exists(c->files))
		return; /* made when the first attachment comes */
	if (access(c->files, R_OK | W_OK | X_OK) == 0) {
		finding(FINE, _("files"), NULL, "%s", c->files);
		return;
	}
	mend = xasprintf("chmod u+rwx '%s'", c->files);
	finding(BAD, _("files"), mend, "%s: %s", c->files, strerror(errno));
	free(mend);
}

void
check_programs(void)
{
	static const char *const needed[] = { "ha-fetch", "ha-classify",
		"ha-route", "ha-reply", "ha-send", "ha-ticket", "ha-account",
		"ha-report", "ha-db", "ha-view" };
	static const char *const data[] = { "taxonomy.yaml", "rules/classify" };
	char *path;
	size_t i;

	for (i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		if ((path = run_find(needed[i])) == NULL)
			finding(BAD, _("programs"), "make install",
			    _("'%s' is neither beside ha nor in PATH"),
			    needed[i]);
		free(path);
	}
	path = proc_helper("ha-mime");
	if (access(path, X_OK) < 0)
		finding(BAD, _("programs"), "make install",
		    _("the helper '%s' is not there"), path);
	free(path);
	for (i = 0; i < sizeof data / sizeof data[0]; i++) {
		path = file_share(data[i]);
		if (!file_exists(path))
			finding(BAD, _("programs"), "make install",
			    _("the data '%s' is not there"), path);
		free(path);
	}
}

void
check_person(const struct config *c)
{
	struct actor a = open_actor(c, NULL);

	if (c->nteam > 0 && a.member == NULL)
		finding(NOTE, _("team"), "$EDITOR team.yaml",
		    _("your login '%s' is not in team:; you act as %s"), a.name,
		    a.role);
	else
		finding(
		    FINE, _("team"), NULL, _("you are %s, %s"), a.name, a.role);
}

void
check_clock(void)
{
	enum { BUILT_AFTER = 1700000000 };

	if (clock_pretended())
		finding(NOTE, _("clock"), "unset HA_NOW",
		    _("HA_NOW or --now holds it"));
	else if (clock_now() / 1000 < BUILT_AFTER)
		finding(BAD, _("clock"), "timedatectl set-ntp true",
		    _("the system's clock is years behind"));
}

/* The programs know best whether their files are good. */
void
check_rules(void)
{
	static const char *const linters[] = { "ha-classify", "ha-route",
		"ha-reply" };
	struct run_words w = { NULL, 0, 0 };
	struct err err = ERR_INIT;
	char *path, *mend;
	size_t i;

	for (i = 0; i < sizeof linters / sizeof linters[0]; i++) {
		if ((path = run_find(linters[i])) == NULL)
			continue;
		free(path);
		run_word(&w, linters[i]);
		run_word(&w, "lint");
		run_common(&w);
		mend = xasprintf("ha %s lint", linters[i] + strlen("ha-"));
		if (run_pipe(&w, 1, -1, &err) != 0)
			finding(BAD, _("rules"), mend,
			    _("the files of %s have errors"), linters[i]);
		free(mend);
		run_words_free(&w);
	}
}

/* Every ${...} below N is read once and forgotten. */
static void
read_all(const struct config *c, const char *what, const struct node *n)
{
	const struct node *child;
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	if (n == NULL)
		return;
	for (child = n->child; child != NULL; child = child->next)
		read_all(c, what, child);
	if (n->kind != NODE_SCALAR || strncmp(n->text, "${", 2) != 0)
		return;
	if (config_value(c, n, 0, &b, &err) < 0)
		finding_err(what, &err);
	explicit_bzero(b.p, b.len);
	buf_free(&b);
}

void
check_secrets(const struct config *c)
{
	size_t i;

	for (i = 0; i < c->naccounts; i++)
		read_all(c, c->accounts[i].id, c->accounts[i].keys);
	read_all(c, "translate", c->translate);
	read_all(c, "classify", c->classify);
	read_all(c, "engines", c->engines);
	read_all(c, "notify", c->notify);
}
