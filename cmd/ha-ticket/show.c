/*
 * cmd/ha-ticket/show.c - a ticket with all that belongs to it
 *
 * Always in the same order: the ticket, its order with shipments and their
 * events, the customer, the messages, the tasks, the draft.  All of it is
 * foreign text and goes through table_clean line by line.
 */
#include <inttypes.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "desk/issue.h"
#include "desk/task.h"
#include "desk/customer.h"
#include "desk/tell.h"
#include "ha-ticket/told.h"
#include "io/out.h"
#include "rec/json.h"
#include "store/fact.h"
#include "store/message.h"
#include "store/order.h"
#include "store/reply.h"
#include "text/quote.h"

struct page {
	struct session *s;
	struct buf *out;
	struct arena *a;
	json_t *json; /* -j: what is collected */
};

static const char *
clean(const struct page *p, const char *s)
{
	return s != NULL ? table_clean(s, p->a) : "-";
}

/* The text line by line, indented; an empty one stays empty. */
static void
add_text(const struct page *p, const char *text, size_t n)
{
	const char *end = text + n, *nl;

	for (; text < end; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		if (nl == NULL)
			nl = end;
		buf_addf(p->out, "%s%s\n", nl > text ? "    " : "",
		    clean(p, arena_strndup(p->a, text, (size_t)(nl - text))));
	}
}

static void
add_head(struct page *p, const struct ticket *t)
{
	const char *tags = "";
	json_t *list, *tag;
	struct err unused = ERR_INIT;
	size_t i;

	list = desk_tags(p->s->desk, t->number, &unused);
	json_array_foreach(list, i, tag) tags = arena_printf(
	    p->a, "%s  #%s", tags, clean(p, json_string_value(tag)));
	json_decref(list);
	buf_addf(p->out, "%" PRId64 "  %s\n", t->number,
	    t->subject != NULL ? clean(p, t->subject) : _("(no subject)"));
	buf_addf(p->out, "  %s/%s  %s  %s  %s  %s  %s%s\n", t->channel,
	    t->account_name, ticket_status_name(t->status),
	    ticket_priority_name(t->priority), or_dash(t->queue),
	    or_dash(t->assignee), due_text(p->s, t, p->a), tags);
	if (t->intent != NULL)
		buf_addf(p->out, "  %s %.2f  %s  %s\n", t->intent, t->p,
		    or_dash(t->lang), or_dash(t->urgency));
}

static void
add_lines(struct page *p, struct val lines)
{
	struct val item = VAL_NONE;
	const char *title;
	int64_t quantity;

	while (val_next(lines, &item)) {
		if (val_int(val_get(item, "quantity"), &quantity) < 0)
			quantity = 1;
		title = val_str(val_get(item, "title"), p->a);
		buf_addf(p->out, "  %" PRId64 " x %s  %s  %s\n", quantity,
		    clean(p, val_str(val_get(item, "sku"), p->a)),
		    title != NULL ? clean(p, title) : "",
		    or_dash(val_str(val_get(item, "price"), p->a)));
	}
}

static void
add_tracking(struct page *p, struct val events)
{
	struct val item = VAL_NONE;
	const char *at, *place;
	int64_t ms;

	while (val_next(events, &item)) {
		at = val_str(val_get(item, "at"), p->a);
		ms = at != NULL ? clock_parse(at, strlen(at)) : CLOCK_NONE;
		place = val_str(val_get(item, "place"), p->a);
		buf_addf(p->out, "    %s  %s%s%s\n",
		    ms != CLOCK_NONE ? when(p->s, ms, p->a) : "-",
		    clean(p, val_str(val_get(item, "text"), p->a)),
		    place != NULL ? ", " : "",
		    place != NULL ? clean(p, place) : "");
	}
}

static int
add_shipment(const struct shipment *sh, void *arg)
{
	struct page *p = arg;
	struct val rec = { sh->record, strlen(sh->record) };
	const char *signer = val_str(val_get(rec, "signed_by"), p->a);

	buf_addf(p->out, "  %s %s  %s", clean(p, sh->carrier),
	    clean(p, sh->tracking), or_dash(sh->status));
	if (sh->delivered_at != CLOCK_NONE)
		buf_addf(p->out, "  %s", when(p->s, sh->delivered_at, p->a));
	if (signer != NULL)
		buf_addf(p->out, _("  signed by %s"), clean(p, signer));
	buf_addc(p->out, '\n');
	add_tracking(p, val_get(rec, "events"));
	return 0;
}

static int
find_order(struct session *s, const struct ticket *t, struct order *o,
    struct arena *a, struct err *err)
{
	int rc;

	if (t->order_id == NULL)
		return 0;
	rc = order_find(s->db, t->account, t->order_id, o, a, err);
	return rc != 0 ? rc : order_find(s->db, 0, t->order_id, o, a, err);
}

static int
add_order(struct page *p, const struct ticket *t, struct err *err)
{
	char total[MONEY_TEXT];
	struct order o;
	int rc = find_order(p->s, t, &o, p->a, err);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		if (t->order_id != NULL)
			buf_addf(p->out, _("order %s (not known)\n"),
			    clean(p, t->order_id));
		return 0;
	}
	buf_addf(p->out, _("order %s"), clean(p, o.external_id));
	if (o.placed_at != CLOCK_NONE)
		buf_addf(p->out, "  %s", when(p->s, o.placed_at, p->a));
	if (o.total.currency[0] != '\0')
		buf_addf(p->out, "  %s", money_str(&o.total, total));
	buf_addf(p->out, "  %s  %s\n", or_dash(o.status), or_dash(o.country));
	add_lines(
	    p, val_get((struct val){ o.record, strlen(o.record) }, "lines"));
	return order_shipments(p->s->db, o.id, p->a, add_shipment, p, err);
}

static int
add_customer(struct page *p, const struct ticket *t, struct err *err)
{
	const char *card =
	    customer_card(p->s->desk, t->customer, p->s->deed.now, p->a, err);
	const char *nl;

	for (; card != NULL && *card != '\0'; card = nl + 1) {
		nl = strchr(card, '\n');
		buf_addf(p->out, "%s\n",
		    clean(p, arena_strndup(p->a, card, (size_t)(nl - card))));
	}
	return card == NULL ? -1 : 0;
}

int
show_facts(
    struct session *s, const struct ticket *t, struct buf *out, struct err *err)
{
	struct page p = { s, out, &s->arena, NULL };

	return add_order(&p, t, err) < 0 ? -1 : add_customer(&p, t, err);
}

/* What was quoted and signed is left out; -v shows it. */
static void
add_words(struct page *p, const char *text)
{
	struct buf words = BUF_INIT;

	if (log_verbose()) {
		add_text(p, text, strlen(text));
		return;
	}
	quote_new_words(text, strlen(text), &words);
	if (words.len > 0)
		add_text(p, words.p, words.len);
	else
		add_text(p, text, strlen(text));
	buf_free(&words);
}

static void
add_files(struct page *p, struct val files)
{
	struct val item = VAL_NONE;
	int64_t bytes;

	while (val_next(files, &item)) {
		if (val_int(val_get(item, "bytes"), &bytes) < 0)
			bytes = 0;
		buf_addf(p->out, "    [%s  %s  %" PRId64 "]\n",
		    clean(p, val_str(val_get(item, "name"), p->a)),
		    clean(p, val_str(val_get(item, "type"), p->a)), bytes);
	}
}

static int
add_message(const struct message *m, void *arg)
{
	struct page *p = arg;
	struct val rec = { m->record, m->record_len };
	const char *text = val_str(val_get(rec, "text"), p->a);
	const char *who = val_str(val_get(rec, "from.name"), p->a);

	if (p->json != NULL) {
		json_array_append_new(
		    p->json, json_loadb(m->record, m->record_len, 0, NULL));
		return 0;
	}
	if (m->author != NULL)
		who = m->author;
	else if (who == NULL)
		who = val_str(val_get(rec, "from.email"), p->a);
	buf_addf(p->out, "%s %s  %s%s\n", m->out ? "<" : ">",
	    when(p->s, m->received_at, p->a), clean(p, who),
	    m->automatic ? _("  (automatic)") : "");
	add_words(p, text != NULL ? text : "");
	text = val_str(val_get(rec, "translation.text"), p->a);
	if (text != NULL) {
		buf_addf(p->out, "  = %s\n",
		    clean(p, val_str(val_get(rec, "translation.to"), p->a)));
		add_words(p, text);
	}
	add_files(p, val_get(rec, "attachments"));
	return 0;
}

/* What waits in the outbox: a draft, and answers on their way. */
static int
add_reply(const struct reply *r, void *arg)
{
	struct page *p = arg;
	struct err unused = ERR_INIT;
	struct outbox o;

	buf_addf(p->out, "r%" PRId64 "  %s  %s  %s", r->id,
	    reply_status_name(r->status), or_dash(r->template),
	    or_dash(r->lang));
	if (r->error != NULL)
		buf_addf(p->out, "  %s", clean(p, r->error));
	buf_addc(p->out, '\n');
	if (outbox_read(r, &o, p->a, &unused) == 0 && o.text != NULL)
		add_text(p, o.text, strlen(o.text));
	return 0;
}

static int
add_replies(struct page *p, const struct ticket *t, struct err *err)
{
	return reply_each(p->s->db, t->number,
	    ~(1u << REPLY_NONE | 1u << REPLY_SENT | 1u << REPLY_CANCELLED),
	    p->a, add_reply, p, err);
}

static int
add_tasks(struct page *p, const struct ticket *t, struct err *err)
{
	json_t *list = desk_task_list(p->s->desk, t->number, err), *k;
	const char *due, *state;
	size_t i;

	json_array_foreach(list, i, k)
	{
		due = json_string_value(json_object_get(k, "due_at"));
		state = json_string_value(json_object_get(k, "state"));
		buf_addf(p->out, "%s %s  %s  %s  %s  %s\n",
		    strcmp(state, "done") == 0	 ? "[x]"
		    : strcmp(state, "open") == 0 ? "[ ]"
						 : "[-]",
		    json_string_value(json_object_get(k, "ref")), state,
		    clean(p, json_string_value(json_object_get(k, "assignee"))),
		    when(p->s, clock_parse(due, strlen(due)), p->a),
		    clean(p, json_string_value(json_object_get(k, "text"))));
	}
	json_decref(list);
	return list != NULL ? 0 : -1;
}

/* What trouble it is: when it arose, who is to blame, what came of it. */
static int
add_issue(struct page *p, const struct ticket *t, struct err *err)
{
	struct issue i;

	if (issue_read(p->s->desk, t, p->s->deed.now, &i, p->a, err) < 0)
		return -1;
	if (i.arose != CLOCK_NONE)
		buf_addf(p->out, _("  arose %s%s%s%s\n"),
		    when(p->s, i.arose, p->a), i.arose_set ? "" : "?",
		    i.arose_why != NULL ? ": " : "",
		    i.arose_why != NULL ? clean(p, i.arose_why) : "");
	if (t->severity > 0)
		buf_addf(p->out, _("  severity %ld\n"), t->severity);
	if (i.responsibility != NULL)
		buf_addf(p->out, _("  responsible %s%s%s%s\n"),
		    i.responsibility, i.responsibility_set ? "" : "?",
		    i.responsibility_why != NULL ? ": " : "",
		    i.responsibility_why != NULL
			? clean(p, i.responsibility_why)
			: "");
	if (*i.handlers != '\0' || i.handling > 0)
		buf_addf(p->out, _("  handled by %s in %s\n"),
		    *i.handlers != '\0' ? clean(p, i.handlers) : "-",
		    span_text(p->a, i.handling));
	if (t->result != NULL)
		buf_addf(p->out, _("  result %s%s%s\n"), clean(p, t->result),
		    i.evidence != NULL ? ": " : "",
		    i.evidence != NULL ? clean(p, i.evidence) : "");
	return 0;
}

static int
add_link(int64_t other, void *arg)
{
	struct page *p = arg;

	buf_addf(p->out, "  %" PRId64, other);
	return 0;
}

/* What belongs to it. */
static int
add_links(struct page *p, const struct ticket *t, struct err *err)
{
	size_t before = p->out->len, begun;
	int rc;

	buf_adds(p->out, _("linked with"));
	begun = p->out->len;
	rc = ticket_links(p->s->db, t->number, add_link, p, err);
	if (p->out->len > begun)
		buf_addc(p->out, '\n');
	else
		buf_cut(p->out, before);
	return rc < 0 ? -1 : 0;
}

static int
as_text(struct page *p, struct ticket *t, struct err *err)
{
	add_head(p, t);
	if (add_issue(p, t, err) < 0 || add_links(p, t, err) < 0)
		return -1;
	if (add_order(p, t, err) < 0 || add_customer(p, t, err) < 0 ||
	    message_of_ticket(p->s->db, t->number, p->a, add_message, p, err) <
		0)
		return -1;
	return add_tasks(p, t, err) < 0 ? -1 : add_replies(p, t, err);
}

static json_t *
draft_json(struct page *p, const struct ticket *t, struct err *err)
{
	struct reply r;
	struct outbox o;
	char ref[24];

	if (reply_draft(p->s->db, t->number, &r, p->a, err) != 1)
		return json_null();
	snprintf(ref, sizeof ref, "r%" PRId64, r.id);
	if (outbox_read(&r, &o, p->a, err) < 0)
		return NULL;
	return json_pack("{s:s s:s? s:s? s:s? s:s?}", "ref", ref, "template",
	    r.template, "lang", r.lang, "subject", o.subject, "text", o.text);
}

static json_t *
customer_whole(struct page *p, const struct ticket *t, struct err *err)
{
	struct portrait who;
	json_t *o;
	int rc = portrait_read(
	    p->s->desk, t->customer, p->s->deed.now, &who, p->a, err);

	if (rc != 1)
		return rc == 0 ? json_null() : NULL;
	o = customer_json(&who);
	portrait_free(&who);
	return o;
}

static int
as_json(struct page *p, struct ticket *t, struct err *err)
{
	json_t *o = list_json(p->s, t, err), *draft = NULL;
	json_t *tasks = desk_task_list(p->s->desk, t->number, err);
	json_t *customer = NULL;
	struct order order;
	struct issue issue;
	int rc;

	p->json = json_array();
	rc = find_order(p->s, t, &order, p->a, err);
	if (o == NULL || tasks == NULL || rc < 0 ||
	    message_of_ticket(p->s->db, t->number, p->a, add_message, p, err) <
		0 ||
	    (customer = customer_whole(p, t, err)) == NULL ||
	    (draft = draft_json(p, t, err)) == NULL ||
	    issue_read(p->s->desk, t, p->s->deed.now, &issue, p->a, err) < 0) {
		json_decref(draft);
		json_decref(o);
		json_decref(customer);
		json_decref(tasks);
		json_decref(p->json);
		return -1;
	}
	if (rc == 1)
		json_object_set_new(
		    o, "order", json_loads(order.record, 0, NULL));
	json_object_set_new(o, "customer", customer);
	json_object_set_new(o, "messages", p->json);
	json_object_set_new(o, "tasks", tasks);
	json_object_set_new(o, "draft", draft);
	json_object_set_new(o, "issue", issue_json(&issue));
	rc = json_add(p->out, o);
	buf_addc(p->out, '\n');
	json_decref(o);
	return rc;
}

int
show_json(struct session *s, struct ticket *t, struct buf *out, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct page p = { s, out, &arena, NULL };
	int rc = as_json(&p, t, err);

	arena_free(&arena);
	return rc;
}

/* Who looks at a terminal has read it. */
static int
mark(struct session *s, struct ticket *t, struct err *err)
{
	if (common.dry_run || (!options.unread && !for_people()))
		return 0;
	if (db_begin(s->db, err) < 0)
		return -1;
	if (verb_read(&s->deed, t, options.unread, err) < 0) {
		db_rollback(s->db);
		return -1;
	}
	return db_commit(s->db, err);
}

int
show_ticket(struct session *s, struct ticket *t, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct buf b = BUF_INIT;
	struct page p = { s, &b, &arena, NULL };
	int rc = common.json ? as_json(&p, t, err) : as_text(&p, t, err);

	if (rc >= 0) {
		out_add(b.p, b.len);
		rc = out_check(err) < 0 ? -1 : mark(s, t, err);
	}
	buf_free(&b);
	arena_free(&arena);
	return rc < 0 ? -1 : 0;
}

static int
show_one(struct session *s, int64_t number, struct err *err)
{
	struct ticket t;
	int rc = ticket_get(s->db, number, 1, &t, &s->arena, err);

	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no ticket %" PRId64, number);
	return rc < 0 ? -1 : show_ticket(s, &t, err);
}

int
run_show(char **args)
{
	struct session s;
	struct refs refs = { 0 };
	struct err err = ERR_INIT;
	size_t i;

	session_begin(&s, options.as);
	if (refs_read(&refs, args, 0, s.db, s.config, &err) == 0)
		for (i = 0; i < refs.n; i++) {
			if (i > 0 && !common.json)
				out_add("\n", 1);
			if (show_one(&s, refs.v[i], &err) < 0)
				break;
		}
	out_close(&err);
	refs_free(&refs);
	return session_end(&s, 0, &err);
}

int
run_next(char **args)
{
	struct session s;
	struct err err = ERR_INIT;
	int64_t number = 0;
	int status = 0;

	if (*args != NULL)
		opt_usage(&program, "next takes no references");
	session_begin(&s, options.as);
	if (db_begin(s.db, &err) == 0) {
		number = verb_claim_next(&s.deed, &err);
		if (number < 0 || common.dry_run)
			db_rollback(s.db);
		else
			db_commit(s.db, &err);
	}
	if (err.code == ERR_OK && number > 0)
		show_one(&s, number, &err);
	if (err.code == ERR_OK && number == 0) {
		note(_("nothing waits"));
		status = ERR_NO;
	}
	out_close(&err);
	return session_end(&s, status, &err);
}
