/* desk/customer.c - a customer as people see one */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/word.h"
#include "desk/customer.h"

enum { SHARERS = 20 }; /* "Maria Silva" has more; they prove nothing */

static const struct profile_view everything = { NULL, NULL, NULL, CLOCK_NONE };

struct tags {
	struct portrait *p;
	struct arena *arena;
	size_t room;
};

static int
add_tag(const char *tag, void *arg)
{
	struct tags *t = arg;
	const char **more;

	if (word_in(tag, t->p->tags))
		return 0;
	if (t->p->ntags + 2 > t->room) {
		t->room = 2 * t->room + 8;
		more = arena_get(t->arena, t->room * sizeof *more);
		if (t->p->ntags > 0)
			memcpy(more, t->p->tags, t->p->ntags * sizeof *more);
		t->p->tags = more;
	}
	t->p->tags[t->p->ntags++] = tag;
	t->p->tags[t->p->ntags] = NULL;
	return 0;
}

/* By hand as they are stored; by rule as they hold at this moment. */
static int
read_tags(struct desk *d, struct portrait *p, int64_t now, struct arena *arena,
    struct err *err)
{
	struct tags t = { p, arena, 0 };
	const char *const *tag;

	p->rule_tags = customer_rules_tags(d->customers, &p->past, now);
	if (customer_hand_tags(d->db, p->c.id, arena, add_tag, &t, err) < 0)
		return -1;
	for (tag = p->rule_tags; *tag != NULL; tag++)
		add_tag(*tag, &t);
	return 0;
}

int
portrait_read(struct desk *d, int64_t id, int64_t now, struct portrait *p,
    struct arena *arena, struct err *err)
{
	int64_t root = id != 0 ? customer_root(d->db, id, err) : 0;
	int rc;

	*p = (struct portrait){ .tags = NULL };
	if (root < 0 || (rc = customer_get(d->db, root, &p->c, arena, err)) < 0)
		return -1;
	if (rc == 0)
		return 0;
	if (past_read(d->db, root, &p->past, arena, err) < 0)
		return -1;
	profile_count(&p->past, &everything, &p->all);
	if (read_tags(d, p, now, arena, err) < 0) {
		portrait_free(p);
		return -1;
	}
	return 1;
}

void
portrait_free(struct portrait *p)
{
	past_free(&p->past);
	profile_free(&p->all);
	p->all = (struct profile){ .money = NULL };
}

int
customer_retag(struct desk *d, int64_t id, int64_t now, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct past past;
	int rc = past_read(d->db, id, &past, &arena, err);

	if (rc == 0)
		rc = customer_rule_tags(d->db, id,
		    customer_rules_tags(d->customers, &past, now), err);
	past_free(&past);
	arena_free(&arena);
	return rc;
}

struct sharers {
	struct desk *desk;
	int64_t v[SHARERS + 1];
	size_t n;
	struct err *err;
};

/* Its root, once. */
static int
add_sharer(int64_t id, void *arg)
{
	struct sharers *s = arg;
	size_t i;

	s->v[s->n++] = id;
	for (i = 0; i + 1 < s->n; i++)
		if (s->v[i] == id)
			s->n--;
	return 0;
}

static int
to_roots(struct sharers *s)
{
	int64_t ids[SHARERS + 1], root;
	size_t i, n = s->n;

	memcpy(ids, s->v, sizeof ids);
	s->n = 0;
	for (i = 0; i < n; i++) {
		if ((root = customer_root(s->desk->db, ids[i], s->err)) < 0)
			return -1;
		add_sharer(root, s);
	}
	return 0;
}

int
customer_suggest(struct desk *d, struct arena *arena,
    int (*each)(int64_t, int64_t, const char *, const char *, void *),
    void *arg, struct err *err)
{
	const char *kind = "", *value = "";
	struct sharers s = { .desk = d, .err = err };
	size_t i;
	int rc;

	while ((rc = customer_shared(d->db, &kind, &value, arena, err)) == 1) {
		s.n = 0;
		if (customer_sharers(
			d->db, kind, value, SHARERS, add_sharer, &s, err) < 0 ||
		    to_roots(&s) < 0)
			return -1;
		for (i = 1; i < s.n; i++)
			if (each(s.v[0], s.v[i], kind, value, arg) < 0)
				return -1;
	}
	return rc;
}
