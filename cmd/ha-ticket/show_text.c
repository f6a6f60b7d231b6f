/*
 * cmd/ha-ticket/show_text.c - a ticket with all that belongs to it, for people
 *
 * Always in the same order: the ticket, its order with shipments and their
 * events, the customer, the messages, the tasks, the draft, past tickets like
 * it.  All of it is foreign text and goes through page_clean line by line.
 */
#include <inttypes.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "desk/issue.h"
#include "desk/task.h"
#include "desk/tell.h"
#include "ha-ticket/show.h"
#include "ha-ticket/told.h"
#include "rec/json.h"
#include "store/fact.h"
#include "store/message.h"
#include "store/reply.h"
#include "store/similar.h"
#include "text/quote.h"

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
		    page_clean(
			p, arena_strndup(p->a, text, (size_t)(nl - text))));
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
	    p->a, "%s  #%s", tags, page_clean(p, json_string_value(tag)));
	json_decref(list);
	buf_addf(p->out, "%" PRId64 "  %s\n", t->number,
	    t->subject != NULL ? page_clean(p, t->subject) : _("(no subject)"));
	buf_addf(p->out, "  %s/%s  %s  %s  %s  %s  %s%s\n", t->channel,
	    t->account_name, ticket_status_name(t->status),
	    ticket_priority_name(t->priority), or_dash(t->queue),
	    or_dash(t->assignee), due_text(p->s, t, p->a), tags);
	if (t->intent != NULL)
		buf_addf(p->out, "  %s %.2f%s%s  %s  %s\n", t->intent, t->p,
		    t->detail != NULL ? "  " : "",
		    t->detail != NULL ? t->detail : "", or_dash(t->lang),
		    or_dash(t->urgency));
}

/* EVIDENCE says why, or is NULL. */
static void
add_result(struct page *p, const char *result, const char *evidence)
{
	buf_addf(p->out, _("  result %s%s%s\n"), page_clean(p, result),
	    evidence != NULL ? ": " : "",
	    evidence != NULL ? page_clean(p, evidence) : "");
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
		    i.arose_why != NULL ? page_clean(p, i.arose_why) : "");
	if (t->severity > 0)
		buf_addf(p->out, _("  severity %ld\n"), t->severity);
	if (i.responsibility != NULL)
		buf_addf(p->out, _("  responsible %s%s%s%s\n"),
		    i.responsibility, i.responsibility_set ? "" : "?",
		    i.responsibility_why != NULL ? ": " : "",
		    i.responsibility_why != NULL
			? page_clean(p, i.responsibility_why)
			: "");
	if (*i.handlers != '\0' || i.handling > 0)
		buf_addf(p->out, _("  handled by %s in %s\n"),
		    *i.handlers != '\0' ? page_clean(p, i.handlers) : "-",
		    span_text(p->a, i.handling));
	if (t->result != NULL)
		add_result(p, t->result, i.evidence);
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
		    page_clean(p, val_str(val_get(item, "name"), p->a)),
		    page_clean(p, val_str(val_get(item, "type"), p->a)), bytes);
	}
}

static int
add_message(const struct message *m, void *arg)
{
	struct page *p = arg;
	struct val rec = { m->record, m->record_len };
	const char *text = val_str(val_get(rec, "text"), p->a);
	const char *who = val_str(val_get(rec, "from.name"), p->a);

	if (m->author != NULL)
		who = m->author;
	else if (who == NULL)
		who = val_str(val_get(rec, "from.email"), p->a);
	buf_addf(p->out, "%s %s  %s%s\n", m->out ? "<" : ">",
	    when(p->s, m->received_at, p->a), page_clean(p, who),
	    m->automatic ? _("  (automatic)") : "");
	add_words(p, text != NULL ? text : "");
	text = val_str(val_get(rec, "translation.text"), p->a);
	if (text != NULL) {
		buf_addf(p->out, "  = %s\n",
		    page_clean(
			p, val_str(val_get(rec, "translation.to"), p->a)));
		add_words(p, text);
	}
	add_files(p, val_get(rec, "attachments"));
	return 0;
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
		    page_clean(
			p, json_string_value(json_object_get(k, "assignee"))),
		    when(p->s, clock_parse(due, strlen(due)), p->a),
		    page_clean(
			p, json_string_value(json_object_get(k, "text"))));
	}
	json_decref(list);
	return list != NULL ? 0 : -1;
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
		buf_addf(p->out, "  %s", page_clean(p, r->error));
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

/* Why it is like this one, by enum similar_by. */
static const char *const likenesses[] = { N_("same SKU"), N_("same lane"),
	N_("same carrier"), N_("same language") };

/* What became of tickets like this one. */
static int
add_similar(struct page *p, const struct ticket *t, struct err *err)
{
	struct similar v[SIMILAR_MOST];
	int i, n = ticket_similar(p->s->db, t, v, p->a, err);

	for (i = 0; i < n; i++) {
		buf_addf(p->out, "%s %" PRId64 "  %s  %s", _("like"),
		    v[i].number, when(p->s, v[i].resolved_at, p->a),
		    _(likenesses[v[i].by]));
		if (v[i].responsibility != NULL)
			buf_addf(p->out, "  %s", v[i].responsibility);
		if (v[i].result != NULL)
			add_result(p, v[i].result, v[i].evidence);
		else
			buf_addc(p->out, '\n');
	}
	return n < 0 ? -1 : 0;
}

int
page_text(struct page *p, const struct ticket *t, struct err *err)
{
	add_head(p, t);
	if (add_issue(p, t, err) < 0 || add_links(p, t, err) < 0)
		return -1;
	if (page_order(p, t, err) < 0 || page_customer(p, t, err) < 0 ||
	    message_of_ticket(p->s->db, t->number, p->a, add_message, p, err) <
		0)
		return -1;
	if (add_tasks(p, t, err) < 0 || add_replies(p, t, err) < 0)
		return -1;
	return add_similar(p, t, err);
}
