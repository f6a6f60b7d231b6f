/*
 * cmd/ha-customer/customer.h - what the verbs share
 */
#ifndef CUSTOMER_CUSTOMER_H
#define CUSTOMER_CUSTOMER_H

#include "base/opt.h"
#include "common/refs.h"
#include "common/session.h"
#include "desk/customer.h"

/* Own options (main.c). */
struct options {
	const char *message, *file, *output, *as;
	long limit;
	int off;
};
extern struct options options;
extern const struct program program;

/*
 * The customers of ARGS: references, words that name one person each, or a
 * query; without any, standard input.
 */
struct people {
	int64_t *v;
	size_t n, cap;
	int by_query;
};
int people_read(struct session *, char **args, struct people *, struct err *);
void people_free(struct people *);
/* One of them, by a reference or a word; -1. */
int64_t people_one(struct session *, char *word, struct err *);

/* An act about a customer, in the chain of one of its accounts. */
int tell(struct session *, int64_t customer, int64_t ticket, int64_t account,
    const char *kind, json_t *data, struct err *);

/*
 * EACH customer in one transaction, then a line of result each: "c881 DONE".
 * EACH returns 1 done, 0 there was nothing to do, -1.
 */
struct work {
	int (*each)(struct session *, int64_t id, void *, struct err *);
	void *arg;
	const char *done;
};
int work_on(struct session *, char **args, const struct work *);

int run_list_customers(char **), run_show(char **), run_merge(char **),
    run_unmerge(char **), run_suggest(char **), run_tag(char **),
    run_untag(char **), run_note(char **), run_export(char **),
    run_forget(char **), run_opt_out(char **);

#endif
