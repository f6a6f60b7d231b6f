/*
 * cmd/ha/doctor.c - check everything, worst first
 *
 * One line a finding, each with the command that mends it.  Only what must be
 * mended makes the status 78; a warning is something to know.
 */
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "common/run.h"
#include "ha/doctor.h"
#include "ha/ha.h"
#include "io/table.h"

struct finding {
	enum level level;
	size_t order;
	const char *what, *text, *mend;
};

static struct finding *findings;
static size_t nfindings;
static struct arena arena;

void
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

/* The command that an error names: "(chmod 600 x)", "run ha-db migrate". */
static char *
command_in(const char *text)
{
	static const struct {
		const char *lead, *command;
	} shapes[] = { { "(", "ha " }, { "(", "ha-" }, { "`", "ha " },
		{ "`", "ha-" }, { "(", "chmod " }, { " run ", "ha-" },
		{ " with ", "ha-" } };
	const char *at;
	size_t i, n;

	for (i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		n = strlen(shapes[i].lead);
		for (at = text; (at = strstr(at, shapes[i].lead)) != NULL;) {
			at += n;
			if (strncmp(at, shapes[i].command,
				strlen(shapes[i].command)) == 0)
				return xstrndup(at, strcspn(at, ")`,;"));
		}
	}
	return NULL;
}

void
finding_err(const char *what, const struct err *err)
{
	char *mend = command_in(err->text);

	finding(BAD, what, mend, "%s", err->text);
	free(mend);
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
		{ N_("what"), 0 }, { N_("finding"), COL_WRAP },
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

	if (c != NULL && common.lang == NULL)
		i18n_init(c->language);
	for (i = 0; i < errs.n; i++)
		finding_err(_("configuration"), &errs.v[i]);
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
	int bad;

	i18n_init(common.lang);
	c = check_config();
	check_programs();
	check_clock();
	if (c != NULL) {
		check_modes(c);
		check_database(c);
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
	config_free(c);
	arena_free(&arena);
	free(findings);
	return bad ? ERR_CONFIG : 0;
}
