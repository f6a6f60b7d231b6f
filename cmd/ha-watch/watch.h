/*
 * cmd/ha-watch/watch.h - what the halves and the verbs share
 */
#ifndef HA_WATCH_WATCH_H
#define HA_WATCH_WATCH_H

#include "answer/kit.h"
#include "base/opt.h"
#include "common/refs.h"
#include "common/session.h"
#include "desk/watch.h"

/* Own options (main.c). */
struct options {
	const char *message, *as;
	int loop;
};
extern struct options options;
extern const struct program program;

/* What the follow-up question is written with, opened when it is needed. */
struct asker {
	struct session *s;
	struct arena *arena; /* of the ticket */
	int open;
	struct kit kit;
};

/* As struct watch's ask; ARG is the asker. */
int asker_ask(struct asker *, struct ticket *, struct err *);
void asker_close(struct asker *);

/* Everything due, once; the exit status. */
int run_timers(char **args);
int run_list_alerts(char **), run_show(char **), run_ack(char **),
    run_mute(char **), run_close(char **);

#endif
