/*
 * conf/node.c - a YAML file as a tree that knows its places
 *
 * Events, not yaml_parser_load: the document call takes seconds for a file of
 * open brackets, the event call lets us stop at level 33.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "conf/node.h"

enum { MAX_DEPTH = 32, MAX_BYTES = 8 << 20 };

/* The root is the first member, so that node_free finds the arena. */
struct tree {
	struct node root;
	struct arena arena;
};

struct builder {
	yaml_parser_t parser;
	struct tree *tree;
	const char *file;
	struct err *err;
};

int
node_err(const struct node *n, struct err *err, const char *fmt, ...)
{
	char text[800];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return err_set(
	    err, ERR_CONFIG, "%s:%d:%d: %s", n->file, n->line, n->column, text);
}

static int
mark_err(struct builder *b, const yaml_mark_t *m, const char *text)
{
	return err_set(b->err, ERR_CONFIG, "%s:%zu:%zu: %s", b->file,
	    m->line + 1, m->column + 1, text);
}

static int
next(struct builder *b, yaml_event_t *e)
{
	const char *text;

	if (yaml_parser_parse(&b->parser, e))
		return 0;
	text = b->parser.problem ? b->parser.problem : "not readable as YAML";
	return mark_err(b, &b->parser.problem_mark, text);
}

static void
place(struct builder *b, struct node *n, const yaml_event_t *e)
{
	memset(n, 0, sizeof *n);
	n->file = b->file;
	n->line = (int)e->start_mark.line + 1;
	n->column = (int)e->start_mark.column + 1;
	n->text = "";
}

static int fill(struct builder *b, struct node *n, yaml_event_t *e, int depth);

static int
fill_scalar(struct builder *b, struct node *n, const yaml_event_t *e)
{
	const char *v = (const char *)e->data.scalar.value;

	if (e->data.scalar.anchor != NULL || e->data.scalar.tag != NULL)
		return mark_err(
		    b, &e->start_mark, "anchors and tags are not allowed");
	if (memchr(v, '\0', e->data.scalar.length) != NULL)
		return mark_err(b, &e->start_mark, "NUL inside a value");
	n->kind = NODE_SCALAR;
	n->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	n->len = e->data.scalar.length;
	n->text = arena_strndup(&b->tree->arena, v, n->len);
	return 0;
}

static int
entry_key(struct builder *b, const struct node *map, struct node *entry,
    const yaml_event_t *e)
{
	if (e->type != YAML_SCALAR_EVENT || e->data.scalar.anchor != NULL ||
	    e->data.scalar.tag != NULL)
		return mark_err(b, &e->start_mark, "a key must be a word");
	entry->key = arena_strndup(&b->tree->arena,
	    (const char *)e->data.scalar.value, e->data.scalar.length);
	/* where a table reports an unknown key: the key, not its value */
	if (node_get(map, entry->key) != NULL)
		return err_set(b->err, ERR_CONFIG,
		    "%s:%zu:%zu: key '%.60s' stands here twice", b->file,
		    e->start_mark.line + 1, e->start_mark.column + 1,
		    entry->key);
	return 0;
}

/* A map or a list up to its end event. */
static int
fill_children(struct builder *b, struct node *n, int depth)
{
	yaml_event_type_t end = n->kind == NODE_MAP ? YAML_MAPPING_END_EVENT
						    : YAML_SEQUENCE_END_EVENT;
	struct node **tail = &n->child, *c, at;
	yaml_event_t e;
	int rc, line, column;

	for (;;) {
		if (next(b, &e) < 0)
			return -1;
		if (e.type == end) {
			yaml_event_delete(&e);
			return 0;
		}
		c = arena_get(&b->tree->arena, sizeof *c);
		place(b, &at, &e);
		rc = n->kind == NODE_MAP ? entry_key(b, n, &at, &e) : 0;
		line = at.line;
		column = at.column;
		if (n->kind == NODE_MAP) {
			yaml_event_delete(&e);
			if (rc < 0 || next(b, &e) < 0)
				return -1;
		}
		rc = fill(b, c, &e, depth + 1);
		yaml_event_delete(&e);
		if (rc < 0)
			return -1;
		if (n->kind == NODE_MAP) {
			c->key = at.key;
			c->line = line;
			c->column = column;
		}
		*tail = c;
		tail = &c->next;
		n->n++;
	}
}

static int
fill(struct builder *b, struct node *n, yaml_event_t *e, int depth)
{
	place(b, n, e);
	if (depth > MAX_DEPTH)
		return mark_err(b, &e->start_mark, "nested too deeply");
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return fill_scalar(b, n, e);
	case YAML_MAPPING_START_EVENT:
		if (e->data.mapping_start.anchor || e->data.mapping_start.tag)
			break;
		n->kind = NODE_MAP;
		return fill_children(b, n, depth);
	case YAML_SEQUENCE_START_EVENT:
		if (e->data.sequence_start.anchor || e->data.sequence_start.tag)
			break;
		n->kind = NODE_LIST;
		return fill_children(b, n, depth);
	default:
		break;
	}
	return mark_err(
	    b, &e->start_mark, "anchors, aliases and tags are not allowed");
}

/* STREAM-START, then one document or none, then STREAM-END. */
static int
build(struct builder *b)
{
	yaml_event_t e;
	int rc, seen = 0;

	for (;;) {
		if (next(b, &e) < 0)
			return -1;
		switch (e.type) {
		case YAML_STREAM_END_EVENT:
			yaml_event_delete(&e);
			return 0;
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			rc = 0;
			break;
		case YAML_DOCUMENT_START_EVENT:
			rc = seen++ ? mark_err(b, &e.start_mark,
					  "a second document is not allowed")
				    : 0;
			break;
		default:
			rc = fill(b, &b->tree->root, &e, 1);
		}
		yaml_event_delete(&e);
		if (rc < 0)
			return -1;
	}
}

struct node *
node_parse(const char *name, const char *text, size_t len, struct err *err)
{
	struct builder b = { .err = err };
	struct tree *t = xcalloc(1, sizeof *t);
	int rc;

	b.tree = t;
	b.file = arena_strdup(&t->arena, name);
	t->root.kind = NODE_MAP;
	t->root.file = b.file;
	t->root.line = t->root.column = 1;
	t->root.text = "";
	if (!yaml_parser_initialize(&b.parser)) {
		err_set(err, ERR_SYSTEM, "%s: out of memory", name);
		node_free(&t->root);
		return NULL;
	}
	/* told the encoding, the library no longer drops the mark itself */
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		len -= 3;
	}
	yaml_parser_set_input_string(
	    &b.parser, (const unsigned char *)text, len);
	rc = build(&b);
	yaml_parser_delete(&b.parser);
	if (rc < 0) {
		node_free(&t->root);
		return NULL;
	}
	return &t->root;
}

struct node *
node_load(const char *path, struct err *err)
{
	struct buf b = BUF_INIT;
	struct node *n = NULL;

	if (file_read(path, MAX_BYTES, &b, err) == 0)
		n = node_parse(path, b.p, b.len, err);
	buf_free(&b);
	return n;
}

void
node_free(struct node *root)
{
	struct tree *t = (struct tree *)root;
	struct arena a;

	if (t == NULL)
		return;
	a = t->arena;
	free(t);
	arena_free(&a);
}

const struct node *
node_get(const struct node *map, const char *key)
{
	const struct node *c;

	if (map == NULL || map->kind != NODE_MAP)
		return NULL;
	for (c = map->child; c != NULL; c = c->next)
		if (strcmp(c->key, key) == 0)
			return c;
	return NULL;
}

const char *
node_str(const struct node *map, const char *key)
{
	const struct node *c = node_get(map, key);

	return c != NULL && c->kind == NODE_SCALAR ? c->text : NULL;
}
