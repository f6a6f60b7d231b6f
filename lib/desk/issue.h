/*
 * desk/issue.h - what trouble a ticket is about
 *
 * When it arose and who is responsible are proposed from tracking and order,
 * each with its reason, whenever they are asked for, as tracking goes on; a
 * person's word (`ha-ticket set arose=... responsibility=...`) is kept and
 * goes before.  The rules of the section "issue" say what tracking does not,
 * and the steps that are followed: tasks of the ticket, which ha-watch sees
 * to like any other.
 */
#ifndef DESK_ISSUE_H
#define DESK_ISSUE_H

#include "desk/verb.h"

struct issue {
	const struct rule *rule; /* NULL: none fits */
	int64_t arose;		 /* CLOCK_NONE: not known */
	const char *arose_why;	 /* "delivered, signed by Nachbar" */
	int arose_set;		 /* a person said so */
	const char *responsibility, *responsibility_why; /* or NULL */
	int responsibility_set;
	const char *evidence; /* of the result, or NULL */
	const char *handlers; /* who answered, "mei, lin"; "" nobody */
	int64_t handling;     /* seconds in which somebody worked on it */
};

/* Texts live in the arena, or as long as T and the desk. */
int issue_read(struct desk *, const struct ticket *, int64_t now,
    struct issue *, struct arena *, struct err *);
json_t *issue_json(const struct issue *);

/* The rule of its kind of trouble; NULL when none fits or on failure. */
const struct rule *issue_rule(
    struct desk *, const struct ticket *, int64_t now, struct err *);
/*
 * The steps of the rule become tasks, unless they are there already.  1, 0
 * nothing to do, -1.
 */
int issue_follow(
    const struct deed *, struct ticket *, const struct rule *, struct err *);

#endif
