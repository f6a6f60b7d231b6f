/* channel/paths.c - what drivers that read files share */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/xalloc.h"
#include "channel/paths.h"

const char *
path_of(struct channel *c)
{
	struct path_own *own = c->own;
	char *joined;
	const char *path;

	if (c->account == NULL) /* typed: relative to where we stand */
		return own->path;
	joined = config_path(c->config, own->path);
	path = arena_strdup(&c->arena, joined);
	free(joined);
	return path;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
names_read(struct names *l, const char *dir, struct err *err)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (d == NULL)
		return err_sys(
		    err, err_of_errno(errno), "cannot read folder '%s'", dir);
	while ((errno = 0, e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		xgrow(&l->v, &l->cap, l->n + 1, sizeof *l->v);
		l->v[l->n++] = xstrdup(e->d_name);
	}
	if (errno != 0) {
		err_sys(
		    err, err_of_errno(errno), "cannot read folder '%s'", dir);
		closedir(d);
		return -1;
	}
	closedir(d);
	if (l->n > 0)
		qsort(l->v, l->n, sizeof *l->v, by_name);
	return 0;
}

void
names_free(struct names *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->v[i]);
	free(l->v);
	l->v = NULL;
	l->n = l->cap = 0;
}

const char *
path_source(const char *name, const void *bytes, size_t n, char out[400])
{
	unsigned char d[DIGEST_LEN];
	char hex[17];

	digest_sha256(bytes, n, d);
	digest_hex(d, 8, hex);
	snprintf(out, 400, "%.200s@%s", name, hex);
	return out;
}
