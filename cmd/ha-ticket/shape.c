/* cmd/ha-ticket/shape.c - merge, split, link, begin */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "desk/shape.h"
#include "ha-ticket/ticket.h"
#include "rec/rec.h"
#include "store/customer.h"
#include "store/message.h"
#include "store/reply.h"

/* NUMBER, or the one it was merged into. */
static int
get(struct session *s, int64_t number, struct ticket *t, struct err *err)
{
	int rc = ticket_get(s->db, number, 1, t, &s->arena, err);

	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no ticket %" PRId64, number);
	return rc < 0 ? -1 : 0;
}

/* T is the one that was named, also when it is part of another already. */
static int
merge(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	int64_t named = *(const int64_t *)arg;
	struct ticket into, whole;

	if (get(s, named, &into, err) < 0 || get(s, t->number, &whole, err) < 0)
		return -1;
	if (into.number == t->number && named != t->number)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " is part of ticket %" PRId64
		    ": merging them the other way would be a circle",
		    named, t->number);
	if (t->merged_into != 0 && whole.number != into.number)
		return err_set(err, ERR_NO,
		    "ticket %" PRId64 " is part of ticket %" PRId64
		    " already: merge that one",
		    t->number, whole.number);
	if (t->merged_into != 0)
		return 0;
	return shape_merge(&s->deed, &into, t, options.force, err);
}

/* The first reference of a verb that takes one and then others. */
static char **
first_ref(char **args, int64_t *number, const char *what)
{
	struct err err = ERR_INIT;

	if (args[0] == NULL)
		opt_usage(&program, "%s", what);
	if (ref_parse(args[0], 0, number, &err) < 0)
		opt_usage(&program, "%s", err.text);
	return args + 1;
}

int
run_merge(char **args)
{
	int64_t into;
	struct session s;

	args = first_ref(args, &into, "merge into which ticket?");
	session_begin(&s, options.as);
	return work_on(&s, args,
	    &(struct work){ .each = merge,
		.arg = &into,
		.done = N_("merged"),
		.question = N_("merge"),
		.exact = 1 });
}

static int
link_it(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	struct ticket other;

	if (get(s, *(const int64_t *)arg, &other, err) < 0)
		return -1;
	return shape_link(&s->deed, t, other.number, err);
}

int
run_link(char **args)
{
	int64_t with;
	struct session s;

	args = first_ref(args, &with, "link which tickets?");
	session_begin(&s, options.as);
	return work_on(&s, args,
	    &(struct work){ .each = link_it,
		.arg = &with,
		.done = N_("linked"),
		.question = N_("link") });
}

struct cut {
	char **ids; /* as they were typed */
	int64_t *rows;
	size_t n, found;
	int64_t made;
};

/* A record's id, or its last part alone: how a message is named here. */
static int
find_rows(const struct message *m, void *arg)
{
	struct cut *c = arg;
	struct val rec = { m->record, m->record_len };
	struct arena arena = ARENA_INIT;
	const char *id = val_str(val_get(rec, "id"), &arena);
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->rows[i] == 0 &&
		    ((id != NULL && strcmp(id, c->ids[i]) == 0) ||
			strcmp(m->external_id, c->ids[i]) == 0)) {
			c->rows[i] = m->id;
			c->found++;
		}
	arena_free(&arena);
	return 0;
}

static int
split(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	struct cut *c = arg;
	struct ticket made;
	size_t i;
	int rc;

	memset(c->rows, 0, c->n * sizeof *c->rows);
	if (message_of_ticket(s->db, t->number, &s->arena, find_rows, c, err) <
	    0)
		return -1;
	for (i = 0; i < c->n; i++)
		if (c->rows[i] == 0)
			return err_set(err, ERR_NOINPUT,
			    "ticket %" PRId64
			    " has no message '%s' (ha-ticket show -j names "
			    "them)",
			    t->number, c->ids[i]);
	rc = shape_split(&s->deed, t, c->rows, c->n, &made, err);
	c->made = made.number;
	return rc;
}

int
run_split(char **args)
{
	struct cut c = { .ids = args + 1 };
	char *one[2] = { args[0], NULL };
	struct session s;
	int status;

	if (args[0] == NULL || args[1] == NULL)
		opt_usage(&program, "split which messages off which ticket?");
	while (c.ids[c.n] != NULL)
		c.n++;
	c.rows = xcalloc(c.n, sizeof *c.rows);
	session_begin(&s, options.as);
	status = work_on(&s, one,
	    &(struct work){ .each = split,
		.arg = &c,
		.done = N_("split off"),
		.made = &c.made });
	free(c.rows);
	return status;
}

static int
keep_newest(int64_t account, int64_t ticket, void *arg)
{
	int64_t *newest = arg;

	(void)account;
	if (ticket > *newest)
		*newest = ticket;
	return 0;
}

/* The customer's newest ticket and message: how they are written to. */
static int
way_to(struct session *s, int64_t customer, struct ticket *t, struct message *m,
    struct err *err)
{
	struct customer c;
	int64_t newest = 0;
	int rc = customer_get(s->db, customer, &c, &s->arena, err);

	if (rc == 0)
		return err_set(err, ERR_NOINPUT,
		    "there is no customer c%" PRId64, customer);
	if (rc < 0)
		return -1;
	if (c.opted_out && !options.force)
		return err_set(err, ERR_NO,
		    "c%" PRId64 " does not want to be written to: --force "
		    "writes all the same",
		    customer);
	customer = customer_root(s->db, customer, err);
	if (customer < 0 ||
	    customer_tickets(s->db, customer, keep_newest, &newest, err) < 0)
		return -1;
	if (newest == 0 || get(s, newest, t, err) < 0 ||
	    (rc = message_newest(s->db, t->number, &s->arena, m, err)) == 0)
		return err_set(err, ERR_NO,
		    "c%" PRId64 " never wrote: it is not known where to write",
		    customer);
	return rc < 0 ? -1 : 0;
}

/* --subject, else the first line of what is said. */
static const char *
subject_of(struct session *s, const char *text)
{
	size_t n = strcspn(text, "\n");

	return options.subject != NULL
		   ? options.subject
		   : arena_strndup(&s->arena, text, n < 78 ? n : 78);
}

/* A message that begins a conversation, into the outbox. */
static int
put_first(struct session *s, struct ticket *made, const struct message *m,
    const char *text, struct reply *r, struct err *err)
{
	struct outbox o = { .ticket = made->number };
	struct rec *rec = rec_new();
	int rc = rec_parse(rec, m->record, m->record_len, err);

	if (rc == 0)
		outbox_address(&o, rec, s->config, &s->arena);
	if (rc == 0 && o.to == NULL)
		rc = err_set(err, ERR_DATA,
		    "c%" PRId64 " has no address to write to", made->customer);
	o.message = 0;
	o.in_reply_to = NULL;
	o.references = NULL;
	o.subject = outbox_subject(&o, made->subject, &s->arena);
	o.text = text;
	o.kind = "answer:1";
	*r = (struct reply){ .account = m->account,
		.ticket = made->number,
		.kind = o.kind,
		.mode = "human",
		.status = REPLY_READY,
		.author = s->actor.name,
		.lang = made->lang,
		.created_at = s->deed.now,
		.not_before = CLOCK_NONE };
	if (rc == 0)
		rc = outbox_freeze(s->db, &o, r, &s->arena, err);
	if (rc == 0)
		rc = reply_add(s->db, r, &s->arena, err) == 1 ? 0 : -1;
	rec_free(rec);
	return rc < 0 ? -1 : say_shadow(s, m, err);
}

static int
begin(struct session *s, int64_t customer, const char *text,
    struct ticket *made, struct err *err)
{
	struct ticket like;
	struct message m;
	struct reply r;

	if (way_to(s, customer, &like, &m, err) < 0 ||
	    shape_new(&s->deed, &like, subject_of(s, text), made, err) < 0 ||
	    put_first(s, made, &m, text, &r, err) < 0)
		return -1;
	return verb_answered(&s->deed, made, r.id, options.proposal, err);
}

static int
print_new(struct session *s, const struct ticket *t, struct err *err)
{
	static const struct column columns[] = { { N_("ticket"), COL_RIGHT },
		{ N_("result"), 0 }, { NULL, 0 } };
	struct table *out = table_new(columns);

	table_row(out);
	table_cell(out, arena_printf(&s->arena, "%" PRId64, t->number));
	table_cell(out, result_word(1, N_("begun"), &s->arena));
	if (table_wants_json(out))
		table_json(
		    out, result_json(json_integer(t->number), 1, "begun"));
	return table_end(out, err);
}

int
run_new(char **args)
{
	struct err err = ERR_INIT;
	struct session s;
	struct ticket made;
	const char *text;
	int64_t customer;

	if (options.customer == NULL || *args != NULL)
		opt_usage(&program, "new wants --customer C and its text");
	if (ref_parse(options.customer, 'c', &customer, &err) < 0)
		opt_usage(&program, "%s", err.text);
	session_begin(&s, options.as);
	text = given_text(NULL, options.message, options.file, &s.arena, &err);
	if (err.code == ERR_OK && text == NULL)
		err_set(&err, ERR_USAGE,
		    "a new ticket wants its text: -m TEXT or -F FILE");
	if (err.code != ERR_OK || db_begin(s.db, &err) < 0)
		return session_end(&s, 0, &err);
	if (begin(&s, customer, text, &made, &err) < 0 || common.dry_run)
		db_rollback(s.db);
	else
		db_commit(s.db, &err);
	if (err.code == ERR_OK)
		print_new(&s, &made, &err);
	return session_end(&s, 0, &err);
}
