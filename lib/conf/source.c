/*
 * conf/source.c - the files of a configuration, merged into one tree
 *
 * The trees are ours until config_free, so merging moves nodes from one tree
 * into another and copies nothing; each node still knows its file and line.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "conf/source.h"

enum { MAX_FILE = 1 << 20, MAX_FILES = 1000 };

char *
source_path(const char *dir, const char *written)
{
	if (strncmp(written, "share:", 6) == 0)
		return file_share(written + 6);
	return file_join(dir, written);
}

/* How messages name PATH: without the folder that we stand in. */
static const char *
shown(const char *path)
{
	char *here = getcwd(NULL, 0);
	size_t n = here != NULL ? strlen(here) : 0;

	if (n > 0 && strncmp(path, here, n) == 0 && path[n] == '/')
		path += n + 1;
	free(here);
	return path;
}

static int
known(const struct sources *s, const char *path)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->v[i].path, path) == 0)
			return 1;
	return 0;
}

/* Read one file and keep it, in the list even when it is not good YAML. */
static struct node *
take(struct sources *s, const char *path, struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	struct source *src;

	xgrow(&s->v, &s->cap, s->n + 1, sizeof *s->v);
	src = &s->v[s->n++];
	src->path = xstrdup(path);
	src->tree = NULL;
	buf_init(&src->bytes);
	if (file_read(path, MAX_FILE, &src->bytes, &err) == 0)
		src->tree =
		    node_parse(shown(path), src->bytes.p, src->bytes.len, &err);
	if (err.code == ERR_DATA) /* too large */
		err.code = ERR_CONFIG;
	if (src->tree == NULL)
		conf_errs_add(errs, &err);
	return src->tree;
}

/* Put the children of FROM behind those of INTO. */
static void
go_on(struct node *into, struct node *from)
{
	struct node **tail = &into->child;

	while (*tail != NULL)
		tail = &(*tail)->next;
	*tail = from->child;
	into->n += from->n;
	from->child = NULL;
	from->n = 0;
}

static void
add(struct node *into, struct node *child)
{
	struct node one = { .child = child, .n = 1 };

	child->next = NULL;
	go_on(into, &one);
}

static struct node *
child_named(struct node *map, const char *key)
{
	struct node *c;

	for (c = map->child; c != NULL; c = c->next)
		if (strcmp(c->key, key) == 0)
			return c;
	return NULL;
}

static void
twice(const struct node *n, const struct node *old, struct conf_errs *errs)
{
	conf_fault(errs, n, "'%.60s' stands in %s:%d already", n->key,
	    old->file, old->line);
}

static int
both(const struct node *a, const struct node *b, enum node_kind kind)
{
	return a->kind == kind && b->kind == kind;
}

static void
merge_names(struct node *into, struct node *from, struct conf_errs *errs)
{
	struct node *c, *next, *old;

	for (c = from->child; c != NULL; c = next) {
		next = c->next;
		if ((old = child_named(into, c->key)) == NULL)
			add(into, c);
		else if (both(old, c, NODE_LIST))
			go_on(old, c);
		else
			twice(c, old, errs);
	}
}

static void
merge(struct node *root, struct node *tree, struct conf_errs *errs)
{
	struct node *c, *next, *old;

	if (tree->kind != NODE_MAP) {
		conf_fault(errs, tree, "this file wants keys with values");
		return;
	}
	for (c = tree->child; c != NULL; c = next) {
		next = c->next;
		if (strcmp(c->key, "include") == 0)
			conf_fault(errs, c, "only ha.yaml itself may include");
		else if ((old = child_named(root, c->key)) == NULL)
			add(root, c);
		else if (both(old, c, NODE_LIST))
			go_on(old, c);
		else if (both(old, c, NODE_MAP))
			merge_names(old, c, errs);
		else if (strcmp(c->key, "version") != 0)
			twice(c, old, errs);
	}
}

/* "rules:" with nothing behind it is an absent section. */
static void
drop_empty(struct node *map)
{
	struct node **at = &map->child;

	while (*at != NULL)
		if ((*at)->kind == NODE_SCALAR && (*at)->plain &&
		    (*at)->len == 0) {
			*at = (*at)->next;
			map->n--;
		} else {
			at = &(*at)->next;
		}
}

/* One pattern; a name without * that matches nothing is an error. */
static void
include(struct sources *s, const struct node *n, struct conf_errs *errs)
{
	struct node *root = s->v[0].tree, *tree;
	char *dir = file_dir(s->v[0].path), *pattern;
	glob_t g;
	size_t i;

	pattern = source_path(dir, n->text);
	if (glob(pattern, 0, NULL, &g) == 0) {
		for (i = 0; i < g.gl_pathc && s->n < MAX_FILES; i++) {
			if (known(s, g.gl_pathv[i]))
				continue;
			if ((tree = take(s, g.gl_pathv[i], errs)) != NULL) {
				drop_empty(tree);
				merge(root, tree, errs);
			}
		}
		globfree(&g);
	} else if (strpbrk(n->text, "*?[") == NULL) {
		conf_fault(errs, n, "no file '%.200s' to include", pattern);
	}
	free(pattern);
	free(dir);
}

static void
include_all(struct sources *s, const struct node *list, struct conf_errs *errs)
{
	const struct node *c;

	if (list->kind == NODE_SCALAR)
		include(s, list, errs);
	else
		for (c = list->child; c != NULL; c = c->next)
			if (c->kind == NODE_SCALAR)
				include(s, c, errs);
			else
				conf_fault(errs, c,
				    "'include' wants a list "
				    "of file names");
}

struct node *
sources_read(struct sources *s, const char *path, struct conf_errs *errs)
{
	const struct node *list;
	struct node *root;

	if ((root = take(s, path, errs)) == NULL)
		return NULL;
	if (root->kind != NODE_MAP) {
		conf_fault(errs, root, "this file wants keys with values");
		return NULL;
	}
	drop_empty(root);
	if ((list = node_get(root, "include")) != NULL)
		include_all(s, list, errs);
	return root;
}

void
sources_free(struct sources *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		node_free(s->v[i].tree);
		free(s->v[i].path);
		buf_free(&s->v[i].bytes);
	}
	free(s->v);
	s->v = NULL;
	s->n = s->cap = 0;
}
