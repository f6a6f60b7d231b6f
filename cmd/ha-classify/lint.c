/*
 * ha-classify/lint.c - check rule files
 *
 * Without a FILE those that are shipped, and those of --rules, each language
 * as it would be used.  A FILE is checked alone, as if it were shipped.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "base/file.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "common/complain.h"
#include "ha-classify/classify.h"

/* The file(s) of one language in these folders. */
static int
lint_one(struct sense *s, const char *const *dirs, const char *lang)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct rules *r = rules_open(sense_taxonomy(s), dirs, lang, &errs);
	int status;

	if (r != NULL)
		rules_lint(r, &errs);
	rules_free(r);
	status = complain_all(&errs);
	conf_errs_free(&errs);
	return status;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The NAME of every NAME.yaml in DIR, sorted; freed by the caller. */
static char **
languages(const char *dir, size_t *n, struct err *err)
{
	DIR *d = opendir(dir);
	char **v = NULL;
	size_t cap = 0, len;
	struct dirent *e;

	*n = 0;
	if (d == NULL) {
		err_sys(err, ERR_NOINPUT, "cannot open '%s'", dir);
		return NULL;
	}
	while ((e = readdir(d)) != NULL) {
		len = strlen(e->d_name);
		if (len < 6 || strcmp(e->d_name + len - 5, ".yaml") != 0)
			continue;
		xgrow(&v, &cap, *n + 1, sizeof *v);
		v[(*n)++] = xstrndup(e->d_name, len - 5);
	}
	closedir(d);
	if (*n > 0)
		qsort(v, *n, sizeof *v, by_name);
	return v;
}

static int
lint_folder(struct sense *s, const char *const *dirs, const char *dir)
{
	struct err err = ERR_INIT;
	size_t i, n;
	char **v = languages(dir, &n, &err);
	int status = 0;

	if (err.code != ERR_OK) {
		complain(&err);
		return (int)err.code;
	}
	for (i = 0; i < n; i++) {
		status = err_graver(status, lint_one(s, dirs, v[i]));
		free(v[i]);
	}
	free(v);
	return status;
}

static int
lint_file(struct sense *s, const char *path)
{
	char *dir = file_dir(path), *lang;
	const char *base = strrchr(path, '/'), *dirs[2] = { dir, NULL };
	struct err err = ERR_INIT;
	int status;

	lang = xstrdup(base != NULL ? base + 1 : path);
	lang[strcspn(lang, ".")] = '\0';
	if (file_exists(path))
		status = lint_one(s, dirs, lang);
	else {
		err_set(&err, ERR_NOINPUT, "no file '%s'", path);
		complain(&err);
		status = (int)err.code;
	}
	free(lang);
	free(dir);
	return status;
}

int
classify_lint(char **args)
{
	struct sense *s = classify_open();
	char *shipped = file_share("rules/classify");
	const char *dirs[3] = { shipped, classify_rules, NULL };
	int status = 0;

	confine("stdio rpath");
	if (*args == NULL) {
		status = lint_folder(s, dirs, shipped);
		if (classify_rules != NULL)
			status = err_graver(
			    status, lint_folder(s, dirs, classify_rules));
	}
	for (; *args != NULL; args++)
		status = err_graver(status, lint_file(s, *args));
	free(shipped);
	sense_free(s);
	return status;
}
