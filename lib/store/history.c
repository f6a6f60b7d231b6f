/* store/history.c - the past of one customer, row by row */
#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "rec/val.h"
#include "store/history.h"
#include "store/inside.h"
#include "store/pack.h"

int
history_is_unfounded(const char *result)
{
	static const char word[] = "unfounded";
	size_t n = sizeof word - 1;

	return result != NULL && strncmp(result, word, n) == 0 &&
	       !isalnum((unsigned char)result[n]) && result[n] != '_';
}

static void
read_order(struct db *db, struct stmt *st, struct history *h, struct arena *a)
{
	const char *currency = col_text(st, 5, a);

	(void)db;
	h->status = col_text(st, 2, a);
	h->at = col_time(st, 3);
	if (currency == NULL || strlen(currency) != 3)
		return;
	h->money.minor = col_int(st, 4);
	memcpy(h->money.currency, currency, 4);
}

/* What was refunded stands in the record alone. */
static void
read_return(struct db *db, struct stmt *st, struct history *h, struct arena *a)
{
	struct err unused = ERR_INIT;
	const char *value, *currency;
	struct val rec;
	const void *p;
	size_t n;

	h->reason = col_text(st, 2, a);
	h->at = col_time(st, 3);
	p = col_blob(st, 4, &n);
	rec.p = pack_open(&db->pack, p, n, &rec.n, a, &unused);
	if (rec.p == NULL)
		return;
	value = val_str(val_get(rec, "refund.value"), a);
	currency = val_str(val_get(rec, "refund.currency"), a);
	if (value == NULL || currency == NULL ||
	    money_parse(&h->money, value, currency, &unused) < 0)
		h->money = (struct money){ 0, "" };
}

static void
read_review(struct db *db, struct stmt *st, struct history *h, struct arena *a)
{
	(void)db;
	(void)a;
	h->stars = col_int(st, 2);
	h->at = col_time(st, 3);
}

static void
read_ticket(struct db *db, struct stmt *st, struct history *h, struct arena *a)
{
	(void)db;
	h->number = col_int(st, 2);
	h->status = col_text(st, 3, a);
	h->reason = col_text(st, 4, a);
	h->result = col_text(st, 5, a);
	h->lang = col_text(st, 6, a);
	h->at = col_time(st, 7);
}

static const struct {
	enum stmt_id id;
	void (*read)(
	    struct db *, struct stmt *, struct history *, struct arena *);
} kinds[] = {
	[HISTORY_ORDER] = { STMT_HISTORY_ORDERS, read_order },
	[HISTORY_RETURN] = { STMT_HISTORY_RETURNS, read_return },
	[HISTORY_REVIEW] = { STMT_HISTORY_REVIEWS, read_review },
	[HISTORY_TICKET] = { STMT_HISTORY_TICKETS, read_ticket },
};

static int
each_of(struct db *db, enum history_kind kind, int64_t id, struct arena *arena,
    int (*each)(const struct history *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, kinds[kind].id);
	struct history h;
	enum step step;

	bind_int(st, 1, id);
	while ((step = db_step(st, err)) == STEP_ROW) {
		h = (struct history){ .kind = kind, .at = CLOCK_NONE };
		h.channel = col_text(st, 0, arena);
		h.account = col_text(st, 1, arena);
		kinds[kind].read(db, st, &h, arena);
		if (each(&h, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int
history_each(struct db *db, int64_t id, struct arena *arena,
    int (*each)(const struct history *, void *), void *arg, struct err *err)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof kinds / sizeof kinds[0]; i++)
		rc = each_of(
		    db, (enum history_kind)i, id, arena, each, arg, err);
	return rc;
}
