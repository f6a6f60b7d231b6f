/* store/ticket.c - tickets */
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "store/columns.h"
#include "store/query.h"
#include "store/ticket.h"

static const char *const statuses[] = {
	[TICKET_NEW] = "new",
	[TICKET_OPEN] = "open",
	[TICKET_WAITING_CUSTOMER] = "waiting_customer",
	[TICKET_WAITING_INTERNAL] = "waiting_internal",
	[TICKET_RESOLVED] = "resolved",
	[TICKET_CLOSED] = "closed",
};

static const char *const priorities[] = {
	[PRIORITY_URGENT] = "urgent",
	[PRIORITY_HIGH] = "high",
	[PRIORITY_NORMAL] = "normal",
	[PRIORITY_LOW] = "low",
};

static const char *const clocks[] = {
	[DUE_FIRST] = "first_response",
	[DUE_NEXT] = "next_response",
	[DUE_PROPOSAL] = "proposal",
	[DUE_RESOLUTION] = "resolution",
	[DUE_PLATFORM] = "platform",
};

static int
index_of(const char *const *names, size_t n, const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

const char *
ticket_status_name(enum ticket_status status)
{
	return statuses[status];
}

int
ticket_status_of(const char *name)
{
	return index_of(statuses, sizeof statuses / sizeof *statuses, name);
}

const char *
ticket_priority_name(enum ticket_priority priority)
{
	return priorities[priority];
}

int
ticket_priority_of(const char *name)
{
	return index_of(
	    priorities, sizeof priorities / sizeof *priorities, name);
}

const char *
ticket_clock_name(enum ticket_clock clock)
{
	return clocks[clock];
}

int
ticket_is_done(enum ticket_status status)
{
	return status == TICKET_RESOLVED || status == TICKET_CLOSED;
}

int
ticket_is_working(enum ticket_status status)
{
	return status == TICKET_NEW || status == TICKET_OPEN;
}

enum field_type {
	FIELD_ID,    /* int64_t */
	FIELD_REF,   /* int64_t, 0 is NULL */
	FIELD_TIME,  /* int64_t, CLOCK_NONE is NULL */
	FIELD_INT,   /* int */
	FIELD_CLOCK, /* int, -1 is NULL */
	FIELD_LONG,
	FIELD_REAL,
	FIELD_TEXT,
	FIELD_STATUS,
	FIELD_PRIORITY
};

/* P: of its place (ticket.h). */
#define F(type, member)                                                        \
	{                                                                      \
		FIELD_##type, offsetof(struct ticket, member), 0               \
	}
#define P(type, member)                                                        \
	{                                                                      \
		FIELD_##type, offsetof(struct ticket, member), 1               \
	}

/* The columns of TICKET_COLUMNS up to watch_at, $1 and on in writes. */
static const struct {
	enum field_type type;
	size_t offset;
	int place;
} fields[] = {
	P(ID, account),
	P(REF, customer),
	P(TEXT, thread),
	F(TEXT, subject),
	F(STATUS, status),
	F(PRIORITY, priority),
	F(TEXT, queue),
	F(TEXT, assignee),
	F(INT, claimed),
	P(TEXT, intent),
	F(TEXT, intent2),
	P(TEXT, detail),
	F(REAL, p),
	F(TEXT, lang),
	F(TEXT, urgency),
	F(TEXT, sentiment),
	F(TEXT, country),
	P(TEXT, order_id),
	P(TEXT, sku),
	F(TEXT, carrier),
	F(TEXT, responsibility),
	F(TEXT, result),
	F(LONG, severity),
	F(TEXT, sla),
	F(TIME, due[DUE_FIRST]),
	F(TIME, due[DUE_NEXT]),
	F(TIME, due[DUE_PROPOSAL]),
	F(TIME, due[DUE_RESOLUTION]),
	F(TIME, due[DUE_PLATFORM]),
	F(TIME, met[DUE_FIRST]),
	F(TIME, met[DUE_NEXT]),
	F(TIME, met[DUE_PROPOSAL]),
	F(TIME, met[DUE_RESOLUTION]),
	F(TIME, met[DUE_PLATFORM]),
	F(TIME, due_at),
	F(CLOCK, due_clock),
	P(ID, created_at),
	F(TIME, updated_at),
	P(TIME, first_in_at),
	F(TIME, last_in_at),
	F(TIME, last_out_at),
	F(TIME, first_response_at),
	P(TIME, resolved_at),
	F(TIME, closed_at),
	F(ID, reopens),
	F(ID, in_count),
	F(ID, out_count),
	F(ID, auto_count),
	F(INT, unread),
	F(INT, history),
	P(REF, merged_into),
	F(TIME, watch_at),
};
#undef F
#undef P
#define NFIELDS ((int)(sizeof fields / sizeof fields[0]))

static void
bind_field(struct stmt *st, int n, enum field_type type, const void *p)
{
	switch (type) {
	case FIELD_ID:
		bind_int(st, n, *(const int64_t *)p);
		break;
	case FIELD_REF:
		bind_ref(st, n, *(const int64_t *)p);
		break;
	case FIELD_TIME:
		bind_time(st, n, *(const int64_t *)p);
		break;
	case FIELD_INT:
		bind_int(st, n, *(const int *)p);
		break;
	case FIELD_CLOCK:
		bind_time(
		    st, n, *(const int *)p < 0 ? CLOCK_NONE : *(const int *)p);
		break;
	case FIELD_LONG:
		bind_ref(st, n, *(const long *)p);
		break;
	case FIELD_REAL:
		bind_real(st, n, *(const double *)p);
		break;
	case FIELD_TEXT:
		bind_text(st, n, *(const char *const *)p);
		break;
	case FIELD_STATUS:
		bind_text(st, n, statuses[*(const enum ticket_status *)p]);
		break;
	case FIELD_PRIORITY:
		bind_int(st, n, *(const enum ticket_priority *)p);
		break;
	}
}

static void
read_field(
    struct stmt *st, int i, enum field_type type, void *p, struct arena *arena)
{
	int status;

	switch (type) {
	case FIELD_ID:
	case FIELD_REF:
		*(int64_t *)p = col_int(st, i);
		break;
	case FIELD_TIME:
		*(int64_t *)p = col_time(st, i);
		break;
	case FIELD_INT:
		*(int *)p = (int)col_int(st, i);
		break;
	case FIELD_CLOCK:
		*(int *)p = col_null(st, i) ? -1 : (int)col_int(st, i);
		break;
	case FIELD_LONG:
		*(long *)p = (long)col_int(st, i);
		break;
	case FIELD_REAL:
		*(double *)p = col_real(st, i);
		break;
	case FIELD_TEXT:
		*(const char **)p = col_text(st, i, arena);
		break;
	case FIELD_STATUS:
		status = ticket_status_of(col_text(st, i, NULL));
		*(enum ticket_status *)p =
		    status < 0 ? TICKET_NEW : (enum ticket_status)status;
		break;
	case FIELD_PRIORITY:
		*(enum ticket_priority *)p =
		    (enum ticket_priority)col_int(st, i);
		break;
	}
}

static struct ticket_place
place_of(const struct ticket *t)
{
	return (struct ticket_place){ .account = t->account,
		.customer = t->customer,
		.created_at = t->created_at,
		.first_in_at = t->first_in_at,
		.resolved_at = t->resolved_at,
		.merged_into = t->merged_into,
		.thread = t->thread,
		.order_id = t->order_id,
		.sku = t->sku,
		.intent = t->intent,
		.detail = t->detail };
}

void
ticket_read(struct stmt *st, struct ticket *t, struct arena *arena)
{
	int i;

	memset(t, 0, sizeof *t);
	for (i = 0; i < NFIELDS; i++)
		read_field(
		    st, i, fields[i].type, (char *)t + fields[i].offset, arena);
	t->number = col_int(st, i);
	t->channel = col_text(st, i + 1, arena);
	t->account_name = col_text(st, i + 2, arena);
	t->customer_name = col_text(st, i + 3, arena);
	t->draft = (int)col_int(st, i + 4);
	t->origin = col_int(st, i + 5);
	t->was = place_of(t);
}

/* All columns, or those that are not of its place; returns how many. */
static int
bind_ticket(struct stmt *st, const struct ticket *t, int place)
{
	int i, n = 0;

	for (i = 0; i < NFIELDS; i++)
		if (place || !fields[i].place)
			bind_field(st, ++n, fields[i].type,
			    (const char *)t + fields[i].offset);
	return n;
}

static int
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int
has_moved(const struct ticket *t)
{
	struct ticket_place now = place_of(t), was = t->was;

	return now.account != was.account || now.customer != was.customer ||
	       now.created_at != was.created_at ||
	       now.first_in_at != was.first_in_at ||
	       now.resolved_at != was.resolved_at ||
	       now.merged_into != was.merged_into ||
	       !same_text(now.thread, was.thread) ||
	       !same_text(now.order_id, was.order_id) ||
	       !same_text(now.sku, was.sku) ||
	       !same_text(now.intent, was.intent) ||
	       !same_text(now.detail, was.detail);
}

int
ticket_open(struct db *db, struct ticket *t, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TICKET_OPEN);

	bind_ticket(st, t, 1);
	if (db_insert(st, &t->number, err) != 1)
		return err_wrap(err, "open a ticket");
	t->was = place_of(t);
	return 0;
}

int
ticket_update(struct db *db, struct ticket *t, struct err *err)
{
	int moved = has_moved(t);
	struct stmt *st =
	    db_stmt(db, moved ? STMT_TICKET_UPDATE : STMT_TICKET_GO_ON);

	bind_int(st, bind_ticket(st, t, moved) + 1, t->number);
	if (db_do(st, err) < 0)
		return err_wrap(err, "ticket %lld", (long long)t->number);
	if (db_changes(db) != 1)
		return err_set(err, ERR_BUG, "there is no ticket %lld",
		    (long long)t->number);
	t->was = place_of(t);
	return 0;
}

int
ticket_get(struct db *db, int64_t number, int follow, struct ticket *t,
    struct arena *arena, struct err *err)
{
	struct stmt *st;
	enum step step;
	int hops;

	for (hops = 0; hops < 100; hops++) {
		st = db_stmt(db, STMT_TICKET_GET);
		bind_int(st, 1, number);
		if ((step = db_step(st, err)) != STEP_ROW)
			return step;
		ticket_read(st, t, arena);
		stmt_end(st);
		if (!follow || t->merged_into == 0)
			return 1;
		number = t->merged_into;
	}
	return err_set(err, ERR_BUG, "tickets are merged in a circle");
}

int64_t
ticket_of_thread(
    struct db *db, int64_t account, const char *thread, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TICKET_OF_THREAD);

	bind_int(st, 1, account);
	bind_text(st, 2, thread);
	return db_count(st, err);
}

int64_t
ticket_of_order(struct db *db, int64_t customer, const char *order_id,
    int64_t resolved_after, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TICKET_OF_ORDER);

	bind_int(st, 1, customer);
	bind_text(st, 2, order_id);
	bind_int(st, 3, resolved_after);
	return db_count(st, err);
}

int
tickets_about(struct db *db, const char *order_id, int (*each)(int64_t, void *),
    void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TICKETS_ABOUT);
	enum step step;

	bind_text(st, 1, order_id);
	while ((step = db_step(st, err)) == STEP_ROW)
		each(col_int(st, 0), arg);
	return step;
}

int
ticket_find(struct db *db, const struct find *find, struct arena *arena,
    int (*each)(const struct ticket *, void *), void *arg, struct err *err)
{
	struct stmt *st = find_stmt(db, find, NULL);
	struct ticket t;
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW) {
		ticket_read(st, &t, arena);
		if (each(&t, arg) < 0) {
			stmt_end(st);
			return -1;
		}
	}
	return step;
}

int
ticket_claim(struct db *db, int64_t *number, const char *who, int64_t now,
    struct err *err)
{
	struct stmt *st = db_stmt(
	    db, *number == 0 ? STMT_TICKET_CLAIM_NEXT : STMT_TICKET_CLAIM_THIS);

	bind_text(st, 1, who);
	bind_int(st, 2, now);
	if (*number != 0)
		bind_int(st, 3, *number);
	return db_one(st, number, err);
}

int
ticket_offer(struct db *db, int64_t number, const char *who, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TICKET_OFFER);

	bind_int(st, 1, number);
	bind_text(st, 2, who);
	return db_do(st, err) < 0 ? -1 : db_changes(db) == 1;
}

int
ticket_tag(
    struct db *db, int64_t number, const char *tag, int on, struct err *err)
{
	struct stmt *st = db_stmt(db, on ? STMT_TICKET_TAG : STMT_TICKET_UNTAG);

	bind_int(st, 1, number);
	bind_text(st, 2, tag);
	return db_do(st, err) < 0 ? -1 : db_changes(db) > 0;
}

int
ticket_tags(struct db *db, int64_t number, struct arena *arena,
    int (*each)(const char *, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TICKET_TAGS);

	bind_int(st, 1, number);
	return stmt_texts(st, arena, each, arg, err);
}

int
ticket_loads(struct db *db, struct arena *arena,
    int (*each)(const char *, int64_t, void *), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TICKET_LOADS);
	enum step step;

	while ((step = db_step(st, err)) == STEP_ROW)
		if (each(col_text(st, 0, arena), col_int(st, 1), arg) < 0) {
			stmt_end(st);
			return -1;
		}
	return step;
}

const char *
ticket_last_agent(struct db *db, int64_t customer, struct arena *arena)
{
	struct stmt *st = db_stmt(db, STMT_TICKET_LAST_AGENT);
	const char *agent = NULL;

	bind_int(st, 1, customer);
	if (db_step(st, NULL) == STEP_ROW) {
		agent = col_text(st, 0, arena);
		stmt_end(st);
	}
	return agent;
}

int
ticket_origin(struct db *db, int64_t number, int64_t customer, struct err *err)
{
	struct stmt *st = db_stmt(db, STMT_TICKET_ORIGIN);

	bind_int(st, 1, number);
	bind_ref(st, 2, customer);
	return db_do(st, err);
}
