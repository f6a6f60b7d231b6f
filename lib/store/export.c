/*
 * store/export.c - every row as a line of JSON
 *
 * {"table":"ticket","number":1042,...}: columns by their names, NULL left
 * out, what is packed opened, bytes as base64.
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/xalloc.h"
#include "rec/val.h"
#include "store/admin.h"
#include "store/inside.h"
#include "store/pack.h"
#include "store/tables.h"

const struct table store_tables[] = {
	{ "meta", STMT_EXPORT_META, NULL, 0 },
	{ "account", STMT_EXPORT_ACCOUNT, "id", 0 },
	{ "customer", STMT_EXPORT_CUSTOMER, "id", 0 },
	{ "identity", STMT_EXPORT_IDENTITY, NULL, 0 },
	{ "customer_tag", STMT_EXPORT_CUSTOMER_TAG, NULL, 0 },
	{ "customer_note", STMT_EXPORT_CUSTOMER_NOTE, "id", 0 },
	{ "likeness", STMT_EXPORT_LIKENESS, NULL, 0 },
	{ "ticket", STMT_EXPORT_TICKET, "number", 0 },
	{ "ticket_tag", STMT_EXPORT_TICKET_TAG, NULL, 0 },
	{ "ticket_signal", STMT_EXPORT_TICKET_SIGNAL, NULL, 0 },
	{ "ticket_fact", STMT_EXPORT_TICKET_FACT, NULL, 0 },
	{ "ticket_link", STMT_EXPORT_TICKET_LINK, NULL, 0 },
	{ "archive", STMT_EXPORT_ARCHIVE, "id", 0 },
	{ "awaited", STMT_EXPORT_AWAITED, NULL, 0 },
	{ "message", STMT_EXPORT_MESSAGE, "id", 0 },
	{ "delivery", STMT_EXPORT_DELIVERY, NULL, 0 },
	{ "raw", STMT_EXPORT_RAW, NULL, 1 },
	{ "quarantine", STMT_EXPORT_QUARANTINE, "id", 1 },
	{ "cursor", STMT_EXPORT_CURSOR, NULL, 0 },
	{ "ledger", STMT_EXPORT_LEDGER, "id", 0 },
	{ "orders", STMT_EXPORT_ORDERS, "id", 0 },
	{ "order_line", STMT_EXPORT_ORDER_LINE, NULL, 0 },
	{ "shipment", STMT_EXPORT_SHIPMENT, "id", 0 },
	{ "returns", STMT_EXPORT_RETURNS, "id", 0 },
	{ "review", STMT_EXPORT_REVIEW, "id", 0 },
	{ "reply", STMT_EXPORT_REPLY, "id", 0 },
	{ "task", STMT_EXPORT_TASK, "id", 0 },
	{ "effect", STMT_EXPORT_EFFECT, NULL, 0 },
	{ "alert", STMT_EXPORT_ALERT, "id", 0 },
	{ "event", STMT_EXPORT_EVENT, NULL, 0 },
	{ NULL, STMTS, NULL, 0 },
};

struct out {
	struct db *db;
	struct arena arena;
	int (*line)(const char *, size_t, void *);
	void *arg;
	struct err *err;
};

static json_t *
base64(const void *p, size_t n)
{
	char *text = xarray(n / 3 + 2, 4);
	json_t *json;

	EVP_EncodeBlock((unsigned char *)text, p, (int)n);
	json = json_string(text);
	free(text);
	return json;
}

/* A digest as it is; all other bytes are packed. */
static json_t *
bytes_json(struct out *o, const char *name, const struct value *v, int bytes)
{
	char *text;
	size_t len;

	if (strcmp(name, "hash") == 0 || strcmp(name, "key") == 0)
		return base64(v->p, v->n);
	text = pack_open(&o->db->pack, v->p, v->n, &len, &o->arena, o->err);
	if (text == NULL)
		return NULL;
	return bytes ? base64(text, len)
		     : json_loadb(text, len, JSON_DECODE_ANY, NULL);
}

static json_t *
value_json(struct out *o, const char *name, const struct value *v, int bytes)
{
	switch (v->type) {
	case VALUE_INT:
		return json_integer(v->i);
	case VALUE_REAL:
		return json_real(v->d);
	case VALUE_TEXT:
		return json_stringn(v->p, v->n);
	case VALUE_BLOB:
		return bytes_json(o, name, v, bytes);
	case VALUE_NULL:
		break;
	}
	return NULL;
}

/* Print the object and let it go. */
static int
put(struct out *o, json_t *row)
{
	char *text = json_dumps(row, JSON_COMPACT);
	int rc = -1;

	json_decref(row);
	if (text != NULL)
		rc = o->line(text, strlen(text), o->arg);
	free(text);
	return rc;
}

static int
put_row(struct out *o, const char *table, int bytes, struct stmt *st)
{
	json_t *row = json_pack("{s:s}", "table", table);
	const char *name;
	struct value v;
	json_t *json;
	int i;

	arena_reset(&o->arena);
	for (i = 0; i < stmt_columns(st); i++) {
		name = stmt_column(st, i, &v);
		if (v.type == VALUE_NULL)
			continue;
		if ((json = value_json(o, name, &v, bytes)) == NULL) {
			json_decref(row);
			return err_set(o->err, ERR_CONFIG,
			    "a row of %s cannot be read: see ha-db check",
			    table);
		}
		json_object_set_new(row, name, json);
	}
	return put(o, row);
}

/* ["a", "b"] of the ids of class.intents. */
static json_t *
class_intents(struct val class, struct arena *arena)
{
	struct val list = val_get(class, "intents"), item = VAL_NONE;
	json_t *out = json_array();
	const char *id;

	while (val_next(list, &item))
		if ((id = val_str(val_get(item, "id"), arena)) != NULL)
			json_array_append_new(out, json_string(id));
	return out;
}

/* What people made of the first message: a corrected intent is the label. */
static json_t *
ticket_intents(struct stmt *st)
{
	json_t *out = json_array();
	const char *id;
	int i;

	for (i = 3; i <= 4; i++)
		if ((id = col_text(st, i, NULL)) != NULL)
			json_array_append_new(out, json_string(id));
	return out;
}

static struct val
opened(struct out *o, struct stmt *st, int column)
{
	struct val v = VAL_NONE;
	size_t n;
	const void *p = col_blob(st, column, &n);

	v.p = pack_open(&o->db->pack, p, n, &v.n, &o->arena, o->err);
	return v;
}

static int
put_label(struct stmt *st, void *arg)
{
	struct out *o = arg;
	struct val rec, class;
	json_t *intents;

	arena_reset(&o->arena);
	rec = opened(o, st, 1);
	class = opened(o, st, 2);
	if (rec.p == NULL || class.p == NULL)
		return -1;
	intents = col_int(st, 5) && !col_null(st, 3)
		      ? ticket_intents(st)
		      : class_intents(class, &o->arena);
	return put(
	    o, json_pack("{s:s*, s:s*, s:s*, s:s*, s:o, s:s*, s:s*, s:s*}",
		   "id", val_str(val_get(rec, "id"), &o->arena), "subject",
		   val_str(val_get(rec, "subject"), &o->arena), "text",
		   val_str(val_get(rec, "text"), &o->arena), "lang",
		   val_str(val_get(class, "lang"), &o->arena), "intents",
		   intents, "sentiment",
		   val_str(val_get(class, "sentiment.label"), &o->arena),
		   "emotion", val_str(val_get(class, "emotion"), &o->arena),
		   "urgency", val_str(val_get(class, "urgency"), &o->arena)));
}

static int
put_table(struct out *o, const struct table *t)
{
	struct stmt *st = db_stmt(o->db, t->all);
	enum step step;

	while ((step = db_step(st, o->err)) == STEP_ROW)
		if (put_row(o, t->name, t->bytes, st) < 0) {
			stmt_end(st);
			return -1;
		}
	return step;
}

int
admin_export(struct db *db, int labels,
    int (*line)(const char *, size_t, void *), void *arg, struct err *err)
{
	struct out o = { db, ARENA_INIT, line, arg, err };
	const struct table *t;
	int rc = 0;

	if (labels)
		rc = stmt_pages(db, STMT_EXPORT_LABELS, 0, put_label, &o, err);
	else
		for (t = store_tables; rc == 0 && t->name != NULL; t++)
			rc = put_table(&o, t);
	arena_free(&o.arena);
	return rc;
}
