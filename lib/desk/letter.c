/* desk/letter.c - a message of the pipe: read, stored, its sender known */
#include <string.h>

#include "base/clock.h"
#include "desk/identity.h"
#include "desk/letter.h"
#include "desk/likeness.h"
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
store(struct desk *d, struct rec *rec, struct letter *l, int64_t ticket,
    const char *class, int owed, struct err *err)
{
	const char *text = rec_str(rec, "text");
	struct buf line = BUF_INIT, words = BUF_INIT;
	struct intake_message m = { .account = l->account,
		.external_id = l->external_id,
		.mail_id = rec_str(rec, "mail.message_id"),
		.out = l->out,
		.history = l->history,
		.fresh = 1,
		.ticket = ticket,
		.class = class,
		.reply_owed = owed,
		.sent_at = rec_time(rec, "sent_at"),
		.received_at = l->at };
	enum intake_result result;
	int rc;

	rec_write(rec, &line);
	without_class(&line);
	search_message(l->subject, text, &words);
	m.record = line.p;
	m.record_len = line.len - 1;
	m.words = words.p;
	rc = intake_message(d->db, &m, &result, &l->row, err);
	buf_free(&line);
	buf_free(&words);
	return rc;
}

int
letter_known(struct desk *d, struct letter *l, int64_t *ticket, struct err *err)
{
	*ticket = 0;
	return message_known(
		   d->db, l->account, l->external_id, &l->row, ticket, err) < 0
		   ? -1
		   : 0;
}

int
letter_take(struct desk *d, struct rec *rec, struct letter *l, int64_t ticket,
    int owed, struct err *err)
{
	struct val class = rec_get(rec, "class");
	const char *json = val_type(class) == '{'
			       ? arena_strndup(rec_arena(rec), class.p, class.n)
			       : NULL;

	if (l->row != 0)
		return message_take(d->db, l->row, ticket, json, owed, err);
	return store(d, rec, l, ticket, json, owed, err);
}

/* Whose is it: of several that are known the strongest identity's. */
static int64_t
find(struct desk *d, const struct identity *ids, size_t n, int *known,
    struct err *err)
{
	int64_t owner = 0, one;
	size_t i;

	for (i = 0; i < n; i++) {
		if ((one = customer_owner(d->db, &ids[i], err)) < 0)
			return -1;
		known[i] = one != 0;
		if (owner == 0)
			owner = one;
	}
	return owner;
}

/* The first word about somebody. */
static int64_t
meet(struct desk *d, struct rec *rec, int64_t at, struct err *err)
{
	const char *who = rec_kind(rec) == KIND_MESSAGE ? "from" : "customer";
	struct arena *arena = rec_arena(rec);
	struct val person = rec_get(rec, who);
	const char *name = val_str(val_get(person, "name"), arena);
	int64_t id = customer_new(d->db, name,
	    val_str(val_get(person, "country"), arena),
	    rec_str(rec, "class.lang"), at, err);

	if (id > 0 && likeness_name(d->db, id, name, err) < 0)
		return -1;
	return id;
}

int
letter_customer(struct desk *d, struct rec *rec, int64_t at, struct sender *s,
    struct err *err)
{
	struct identity ids[IDENTITIES];
	size_t n = identity_of(rec, ids), i;
	int known[IDENTITIES];

	*s = (struct sender){ 0, 0, 0 };
	if (n == 0)
		return 0;
	s->by = find(d, ids, n, known, err);
	s->met = s->by != 0;
	if (s->by == 0)
		s->by = meet(d, rec, at, err);
	for (i = 0; i < n && s->by > 0; i++)
		if (!known[i] &&
		    customer_identify(d->db, s->by, &ids[i], 1, err) < 0)
			return -1;
	if (s->by > 0)
		s->customer = s->met ? customer_root(d->db, s->by, err) : s->by;
	return s->by < 0 || s->customer < 0 ? -1 : 0;
}

/* What is known of the sender of mail that makes no new customer. */
static int
known_sender(struct desk *d, struct rec *rec, const struct letter *l,
    struct sender *s, struct err *err)
{
	struct identity ids[IDENTITIES];
	int known[IDENTITIES];
	size_t n = 1;

	if (l->failed != NULL) {
		ids[0] = identity_email(l->failed, rec_arena(rec));
		n = ids[0].value != NULL;
	} else {
		n = l->noreply ? 0 : identity_of(rec, ids);
	}
	if ((s->by = find(d, ids, n, known, err)) > 0)
		s->customer = customer_root(d->db, s->by, err);
	s->met = s->by > 0;
	return s->by < 0 || s->customer < 0 ? -1 : 0;
}

/*
 * Whom our own mail went to.  Who is answered has written, also when that mail
 * is still to come; anybody else we wrote to is no customer by that.
 */
static int
addressee(struct desk *d, struct rec *rec, const struct letter *l,
    struct sender *s, struct err *err)
{
	const char *email = rec_str(rec, "to.0.email");
	struct identity id;
	int known;

	if (!l->mail || email == NULL)
		return 0;
	id = identity_email(email, rec_arena(rec));
	if (id.value == NULL)
		return 0;
	s->by = find(d, &id, 1, &known, err);
	s->met = s->by > 0;
	if (s->by == 0 && rec_get(rec, "mail.in_reply_to").p != NULL) {
		s->by = customer_new(
		    d->db, rec_str(rec, "to.0.name"), NULL, NULL, l->at, err);
		if (s->by > 0 &&
		    customer_identify(d->db, s->by, &id, 1, err) < 0)
			return -1;
	}
	if (s->by > 0)
		s->customer = s->met ? customer_root(d->db, s->by, err) : s->by;
	return s->by < 0 || s->customer < 0 ? -1 : 0;
}

int
letter_sender(
    struct desk *d, struct rec *rec, struct letter *l, struct err *err)
{
	struct sender s = { 0, 0, 0 };
	int rc = 0;

	if (l->out)
		rc = addressee(d, rec, l, &s, err);
	else if (l->automatic || l->noreply)
		rc = known_sender(d, rec, l, &s, err);
	else
		rc = letter_customer(d, rec, l->at, &s, err);
	l->customer = s.customer;
	l->by = s.by;
	l->met = s.met;
	return rc;
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
