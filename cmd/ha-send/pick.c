/* cmd/ha-send/pick.c - replies by the words of a query */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "pick.h"
#include "rec/json.h"
#include "rule/match.h"

int
pick_open(struct pick *p, char **words, const struct config *c, const char *me,
    struct err *err)
{
	struct query_env env = { clock_now(), c != NULL ? c->tz : NULL, me };

	*p = (struct pick){
		.query = QUERY_INIT, .line = BUF_INIT, .now = env.now
	};
	p->rec = rec_new();
	if (query_words(&p->query, words, &env, err) < 0)
		return -1;
	return query_fits_records(&p->query, err);
}

void
pick_close(struct pick *p)
{
	rec_free(p->rec);
	buf_free(&p->line);
	query_free(&p->query);
}

json_t *
pick_json(const struct reply *r)
{
	char ref[32], at[CLOCK_TEXT];

	snprintf(ref, sizeof ref, "r%" PRId64, r->id);
	/* clang-format off */
	return json_pack("{s:s, s:s, s:s, s:s, s:{s:I}, s:{s:s, s:s, s:s,"
	    " s:s?, s:s?, s:s?, s:s?, s:I, s:s}}",
	    "kind", "reply",
	    "ref", ref,
	    "channel", r->channel,
	    "account", r->account_name,
	    "ticket",
	        "number", (json_int_t)r->ticket,
	    "reply",
	        "status", reply_status_name(r->status),
	        "mode", r->mode,
	        "kind", r->kind,
	        "template", r->template,
	        "lang", r->lang,
	        "why", r->why,
	        "error", r->error,
	        "attempt", (json_int_t)r->attempt,
	        "created_at", clock_print(r->created_at, at));
	/* clang-format on */
}

int
pick_fits(struct pick *p, const json_t *json)
{
	struct err ignored = ERR_INIT;

	if (p->query.n == 0)
		return 1;
	buf_reset(&p->line);
	return json_add(&p->line, json) == 0 &&
	       rec_parse(p->rec, p->line.p, p->line.len, &ignored) == 0 &&
	       query_match(&p->query, p->rec, p->now);
}

struct found {
	struct pick pick;
	struct refs *refs;
};

static int
keep(const struct reply *r, void *arg)
{
	struct found *f = arg;
	struct refs *refs = f->refs;
	json_t *json = pick_json(r);

	if (pick_fits(&f->pick, json)) {
		xgrow(&refs->v, &refs->cap, refs->n + 1, sizeof *refs->v);
		refs->v[refs->n++] = r->id;
	}
	json_decref(json);
	return 0;
}

static int
by_query(struct office *o, unsigned statuses, char **words, struct refs *refs,
    struct err *err)
{
	struct found f = { .refs = refs };
	int rc = pick_open(&f.pick, words, o->config, o->actor.name, err);

	*refs = (struct refs){ .by_query = 1 };
	if (rc == 0)
		rc = reply_each(o->db, 0, statuses, &o->arena, keep, &f, err);
	pick_close(&f.pick);
	return rc;
}

int
pick_refs(struct office *o, unsigned statuses, char **args, struct refs *refs,
    struct err *err)
{
	if (*args != NULL && !ref_looks(*args))
		return by_query(o, statuses, args, refs, err);
	return refs_read(refs, args, 'r', o->db, o->config, o->actor.name, err);
}
