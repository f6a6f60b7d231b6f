/*
 * conf/node.h - a YAML file as a tree that knows its places
 *
 * Built from libyaml's events.  What we refuse, with file:line:column: more
 * than 1 MiB (share/ data: 8 MiB), more than 32 levels, a second document,
 * anchors, aliases, tags, duplicate keys, keys that are no plain words.
 * Every scalar is a string until a table (conf/keys.h) says otherwise.
 *
 * A tree is freed as a whole; all strings live as long as it.
 */
#ifndef CONF_NODE_H
#define CONF_NODE_H

#include <stddef.h>

#include "base/err.h"

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_LIST };

struct node {
	enum node_kind kind;
	int plain;	  /* a scalar written without quotes */
	int line, column; /* from 1 */
	const char *file;
	const char *key;  /* of its map entry, else NULL */
	const char *text; /* of a scalar, else "" */
	size_t len;
	struct node *child; /* first of a map or list */
	struct node *next;  /* sibling */
	size_t n;	    /* children */
};

/* NULL and err (78; 66 when there is no such file).  An empty file is a map. */
struct node *node_load(const char *path, struct err *);
struct node *node_parse(
    const char *name, const char *text, size_t len, struct err *);
void node_free(struct node *root);

const struct node *node_get(const struct node *map, const char *key);
/* The scalar at KEY, or NULL when it is absent or no scalar. */
const char *node_str(const struct node *map, const char *key);

/* "file:line:column: ..." with the code for configuration.  Always -1. */
int node_err(const struct node *, struct err *, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
