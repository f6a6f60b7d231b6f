/* store/quarantine.c - what nobody could read may still name a person */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/customer.h"
#include "store/inside.h"
#include "store/pack.h"
#include "store/quarantine.h"

enum { SHORTEST = 5 };

struct names {
	const char **v;
	size_t n, cap;
};

static int
keep_value(const struct identity *id, void *arg)
{
	struct names *names = arg;

	if (strlen(id->value) < SHORTEST)
		return 0;
	xgrow(&names->v, &names->cap, names->n + 1, sizeof *names->v);
	names->v[names->n++] = id->value;
	return 0;
}

static int
stands_in(const char *p, size_t n, const char *value)
{
	size_t i, len = strlen(value);

	for (i = 0; i + len <= n; i++)
		if (strncasecmp(p + i, value, len) == 0)
			return 1;
	return 0;
}

static int
has_any(const struct names *names, const char *p, size_t n)
{
	size_t i;

	for (i = 0; p != NULL && i < names->n; i++)
		if (stands_in(p, n, names->v[i]))
			return 1;
	return 0;
}

static void
read_row(struct db *db, struct stmt *st, struct quarantined *q, struct arena *a)
{
	struct err unused = ERR_INIT;
	const void *p;
	size_t n;

	q->id = col_int(st, 0);
	q->detail = col_text(st, 1, a);
	q->source = col_text(st, 3, a);
	q->reason = col_text(st, 4, a);
	q->at = col_time(st, 5);
	p = col_blob(st, 2, &n);
	q->data.p = pack_open(&db->pack, p, n, &q->data.n, a, &unused);
}

struct search {
	struct db *db;
	struct names names;
	struct arena *arena;
	int (*each)(const struct quarantined *, void *);
	void *arg;
};

static int
look_at(struct stmt *st, void *arg)
{
	struct search *s = arg;
	struct quarantined q;

	read_row(s->db, st, &q, s->arena);
	if (has_any(&s->names, q.data.p, q.data.n) ||
	    has_any(
		&s->names, q.detail, q.detail != NULL ? strlen(q.detail) : 0))
		return s->each(&q, s->arg);
	return 0;
}

int
quarantine_naming(struct db *db, int64_t customer, struct arena *arena,
    int (*each)(const struct quarantined *, void *), void *arg, struct err *err)
{
	struct search s = { db, { NULL, 0, 0 }, arena, each, arg };
	int rc =
	    customer_identities(db, customer, arena, keep_value, &s.names, err);

	if (rc == 0 && s.names.n > 0)
		rc = stmt_pages(db, STMT_QUARANTINES, 0, look_at, &s, err);
	free(s.names.v);
	return rc;
}
