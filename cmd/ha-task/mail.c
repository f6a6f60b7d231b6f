/*
 * cmd/ha-task/mail.c - a task by mail
 *
 * Whoever has an address in the team gets the task as a mail, whose number in
 * the subject says what an answer is about (desk/colleague.h).  It goes into
 * the outbox of the ticket's mail account, else of the first that there is,
 * and leaves with ha-send.
 */
#include <inttypes.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "desk/colleague.h"
#include "ha-task/task.h"

enum { SUBJECT = 60 };

/* An account that sends mail: the ticket's own before others. */
static const struct conf_account *
mail_account(const struct config *c, const struct ticket *t)
{
	const struct conf_account *a, *first = NULL;
	size_t i;

	for (i = 0; i < c->naccounts; i++) {
		a = &c->accounts[i];
		if (node_str(a->keys, "address") == NULL)
			continue;
		if (strcmp(a->channel, t->channel) == 0 &&
		    strcmp(a->name, t->account_name) == 0)
			return a;
		if (first == NULL)
			first = a;
	}
	return first;
}

static const char *
subject(struct session *s, const struct task *k)
{
	size_t n = strcspn(k->words, "\n");

	return arena_printf(&s->arena, "%s%s [t%" PRId64 "]",
	    arena_strndup(&s->arena, k->words, n < SUBJECT ? n : SUBJECT),
	    n < SUBJECT ? "" : "...", k->id);
}

/* What is to be done, by when, for which ticket. */
static const char *
words(struct session *s, const struct task *k, const struct ticket *t)
{
	struct buf b = BUF_INIT;
	const char *text;

	buf_addf(&b, "%s\n\n", k->words);
	buf_addf(&b, _("Due: %s\n"), when(s, k->due_at, &s->arena));
	buf_addf(&b, _("Ticket: %lld\n"), (long long)t->number);
	if (t->order_id != NULL)
		buf_addf(&b, _("Order: %s\n"), t->order_id);
	if (t->sku != NULL)
		buf_addf(&b, _("Article: %s\n"), t->sku);
	buf_addf(&b, "\n%s\n",
	    _("Answer this mail when it is done: what you write is the result, "
	      "and files go with it."));
	text = arena_strdup(&s->arena, b.p);
	buf_free(&b);
	return text;
}

int
mail_task(struct session *s, const struct task *k, const struct ticket *t,
    struct err *err)
{
	const char *to = colleague_address(s->config, k->assignee);
	const struct conf_account *a;
	struct outbox o = { .ticket = t->number, .mail = 1, .automatic = 1 };
	struct reply r;

	if (to == NULL || (a = mail_account(s->config, t)) == NULL)
		return 0;
	o.kind = arena_printf(&s->arena, "task:%" PRId64, k->id);
	o.from = node_str(a->keys, "address");
	o.to = to;
	o.subject = subject(s, k);
	o.text = words(s, k, t);
	r = (struct reply){ .ticket = t->number,
		.kind = o.kind,
		.mode = "human",
		.status = REPLY_READY,
		.author = s->actor.name,
		.created_at = s->deed.now,
		.not_before = CLOCK_NONE };
	r.account = desk_account(s->desk, a->channel, a->name, err);
	if (r.account < 0 || outbox_freeze(s->db, &o, &r, &s->arena, err) < 0)
		return -1;
	return reply_add(s->db, &r, &s->arena, err) < 0 ? -1 : 0;
}
