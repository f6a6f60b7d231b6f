/* conf/keys.c - YAML into typed structs, by tables */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "conf/keys.h"

enum { VERSION = 1 }; /* of every form */

void
conf_errs_free(struct conf_errs *e)
{
	free(e->v);
	e->v = NULL;
	e->n = e->cap = 0;
}

void
conf_errs_add(struct conf_errs *errs, const struct err *err)
{
	xgrow(&errs->v, &errs->cap, errs->n + 1, sizeof *errs->v);
	errs->v[errs->n++] = *err;
}

struct node *
conf_share(const char *name, struct conf_errs *errs)
{
	struct err err = ERR_INIT;
	char *path = file_share(name);
	struct node *n = node_load(path, &err);

	if (n == NULL)
		conf_errs_add(errs, &err);
	free(path);
	return n;
}

void
conf_fault(struct conf_errs *errs, const struct node *n, const char *fmt, ...)
{
	struct err err = ERR_INIT;
	char text[800];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	node_err(n, &err, "%s", text);
	conf_errs_add(errs, &err);
}

static const char *const booleans[] = { "no", "yes", "false", "true" };

/* The index of S among the words of "a|b|c", or -1. */
static int
choice(const char *range, const char *s)
{
	size_t n = strlen(s), w;
	int i;

	for (i = 0; *range != '\0'; i++) {
		w = strcspn(range, "|");
		if (w == n && memcmp(range, s, n) == 0)
			return i;
		range += w + (range[w] == '|');
	}
	return -1;
}

static int
boolean(const char *s)
{
	size_t i;

	for (i = 0; i < 4; i++)
		if (strcmp(s, booleans[i]) == 0)
			return (int)(i & 1);
	return -1;
}

static int
number(const char *s, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(s, &end, 10);
	return *s == '\0' || *end != '\0' || errno != 0 || *out < 0 ? -1 : 0;
}

static int
probability(const char *s, double *out)
{
	char *end;

	*out = strtod(s, &end);
	return *s == '\0' || *end != '\0' || !(*out >= 0 && *out <= 1) ? -1 : 0;
}

/* One scalar of a type other than list and node; what is wrong, or NULL. */
static const char *
scalar(const struct conf_key *k, const char *s, int plain, void *at)
{
	int i;

	if (k->type != CONF_STR && k->type != CONF_CHOICE && !plain)
		return "wants a value without quotes";
	switch (k->type) {
	case CONF_STR:
		*(const char **)at = s;
		return NULL;
	case CONF_INT:
		return number(s, at) < 0 ? "wants a whole number" : NULL;
	case CONF_BOOL:
		if ((i = boolean(s)) < 0)
			return "wants yes or no";
		*(int *)at = i;
		return NULL;
	case CONF_PROB:
		return probability(s, at) < 0 ? "wants a number from 0 to 1"
					      : NULL;
	case CONF_DURATION:
		*(int64_t *)at = clock_duration(s);
		return *(int64_t *)at < 0 ? "wants a duration like 30s, 5m, "
					    "4h, 3d or 2w"
					  : NULL;
	case CONF_CHOICE:
		if ((i = choice(k->range, s)) < 0)
			return "wants one of";
		*(int *)at = i;
		return NULL;
	case CONF_LIST:
	case CONF_NODE:
		break;
	}
	return "cannot be one value";
}

static void
list(const struct node *n, struct conf_list *l, struct conf_errs *errs)
{
	const struct node *c;

	free(l->v);
	l->n = 0;
	l->v = xcalloc(n->n + 2, sizeof *l->v);
	if (n->kind == NODE_SCALAR)
		l->v[l->n++] = n->text;
	else if (n->kind == NODE_MAP)
		conf_fault(errs, n, "'%s' wants a list", n->key);
	else
		for (c = n->child; c != NULL; c = c->next) {
			if (c->kind == NODE_SCALAR)
				l->v[l->n++] = c->text;
			else
				conf_fault(errs, c,
				    "'%s' wants a list of "
				    "words",
				    n->key);
		}
}

static void
one(const struct conf_key *k, const struct node *n, void *at,
    struct conf_errs *errs)
{
	const char *wrong;

	if (k->type == CONF_NODE) {
		*(const struct node **)at = n;
		return;
	}
	if (k->type == CONF_LIST) {
		list(n, at, errs);
		return;
	}
	wrong = n->kind != NODE_SCALAR ? "wants one value"
				       : scalar(k, n->text, n->plain, at);
	if (wrong == NULL)
		return;
	conf_fault(errs, n, "'%s' %s%s%s%s%.60s%s", k->name, wrong,
	    k->type == CONF_CHOICE ? " " : "",
	    k->type == CONF_CHOICE ? k->range : "",
	    n->kind == NODE_SCALAR ? ", not '" : "", n->text,
	    n->kind == NODE_SCALAR ? "'" : "");
}

static void
unknown(
    const struct node *n, const struct conf_key *keys, struct conf_errs *errs)
{
	const char *names[128], *near;
	size_t k;

	for (k = 0; keys[k].name != NULL && k < 128; k++)
		names[k] = keys[k].name;
	near = opt_nearest(n->key, names, k);
	if (near != NULL)
		conf_fault(errs, n, "unknown key '%.60s' (did you mean '%s'?)",
		    n->key, near);
	else
		conf_fault(errs, n, "unknown key '%.60s'", n->key);
}

static void
defaults(const struct conf_key *keys, char *out)
{
	const struct conf_key *k;

	for (k = keys; k->name != NULL; k++)
		if (k->dflt != NULL && strcmp(k->dflt, "!") != 0)
			scalar(k, k->dflt, 1, out + k->offset);
}

size_t
conf_fill(const struct node *map, const struct conf_key *keys, void *out,
    struct conf_errs *errs)
{
	size_t before = errs->n;
	const struct conf_key *k;
	const struct node *c;

	defaults(keys, out);
	if (map->kind != NODE_MAP) {
		conf_fault(errs, map, "'%s' wants keys with values",
		    map->key ? map->key : "this");
		return 1;
	}
	for (c = map->child; c != NULL; c = c->next) {
		for (k = keys; k->name != NULL; k++)
			if (strcmp(k->name, c->key) == 0)
				break;
		if (k->name == NULL)
			unknown(c, keys, errs);
		else
			one(k, c, (char *)out + k->offset, errs);
	}
	for (k = keys; k->name != NULL; k++)
		if (k->dflt != NULL && strcmp(k->dflt, "!") == 0 &&
		    node_get(map, k->name) == NULL)
			conf_fault(errs, map, "key '%s' is missing", k->name);
	return errs->n - before;
}

void
conf_version(const struct node *root, long version, struct conf_errs *errs)
{
	const struct node *at = node_get(root, "version");

	if (version != VERSION)
		conf_fault(errs, at != NULL ? at : root,
		    "version %ld is newer than this program knows (%d)",
		    version, VERSION);
}

void
conf_release(const struct conf_key *keys, void *out)
{
	const struct conf_key *k;
	struct conf_list *l;

	for (k = keys; k->name != NULL; k++)
		if (k->type == CONF_LIST) {
			l = (struct conf_list *)((char *)out + k->offset);
			free(l->v);
			l->v = NULL;
			l->n = 0;
		}
}
