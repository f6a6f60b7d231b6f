/* store/customer.c - who people are */
#include "store/customer.h"
#include "store/stmt.h"

/* A customer that was merged is the one it was merged into. */
static int64_t
follow(struct db *db, int64_t id, struct err *err)
{
	struct stmt *st;
	int64_t into;
	int hops;

	for (hops = 0; hops < 100; hops++) {
		st = db_stmt(db, STMT_CUSTOMER_INTO);
		bind_int(st, 1, id);
		if ((into = db_count(st, err)) < 0)
			return -1;
		if (into == 0)
			return id;
		id = into;
	}
	return err_set(err, ERR_BUG, "customers are merged in a circle");
}

static int64_t
find_one(struct db *db, const struct identity *i, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_IDENTITY_FIND);

	bind_text(st, 1, i->kind);
	bind_text(st, 2, i->scope != NULL ? i->scope : "");
	bind_text(st, 3, i->value);
	return db_count(st, err);
}

int64_t
customer_find(
    struct db *db, const struct identity *ids, size_t n, struct err *err)
{
	int64_t customer = 0;
	size_t i;

	for (i = 0; i < n && customer == 0; i++)
		if ((customer = find_one(db, &ids[i], err)) < 0)
			return -1;
	return customer > 0 ? follow(db, customer, err) : 0;
}

int64_t
customer_new(struct db *db, const char *name, const char *country,
    const char *lang, int64_t now, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_NEW);
	int64_t id;

	bind_text(st, 1, name);
	bind_text(st, 2, country);
	bind_text(st, 3, lang);
	bind_int(st, 4, now);
	return db_insert(st, &id, err) == 1 ? id : -1;
}

int
customer_identify(struct db *db, int64_t customer, const struct identity *ids,
    size_t n, struct err *err)
{
	struct stmt *st;
	size_t i;

	for (i = 0; i < n; i++) {
		st = db_stmt(db, STMT_IDENTITY_ADD);
		bind_text(st, 1, ids[i].kind);
		bind_text(st, 2, ids[i].scope != NULL ? ids[i].scope : "");
		bind_text(st, 3, ids[i].value);
		bind_int(st, 4, customer);
		if (db_do(st, err) < 0)
			return err_wrap(err, "identity of customer");
	}
	return 0;
}

int
customer_get(struct db *db, int64_t id, struct customer *c, struct arena *arena,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_GET);
	enum step step;

	bind_int(st, 1, id);
	if ((step = db_step(st, err)) != STEP_ROW)
		return step;
	c->id = id;
	c->name = col_text(st, 0, arena);
	c->country = col_text(st, 1, arena);
	c->lang = col_text(st, 2, arena);
	c->created_at = col_int(st, 3);
	c->merged_into = col_int(st, 4);
	c->opted_out = (int)col_int(st, 5);
	c->tickets = col_int(st, 6);
	c->orders = col_int(st, 7);
	stmt_end(st);
	return 1;
}

int
customer_identities(struct db *db, int64_t id, struct arena *arena,
    int (*each)(const struct identity *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_IDENTITY_EACH);
	struct identity i;
	enum step step;

	bind_int(st, 1, id);
	while ((step = db_step(st, err)) == STEP_ROW) {
		i.kind = col_text(st, 0, arena);
		i.scope = col_text(st, 1, arena);
		i.value = col_text(st, 2, arena);
		if (each(&i, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int
customer_tags(struct db *db, int64_t id, struct arena *arena,
    int (*each)(const char *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_TAGS);

	bind_int(st, 1, id);
	return stmt_texts(st, arena, each, arg, err);
}
