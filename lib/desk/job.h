/*
 * desk/job.h - one message on its way through the desk (for desk/route*.c)
 *
 * The steps come in the order of their files: what it is about, a ticket that
 * it opens, a ticket that it goes on in.  0 or -1 unless said otherwise.
 */
#ifndef DESK_JOB_H
#define DESK_JOB_H

#include <jansson.h>

#include "desk/route.h"
#include "desk/thread.h"

struct job {
	struct desk *desk;
	struct rec *rec;
	struct letter letter;
	const char *aside; /* it asks for nothing: the kind of its event */
	struct order order;
	int has_order;
	struct threading threading;
	struct route *out;
	json_t *customer_tags;
	int64_t now;
	int first;  /* of a ticket that is there: nothing came in before it */
	int handed; /* it was decided who has the ticket */
	int late;   /* something that is known happened after it */
};

/* job.c */
/* The message asks for work: nobody imported it, a customer wrote it. */
int job_is_live(const struct job *);
const struct rule *job_rule(struct job *, enum rule_section s);
int job_add_tags(struct job *, const struct ticket *, struct err *);
/* The event of a message that a customer wrote. */
json_t *job_message_data(const struct job *);
int job_assign(
    struct job *, struct ticket *, const char *previous, struct err *);
/* A ticket that has work in it from now on. */
int job_begin_work(
    struct job *, struct ticket *, const char *previous, struct err *);
void job_came_in(struct job *, struct ticket *);
void job_went_out(struct job *, struct ticket *);
/* A decision about an answer is owed where answers are configured. */
int job_take(struct job *, const struct ticket *, struct err *);
/* The procedure for its kind of trouble begins. */
int job_follow(struct job *, struct ticket *, struct err *);

/* route_about.c */
const char *job_text(struct job *, const char *path);
/* What the ticket is about, as far as it does not know yet. */
int job_describe(struct job *, struct ticket *, struct err *);
void job_set_intent(struct job *, struct ticket *);
/* What the newest message says; the first intent stays, unless it was none. */
void job_understand(struct job *, struct ticket *);

/* route_open.c */
int job_open(struct job *, struct ticket *, struct err *);

/* route_on.c */
int job_go_on(struct job *, struct ticket *, struct err *);

#endif
