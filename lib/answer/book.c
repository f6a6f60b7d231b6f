/* answer/book.c - the templates of a shop */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answer/book_int.h"
#include "base/file.h"
#include "base/xalloc.h"

static int
by_name(const void *a, const void *b)
{
	return strcmp((*(struct template *const *)a)->name,
	    (*(struct template *const *)b)->name);
}

struct template *
book_add(struct book *b, const char *path, int own, struct conf_errs *errs)
{
	struct template *t = template_load(path, own, b->defs, errs);
	size_t i;

	if (t == NULL)
		return NULL;
	for (i = 0; i < b->n; i++)
		if (strcmp(b->v[i]->name, t->name) == 0) {
			template_free(b->v[i]);
			b->v[i] = t;
			return t;
		}
	xgrow(&b->v, &b->cap, b->n + 1, sizeof *b->v);
	b->v[b->n++] = t;
	qsort(b->v, b->n, sizeof *b->v, by_name);
	return t;
}

char **
book_files(const char *dir, size_t *n, struct err *err)
{
	struct dirent **names;
	char **paths;
	size_t len;
	int i, all = scandir(dir, &names, NULL, alphasort);

	*n = 0;
	if (all < 0) {
		err_sys(
		    err, err_of_errno(errno), "cannot read folder '%s'", dir);
		return NULL;
	}
	paths = xcalloc((size_t)all + 1, sizeof *paths);
	for (i = 0; i < all; i++) {
		len = strlen(names[i]->d_name);
		if (len > 3 && names[i]->d_name[0] != '.' &&
		    strcmp(names[i]->d_name + len - 3, ".md") == 0)
			paths[(*n)++] = file_join(dir, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return paths;
}

static void
folder(struct book *b, const char *dir, int own, struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	size_t i, n;
	char **paths = book_files(dir, &n, &err);

	if (paths == NULL) {
		conf_errs_add(errs, &err);
		return;
	}
	for (i = 0; i < n; i++) {
		book_add(b, paths[i], own, errs);
		free(paths[i]);
	}
	free(paths);
}

void
book_load(struct book *b, const char *ours, const char *own,
    const struct var_def *defs, struct conf_errs *errs)
{
	*b = (struct book){ .defs = defs };
	folder(b, ours, 0, errs);
	if (own != NULL)
		folder(b, own, 1, errs);
}

void
book_free(struct book *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		template_free(b->v[i]);
	free(b->v);
	*b = (struct book){ .defs = NULL };
}

const struct template *
book_get(const struct book *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (strcmp(b->v[i]->name, name) == 0)
			return b->v[i];
	return NULL;
}

static int
listed(const struct conf_list *list, const char *word)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcmp(list->v[i], word) == 0)
			return 1;
	return 0;
}

int
book_has(const struct book *b, const char *name, struct vars *vars)
{
	int def = var_find(b->defs, name, strlen(name));
	const char *s;

	if (def < 0)
		return 0;
	if (b->defs[def].type == VAR_LIST)
		return b->defs[def].rows(vars) > 0;
	s = b->defs[def].get(vars, 0);
	return s != NULL && *s != '\0';
}

static int
needs_met(const struct book *b, const struct template *t, struct vars *vars)
{
	size_t i;

	for (i = 0; i < t->needs.n; i++)
		if (!book_has(b, t->needs.v[i], vars))
			return 0;
	return 1;
}

const struct template *
book_for(const struct book *b, const char *intent, const char *channel,
    struct vars *vars)
{
	const struct template *t, *best = NULL;
	size_t i;

	for (i = 0; i < b->n; i++) {
		t = b->v[i];
		if (t->receipt || !listed(&t->intents, intent) ||
		    (t->channels.n > 0 && !listed(&t->channels, channel)) ||
		    !needs_met(b, t, vars))
			continue;
		if (best == NULL || t->needs.n > best->needs.n)
			best = t;
	}
	return best;
}
