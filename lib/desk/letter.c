/* desk/letter.c - a message of the pipe: read, stored, its sender known */
#include <string.h>

#include "base/clock.h"
#include "desk/identity.h"
#include "desk/letter.h"
#include "store/intake.h"
#include "store/message.h"
#include "text/tokens.h"

enum { MAX_ID = 256 };

/* Why no person reads an answer, or wrote this (mail.auto). */
static void
read_marks(struct rec *rec, struct letter *l)
{
	struct val marks = rec_get(rec, "mail.auto");
	struct member m = { 0 };

	while (val_next_member(marks, &m)) {
		if (val_text_is(m.key, m.keylen, "sender", 6))
			l->noreply = 1;
		else
			l->automatic = 1;
	}
}

int
letter_read(struct desk *d, struct rec *rec, struct letter *l, struct err *err)
{
	const char *direction = rec_str(rec, "direction");

	*l = (struct letter){ 0 };
	l->channel = rec_str(rec, "channel");
	l->account_name = rec_str(rec, "account");
	l->external_id = rec_str(rec, "external_id");
	if (l->channel == NULL || l->account_name == NULL ||
	    l->external_id == NULL || *l->external_id == '\0')
		return err_set(err, ERR_DATA,
		    "a message needs channel, account and external_id");
	if (strlen(l->external_id) > MAX_ID)
		return err_set(err, ERR_DATA,
		    "'external_id' is longer than %d bytes", MAX_ID);
	l->at = rec_time(rec, "received_at");
	if (l->at == CLOCK_NONE)
		return err_set(err, ERR_DATA,
		    "a message needs received_at, an instant like "
		    "2026-11-20T18:22:31Z");
	l->thread = rec_str(rec, "thread");
	l->subject = rec_str(rec, "subject");
	if (l->subject == NULL)
		l->subject = "";
	l->mail = val_type(rec_get(rec, "mail")) == '{';
	l->out = direction != NULL && strcmp(direction, "out") == 0;
	l->history = val_true(rec_get(rec, "history"));
	read_marks(rec, l);
	l->failed = rec_str(rec, "mail.auto.bounce.recipient");
	l->account = desk_account(d, l->channel, l->account_name, err);
	return l->account < 0 ? -1 : 0;
}

/*
 * The line as it was fetched: what it was classified as is kept beside it
 * (message_take), once.
 */
static void
without_class(struct buf *line)
{
	static const char key[] = "\"class\"";
	struct val class = val_get((struct val){ line->p, line->len }, "class");
	const char *from, *to, *start = line->p;

	if (class.p == NULL)
		return;
	to = class.p + class.n;
	for (from = class.p; strncmp(from, key, sizeof key - 1) != 0;)
		from--;
	while (from > start && strchr(" \t", from[-1]) != NULL)
		from--;
	if (from[-1] == ',')
		from--;
	else
		to += strspn(to, " \t,");
	memmove(
	    line->p + (from - start), to, line->len - (size_t)(to - start) + 1);
	line->len -= (size_t)(to - from);
}

/* A message that another tool piped in, as if it had been fetched. */
static int
store(struct desk *d, struct rec *rec, struct letter *l, struct err *err)
{
	const char *text = rec_str(rec, "text");
	struct buf line = BUF_INIT, words = BUF_INIT;
	struct intake_message m = { .account = l->account,
		.external_id = l->external_id,
		.thread = l->thread,
		.mail_id = rec_str(rec, "mail.message_id"),
		.out = l->out,
		.history = l->history,
		.fresh = 1,
		.sent_at = rec_time(rec, "sent_at"),
		.received_at = l->at };
	enum intake_result result;
	int rc;

	rec_write(rec, &line);
	without_class(&line);
	search_tokens(l->subject, strlen(l->subject), NULL, &words);
	if (text != NULL)
		search_tokens(text, strlen(text), NULL, &words);
	m.record = line.p;
	m.record_len = line.len - 1;
	m.words = words.p;
	rc = intake_message(d->db, &m, &result, &l->row, err);
	buf_free(&line);
	buf_free(&words);
	return rc;
}

int
letter_store(struct desk *d, struct rec *rec, struct letter *l, int64_t *ticket,
    struct err *err)
{
	int known;

	*ticket = 0;
	known = message_known(
	    d->db, l->account, l->external_id, &l->row, ticket, err);
	if (known != 0)
		return known < 0 ? -1 : 0;
	return store(d, rec, l, err);
}

/* Who is it: of several that are known the strongest identity's. */
static int64_t
find(struct desk *d, const struct identity *ids, size_t n, int *known,
    struct err *err)
{
	int64_t customer = 0, one;
	size_t i;

	for (i = 0; i < n; i++) {
		if ((one = customer_find(d->db, &ids[i], 1, err)) < 0)
			return -1;
		known[i] = one != 0;
		if (customer == 0)
			customer = one;
	}
	return customer;
}

int64_t
letter_customer(struct desk *d, struct rec *rec, int64_t at, struct err *err)
{
	const char *who = rec_kind(rec) == KIND_MESSAGE ? "from" : "customer";
	struct identity ids[IDENTITIES];
	struct arena *arena = rec_arena(rec);
	struct val person = rec_get(rec, who);
	size_t n = identity_of(rec, ids), i;
	int known[IDENTITIES];
	int64_t customer;

	if (n == 0)
		return 0;
	customer = find(d, ids, n, known, err);
	if (customer == 0)
		customer =
		    customer_new(d->db, val_str(val_get(person, "name"), arena),
			val_str(val_get(person, "country"), arena),
			rec_str(rec, "class.lang"), at, err);
	for (i = 0; i < n && customer > 0; i++)
		if (!known[i] &&
		    customer_identify(d->db, customer, &ids[i], 1, err) < 0)
			return -1;
	return customer;
}

/* What is known of the sender of mail that makes no new customer. */
static int64_t
known_sender(
    struct desk *d, struct rec *rec, const struct letter *l, struct err *err)
{
	struct identity ids[IDENTITIES];
	size_t n = 1;

	if (l->failed != NULL) {
		ids[0] = identity_email(l->failed, rec_arena(rec));
		n = ids[0].value != NULL;
	} else {
		n = l->noreply ? 0 : identity_of(rec, ids);
	}
	return n > 0 ? customer_find(d->db, ids, n, err) : 0;
}

int
letter_sender(
    struct desk *d, struct rec *rec, struct letter *l, struct err *err)
{
	if (l->out) /* it names its customer in "to", if at all */
		l->customer = 0;
	else if (l->automatic || l->noreply)
		l->customer = known_sender(d, rec, l, err);
	else
		l->customer = letter_customer(d, rec, l->at, err);
	return l->customer < 0 ? -1 : 0;
}

int
letter_order(struct desk *d, struct rec *rec, struct letter *l, struct order *o,
    struct err *err)
{
	static const char *const paths[] = { "order_ids.0",
		"class.entities.order_ids.0" };
	const char *number;
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof paths / sizeof paths[0] && rc == 0; i++) {
		number = rec_str(rec, paths[i]);
		if (number == NULL || *number == '\0' ||
		    strlen(number) > MAX_ID)
			continue;
		if (l->order == NULL)
			l->order = number;
		/* a mail may be about an order of any of the shop's accounts */
		rc = order_find(d->db, l->mail ? 0 : l->account, number, o,
		    rec_arena(rec), err);
		if (rc == 1)
			l->order = o->external_id;
	}
	return rc;
}
