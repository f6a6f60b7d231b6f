/* channel/csvmap.c - which column becomes which member of a record */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/money.h"
#include "base/xalloc.h"
#include "channel/csvcell.h"
#include "channel/csvmap.h"
#include "conf/keys.h"

enum { FIELDS = 40, RECORDS = 4, SUMMANDS = 8, NOWHERE = -1 };

struct field {
	const char *path; /* "customer.email" */
	const char *column, *other, *dflt, *format, *type_word;
	struct conf_list sum;
	enum cell_type type;
	int at, other_at; /* NOWHERE: no such column */
	int sum_at[SUMMANDS];
};

struct recordmap {
	const char *kind, *key, *when;
	const struct node *fields_node, *lines_node;
	struct field fields[FIELDS], lines[FIELDS];
	size_t nfields, nlines;
	int key_at, when_at;
};

struct csvmap {
	struct node *root;
	long version;
	const char *channel, *separator;
	struct conf_list header;
	const struct node *records_node;
	struct recordmap records[RECORDS];
	size_t n;
};

static const struct conf_key map_keys[] = {
	{ "version", CONF_INT, offsetof(struct csvmap, version), "1", NULL,
	    "of this form" },
	{ "channel", CONF_STR, offsetof(struct csvmap, channel), "!", NULL,
	    "the first part of the ids" },
	{ "separator", CONF_STR, offsetof(struct csvmap, separator), "comma",
	    NULL, "comma, semicolon or tab" },
	{ "header", CONF_LIST, offsetof(struct csvmap, header), "!", NULL,
	    "columns by which a file is recognised" },
	{ "records", CONF_NODE, offsetof(struct csvmap, records_node), "!",
	    NULL, "the kinds of record that a row takes part in" },
	CONF_KEYS_END
};

static const struct conf_key record_keys[] = {
	{ "kind", CONF_STR, offsetof(struct recordmap, kind), "!", NULL,
	    "order, shipment, return or review" },
	{ "key", CONF_STR, offsetof(struct recordmap, key), "!", NULL,
	    "rows with the same value in this column are one record" },
	{ "when", CONF_STR, offsetof(struct recordmap, when), NULL, NULL,
	    "only rows that have something in this column" },
	{ "fields", CONF_NODE, offsetof(struct recordmap, fields_node), "!",
	    NULL, "members of the record" },
	{ "lines", CONF_NODE, offsetof(struct recordmap, lines_node), NULL,
	    NULL, "members of each order line" },
	CONF_KEYS_END
};

static const struct conf_key field_keys[] = {
	{ "column", CONF_STR, offsetof(struct field, column), NULL, NULL,
	    "its header" },
	{ "else", CONF_STR, offsetof(struct field, other), NULL, NULL,
	    "another column, when that is empty" },
	{ "dflt", CONF_STR, offsetof(struct field, dflt), NULL, NULL,
	    "the value when both are empty" },
	{ "type", CONF_STR, offsetof(struct field, type_word), "text", NULL,
	    "how the cell is read" },
	{ "format", CONF_STR, offsetof(struct field, format), NULL, NULL,
	    "of a time, as strptime(3) has it" },
	{ "sum", CONF_LIST, offsetof(struct field, sum), NULL, NULL,
	    "columns added up over all rows of the record" },
	CONF_KEYS_END
};

static void
load_field(struct field *f, const struct node *n, struct conf_errs *errs)
{
	int type;

	f->path = n->key;
	f->type_word = "text";
	if (n->kind == NODE_SCALAR)
		f->column = n->text;
	else
		conf_fill(n, field_keys, f, errs);
	if (f->sum.n > SUMMANDS)
		conf_fault(errs, n, "more than %d columns to sum", SUMMANDS);
	type = cell_type_of(f->type_word);
	if (type < 0)
		conf_fault(errs, n, "there is no type '%.40s'", f->type_word);
	else
		f->type = (enum cell_type)type;
}

static size_t
load_fields(
    struct field *fields, const struct node *map, struct conf_errs *errs)
{
	const struct node *c;
	size_t n = 0;

	if (map == NULL)
		return 0;
	for (c = map->child; c != NULL; c = c->next) {
		if (n == FIELDS) {
			conf_fault(errs, c, "more than %d fields", FIELDS);
			break;
		}
		load_field(&fields[n++], c, errs);
	}
	return n;
}

static void
load_records(struct csvmap *m, struct conf_errs *errs)
{
	const struct node *c;
	struct recordmap *r;

	for (c = m->records_node->child; c != NULL; c = c->next) {
		if (m->n == RECORDS) {
			conf_fault(errs, c, "more than %d records", RECORDS);
			return;
		}
		r = &m->records[m->n++];
		if (conf_fill(c, record_keys, r, errs) > 0)
			continue;
		r->nfields = load_fields(r->fields, r->fields_node, errs);
		r->nlines = load_fields(r->lines, r->lines_node, errs);
	}
}

struct csvmap *
csvmap_load(const char *path, struct err *err)
{
	struct csvmap *m = xcalloc(1, sizeof *m);
	struct conf_errs errs = { NULL, 0, 0 };

	m->root = node_load(path, err);
	if (m->root == NULL) {
		free(m);
		return NULL;
	}
	if (conf_fill(m->root, map_keys, m, &errs) == 0)
		load_records(m, &errs);
	if (errs.n > 0) {
		err_set(err, ERR_CONFIG, "%s", errs.v[0].text);
		csvmap_free(m);
		m = NULL;
	}
	conf_errs_free(&errs);
	return m;
}

static void
free_fields(struct field *fields, size_t n)
{
	while (n-- > 0)
		conf_release(field_keys, &fields[n]);
}

void
csvmap_free(struct csvmap *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < m->n; i++) {
		free_fields(m->records[i].fields, m->records[i].nfields);
		free_fields(m->records[i].lines, m->records[i].nlines);
	}
	conf_release(map_keys, m);
	node_free(m->root);
	free(m);
}

const char *
csvmap_channel(const struct csvmap *m)
{
	return m->channel;
}

int
csvmap_separator(const struct csvmap *m)
{
	if (strcmp(m->separator, "tab") == 0)
		return '\t';
	return strcmp(m->separator, "semicolon") == 0 ? ';' : ',';
}

static int
column(char **header, size_t n, const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < n; i++)
		if (strcmp(header[i], name) == 0)
			return (int)i;
	return NOWHERE;
}

static void
bind_fields(struct field *f, size_t count, char **header, size_t n)
{
	size_t i, k;

	for (i = 0; i < count; i++) {
		f[i].at = column(header, n, f[i].column);
		f[i].other_at = column(header, n, f[i].other);
		for (k = 0; k < f[i].sum.n; k++)
			f[i].sum_at[k] = column(header, n, f[i].sum.v[k]);
	}
}

int
csvmap_bind(struct csvmap *m, char **header, size_t n)
{
	struct recordmap *r;
	size_t i;

	for (i = 0; i < m->header.n; i++)
		if (column(header, n, m->header.v[i]) == NOWHERE)
			return 0;
	for (i = 0; i < m->n; i++) {
		r = &m->records[i];
		r->key_at = column(header, n, r->key);
		r->when_at = column(header, n, r->when);
		bind_fields(r->fields, r->nfields, header, n);
		bind_fields(r->lines, r->nlines, header, n);
	}
	return 1;
}

static const char *
cell(const struct csvrow *row, int at)
{
	return at != NOWHERE && (size_t)at < row->n ? row->cells[at] : "";
}

/* "customer.email" = VALUE (stolen) inside RECORD. */
static void
put(json_t *record, const char *path, json_t *value)
{
	const char *dot = strchr(path, '.');
	json_t *inner;
	char key[64];

	if (dot == NULL) {
		json_object_set_new(record, path, value);
		return;
	}
	snprintf(key, sizeof key, "%.*s", (int)(dot - path), path);
	inner = json_object_get(record, key);
	if (inner == NULL) {
		inner = json_object();
		json_object_set_new(record, key, inner);
	}
	json_object_set_new(inner, dot + 1, value);
}

/* Rows of one record, linked by the index of the next one. */
struct group {
	size_t first, last;
};

struct work {
	const struct csvrow *rows;
	size_t *next; /* SIZE_MAX ends a group */
};

static int
add_up(const struct field *f, const struct work *w, size_t row, json_t *record,
    struct err *err)
{
	struct money total = { 0, "" }, part;
	const char *code, *text;
	char amount[64], out[MONEY_TEXT];
	size_t k;

	code = json_string_value(json_object_get(record, "currency"));
	if (money_parse(&total, "0", code ? code : "", err) < 0)
		return -1;
	for (; row != SIZE_MAX; row = w->next[row])
		for (k = 0; k < f->sum.n; k++) {
			text = cell(&w->rows[row], f->sum_at[k]);
			if (*text == '\0')
				continue;
			if (cell_amount(text, amount, sizeof amount) < 0 ||
			    money_parse(&part, amount, code, err) < 0)
				return err_set(err, ERR_DATA,
				    "'%.40s' is no amount", text);
			if (__builtin_add_overflow(
				total.minor, part.minor, &total.minor))
				return err_set(
				    err, ERR_DATA, "the sum is too large");
		}
	put(record, f->path, json_string(money_amount(&total, out)));
	return 0;
}

/* The first row of the group that has something there. */
static int
set_field(const struct field *f, const struct work *w, size_t row,
    json_t *record, struct err *err)
{
	const char *text = "";
	json_t *value;
	size_t i;

	if (f->sum.n > 0)
		return add_up(f, w, row, record, err);
	for (i = row; i != SIZE_MAX && *text == '\0'; i = w->next[i]) {
		text = cell(&w->rows[i], f->at);
		if (*text == '\0')
			text = cell(&w->rows[i], f->other_at);
	}
	if (*text == '\0' && f->dflt != NULL) {
		put(record, f->path, json_string(f->dflt));
		return 0;
	}
	if (*text == '\0')
		return 0;
	value = cell_value(f->type, text, f->format, err);
	if (value == NULL)
		return err_wrap(err, "column '%s'", f->column);
	put(record, f->path, value);
	return 0;
}

/* Each row of the group is one line. */
static int
set_lines(const struct recordmap *r, const struct work *w, size_t row,
    json_t *record, struct err *err)
{
	json_t *lines = json_array(), *line;
	size_t i, none = SIZE_MAX;
	int rc = 0;

	json_object_set_new(record, "lines", lines);
	for (; rc == 0 && row != SIZE_MAX; row = w->next[row]) {
		struct work one = { &w->rows[row], &none };

		line = json_object();
		for (i = 0; rc == 0 && i < r->nlines; i++)
			rc = set_field(&r->lines[i], &one, 0, line, err);
		if (json_object_get(line, "sku") == NULL)
			json_decref(line); /* a row without an article */
		else
			json_array_append_new(lines, line);
	}
	return rc;
}

static json_t *
record_of(const struct recordmap *r, const struct work *w, size_t row,
    struct err *err)
{
	json_t *record = json_pack("{s:s}", "kind", r->kind);
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < r->nfields; i++)
		rc = set_field(&r->fields[i], w, row, record, err);
	if (rc == 0 && r->nlines > 0)
		rc = set_lines(r, w, row, record, err);
	if (rc == 0 && json_object_get(record, "external_id") == NULL)
		rc = err_set(err, ERR_DATA, "it has no external_id");
	if (rc == 0)
		return record;
	json_decref(record);
	return NULL;
}

/* Link the rows that make up one record; returns the groups in file order. */
static size_t
group(const struct recordmap *r, const struct csvrow *rows, size_t n,
    struct work *w, struct group *groups)
{
	struct map seen = MAP_INIT;
	size_t i, count = 0;
	const char *key;
	void **slot;

	for (i = 0; i < n; i++) {
		w->next[i] = SIZE_MAX;
		if (r->when != NULL && *cell(&rows[i], r->when_at) == '\0')
			continue;
		key = cell(&rows[i], r->key_at);
		slot = map_put(&seen, key, strlen(key));
		if (*slot == NULL || *key == '\0') {
			groups[count] = (struct group){ i, i };
			*slot = (void *)(uintptr_t)++count;
			continue;
		}
		struct group *g = &groups[(uintptr_t)*slot - 1];

		w->next[g->last] = i;
		g->last = i;
	}
	map_free(&seen);
	return count;
}

/* All rows that would have been the record, and where the first stands. */
static int
give_bad(const struct work *w, size_t row, const char *why,
    const struct csvtake *take, struct err *err)
{
	struct buf rows = BUF_INIT;
	long line = w->rows[row].line;
	int rc;

	for (; row != SIZE_MAX; row = w->next[row]) {
		if (rows.len > 0)
			buf_addc(&rows, '\n');
		buf_add(&rows, w->rows[row].text, w->rows[row].len);
	}
	rc = take->bad(take->arg, &rows, line, why, err);
	buf_free(&rows);
	return rc;
}

static int
records_of_kind(const struct recordmap *r, const struct csvrow *rows, size_t n,
    const struct csvtake *take, struct err *err)
{
	struct work w = { rows, xarray(n, sizeof *w.next) };
	struct group *groups = xarray(n, sizeof *groups);
	size_t i, count = group(r, rows, n, &w, groups);
	struct err bad;
	json_t *record;
	int rc = 0;

	for (i = 0; rc == 0 && i < count; i++) {
		long line = rows[groups[i].first].line;

		bad = (struct err)ERR_INIT;
		record = record_of(r, &w, groups[i].first, &bad);
		rc = record != NULL
			 ? take->each(take->arg, record, line, err)
			 : give_bad(&w, groups[i].first, bad.text, take, err);
	}
	free(groups);
	free(w.next);
	return rc;
}

int
csvmap_records(struct csvmap *m, const struct csvrow *rows, size_t n,
    const struct csvtake *take, struct err *err)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (records_of_kind(&m->records[i], rows, n, take, err) < 0)
			return -1;
	return 0;
}
