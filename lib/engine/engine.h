/*
 * engine/engine.h - a language model on a server, seen from who asks it
 *
 * The socket is in a child of ours, ha-engine, started before the caller
 * confines itself; a question goes in as one line of JSON, an answer comes
 * out as one.  The key goes the same way, never by argument or environment.
 *
 * Asking fails quietly: when the server is slow, refuses or talks nonsense,
 * when the run's budget is used up, after three failures in a row.  The same
 * text is asked once a run.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <jansson.h>

#include "conf/config.h"

struct engine_conf {
	const char *url, *model, *key;
	int64_t timeout;
	long budget;
	double below;
};
extern const struct conf_key engine_keys[];

struct engine;

/* What every question of a run is about. */
struct engine_topic {
	const char *system; /* says it to the model */
	json_t *schema;	    /* holds the answer; borrowed */
	/* does it? for what no schema can say, and servers without any */
	int (*holds)(const json_t *answer, const void *arg);
	const void *arg;
};

/*
 * NAME of engines: in the configuration.  NULL and every fault.  The topic's
 * strings are copied, its function and ARG are kept.  SIGPIPE must be ignored
 * from then on.
 */
struct engine *engine_open(const struct config *, const char *name,
    const struct engine_topic *, struct conf_errs *);
void engine_close(struct engine *);

const char *engine_name(const struct engine *);
/* It is worth asking about what is less probable than this. */
double engine_below(const struct engine *);

/*
 * An answer that holds, borrowed until engine_close; NULL when there is none.
 * TEXT must be masked.
 */
const json_t *engine_ask(struct engine *, const char *text);

#endif
