/* rule/why.c - why a term of a query does not hold, in words */
#include <stdlib.h>
#include <string.h>

#include "rule/match.h"

enum { SHOWN = 3 }; /* values that are named, of many */

struct values {
	struct arena *arena;
	const char *between;
	const char *text; /* "a, b" */
	size_t n;
};

static void
add_value(struct values *v, const char *s)
{
	if (v->n < SHOWN)
		v->text = arena_printf(v->arena, "%s%s%.60s", v->text,
		    v->n > 0 ? v->between : "", s);
	else if (v->n == SHOWN)
		v->text =
		    arena_printf(v->arena, "%s%s...", v->text, v->between);
	v->n++;
}

static int
see(struct val val, void *arg)
{
	struct values *v = arg;
	int c = val_type(val);

	if (c == '"')
		add_value(v, val_str(val, v->arena));
	else if (c != '{' && c != '[' && c != 'n')
		add_value(v, arena_strndup(v->arena, val.p, val.n));
	return 0;
}

/* What stands where the field is looked for. */
static void
see_paths(struct values *v, const char *paths, const struct rec *rec)
{
	char *copy = arena_strdup(v->arena, paths), *path;

	while ((path = strsep(&copy, " ")) != NULL)
		match_each(rec, path, see, v);
}

/* "intent:spam,other"; a range is not written out. */
static const char *
term_text(const struct query_term *t, struct arena *arena)
{
	struct values v = { arena, ",", "", 0 };
	const char *name = query_fields[t->id].name;
	size_t i;

	for (i = 0; i < t->n; i++)
		add_value(&v, arena_printf(arena, "%s%s", t->values[i].text,
				  t->values[i].prefix ? "*" : ""));
	return arena_printf(arena, "%s%s%s%s", t->negated ? "not " : "", name,
	    query_fields[t->id].type == QUERY_FLAG ? "" : ":", v.text);
}

const char *
query_why_not(const struct query_term *t, struct rec *rec, struct arena *arena)
{
	enum query_type type = query_fields[t->id].type;
	const char *wanted = term_text(t, arena);
	struct values is = { arena, ", ", "", 0 };

	if (t->id == QUERY_ACCOUNT)
		is.text = arena_printf(arena, "%s/%s", rec_str(rec, "channel"),
		    rec_str(rec, "account"));
	else if (type == QUERY_SEARCH || type == QUERY_FLAG)
		return wanted; /* a whole text says nothing more */
	else
		see_paths(&is, query_fields[t->id].paths, rec);
	return arena_printf(arena, "%s, it is %s", wanted,
	    *is.text != '\0' ? is.text : "not known");
}
