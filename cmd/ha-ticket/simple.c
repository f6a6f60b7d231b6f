/* cmd/ha-ticket/simple.c - verbs that are one act each */
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "ha-ticket/ticket.h"
#include "sense/taxonomy.h"

/* The verb with its session. */
static int
work(char **args, const struct work *w)
{
	struct session s;

	session_begin(&s, options.as);
	return work_on(&s, args, w);
}

static int
claim(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	(void)arg;
	return verb_claim(&s->deed, t, err);
}

int
run_claim(char **args)
{
	return work(args, &(struct work){ claim, NULL, NULL, N_("claimed"),
			      N_("claim"), 0, NULL });
}

static int
release(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	(void)arg;
	return verb_release(&s->deed, t, err);
}

int
run_release(char **args)
{
	return work(args, &(struct work){ release, NULL, NULL, N_("released"),
			      N_("release"), 0, NULL });
}

static int
assign(struct session *s, struct ticket *t, void *who, struct err *err)
{
	return verb_assign(&s->deed, t, config_plain(s->config, who), err);
}

int
run_assign(char **args)
{
	if (*args == NULL)
		opt_usage(&program, "assign to whom?");
	return work(args + 1, &(struct work){ assign, *args, NULL,
				  N_("assigned"), N_("assign"), 0, NULL });
}

static int
note_it(struct session *s, struct ticket *t, void *text, struct err *err)
{
	return verb_note(&s->deed, t, text, err);
}

int
run_note(char **args)
{
	struct work w = { note_it, NULL, NULL, N_("noted"), N_("note on"), 0,
		NULL };
	struct err err = ERR_INIT;
	struct session s;

	if (options.message == NULL && options.file == NULL)
		opt_usage(
		    &program, "a note wants its text: -m TEXT or -F FILE");
	session_begin(&s, options.as);
	w.arg = (void *)given_text(
	    args, options.message, options.file, &s.arena, &err);
	if (w.arg == NULL)
		return session_end(&s, 0, &err);
	return work_on(&s, args, &w);
}

static int
no_reply(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	(void)arg;
	return verb_no_reply(&s->deed, t, err);
}

int
run_no_reply(char **args)
{
	return work(
	    args, &(struct work){ no_reply, NULL, NULL, N_("no reply needed"),
		      N_("no reply to"), 0, NULL });
}

static int
to_status(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	return verb_status(&s->deed, t, *(enum ticket_status *)arg, err);
}

int
run_wait(char **args)
{
	enum ticket_status to =
	    options.inside ? TICKET_WAITING_INTERNAL : TICKET_WAITING_CUSTOMER;

	return work(args, &(struct work){ to_status, &to, NULL, N_("waits"),
			      N_("wait with"), 0, NULL });
}

int
run_resolve(char **args)
{
	enum ticket_status to = TICKET_RESOLVED;

	return work(args, &(struct work){ to_status, &to, NULL, N_("resolved"),
			      N_("resolve"), 0, NULL });
}

int
run_reopen(char **args)
{
	enum ticket_status to = TICKET_OPEN;

	return work(args, &(struct work){ to_status, &to, NULL, N_("reopened"),
			      N_("reopen"), 0, NULL });
}

int
run_close(char **args)
{
	enum ticket_status to = TICKET_CLOSED;

	return work(args, &(struct work){ to_status, &to, NULL, N_("closed"),
			      N_("close"), 0, NULL });
}

struct tagging {
	const char *tag;
	int on;
};

static int
tag(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	const struct tagging *g = arg;

	return verb_tag(&s->deed, t, g->tag, g->on, err);
}

static int
run_tagging(char **args, int on)
{
	struct tagging g = { *args, on };

	if (*args == NULL)
		opt_usage(&program, "which tag?");
	return work(args + 1,
	    &(struct work){ tag, &g, NULL, on ? N_("tagged") : N_("untagged"),
		on ? N_("tag") : N_("untag"), 0, NULL });
}

int
run_tag(char **args)
{
	return run_tagging(args, 1);
}

int
run_untag(char **args)
{
	return run_tagging(args, 0);
}

/* FIELD=VALUE, split; the values end with a NULL field. */
struct setting {
	const char *field, *value;
};

/* An intent is one of the taxonomy: the shop's own, else ours. */
static int
check_intent(const char *id, struct err *err)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct taxonomy *x = taxonomy_open(&errs);
	const char *names[256], *near;
	size_t i;
	int rc = 0;

	if (x == NULL) {
		*err = errs.v[0];
		rc = -1;
	} else if (taxonomy_intent(x, id) < 0) {
		for (i = 0; i < x->nintents && i < 256; i++)
			names[i] = x->intents[i].id;
		near = opt_nearest(id, names, i);
		rc = err_set(err, ERR_USAGE, "unknown intent '%s'%s%s%s", id,
		    near ? " (did you mean '" : "", near ? near : "",
		    near ? "'?)" : "");
	}
	taxonomy_free(x);
	conf_errs_free(&errs);
	return rc;
}

static int
set(struct session *s, struct ticket *t, void *arg, struct err *err)
{
	const struct setting *g;
	int rc, changed = 0;

	s->deed.why = options.message;
	for (g = arg; g->field != NULL; g++) {
		if ((rc = verb_set(&s->deed, t, g->field, g->value, err)) < 0)
			return rc;
		changed |= rc;
	}
	return changed;
}

int
run_set(char **args)
{
	struct setting settings[32];
	struct err err = ERR_INIT;
	size_t n = 0;
	char *eq;

	for (; *args != NULL && (eq = strchr(*args, '=')) != NULL; args++) {
		if (n + 1 == sizeof settings / sizeof settings[0])
			opt_usage(&program, "too many fields");
		*eq = '\0';
		settings[n++] = (struct setting){ *args, eq + 1 };
		if (strcmp(*args, "intent") == 0 &&
		    check_intent(eq + 1, &err) < 0)
			die(&err);
	}
	if (n == 0)
		opt_usage(&program, "set what? priority=high, for example");
	settings[n].field = NULL;
	return work(args, &(struct work){ set, settings, NULL, N_("set"),
			      N_("change"), 0, NULL });
}
