/*
 * cmd/ha-customer/people.c - the customers that a verb is about
 *
 * The first word decides: a word of the query language makes all of them a
 * query; else each names one person.  A name that several people have is no
 * reference: the list is told instead.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "desk/customer_find.h"
#include "ha-customer/customer.h"

static int
keep(int64_t id, void *arg)
{
	struct people *p = arg;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->v[i] == id)
			return 0;
	xgrow(&p->v, &p->cap, p->n + 1, sizeof *p->v);
	p->v[p->n++] = id;
	return 0;
}

/* c881 is that one, also when it is part of another: unmerge wants it. */
static int
is_ref(const char *word)
{
	return *word == 'c' && isdigit((unsigned char)word[1]) &&
	       word[1 + strspn(word + 1, "0123456789")] == '\0';
}

static const char *
several(struct session *s, const struct people *p)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < p->n && i < 5; i++)
		text = arena_printf(&s->arena, "%s%sc%" PRId64, text,
		    i > 0 ? ", " : "", p->v[i]);
	return text;
}

static int
named(struct session *s, const char *word, struct people *out, struct err *err)
{
	struct query none = QUERY_INIT;
	struct customer_find f = { word, &none, 6 };
	struct people p = { NULL, 0, 0, 0 };
	int64_t other;
	int n = customer_search(s->desk, &f, &s->arena, keep, &p, err);

	if (n == 1)
		keep(p.v[0], out);
	else if (n == 0 && ref_looks(word)) /* t31: not of this kind */
		ref_parse(word, 'c', &other, err);
	else if (n == 0)
		err_set(err, ERR_NOINPUT, "nobody is known by '%.100s'", word);
	else if (n > 1)
		err_set(err, ERR_USAGE, "'%.100s' may be %s: name one of them",
		    word, several(s, &p));
	people_free(&p);
	return n == 1 ? 0 : -1;
}

static int
one(struct session *s, const char *word, struct people *out, struct err *err)
{
	struct customer c;
	int64_t id;
	int rc;

	if (!is_ref(word))
		return named(s, word, out, err);
	if (ref_parse(word, 'c', &id, err) < 0)
		return -1;
	rc = customer_get(s->db, id, &c, &s->arena, err);
	if (rc == 0)
		return err_set(
		    err, ERR_NOINPUT, "there is no customer %s", word);
	return rc < 0 ? -1 : keep(id, out);
}

static int
by_query(struct session *s, char **args, struct people *out, struct err *err)
{
	struct query_env env = { s->deed.now,
		s->config != NULL ? s->config->tz : NULL, s->actor.name };
	struct query q = QUERY_INIT;
	struct customer_find f = { NULL, &q, 0 };
	int rc = query_words(&q, args, &env, err);

	out->by_query = 1;
	if (rc == 0)
		rc = customer_search(s->desk, &f, &s->arena, keep, out, err);
	query_free(&q);
	return rc < 0 ? -1 : 0;
}

static int
from_stdin(struct session *s, struct people *out, struct err *err)
{
	struct refs refs = { 0 };
	char *none[] = { NULL };
	size_t i;
	int rc =
	    refs_read(&refs, none, 'c', s->db, s->config, s->actor.name, err);

	for (i = 0; rc == 0 && i < refs.n; i++)
		keep(refs.v[i], out);
	refs_free(&refs);
	return rc;
}

int
people_read(struct session *s, char **args, struct people *out, struct err *err)
{
	int rc = 0;

	*out = (struct people){ NULL, 0, 0, 0 };
	if (*args == NULL)
		rc = from_stdin(s, out, err);
	else if (query_is_word(*args))
		rc = by_query(s, args, out, err);
	else
		for (; rc == 0 && *args != NULL; args++)
			rc = one(s, *args, out, err);
	if (rc < 0)
		people_free(out);
	return rc;
}

int64_t
people_one(struct session *s, char *word, struct err *err)
{
	struct people p = { NULL, 0, 0, 0 };
	int64_t id = one(s, word, &p, err) == 0 ? p.v[0] : -1;

	people_free(&p);
	return id;
}

void
people_free(struct people *p)
{
	free(p->v);
	*p = (struct people){ NULL, 0, 0, p->by_query };
}
