/* desk/pending.c - messages of a person that have no ticket yet */
#include <stdlib.h>

#include "base/xalloc.h"
#include "desk/identity.h"
#include "desk/pending.h"
#include "rec/rec.h"
#include "store/account.h"
#include "store/intake.h"
#include "store/message.h"

enum { PAGE = 200 };

struct search {
	struct db *db;
	int64_t customer;
	struct rec *rec;
	int64_t *rows;
	size_t n, cap;
	struct err *err;
};

static int
look(const char *line, size_t n, void *arg)
{
	struct identity ids[IDENTITIES];
	struct search *s = arg;
	struct message m;
	int64_t who;
	size_t count;

	if (rec_parse(s->rec, line, n, s->err) < 0)
		return -1;
	count = identity_of(s->rec, ids);
	who = count > 0 ? customer_find(s->db, ids, count, s->err) : 0;
	if (who != s->customer)
		return who < 0 ? -1 : 0;
	if (message_by_id(s->db, rec_str(s->rec, "id"), &m, rec_arena(s->rec),
		s->err) != 1 ||
	    m.ticket != 0)
		return s->err->code != ERR_OK ? -1 : 0;
	xgrow(&s->rows, &s->cap, s->n + 1, sizeof *s->rows);
	s->rows[s->n++] = m.id;
	return 0;
}

static int
look_through(const struct account *a, void *arg)
{
	struct search *s = arg;
	int64_t after = 0;
	int n;

	do
		n = intake_pending(s->db, a->id, &after, PAGE, look, s, s->err);
	while (n > 0);
	return n;
}

int
pending_by(struct db *db, int64_t customer, int (*each)(int64_t row, void *),
    void *arg, struct err *err)
{
	struct search s = {
		.db = db, .customer = customer, .rec = rec_new(), .err = err
	};
	struct arena arena = ARENA_INIT;
	size_t i;
	int rc = account_each(db, &arena, look_through, &s, err);

	for (i = 0; rc == 0 && i < s.n; i++)
		rc = each(s.rows[i], arg);
	free(s.rows);
	rec_free(s.rec);
	arena_free(&arena);
	return rc < 0 ? -1 : 0;
}
