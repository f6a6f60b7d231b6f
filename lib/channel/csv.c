/*
 * channel/csv.c - orders, shipments and returns from exports of shops
 *
 * A file is read whole: rows of one order may stand apart.  --map or `map:`
 * names how columns become members; without it the first map that we ship
 * and that fits the header is taken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "channel/csvmap.h"
#include "channel/paths.h"
#include "rec/rec.h"
#include "text/charset.h"
#include "text/csv.h"

enum { CSV_MAX = 256 << 20 };

struct csv_own {
	struct path_own file; /* first: DRIVER:PATH sets it */
	const char *map, *encoding;
};

static const struct conf_key keys[] = { CHANNEL_KEYS,
	{ "path", CONF_STR, offsetof(struct path_own, path), "!", NULL,
	    "the exported file" },
	{ "map", CONF_STR, offsetof(struct csv_own, map), NULL, NULL,
	    "shopify, ebay, amazon, or a map of your own (a YAML file)" },
	{ "encoding", CONF_STR, offsetof(struct csv_own, encoding), "utf-8",
	    NULL, "the file's charset" },
	CONF_KEYS_END };

static int
csv_open(struct channel *c, struct err *err)
{
	struct csv_own *own = c->own;

	(void)err;
	own->file.path = path_of(c);
	if (c->map != NULL)
		own->map = c->map;
	return 0;
}

struct sheet {
	struct buf text;
	struct arena arena;
	char **header;
	size_t nheader;
	struct csvrow *rows;
	size_t n, cap;
};

static int
sheet_read(struct sheet *s, const struct csv_own *own, struct err *err)
{
	struct buf raw = BUF_INIT;
	int rc = file_read(own->file.path, CSV_MAX, &raw, err);

	if (rc == 0)
		charset_to_utf8(own->encoding ? own->encoding : "utf-8", raw.p,
		    raw.len, &s->text);
	buf_free(&raw);
	return rc;
}

static int
sheet_split(struct sheet *s, int separator, struct err *err)
{
	struct csvrow row;
	struct csv csv;
	int rc;

	s->n = 0;
	arena_reset(&s->arena);
	csv_begin(&csv, s->text.p, s->text.len, separator);
	rc = csv_row(&csv, &s->arena, &s->header, &s->nheader, err);
	if (rc == 0)
		return err_set(err, ERR_DATA, "it is empty");
	while (rc > 0 &&
	       (rc = csv_row(&csv, &s->arena, &row.cells, &row.n, err)) > 0) {
		row.line = csv.line;
		row.text = csv.row;
		row.len = (size_t)(csv.p - csv.row);
		while (row.len > 0 && strchr("\r\n", row.text[row.len - 1]))
			row.len--;
		xgrow(&s->rows, &s->cap, s->n + 1, sizeof *s->rows);
		s->rows[s->n++] = row;
	}
	return rc;
}

static void
sheet_free(struct sheet *s)
{
	buf_free(&s->text);
	arena_free(&s->arena);
	free(s->rows);
}

/* 1 fits, 0 does not, -1. */
static int
try_map(struct sheet *s, const char *path, struct csvmap **out, struct err *err)
{
	struct csvmap *m = csvmap_load(path, err);
	int rc = m == NULL ? -1 : sheet_split(s, csvmap_separator(m), err);

	if (rc == 0 && (rc = csvmap_bind(m, s->header, s->nheader)) > 0) {
		*out = m;
		return 1;
	}
	csvmap_free(m);
	return rc;
}

static int
named_map(struct channel *c, struct sheet *s, const char *name,
    struct csvmap **out, struct err *err)
{
	char rel[256], *path;
	int rc;

	snprintf(rel, sizeof rel, "csv/%.200s.yaml", name);
	if (strchr(name, '/') == NULL && strchr(name, '.') == NULL)
		path = file_share(rel);
	else if (c->config != NULL)
		path = config_path(c->config, name);
	else
		path = xstrdup(name);
	rc = try_map(s, path, out, err);
	if (rc == 0)
		rc = err_set(err, ERR_DATA,
		    "its header lacks columns that map '%s' needs", name);
	free(path);
	return rc < 0 ? -1 : 0;
}

static int
find_map(
    struct channel *c, struct sheet *s, struct csvmap **out, struct err *err)
{
	struct csv_own *own = c->own;
	struct names names = { NULL, 0, 0 };
	char *dir, path[4096];
	size_t i;
	int rc;

	if (own->map != NULL)
		return named_map(c, s, own->map, out, err);
	dir = file_share("csv");
	rc = names_read(&names, dir, err);
	for (i = 0; rc == 0 && i < names.n; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names.v[i]);
		rc = try_map(s, path, out, err);
	}
	names_free(&names);
	free(dir);
	if (rc == 0)
		return err_set(err, ERR_DATA,
		    "no map that we ship fits its header; write one "
		    "(ha-channels(7)) and give it with --map");
	return rc < 0 ? -1 : 0;
}

struct taker {
	struct channel *c;
	struct sink *sink;
	const char *channel; /* of the map, without an account */
};

static int
take(void *arg, json_t *record, long line, struct err *err)
{
	struct taker *t = arg;
	struct buf id = BUF_INIT;
	struct item item = { .type = ITEM_RECORD, .received_at = CLOCK_NONE };
	char source[64];
	char *text;
	int rc;

	rec_id(&id, t->channel, t->c->name,
	    json_string_value(json_object_get(record, "external_id")));
	json_object_set_new(record, "v", json_integer(1));
	json_object_set_new(record, "id", json_string(id.p));
	json_object_set_new(record, "channel", json_string(t->channel));
	json_object_set_new(record, "account", json_string(t->c->name));
	text = json_dumps(record, JSON_COMPACT);
	snprintf(source, sizeof source, "line %ld", line);
	item.source = source;
	item.bytes = text;
	item.n = strlen(text);
	rc = t->sink->item(t->sink->arg, &item, err);
	free(text);
	buf_free(&id);
	json_decref(record);
	return rc;
}

static int
refuse(void *arg, const struct buf *rows, long line, const char *why,
    struct err *err)
{
	struct taker *t = arg;
	struct item item = { .type = ITEM_BAD,
		.received_at = CLOCK_NONE,
		.reason = "bad_row",
		.detail = why,
		.bytes = rows->p,
		.n = rows->len };
	char source[64];

	snprintf(source, sizeof source, "line %ld", line);
	item.source = source;
	return t->sink->item(t->sink->arg, &item, err);
}

static int
csv_fetch(
    struct channel *c, const char *cursor, struct sink *sink, struct err *err)
{
	struct sheet s = { .text = BUF_INIT, .arena = ARENA_INIT };
	struct taker t = { c, sink, c->channel };
	struct csvtake calls = { take, refuse, &t };
	struct csvmap *map = NULL;
	struct csv_own *own = c->own;
	int rc;

	(void)cursor;
	if ((rc = sheet_read(&s, own, err)) < 0)
		goto out; /* the error names the file */
	rc = find_map(c, &s, &map, err);
	if (rc == 0) {
		if (c->account == NULL)
			t.channel = csvmap_channel(map);
		rc = csvmap_records(map, s.rows, s.n, &calls, err);
	}
	if (rc < 0 && err->code != ERR_CONFIG) /* the map has its own place */
		err_wrap(err, "'%s'", own->file.path);
out:
	csvmap_free(map);
	sheet_free(&s);
	return rc < 0 ? -1 : sink->page(sink->arg, NULL, err);
}

const struct channel_driver channel_csv = {
	.name = "csv",
	.can = CAN_FETCH | CAN_PATH | CAN_RECORDS,
	.help = "orders, shipments and returns from a shop's export",
	.keys = keys,
	.size = sizeof(struct csv_own),
	.open = csv_open,
	.fetch = csv_fetch,
};
