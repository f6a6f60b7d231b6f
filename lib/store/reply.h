/*
 * store/reply.h - the outbox
 *
 *	none			decided: no reply
 *	draft -> ready -> claimed -> calling -> sent
 *	                                        | unknown | retry | failed
 *	held			would go out if the account were live
 *	cancelled
 *
 * Payload, recipient and key are frozen when the row becomes ready; approval
 * binds to their digest.  Every update after a claim names id, attempt and
 * status and must change exactly one row: the attempt fences a late worker.
 * "calling" is committed before the first byte leaves; what is found in it
 * after the lease is unknown, and unknown is never silently sent again.
 */
#ifndef STORE_REPLY_H
#define STORE_REPLY_H

#include "store/event.h"

enum reply_status {
	REPLY_NONE,
	REPLY_DRAFT,
	REPLY_HELD,
	REPLY_READY,
	REPLY_CLAIMED,
	REPLY_CALLING,
	REPLY_SENT,
	REPLY_UNKNOWN,
	REPLY_RETRY,
	REPLY_FAILED,
	REPLY_CANCELLED
};

struct reply {
	int64_t id, account, ticket;
	int64_t message; /* answered; 0: none */
	const char *channel, *account_name;
	const char *kind; /* "reply" "receipt" "answer:N" */
	const char *mode; /* auto draft human none */
	enum reply_status status;
	const char *why; /* of none, draft, failed */
	const char *template, *lang;
	const char *author; /* login, or "ha-reply" */
	const char *key;    /* idempotency; mail: Message-ID */
	const char *recipient;
	const char *payload; /* JSON: subject text headers … */
	const char *digest;  /* hex, of recipient and payload */
	long attempt;
	const char *worker;
	int64_t lease_until;
	int64_t created_at, not_before, sent_at;
	const char *external_id; /* at the channel, when sent */
	const char *error;
};

const char *reply_status_name(enum reply_status);
int reply_status_of(const char *);

/* UNIQUE(message, kind): 1 made, 0 one is there already (r is filled). */
int reply_add(struct db *, struct reply *, struct arena *, struct err *);
int reply_of_message(struct db *, int64_t message, const char *kind,
    struct reply *, struct arena *, struct err *);
int reply_get(
    struct db *, int64_t id, struct reply *, struct arena *, struct err *);
/* The newest draft of a ticket; 1, 0, -1. */
int reply_draft(
    struct db *, int64_t ticket, struct reply *, struct arena *, struct err *);
int reply_each(struct db *, int64_t ticket /* 0: all */,
    unsigned statuses /* bits 1u << enum; 0: all */, struct arena *,
    int (*each)(const struct reply *, void *), void *, struct err *);

/*
 * draft, held, failed or retry -> ready, with the payload that was approved;
 * the event is written.  -1 and ERR_DATA when it is none of these any more.
 */
int reply_approve(
    struct db *, const struct reply *, const struct decider *, struct err *);
/* The same for what has not begun to leave. */
int reply_cancel(struct db *, int64_t id, const char *why,
    const struct decider *, struct err *);
/*
 * The account went live: a held automatic reply becomes ready when its
 * message came in after LIVE_SINCE, else a draft.  Returns how many.
 */
int reply_release(
    struct db *, int64_t account, int64_t live_since, struct err *);

/*
 * Up to MAX ready rows of an account that is live; returns how many.  None
 * while sending is held (admin_held).
 */
int reply_claim(struct db *, int64_t account, const char *worker,
    int64_t lease_ms, int64_t now, int max, struct arena *, struct reply *rows,
    struct err *);
/* 1 changed, 0 fenced off (somebody else has it now), -1. */
int reply_calling(
    struct db *, const struct reply *, int64_t lease_ms, struct err *);
int reply_sent(struct db *, const struct reply *, const char *external_id,
    int64_t now, struct err *);
int reply_retry(struct db *, const struct reply *, int64_t not_before,
    const char *error, struct err *);
int reply_failed(struct db *, const struct reply *, enum reply_status,
    const char *error, struct err *);
/*
 * Leases that are over: claimed -> ready, calling -> unknown.  ALIVE tells of
 * a worker: 1 lives (its lease runs on), 0 is gone (its lease is over), -1
 * not of this host (the database's clock decides).  Returns how many.
 */
int reply_expire(struct db *, int (*alive)(const char *worker), struct err *);
/*
 * A person or the channel was asked: unknown -> sent, or -> ready again; the
 * event is written.  -1 and ERR_DATA when it is not unknown.
 */
int reply_settle(struct db *, int64_t id, int sent, const struct decider *,
    int64_t now, struct err *);

/* Loop protection: automatic replies to RECIPIENT since, of the ticket. */
int64_t reply_auto_count(
    struct db *, const char *recipient, int64_t since, struct err *);
int64_t reply_auto_count_ticket(struct db *, int64_t ticket, struct err *);
int64_t reply_auto_count_account(
    struct db *, int64_t account, int64_t since, struct err *);
/* Has a person answered this ticket after T?  1, 0, -1. */
int reply_answered_since(struct db *, int64_t ticket, int64_t t, struct err *);

#endif
