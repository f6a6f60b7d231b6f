/*
 * cmd/ha-reply/reply.h - what the verbs of ha-reply share
 */
#ifndef HA_REPLY_REPLY_H
#define HA_REPLY_REPLY_H

#include <jansson.h>

#include "answer/decide.h"
#include "answer/kit.h"
#include "answer/outbox.h"
#include "base/opt.h"
#include "store/message.h"

extern const char *template_name;

/* What one run answers with. */
struct replier {
	struct config *config; /* or NULL */
	struct db *db;	       /* or NULL */
	struct kit kit;
	const struct template *proactive; /* --template, or NULL */
};

/* Configuration, templates and policy, or the end with every error told. */
void replier_open(struct replier *);
/* The same, but templates are left to the caller (lint). */
void replier_open_bare(struct replier *);
void replier_close(struct replier *);

/* What is known about a message; template and text are not looked at. */
int facts_gather(struct replier *, const struct message *,
    const struct ticket *, struct rec *, const struct outbox *, struct facts *,
    struct err *);

/* A row of the outbox (row.c): why it is so, as it is kept in the row ... */
const char *row_why(
    const struct verdict *, const struct written *, struct arena *);
/* ... as "reply" of a record, and for people. */
json_t *row_json(const struct reply *, struct arena *);
void row_explain(const char *id, const struct reply *, struct arena *);

int run_filter(struct replier *, char **files);
int verb_list(char **args);
int verb_preview(char **args);
int verb_lint(char **args);

#endif
