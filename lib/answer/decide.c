/* answer/decide.c - auto, draft or none */
#include <stdlib.h>
#include <string.h>

#include "answer/decide.h"
#include "base/clock.h"

/* What a reason forbids. */
enum { NO_REPLY = 1, NO_AUTO = 2, NO_RECEIPT = 4 };
#define NOTHING (NO_REPLY | NO_AUTO | NO_RECEIPT)
#define ALONE (NO_AUTO | NO_RECEIPT)

static const struct {
	const char *key;
	unsigned mark;
} marks[] = {
	{ "submitted", AUTO_MACHINE },
	{ "bounce", AUTO_MACHINE },
	{ "report", AUTO_MACHINE },
	{ "responder", AUTO_MACHINE },
	{ "out_of_office", AUTO_MACHINE },
	{ "loop", AUTO_SUPPRESS },
	{ "hops", AUTO_MACHINE },
	{ "list", AUTO_MANY },
	{ "precedence", AUTO_MANY },
	{ "sender", AUTO_MANY },
	{ "suppress", AUTO_SUPPRESS },
};

unsigned
auto_mark_of(const char *key, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (strlen(marks[i].key) == n &&
		    memcmp(marks[i].key, key, n) == 0)
			return marks[i].mark;
	return AUTO_MANY; /* a mark that we do not know is still one */
}

/* A reason without numbers is one expression over the facts F. */
#define REASON(name, holds, text)                                              \
	static const char *name(                                               \
	    const struct policy *p, const struct facts *f, struct arena *a)    \
	{                                                                      \
		(void)p, (void)a;                                              \
		return (holds) ? (text) : NULL;                                \
	}

REASON(is_history, f->history, "old mail that was imported")
REASON(is_machine, f->marks &AUTO_MACHINE,
    "written by a program, which must not be answered")
REASON(is_list, f->marks &AUTO_MANY,
    "from a list, a bulk mailer or a no-reply sender")
REASON(is_suppressed, f->marks &AUTO_SUPPRESS, "asks for no automatic answers")
REASON(is_own, f->own_address, "comes from an address of our own")
REASON(is_back, f->own_mail, "is our own mail come back")
REASON(is_spam, f->spam, "spam")
REASON(is_unread, f->intent == NULL,
    "nobody has said what it is about (ha-classify)")
REASON(no_template, f->template == NULL && f->intent != NULL,
    "no template for what it is about")
REASON(no_recipient, !f->recipient, "nobody to write to")
/* A sender is easily forged: nobody else's order goes to a Reply-To. */
REASON(is_elsewhere, f->elsewhere,
    "asks for the answer to another address than the buyer's")
REASON(is_claimed, f->claimed, "a person has the ticket")
REASON(is_answered, f->answered, "a person has answered in this ticket")
REASON(
    is_again, f->again, "a further message about the same: a person reads it")
REASON(opted_out, f->opted_out, "the customer wants no automatic messages")
REASON(not_automatic, f->template != NULL && !f->template->automatic,
    "this template is for people to send")
REASON(not_theirs_language, f->not_theirs, "no text in the customer's language")
REASON(hour_full, f->sent_account >= p->per_account_hour,
    "the account has had its automatic messages of this hour")

static const char *
is_grave(const struct policy *p, const struct facts *f, struct arena *a)
{
	(void)p;
	return f->grave == NULL
		   ? NULL
		   : arena_printf(a, "signal '%s': only a person answers that",
			 f->grave);
}

static const char *
not_allowed(const struct policy *p, const struct facts *f, struct arena *a)
{
	if (f->template == NULL || policy_allows(p, f->template, f->intent))
		return NULL;
	return arena_printf(a, "the policy answers '%s' by hand (reply: auto)",
	    f->template->name);
}

static const char *
unsure(const struct policy *p, const struct facts *f, struct arena *a)
{
	if (f->intent == NULL || f->p >= p->threshold)
		return NULL;
	return arena_printf(a, "'%s' at %.2f is below the threshold of %.2f",
	    f->intent, f->p, p->threshold);
}

static const char *
more_than_that(const struct policy *p, const struct facts *f, struct arena *a)
{
	(void)p;
	return f->also == NULL ? NULL
			       : arena_printf(a,
				     "also about '%s', which the template "
				     "does not answer",
				     f->also);
}

static const char *
too_many(const struct policy *p, const struct facts *f, struct arena *a)
{
	if (f->sent_customer >= p->per_customer_day)
		return arena_printf(a,
		    "%ld automatic message%s to this address in 24 h already",
		    (long)f->sent_customer, f->sent_customer == 1 ? "" : "s");
	if (f->sent_ticket >= p->per_ticket)
		return arena_printf(a,
		    "%ld automatic messages in this ticket already",
		    (long)f->sent_ticket);
	return NULL;
}

/* Until the account is live its mail is answered into `held`. */
static const char *
before_live(const struct policy *p, const struct facts *f, struct arena *a)
{
	(void)p, (void)a;
	return f->state == ACCOUNT_LIVE && f->received_at <= f->live_since
		   ? "came in before the account was taken live"
		   : NULL;
}

static const char *
foreign_order(const struct policy *p, const struct facts *f, struct arena *a)
{
	(void)p;
	return f->foreign == NULL
		   ? NULL
		   : arena_printf(a,
			 "order '%s' is not known as this customer's",
			 f->foreign);
}

static const char *
person_first(const struct policy *p, const struct facts *f, struct arena *a)
{
	(void)p;
	return f->person_if == NULL
		   ? NULL
		   : arena_printf(
			 a, "'%s': a person looks at it first", f->person_if);
}

static const char *
incomplete(const struct policy *p, const struct facts *f, struct arena *a)
{
	(void)p;
	return f->missing == 0
		   ? NULL
		   : arena_printf(a, "%ld value%s missing", (long)f->missing,
			 f->missing == 1 ? "" : "s");
}

static const char *
breaks_limit(const struct policy *p, const struct facts *f, struct arena *a)
{
	(void)p, (void)a;
	return f->broken;
}

/* HOLDS gives the text of a reason that holds, else NULL. */
static const struct {
	const char *(*holds)(
	    const struct policy *, const struct facts *, struct arena *);
	unsigned forbids;
} reasons[] = {
	{ is_history, NOTHING },
	{ is_machine, NOTHING },
	{ is_own, NOTHING },
	{ is_back, NOTHING },
	{ is_spam, NOTHING },
	{ is_unread, NO_REPLY | NO_AUTO },
	{ no_template, NO_REPLY | NO_AUTO },
	{ no_recipient, ALONE },
	{ is_list, ALONE },
	{ is_suppressed, ALONE },
	{ opted_out, ALONE },
	{ is_elsewhere, ALONE },
	{ before_live, ALONE },
	{ is_claimed, ALONE },
	{ is_answered, ALONE },
	{ is_again, ALONE },
	{ too_many, ALONE },
	{ hour_full, ALONE },
	{ is_grave, NO_AUTO },
	{ foreign_order, NO_AUTO },
	{ not_allowed, NO_AUTO },
	{ not_automatic, NO_AUTO },
	{ unsure, NO_AUTO },
	{ more_than_that, NO_AUTO },
	{ not_theirs_language, NO_AUTO },
	{ person_first, NO_AUTO },
	{ incomplete, NO_AUTO },
	{ breaks_limit, NO_AUTO },
};

static int
receipt_wanted(const struct policy *p, const struct facts *f)
{
	if (!f->first || p->receipt == RECEIPT_NEVER)
		return 0;
	return p->receipt == RECEIPT_ALWAYS || !policy_is_open(p, f->now);
}

void
decide(const struct policy *p, const struct facts *f, struct verdict *v,
    struct arena *arena)
{
	const char *why;
	unsigned forbidden = 0;
	size_t i;

	memset(v, 0, sizeof *v);
	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if ((why = reasons[i].holds(p, f, arena)) == NULL)
			continue;
		/* what forbids everything is all there is to say */
		if ((forbidden & NOTHING) != NOTHING && v->n < WHY_MAX)
			v->why[v->n++] = why;
		forbidden |= reasons[i].forbids;
	}
	v->mode = forbidden & NO_REPLY	? "none"
		  : forbidden & NO_AUTO ? "draft"
					: "auto";
	v->held = f->state != ACCOUNT_LIVE;
	v->receipt = (forbidden & NO_AUTO) && !(forbidden & NO_RECEIPT) &&
		     receipt_wanted(p, f);
	if (v->held && strcmp(v->mode, "auto") == 0)
		v->why[v->n++] = "held: the account is not live";
}
