/*
 * answer/vars.h - what templates may say about a message
 *
 * The table var_defs is the only place where a variable's name and type
 * exist.  Values are made when they are asked for, in the customer's
 * language, money format and time zone.
 *
 * Text from outside (names, places, titles) comes on one line, without
 * controls and not too long; what looks like a login, an address or a link is
 * no name to greet anybody by.  An order that belongs to somebody else is
 * never spoken of: vars_foreign tells.
 */
#ifndef ANSWER_VARS_H
#define ANSWER_VARS_H

#include "answer/limits.h"
#include "answer/template.h"
#include "conf/config.h"
#include "rec/rec.h"
#include "store/ticket.h"

/* What does not change from message to message. */
struct vars_env {
	const struct config *config; /* or NULL */
	const struct node *taxonomy; /* for phrases, or NULL */
	const struct node *carriers; /* for links, or NULL */
	const struct limits *limits;
	int64_t late_after;  /* ms under way */
	int64_t stale_after; /* ms not sent */
	struct zones *zones;
};

extern const struct var_def var_defs[];

/* Frees nothing of what the caller filled in, but the zones. */
void vars_env_free(struct vars_env *);

/*
 * For the message REC of ticket T (borrowed, as long as ARENA): looks up its
 * order, shipment and return in DB.  DB and T may be NULL (a preview without
 * either).
 */
struct vars *vars_new(struct vars_env *, struct db *, const struct ticket *t,
    struct rec *, struct arena *, struct err *);
/* The language that values are written in from now on. */
void vars_language(struct vars *, const char *lang);
/* The intent that `phrase` names; NULL: the neutral one. */
void vars_intent(struct vars *, const char *intent);

/* The number of an order that was named and is not this customer's. */
const char *vars_foreign(const struct vars *);
/* The shop that the account belongs to, or NULL. */
const struct conf_shop *vars_shop(const struct vars *);
/* The number of the order, or NULL; for reasons and previews. */
const char *vars_order(struct vars *);

/* A name that a person can be greeted by, or NULL. */
const char *vars_name(const char *, struct arena *);

#endif
