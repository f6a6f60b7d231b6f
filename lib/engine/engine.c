/*
 * engine/engine.c - a language model on a server, seen from who asks it
 *
 * The child keeps the time limit; ours is a little longer and only for a child
 * that hangs.  Who asks is confined and can neither kill nor wait: the child
 * ends when its stdin does.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/proc.h"
#include "base/xalloc.h"
#include "engine/engine.h"
#include "net/host.h"
#include "rec/json.h"

enum {
	GRACE_MS = 2000,  /* a child's answer after its own time limit */
	START_MS = 10000, /* until it is ready */
	LINE_MAX_BYTES = 1 << 20,
	FAILURES_MAX = 3, /* in a row */
	NAME_MAX_BYTES = 32,
	BLOCK = 4096
};

struct engine {
	struct engine_conf conf;
	char *name;
	struct proc proc;
	struct buf in; /* what it said and nobody took */
	int (*holds)(const json_t *, const void *);
	const void *arg;
	struct map answers; /* by text; null when none came */
	long asked, failures;
	int told, lost;
	char said[200];
};

const struct conf_key engine_keys[] = {
	{ "url", CONF_STR, offsetof(struct engine_conf, url), "!", NULL,
	    "address of its chat/completions, https or loopback" },
	{ "model", CONF_STR, offsetof(struct engine_conf, model), "!", NULL,
	    "the model's name there" },
	{ "key", CONF_STR, offsetof(struct engine_conf, key), NULL, NULL,
	    "the server's key, ${env:NAME} or ${file:PATH}" },
	{ "timeout", CONF_DURATION, offsetof(struct engine_conf, timeout),
	    "10s", NULL, "longest wait for one answer" },
	{ "budget", CONF_INT, offsetof(struct engine_conf, budget), "100", NULL,
	    "questions of one run at most" },
	{ "below", CONF_PROB, offsetof(struct engine_conf, below), "0.6", NULL,
	    "asked when the first intent is less probable" },
	CONF_KEYS_END
};

/* ---- lines ---- */

static int
put_line(struct engine *e, json_t *o)
{
	struct buf b = BUF_INIT;
	int rc;

	json_add(&b, o);
	buf_addc(&b, '\n');
	rc = file_put(e->proc.in, b.p, b.len);
	explicit_bzero(b.p, b.len); /* the first one holds the key */
	buf_free(&b);
	return rc;
}

/* Bytes until UNTIL; 0 when the child ended or is late. */
static ssize_t
hear(struct engine *e, int64_t until)
{
	struct pollfd fd = { e->proc.out, POLLIN, 0 };
	int64_t left;
	ssize_t n;

	do {
		left = until - clock_mono();
		if (left <= 0 || poll(&fd, 1, (int)left) == 0)
			return 0;
		buf_room(&e->in, BLOCK);
		n = fd.revents == 0
			? -1
			: read(e->proc.out, e->in.p + e->in.len, BLOCK);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n > 0)
		e->in.p[e->in.len += (size_t)n] = '\0';
	return n > 0 ? n : 0;
}

/* The next line as an object; NULL when it does not come in time. */
static json_t *
take_line(struct engine *e, int64_t ms)
{
	int64_t until = clock_mono() + ms;
	json_t *o;
	char *nl;

	while ((nl = memchr(e->in.p, '\n', e->in.len)) == NULL)
		if (e->in.len > LINE_MAX_BYTES || hear(e, until) == 0)
			return NULL;
	o = json_loadb(
	    e->in.p, (size_t)(nl - e->in.p), JSON_REJECT_DUPLICATES, NULL);
	buf_drop(&e->in, (size_t)(nl + 1 - e->in.p));
	return o;
}

static void
hang_up(struct engine *e)
{
	e->lost = 1;
	if (e->proc.in >= 0)
		close(e->proc.in);
	if (e->proc.out >= 0)
		close(e->proc.out);
	e->proc.in = e->proc.out = -1;
}

/* ---- open ---- */

static int
start(struct engine *e, json_t *first, struct err *err)
{
	char *path = proc_helper("ha-engine");
	const char *argv[] = { path, NULL };
	json_t *ready = NULL;
	const char *why = NULL;
	int rc = proc_start(&e->proc, argv, PROC_IN | PROC_OUT, err);

	if (rc == 0 && put_line(e, first) == 0)
		ready = take_line(e, START_MS);
	if (rc == 0 && !json_is_true(json_object_get(ready, "ready"))) {
		why = json_string_value(json_object_get(ready, "error"));
		rc = err_set(err, ERR_SYSTEM, "'%s' does not start: %s", path,
		    why != NULL ? why : "it says nothing");
	}
	json_decref(ready);
	free(path);
	return rc;
}

/* What the child is told first; NULL and why. */
static json_t *
introduction(const struct config *c, const struct node *n,
    const struct engine_conf *conf, const struct engine_topic *t,
    struct err *err)
{
	const struct node *key = node_get(n, "key");
	struct buf b = BUF_INIT;
	json_t *o = NULL;

	if (host_check_url(conf->url, err) < 0)
		err_wrap(err, "%s:%d:%d: 'url'", n->file, n->line, n->column);
	else if (key == NULL || config_value(c, key, 1, &b, err) == 0)
		o = json_pack("{s:s, s:s, s:s*, s:I, s:s, s:O}", "url",
		    conf->url, "model", conf->model, "key",
		    key != NULL ? b.p : NULL, "timeout",
		    (json_int_t)conf->timeout, "system", t->system, "schema",
		    t->schema);
	explicit_bzero(b.p, b.len);
	buf_free(&b);
	return o;
}

static const struct node *
section(const struct config *c, const char *name, struct conf_errs *errs)
{
	const struct node *n =
	    c != NULL && c->engines != NULL ? node_get(c->engines, name) : NULL;
	struct err err = ERR_INIT;

	if (n != NULL)
		return n;
	err_set(&err, ERR_CONFIG,
	    "no engine '%.60s': describe it under engines: in ha.yaml", name);
	conf_errs_add(errs, &err);
	return NULL;
}

struct engine *
engine_open(const struct config *c, const char *name,
    const struct engine_topic *t, struct conf_errs *errs)
{
	const struct node *n = section(c, name, errs);
	struct engine *e = xcalloc(1, sizeof *e);
	struct err err = ERR_INIT;
	json_t *first = NULL;

	e->name = xstrndup(name, NAME_MAX_BYTES);
	e->proc = (struct proc)PROC_INIT;
	e->holds = t->holds;
	e->arg = t->arg;
	buf_init(&e->in);
	if (n == NULL || conf_fill(n, engine_keys, &e->conf, errs) > 0)
		goto out;
	if (e->conf.timeout <= 0) { /* curl would wait for ever */
		conf_fault(errs, node_get(n, "timeout"),
		    "'timeout' wants more than nothing");
		goto out;
	}
	first = introduction(c, n, &e->conf, t, &err);
	if (first != NULL)
		start(e, first, &err);
	/* the configuration may go; the child has them */
	e->conf.url = e->conf.model = e->conf.key = NULL;
	if (err.code != ERR_OK)
		conf_errs_add(errs, &err);
out:
	json_decref(first);
	if (errs->n == 0)
		return e;
	engine_close(e);
	return NULL;
}

void
engine_close(struct engine *e)
{
	size_t i;

	if (e == NULL)
		return;
	if (e->proc.in >= 0 && !e->lost) {
		close(e->proc.in); /* it ends; so nothing outlives us */
		e->proc.in = -1;
		while (hear(e, clock_mono() + GRACE_MS) > 0)
			buf_reset(&e->in);
	}
	hang_up(e);
	for (i = 0; i < e->answers.cap; i++)
		if (e->answers.slots[i].key != NULL)
			json_decref(e->answers.slots[i].value);
	map_free(&e->answers);
	buf_free(&e->in);
	free(e->name);
	free(e);
}

const char *
engine_name(const struct engine *e)
{
	return e->name;
}

double
engine_below(const struct engine *e)
{
	return e->conf.below;
}

/* ---- ask ---- */

/* Once a run, with -v. */
static void
tell(struct engine *e, const char *why)
{
	if (!e->told)
		debug("engine '%s': %s; the model's own answer stays", e->name,
		    why);
	e->told = 1;
}

/* An answer that holds, or NULL and why there is none. */
static json_t *
ask(struct engine *e, const char *text, const char **why)
{
	json_t *q = json_pack("{s:s}", "text", text), *line = NULL, *answer;
	const char *error;

	e->asked++;
	if (q != NULL && put_line(e, q) == 0)
		line = take_line(e, e->conf.timeout + GRACE_MS);
	json_decref(q);
	if (line == NULL) {
		hang_up(e); /* an answer that comes now is another's */
		*why = "its helper does not answer";
		return NULL;
	}
	answer = json_incref(json_object_get(line, "answer"));
	if (answer != NULL && !e->holds(answer, e->arg)) {
		*why = "the answer is none of those that were asked for";
		json_decref(answer);
		answer = NULL;
	} else if (answer == NULL) {
		error = json_string_value(json_object_get(line, "error"));
		*why = e->said;
		snprintf(e->said, sizeof e->said, "%.*s",
		    (int)sizeof e->said - 1,
		    error != NULL ? error : "its helper talks nonsense");
	}
	json_decref(line);
	return answer;
}

/* Why nobody is asked any more; NULL while there is no reason. */
static const char *
given_up(const struct engine *e)
{
	if (e->lost)
		return "its helper is gone";
	if (e->failures >= FAILURES_MAX)
		return "it has failed too often in this run";
	if (e->asked >= e->conf.budget)
		return "the budget of this run is used up";
	return NULL;
}

const json_t *
engine_ask(struct engine *e, const char *text)
{
	const char *why;
	json_t *answer;

	answer = map_gets(&e->answers, text);
	if (answer == NULL) {
		if ((why = given_up(e)) != NULL) {
			tell(e, why);
			return NULL;
		}
		answer = ask(e, text, &why);
		e->failures = answer != NULL ? 0 : e->failures + 1;
		if (answer == NULL) {
			tell(e, why);
			answer = json_null();
		}
		*map_put(&e->answers, text, strlen(text)) = answer;
	}
	return json_is_null(answer) ? NULL : answer;
}
