/* store/fact.c - what is known of a ticket, and what it belongs to */
#include "store/fact.h"
#include "store/stmt.h"

int
fact_set(struct db *db, int64_t ticket, const struct fact *f, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_FACT_SET);

	bind_int(st, 1, ticket);
	bind_text(st, 2, f->name);
	bind_text(st, 3, f->value);
	bind_text(st, 4, f->why);
	return db_do(st, err);
}

int
fact_each(struct db *db, int64_t ticket, struct arena *arena,
    int (*each)(const struct fact *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_FACT_EACH);
	struct fact f;
	enum step step;

	bind_int(st, 1, ticket);
	while ((step = db_step(st, err)) == STEP_ROW) {
		f.name = col_text(st, 0, arena);
		f.value = col_text(st, 1, arena);
		f.why = col_text(st, 2, arena);
		if (each(&f, arg) != 0) {
			stmt_end(st);
			return 0;
		}
	}
	return step;
}

int
fact_get(struct db *db, int64_t ticket, const char *name, struct fact *f,
    struct arena *arena, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_FACT_GET);
	enum step step;

	bind_int(st, 1, ticket);
	bind_text(st, 2, name);
	if ((step = db_step(st, err)) != STEP_ROW)
		return step == STEP_DONE ? 0 : -1;
	f->name = name;
	f->value = col_text(st, 0, arena);
	f->why = col_text(st, 1, arena);
	stmt_end(st);
	return 1;
}

static int
two(struct db *db, enum stmt_id id, int64_t a, int64_t b, struct err *err)
{
	struct stmt *st = db_stmt(db, id);

	bind_int(st, 1, a);
	bind_int(st, 2, b);
	return db_do(st, err);
}

int
ticket_link(struct db *db, int64_t ticket, int64_t other, struct err *err)
{
	if (two(db, STMT_LINK_ADD, ticket, other, err) < 0)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	return two(db, STMT_LINK_ADD, other, ticket, err) < 0 ? -1 : 1;
}

int
ticket_links(struct db *db, int64_t ticket, int (*each)(int64_t, void *),
    void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_LINK_EACH);
	enum step step;

	bind_int(st, 1, ticket);
	while ((step = db_step(st, err)) == STEP_ROW)
		each(col_int(st, 0), arg);
	return step;
}

int
ticket_absorb(struct db *db, int64_t into, int64_t from, struct err *err)
{
	static const enum stmt_id parts[] = { STMT_ABSORB_AUTHORS,
		STMT_ABSORB_MESSAGES, STMT_ABSORB_TAGS, STMT_ABSORB_SIGNALS,
		STMT_ABSORB_REPLIES, STMT_ABSORB_TASKS, STMT_ABSORB_LINKS,
		STMT_ABSORB_LINKED };
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (two(db, parts[i], into, from, err) < 0)
			return -1;
	return 0;
}
