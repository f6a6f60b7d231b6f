/*
 * desk/verb.h - what people do with a ticket
 *
 * Each function is one act on one ticket inside the caller's transaction: the
 * event, the clocks and the row.  T is as ticket_get gave it and is kept in
 * step.  1: done; 0: there was nothing to do; -1.
 */
#ifndef DESK_VERB_H
#define DESK_VERB_H

#include <jansson.h>

#include "desk/desk.h"

struct deed {
	struct desk *desk;
	const char *actor; /* who is answered for it */
	const char *by;	   /* the login behind --as, or NULL */
	int64_t now;
	struct arena *arena; /* of what T points to */
	const char *why;     /* the reason given, or NULL */
};

/*
 * What every act ends with: the event, the clocks, the row.  DATA and CONTENT
 * (NULL: none) are stolen.  1, or -1.
 */
int verb_act(const struct deed *, struct ticket *, const char *kind,
    json_t *data, json_t *content, struct err *);

/* WHO is one of the team, or a team with '@'; ERR_USAGE names who is near. */
int verb_who(const struct config *, const char *who, struct err *);

/*
 * What the event says by which a ticket goes to WHO, or back to nobody
 * (NULL): whose hours its clocks count by from then on (desk/clocks.h).
 */
void verb_hours(const struct config *, const char *who, json_t *data);

/* Refused (ERR_NO) when somebody else works on it. */
int verb_claim(const struct deed *, struct ticket *, struct err *);
/* What ends first and nobody works on; its number, 0 when there is none. */
int64_t verb_claim_next(const struct deed *, struct err *);
int verb_release(const struct deed *, struct ticket *, struct err *);
/* To whom verb_who knows. */
int verb_assign(
    const struct deed *, struct ticket *, const char *who, struct err *);
/* Whom it names with @ is told by an alert (desk/mention.h). */
int verb_note(
    const struct deed *, struct ticket *, const char *text, struct err *);
int verb_no_reply(const struct deed *, struct ticket *, struct err *);
/* Resolved, closed, open again, waiting. */
int verb_status(
    const struct deed *, struct ticket *, enum ticket_status, struct err *);
/* A person's answer is in the outbox (REPLY): it is the customer's turn. */
int verb_answered(const struct deed *, struct ticket *, int64_t reply,
    int proposal, struct err *);
int verb_tag(const struct deed *, struct ticket *, const char *tag, int on,
    struct err *);
int verb_read(const struct deed *, struct ticket *, int unread, struct err *);

/*
 * FIELD of: priority queue intent severity responsibility arose order sku
 * result.  The reason of the deed is kept with responsibility, arose and
 * result; "unfounded" wants one.  A new intent may begin a procedure
 * (desk/issue.h).
 * ERR_USAGE names the field or the values that it takes.  Of intents the
 * caller knows which there are.
 */
int verb_set(const struct deed *, struct ticket *, const char *field,
    const char *value, struct err *);

#endif
