/*
 * cmd/ha-reply/reply.h - what the verbs of ha-reply share
 */
#ifndef HA_REPLY_REPLY_H
#define HA_REPLY_REPLY_H

#include "answer/decide.h"
#include "answer/outbox.h"
#include "answer/writer.h"
#include "base/opt.h"
#include "store/message.h"

extern const char *template_name;

struct desk {
	struct config *config; /* or NULL */
	struct db *db;	       /* or NULL */
	struct node *taxonomy, *carriers;
	struct limits limits;
	struct policy policy;
	struct book book;
	struct vars_env env;
	const struct template *proactive; /* --template, or NULL */
};

/* Configuration, templates and policy, or the end with every error told. */
void desk_open(struct desk *);
/* The same, but templates are left to the caller (lint). */
void desk_open_data(struct desk *);
void desk_close(struct desk *);

/* What is known about a message; template and text are not looked at. */
int facts_gather(struct desk *, const struct message *, const struct ticket *,
    struct rec *, const struct outbox *, struct facts *, struct err *);

int run_filter(struct desk *, char **files);
int verb_list(char **args);
int verb_preview(char **args);
int verb_lint(char **args);

#endif
