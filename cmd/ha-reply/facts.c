/* cmd/ha-reply/facts.c - what is known about a message before it is answered */
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "mail/loop.h"
#include "reply.h"
#include "store/account.h"
#include "store/customer.h"

/* The address of an account or of a shop's sender. */
static int
is_ours(const struct config *c, const char *address, struct arena *arena)
{
	const char *s;
	size_t i;

	if (c == NULL || address == NULL)
		return 0;
	for (i = 0; i < c->naccounts; i++) {
		s = node_str(c->accounts[i].keys, "address");
		if (s != NULL && strcasecmp(s, address) == 0)
			return 1;
	}
	for (i = 0; i < c->nshops; i++)
		if (c->shops[i].from != NULL &&
		    strcasecmp(outbox_bare(c->shops[i].from, arena), address) ==
			0)
			return 1;
	return 0;
}

/* Made with the key of this desk: sent by ha-send, whoever brings it back. */
static int
is_marked(struct db *db, const char *mark, struct arena *arena)
{
	const char *key = mark != NULL ? db_meta(db, LOOP_KEY, arena) : NULL;

	return key != NULL && loop_ours(key, strlen(key), mark);
}

static int
is_automatic_answer(const struct reply *r, void *arg)
{
	if (strcmp(r->mode, "auto") == 0 && strcmp(r->kind, "reply") == 0 &&
	    r->status != REPLY_CANCELLED && r->status != REPLY_FAILED)
		*(int *)arg = 1;
	return 0;
}

static int
take_account(struct replier *me, const struct message *m, struct facts *f,
    struct arena *arena, struct err *err)
{
	struct account a;
	int found =
	    account_find(me->db, m->channel, m->account_name, &a, arena, err);

	if (found < 0)
		return -1;
	f->state = found ? a.state : ACCOUNT_SHADOW;
	f->live_since = found ? a.live_since : CLOCK_NONE;
	return 0;
}

/* How many automatic messages there were: loops end here. */
static int
take_counts(struct replier *me, const struct message *m, const char *to,
    struct facts *f, struct err *err)
{
	f->sent_ticket = reply_auto_count_ticket(me->db, m->ticket, err);
	f->sent_account = reply_auto_count_account(
	    me->db, m->account, f->now - CLOCK_HOUR, err);
	if (to != NULL)
		f->sent_customer =
		    reply_auto_count(me->db, to, f->now - CLOCK_DAY, err);
	return f->sent_ticket < 0 || f->sent_account < 0 || f->sent_customer < 0
		   ? -1
		   : 0;
}

static int
take_ticket(struct replier *me, const struct message *m, const struct ticket *t,
    struct facts *f, struct arena *arena, struct err *err)
{
	struct customer customer;
	int n;

	f->claimed = t->claimed;
	f->first = m->received_at <= t->first_in_at;
	f->again = t->reopens > 0;
	if ((n = reply_answered_since(me->db, t->number, 0, err)) < 0)
		return -1;
	f->answered = n;
	if (!f->first && reply_each(me->db, t->number, 0, arena,
			     is_automatic_answer, &f->again, err) < 0)
		return -1;
	if (t->customer == 0)
		return 0;
	n = customer_get(me->db, t->customer, &customer, arena, err);
	f->opted_out = n > 0 && customer.opted_out;
	return n < 0 ? -1 : 0;
}

int
facts_gather(struct replier *me, const struct message *m,
    const struct ticket *t, struct rec *rec, const struct outbox *o,
    struct facts *f, struct err *err)
{
	struct arena *arena = rec_arena(rec);

	memset(f, 0, sizeof *f);
	f->now = clock_now();
	f->received_at = m->received_at;
	f->history = m->history || t->history;
	f->recipient = o->to != NULL && (!o->mail || o->from != NULL);
	f->own_mail = is_marked(me->db, rec_str(rec, "mail.auto.loop"), arena);
	f->own_address = is_ours(me->config, rec_str(rec, "from.email"), arena);
	facts_of(rec, f);
	if (take_account(me, m, f, arena, err) < 0 ||
	    take_counts(me, m, o->to, f, err) < 0)
		return -1;
	return take_ticket(me, m, t, f, arena, err);
}
