/*
 * desk/ruleset.h - what is done with a message, as rules with names
 *
 *	rules:
 *	  priority:
 *	    - {name: danger, when: "signal:safety,legal", priority: urgent}
 *	  queue:
 *	    - {name: customs words, when: "intent:customs_duties",
 *	       queue: logistics}
 *	  tags:
 *	    - {name: angry, when: "emotion:angry", tags: [angry]}
 *	  assign:
 *	    - {name: refunds, when: "intent:refund_request", skills: [refund]}
 *	    - {name: spam, when: "intent:spam", to: nobody}
 *	    - {name: by load}
 *	  platform:
 *	    - {name: amazon, when: "channel:amazon", within: 24h}
 *	  issue:
 *	    - {name: damage, when: "intent:damaged_in_transit", severity: 2,
 *	       responsibility: carrier, arose: delivery,
 *	       steps: [{step: photo of the parcel},
 *		       {step: claim, for: "@logistics", within: 2d}]}
 *	sla:
 *	    - {name: default, first_response: 2h, ...}	(sla/sla.h)
 *
 * In each section the first rule that fits wins.  "when" is the query
 * language over the record, with the ticket and its customer as they stand
 * before; without it a rule fits everything.  A section that the
 * configuration does not have is the shipped one's
 * (share/rules/desk.yaml).
 */
#ifndef DESK_RULESET_H
#define DESK_RULESET_H

#include "base/buf.h"
#include "conf/config.h"
#include "rec/rec.h"
#include "rule/query.h"
#include "sla/sla.h"

enum rule_section {
	RULE_PRIORITY,
	RULE_QUEUE,
	RULE_TAGS,
	RULE_ASSIGN,
	RULE_PLATFORM,
	RULE_ISSUE,
	RULE_SLA,
	RULE_SECTIONS
};

enum arose { AROSE_UNKNOWN, AROSE_TRANSIT, AROSE_DELIVERY, AROSE_USE };

/* Of a procedure: what is to be done, by whom (NULL: who has the ticket). */
struct step {
	const char *step, *who;
	int64_t within; /* ms */
};

struct rule {
	const char *name, *when; /* when NULL: always */
	struct query query;
	int priority; /* enum ticket_priority */
	const char *queue;
	struct conf_list tags;
	struct conf_list skills; /* beside the language */
	const char *to;		 /* "mei", "@warehouse"; NULL: by load */
	int nobody;		 /* assign: nobody */
	int64_t within;		 /* platform: ms */
	/* issue: what kind of trouble it is, and what is done about it */
	const char *responsibility; /* or NULL */
	int arose;		    /* enum arose */
	long severity;		    /* 0 to 3 */
	const struct node *step_list;
	struct step *steps;
	size_t nsteps;
	const struct sla_policy *policy;
	const struct node *node; /* where it is written */
};

struct ruleset {
	struct rule *v[RULE_SECTIONS];
	size_t n[RULE_SECTIONS];
	struct calendars *calendars;
	struct query_hours hours; /* the same, for "hours:" */
	struct sla_policies policies;
	int asks_orders; /* one of the rules does */
	const struct node
	    *reply;	     /* of --rules: a policy for a replay; or NULL */
	struct node *own[2]; /* --rules, the shipped file */
	struct buf bytes[2]; /* of these two */
	const struct config *config;
	char digest[17]; /* once it was asked for */
};

/*
 * The rules of the configuration (or none, NULL), those of FILE (--rules, or
 * NULL) before them, section by section.  Every error is in ERRS, and NULL is
 * returned if there was one.
 */
struct ruleset *ruleset_load(
    const struct config *, const char *file, struct conf_errs *);
void ruleset_free(struct ruleset *);

/* What names the files they stand in, while ALL lives. */
const char *ruleset_digest(struct ruleset *);

/* Is it one of the words for who is to blame? */
int ruleset_is_responsibility(const char *);

/* The first rule that fits, or NULL. */
const struct rule *ruleset_first(
    const struct ruleset *, enum rule_section, struct rec *, int64_t now);
/* What became of a rule that was asked: WHY it does not fit, or NULL. */
struct rule_look {
	const struct rule *rule;
	const char *why;
};
/* The rules up to the one that fits, in the arena of the record. */
size_t ruleset_look(const struct ruleset *, enum rule_section, struct rec *,
    int64_t now, struct rule_look **);

/* "priority", "queue", "tags", "assign", "platform", "issue", "sla". */
const char *ruleset_section(enum rule_section);

/*
 * What can be said of rules that are no errors (desk/ruleset_lint.c): one
 * that is never reached, an intent that is not among INTENTS (NULL at the
 * end; NULL: not looked at), skills that nobody has, queues that nobody
 * serves.
 */
void ruleset_lint(const struct ruleset *, const struct config *,
    const char *const *intents, struct conf_errs *);

/* The policy NAME, else the last one (the default); NULL without any. */
const struct sla_policy *ruleset_policy(
    const struct ruleset *, const char *name);

#endif
