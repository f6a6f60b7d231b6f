/* store/customer.c - who people are */
#include "base/clock.h"
#include "store/customer.h"
#include "store/stmt.h"

int64_t
customer_root(struct db *db, int64_t id, struct err *err)
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

int64_t
customer_owner(struct db *db, const struct identity *i, struct err *err)
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
		if ((customer = customer_owner(db, &ids[i], err)) < 0)
			return -1;
	return customer > 0 ? customer_root(db, customer, err) : 0;
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
	c->erased_at = col_time(st, 8);
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

int
customer_hand_tags(struct db *db, int64_t id, struct arena *arena,
    int (*each)(const char *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_HAND_TAGS);

	bind_int(st, 1, id);
	return stmt_texts(st, arena, each, arg, err);
}

static int
changed(struct db *db, struct stmt *st, struct err *err)
{
	return db_do(st, err) < 0 ? -1 : db_changes(db) > 0;
}

int
customer_name(struct db *db, int64_t id, const char *name, const char *country,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_NAME);

	bind_int(st, 1, id);
	bind_text(st, 2, name);
	bind_text(st, 3, country);
	return db_do(st, err);
}

int
customer_opt_out(struct db *db, int64_t id, int on, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_OPT_OUT);

	bind_int(st, 1, id);
	bind_int(st, 2, on);
	return changed(db, st, err);
}

int
customer_tag(
    struct db *db, int64_t id, const char *tag, int on, struct err *err)
{
	struct stmt *st =
	    db_stmt(db, on ? STMT_CUSTOMER_TAG : STMT_CUSTOMER_UNTAG);

	bind_int(st, 1, id);
	bind_text(st, 2, tag);
	return changed(db, st, err);
}

int
customer_rule_tags(
    struct db *db, int64_t id, const char *const *tags, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_RULE_UNTAG);
	int rc;

	bind_int(st, 1, id);
	rc = db_do(st, err);
	for (; rc == 0 && *tags != NULL; tags++) {
		st = db_stmt(db, STMT_CUSTOMER_RULE_TAG);
		bind_int(st, 1, id);
		bind_text(st, 2, *tags);
		rc = db_do(st, err);
	}
	return rc;
}

int
customer_note(struct db *db, int64_t id, int64_t at, const char *author,
    const char *text, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_NOTE_ADD);
	int64_t row;

	bind_int(st, 1, id);
	bind_int(st, 2, at);
	bind_text(st, 3, author);
	bind_text(st, 4, text);
	return db_insert(st, &row, err) == 1 ? 0 : -1;
}

int
customer_notes(struct db *db, int64_t id, struct arena *arena,
    int (*each)(int64_t, const char *, const char *, void *), void *arg,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_NOTES);
	enum step step;

	bind_int(st, 1, id);
	while ((step = db_step(st, err)) == STEP_ROW)
		if (each(col_int(st, 0), col_text(st, 1, arena),
			col_text(st, 2, arena), arg) < 0) {
			stmt_end(st);
			return -1;
		}
	return step;
}

int
customer_like(struct db *db, int64_t id, const char *kind, const char *value,
    struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LIKENESS_ADD);

	bind_text(st, 1, kind);
	bind_text(st, 2, value);
	bind_int(st, 3, id);
	return db_do(st, err);
}

int
customer_likeness(struct db *db, int64_t id, struct arena *arena,
    int (*each)(const char *, const char *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LIKENESS_OF);
	enum step step;

	bind_int(st, 1, id);
	while ((step = db_step(st, err)) == STEP_ROW)
		if (each(col_text(st, 0, arena), col_text(st, 1, arena), arg) <
		    0) {
			stmt_end(st);
			return -1;
		}
	return step;
}

static int
each_id(
    struct stmt *st, int (*each)(int64_t, void *), void *arg, struct err *err)
{
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW)
		if (each(col_int(st, 0), arg) < 0) {
			stmt_end(st);
			return -1;
		}
	return step;
}

/* Everything that begins with VALUE lies below VALUE and the last character. */
int
customer_alike(struct db *db, const char *kind, const char *value, int max,
    int (*each)(int64_t, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LIKENESS_FIND);
	struct arena arena = ARENA_INIT;
	int rc;

	bind_text(st, 1, kind);
	bind_text(st, 2, value);
	bind_text(st, 3, arena_printf(&arena, "%s\xf4\x8f\xbf\xbf", value));
	bind_int(st, 4, max);
	rc = each_id(st, each, arg, err);
	arena_free(&arena);
	return rc;
}

int
customer_shared(struct db *db, const char **kind, const char **value,
    struct arena *arena, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LIKENESS_SHARED);
	enum step step;

	bind_text(st, 1, *kind);
	bind_text(st, 2, *value);
	if ((step = db_step(st, err)) != STEP_ROW)
		return step;
	*kind = col_text(st, 0, arena);
	*value = col_text(st, 1, arena);
	stmt_end(st);
	return 1;
}

int
customer_sharers(struct db *db, const char *kind, const char *value, int max,
    int (*each)(int64_t, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LIKENESS_OWNERS);

	bind_text(st, 1, kind);
	bind_text(st, 2, value);
	bind_int(st, 3, max);
	return each_id(st, each, arg, err);
}

int
customer_page(struct db *db, int64_t before, const char *country, int max,
    int (*each)(int64_t, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_PAGE);

	bind_int(st, 1, before);
	bind_text(st, 2, country);
	bind_int(st, 3, max);
	return each_id(st, each, arg, err);
}

int
customer_of_tag(struct db *db, const char *tag, int (*each)(int64_t, void *),
    void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_OF_TAG);

	bind_text(st, 1, tag);
	return each_id(st, each, arg, err);
}

int64_t
customer_account(struct db *db, int64_t id, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_CUSTOMER_ACCOUNT);

	bind_int(st, 1, id);
	return db_count(st, err);
}
