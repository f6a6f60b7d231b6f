/*
 * cmd/common/taskmail.c - a task by mail
 *
 * It goes into the outbox of the ticket's mail account, else of the first that
 * there is, and leaves with ha-send.
 */
#include <inttypes.h>
#include <string.h>

#include "answer/outbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "common/session.h"
#include "common/taskmail.h"
#include "desk/colleague.h"
#include "desk/task.h"
#include "text/utf8.h"

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
subject(const struct task *k, struct arena *arena)
{
	size_t n = strcspn(k->words, "\n"), kept = n;

	if (n > SUBJECT)
		kept = utf8_cut(k->words, n, SUBJECT);
	return arena_printf(arena, "%s%s [t%" PRId64 "]",
	    arena_strndup(arena, k->words, kept), kept < n ? "..." : "", k->id);
}

/* What is to be done, by when, for which ticket. */
static const char *
words(const struct deed *d, const struct task *k, const struct ticket *t)
{
	const struct config *c = d->desk->config;
	struct buf b = BUF_INIT;
	const char *text;

	buf_addf(&b, "%s\n\n", k->words);
	buf_addf(
	    &b, _("Due: %s\n"), when_in(c->tz, k->due_at, d->now, d->arena));
	buf_addf(&b, _("Ticket: %lld\n"), (long long)t->number);
	if (t->order_id != NULL)
		buf_addf(&b, _("Order: %s\n"), t->order_id);
	if (t->sku != NULL)
		buf_addf(&b, _("Article: %s\n"), t->sku);
	buf_addf(&b, "\n%s\n",
	    _("Answer this mail when it is done: what you write is the result, "
	      "and files go with it."));
	text = arena_strdup(d->arena, b.p);
	buf_free(&b);
	return text;
}

static int
put(const struct deed *d, const struct task *k, const struct ticket *t,
    struct err *err)
{
	const struct config *c = d->desk->config;
	const struct conf_account *a = mail_account(c, t);
	struct outbox o = { .ticket = t->number,
		.kind = arena_printf(d->arena, "task:%" PRId64, k->id),
		.mail = 1,
		.to = colleague_address(c, k->assignee),
		.automatic = 1 };
	struct reply r = { .ticket = t->number,
		.kind = o.kind,
		.mode = "human",
		.status = REPLY_READY,
		.author = d->actor,
		.created_at = d->now,
		.not_before = CLOCK_NONE };

	if (o.to == NULL || a == NULL)
		return 0;
	o.from = node_str(a->keys, "address");
	o.subject = subject(k, d->arena);
	o.text = words(d, k, t);
	r.account = desk_account(d->desk, a->channel, a->name, err);
	if (r.account < 0 ||
	    outbox_freeze(d->desk->db, &o, &r, d->arena, err) < 0)
		return -1;
	return reply_add(d->desk->db, &r, d->arena, err) < 0 ? -1 : 0;
}

int
taskmail(const struct deed *d, const struct task *k, const struct ticket *t,
    struct err *err)
{
	return t == NULL || d->desk->config == NULL ? 0 : put(d, k, t, err);
}
