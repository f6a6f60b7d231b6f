/*
 * cmd/ha-ticket/ticket.h - what the verbs share
 */
#ifndef TICKET_TICKET_H
#define TICKET_TICKET_H

#include "base/opt.h"
#include "common/refs.h"
#include "common/session.h"
#include "io/table.h"

/* Own options (main.c). */
struct options {
	const char *message, *file, *template, *as, *sort;
	const char *customer, *subject, *output;
	long limit; /* -1: not said */
	int inside, keep_going, force, unread, proposal, evidence;
	struct opt_list attach;
};
extern struct options options;
extern const struct program program;

/*
 * One act for every reference of ARGS: in one transaction, or with
 * --keep-going in one each.  EACH is as the functions of desk/verb.h; DONE is
 * what a line of result says.  Returns the exit status.
 */
struct work {
	int (*each)(struct session *, struct ticket *, void *, struct err *);
	void *arg;
	/* Called for each before anything is locked (an editor); or NULL. */
	int (*prepare)(struct session *, struct ticket *, void *, struct err *);
	const char *done;     /* "resolved" */
	const char *question; /* "resolve", before many by query */
	int exact;	      /* each as it was named, merged or not */
	const int64_t *made;  /* a new ticket to name in its stead, or NULL */
};
int work_on(struct session *, char **args, const struct work *);

/* A ticket as a row of the list, or one line of JSON. */
json_t *list_json(struct session *, const struct ticket *, struct err *);
const char *due_text(
    const struct session *, const struct ticket *, struct arena *);

/* Print it; on a terminal it is read then. */
int show_ticket(struct session *, struct ticket *, struct err *);
/* As a line of JSON, appended. */
int show_json(struct session *, struct ticket *, struct buf *, struct err *);
/* Order lines, shipments and their events, the customer, for people. */
int show_facts(
    struct session *, const struct ticket *, struct buf *, struct err *);

struct message;
/* What stays here until its account is live is told. */
int say_shadow(struct session *, const struct message *, struct err *);

int run_list_tickets(char **), run_next(char **), run_show(char **),
    run_sla(char **), run_log(char **), run_claim(char **),
    run_release(char **), run_assign(char **), run_answer(char **),
    run_note(char **), run_no_reply(char **), run_wait(char **),
    run_set(char **), run_tag(char **), run_untag(char **),
    run_resolve(char **), run_reopen(char **), run_close(char **),
    run_merge(char **), run_split(char **), run_link(char **), run_new(char **),
    run_export(char **);

#endif
