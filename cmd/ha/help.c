/*
 * cmd/ha/help.c - the programs, or the manual of one
 *
 * The list asks the programs themselves, so that it shows what is installed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/xalloc.h"
#include "common/run.h"
#include "ha/ha.h"

enum { MAX_HELP = 64 << 10, HELP_MS = 5000 };

/* "ha-fetch - pull messages": the line's right half. */
static void
print_summary(const char *name)
{
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	char *program = xasprintf("ha-%s", name), *path = run_find(program);
	const char *argv[] = { path, "--help", NULL }, *dash;

	if (path != NULL &&
	    proc_capture(argv, NULL, 0, &b, MAX_HELP, HELP_MS, &err) == 0) {
		b.p[strcspn(b.p, "\n")] = '\0';
		dash = strstr(b.p, " - ");
		printf("  %-12s %s\n", name, dash != NULL ? dash + 3 : "");
	}
	buf_free(&b);
	free(path);
	free(program);
}

static int
list(void)
{
	struct run_names names;
	const struct verb *v;
	char left[64];
	size_t i;

	printf("%s\n", _("Programs, as ha NAME or ha-NAME:"));
	fflush(stdout);
	run_list(&names);
	for (i = 0; i < names.n; i++)
		print_summary(names.v[i]);
	run_list_free(&names);
	printf("\n%s\n", _("Verbs of ha itself:"));
	for (v = ha_verbs; v->name != NULL; v++) {
		snprintf(left, sizeof left, "%s %s", v->name, v->args);
		printf("  %-24s %s\n", left, v->help);
	}
	printf("\n%s\n", _("ha help NAME shows a manual; ha(7) is the tour."));
	return 0;
}

/* The page that belongs to these programs: installed, or in the sources. */
static char *
page_file(const char *page)
{
	static const char *const sections[] = { "1", "5", "7" };
	char *name, *path;
	size_t i, k;

	for (i = 0; i < 3; i++)
		for (k = 0; k < 2; k++) {
			name = k == 0 ? xasprintf("../man/man%s/%s.%s",
					    sections[i], page, sections[i])
				      : xasprintf(
					    "../man/%s.%s", page, sections[i]);
			path = file_share(name);
			free(name);
			if (file_exists(path))
				return path;
			free(path);
		}
	return NULL;
}

static int
is_verb(const char *name)
{
	const struct verb *v;

	for (v = ha_verbs; v->name != NULL; v++)
		if (strcmp(v->name, name) == 0)
			return 1;
	return 0;
}

/* The page ha.yaml(5) for "ha.yaml", ha(7) for "ha", ha-x for the rest. */
int
help_main(char **args)
{
	struct err err = ERR_INIT;
	char dashes[] = "--help", self[] = "ha";
	char *argv[] = { self, dashes, NULL, NULL };
	char *page, *file;

	i18n_init(common.lang);
	if (*args == NULL)
		return list();
	page = strncmp(*args, "ha", 2) == 0 ? xstrdup(*args)
					    : xasprintf("ha-%s", *args);
	if ((file = page_file(page)) != NULL)
		execlp("man", "man", file, (char *)NULL);
	if (is_verb(*args)) {
		argv[1] = *args;
		argv[2] = dashes;
	} else {
		argv[0] = page;
	}
	run_exec(argv, &err);
	if (file != NULL) {
		err_clear(&err);
		err_set(&err, ERR_NOINPUT,
		    "there is no man(1) here to show '%s'", file);
	}
	die(&err);
}
