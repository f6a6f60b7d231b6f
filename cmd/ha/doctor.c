/*
 * cmd/ha/doctor.c - check everything, worst first
 *
 * One line a finding, each with the command that mends it.  Only what must be
 * mended makes the status 78; a warning is something to know.
 */
#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/xalloc.h"
#include "common/open.h"
#include "common/run.h"
#include "ha/ha.h"
#include "io/table.h"
#include "store/admin.h"

enum level { BAD, NOTE, FINE };

struct finding {
	enum level level;
	size_t order;
	const char *what, *text, *mend;
};

static struct finding *findings;
static size_t nfindings;
static struct arena arena;

static void finding(enum level, const char *what, const char *mend,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* MEND is a command, or NULL. */
static void
finding(
    enum level level, const char *what, const char *mend, const char *fmt, ...)
{
	struct finding *f;
	char text[1000];
	va_list ap;
	size_t i;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	for (i = 0; i < nfindings; i++)
		if (strcmp(findings[i].text, text) == 0 &&
		    strcmp(findings[i].what, what) == 0)
			return;
	findings = xrearray(findings, nfindings + 1, sizeof *findings);
	f = &findings[nfindings];
	f->level = level;
	f->order = nfindings++;
	f->what = arena_strdup(&arena, what);
	f->text = arena_strdup(&arena, text);
	f->mend = arena_strdup(&arena, mend != NULL ? mend : "");
}

/* The command that an error's text ends with in brackets is the remedy. */
static void
finding_err(const char *what, const char *mend, const struct err *err)
{
	const char *open = strrchr(err->text, '(');
	char *inside;

	if (mend != NULL || open == NULL) {
		finding(BAD, what, mend, "%s", err->text);
		return;
	}
	inside = xstrndup(open + 1, strcspn(open + 1, ")"));
	finding(BAD, what, inside, "%s", err->text);
	free(inside);
}

static int
worst_first(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->level != y->level)
		return x->level < y->level ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static const char *const levels[] = { N_("MEND"), N_("note"), N_("ok") };
static const char *const level_keys[] = { "mend", "note", "ok" };
static const enum tint tints[] = { TINT_BAD, TINT_WARN, TINT_GOOD };

static int
print(struct err *err)
{
	static const struct column columns[] = { { N_("level"), 0 },
		{ N_("what"), 0 }, { N_("finding"), COL_TRUNC },
		{ N_("command"), 0 }, { NULL, 0 } };
	struct table *t = table_new(columns);
	const struct finding *f;
	size_t i;

	qsort(findings, nfindings, sizeof *findings, worst_first);
	for (i = 0; i < nfindings; i++) {
		f = &findings[i];
		table_row(t);
		table_cell(t, _(levels[f->level]));
		table_cell(t, f->what);
		table_cell(t, f->text);
		table_cell(t, f->mend);
		table_tint(t, tints[f->level]);
		if (table_wants_json(t))
			table_json(
			    t, json_pack("{s:s, s:s, s:s, s:s}", "level",
				   level_keys[f->level], "what", f->what,
				   "finding", f->text, "command", f->mend));
	}
	return table_end(t, err);
}

/* Every error of the configuration is a finding; NULL when there are some. */
static struct config *
check_config(void)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct config *c = config_load(common.config, &errs);
	size_t i;

	for (i = 0; i < errs.n; i++)
		finding_err(_("configuration"), NULL, &errs.v[i]);
	if (c == NULL && errs.n == 0 && config_found_untrusted())
		finding(BAD, _("configuration"), "ha trust",
		    _("./ha.yaml is not trusted and therefore not used"));
	else if (c == NULL && errs.n == 0)
		finding(BAD, _("configuration"), "ha init", _("there is none"));
	else if (c != NULL)
		finding(FINE, _("configuration"), NULL, "%s", c->path);
	conf_errs_free(&errs);
	return c;
}

static void
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

static struct db *
check_database(const struct config *c)
{
	struct err err = ERR_INIT;
	const char *uri = open_db_uri(c);
	struct db *db;
	char *dir;

	if (uri == NULL)
		return NULL;
	db = db_open(uri, DB_READ, &err);
	if (db == NULL) {
		finding_err(_("database"), NULL, &err);
		return NULL;
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
	return db;
}

static void
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

static void
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

static void
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

static void
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
static void
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
		finding_err(what, NULL, &err);
	explicit_bzero(b.p, b.len);
	buf_free(&b);
}

static void
check_secrets(const struct config *c)
{
	size_t i;

	for (i = 0; i < c->naccounts; i++)
		read_all(c, c->accounts[i].id, c->accounts[i].keys);
	read_all(c, "translate", c->translate);
	read_all(c, "classify", c->classify);
	read_all(c, "notify", c->notify);
}

/* One line of `ha account check -j`. */
static void
take_line(const char *line, size_t n)
{
	json_t *o = json_loadb(line, n, 0, NULL);
	const char *account = json_string_value(json_object_get(o, "account")),
		   *level = json_string_value(json_object_get(o, "level")),
		   *text = json_string_value(json_object_get(o, "finding")),
		   *mend = json_string_value(json_object_get(o, "command"));
	size_t i;

	for (i = 0; account != NULL && level != NULL && text != NULL && i < 3;
	     i++)
		if (strcmp(level_keys[i], level) == 0)
			finding((enum level)i, account, mend, "%s", text);
	json_decref(o);
}

/* The drivers are known to ha-account; this program needs none of them. */
static void
check_accounts(const struct config *c, char **names)
{
	struct run_words w = { NULL, 0, 0 };
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;
	const char *s;
	int status;
	size_t n;

	if (c->naccounts == 0)
		finding(NOTE, _("accounts"), "ha account add email/support",
		    _("there is none yet"));
	run_word(&w, "ha-account");
	run_word(&w, "check");
	run_word(&w, "-j");
	run_common(&w);
	for (; *names != NULL; names++)
		run_word(&w, *names);
	status = run_capture(&w, &b, &err);
	if (status < 0)
		finding(BAD, _("accounts"), "make install", "%s", err.text);
	else if (status != 0 && b.len == 0)
		finding(BAD, _("accounts"), "ha account check",
		    _("the check ended with status %d"), status);
	for (s = b.p; *s != '\0'; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		take_line(s, n);
	}
	buf_free(&b);
	run_words_free(&w);
}

int
doctor_main(char **args)
{
	struct err err = ERR_INIT;
	struct config *c;
	struct db *db = NULL;
	int bad;

	i18n_init(common.lang);
	c = check_config();
	check_programs();
	check_clock();
	if (c != NULL) {
		if (common.lang == NULL)
			i18n_init(c->language);
		check_modes(c);
		db = check_database(c);
		check_files(c);
		check_person(c);
		check_secrets(c);
		check_accounts(c, args);
		check_rules();
	}
	bad = print(&err) < 0;
	if (bad)
		die(&err);
	bad = nfindings > 0 && findings[0].level == BAD;
	db_close(db);
	config_free(c);
	arena_free(&arena);
	free(findings);
	return bad ? ERR_CONFIG : 0;
}
