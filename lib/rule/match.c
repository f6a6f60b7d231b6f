/* rule/match.c - a query held against a record */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "rule/match.h"

struct
try {
	const struct query_term *term;
	const struct query_hours *hours;
	struct rec *rec;
	int64_t now;
	int64_t earliest; /* of the times seen */
	char **folded;	  /* values of a search, case folded */
};

/* The items of V, then the rest of the path inside each. */
static int
each_item(
    struct val v, const char *rest, int (*each)(struct val, void *), void *arg)
{
	struct val item = VAL_NONE, at;
	int rc = 0;

	while (rc == 0 && val_next(v, &item)) {
		at = *rest != '\0' ? val_get(item, rest) : item;
		if (at.p != NULL)
			rc = each(at, arg);
	}
	return rc;
}

int
match_each(const struct rec *rec, const char *path,
    int (*each)(struct val, void *), void *arg)
{
	const char *list = strstr(path, "[]");
	char head[128];
	struct val v;
	size_t n;

	if (list == NULL) {
		v = rec_get(rec, path);
		return v.p != NULL ? each(v, arg) : 0;
	}
	n = (size_t)(list - path);
	if (n >= sizeof head)
		return 0;
	memcpy(head, path, n);
	head[n] = '\0';
	return each_item(
	    rec_get(rec, head), list[2] == '.' ? list + 3 : "", each, arg);
}

/* Each of the blank-separated paths of a field. */
static int
each_path(const struct try *t, int (*each)(struct val, void *))
{
	const char *p = query_fields[t->term->id].paths;
	char path[128];
	size_t n;
	int rc = 0;

	while (rc == 0 && p != NULL && *p != '\0') {
		n = strcspn(p, " ");
		if (n < sizeof path) {
			memcpy(path, p, n);
			path[n] = '\0';
			rc = match_each(t->rec, path, each, (void *)t);
		}
		p += n + (p[n] == ' ');
	}
	return rc;
}

/* The text of a string or a number; NULL for anything else. */
static const char *
text_of(struct val v, struct arena *a)
{
	int c = val_type(v);

	if (c == '"')
		return val_str(v, a);
	return c == '-' || (c >= '0' && c <= '9') ? arena_strndup(a, v.p, v.n)
						  : NULL;
}

static int
try_text(struct val v, void *arg)
{
	const struct try *t = arg;
	const char *s = text_of(v, rec_arena(t->rec));
	size_t i;

	if (t->term->id == QUERY_ORDER && s != NULL && *s == '#')
		s++;
	for (i = 0; s != NULL && i < t->term->n; i++)
		if (query_fields[t->term->id].type == QUERY_LANG
			? query_lang_is(t->term->values[i].text, s)
			: query_value_is(&t->term->values[i], s))
			return 1;
	return 0;
}

static int
try_search(struct val v, void *arg)
{
	const struct try *t = arg;
	const char *s = val_str(v, rec_arena(t->rec));
	char *folded;
	size_t i;
	int found = 0;

	if (s == NULL)
		return 0;
	folded = g_utf8_casefold(s, -1);
	for (i = 0; !found && i < t->term->n; i++)
		found = strstr(folded, t->folded[i]) != NULL;
	g_free(folded);
	return found;
}

static int
search(struct try *t)
{
	size_t i;
	int rc;

	t->folded =
	    arena_get(rec_arena(t->rec), t->term->n * sizeof *t->folded);
	for (i = 0; i < t->term->n; i++)
		t->folded[i] = g_utf8_casefold(t->term->values[i].text, -1);
	rc = each_path(t, try_search);
	for (i = 0; i < t->term->n; i++)
		g_free(t->folded[i]);
	return rc;
}

static int
try_number(struct val v, void *arg)
{
	const struct try *t = arg;
	enum query_type type = query_fields[t->term->id].type;
	const char *s;
	int64_t n;
	double d;

	if (type == QUERY_PROB) {
		if (val_double(v, &d) < 0 || d < -1 || d > 1)
			return 0;
		n = (int64_t)(d * 1000000 + (d < 0 ? -0.5 : 0.5));
	} else if ((s = text_of(v, rec_arena(t->rec))) == NULL ||
		   query_decimal(s, type == QUERY_AMOUNT ? 3 : 0, 1, &n) < 0) {
		return 0;
	}
	return n >= t->term->from && n < t->term->to;
}

static int
see_time(struct val v, void *arg)
{
	struct try *t = arg;
	const char *s = val_str(v, rec_arena(t->rec));
	int64_t at = s != NULL ? clock_parse(s, strlen(s)) : CLOCK_NONE;

	if (at != CLOCK_NONE && (t->earliest == CLOCK_NONE || at < t->earliest))
		t->earliest = at;
	return 0;
}

static int64_t
earliest(struct try *t)
{
	t->earliest = CLOCK_NONE;
	each_path(t, see_time);
	return t->earliest;
}

static int
in_time(struct try *t)
{
	int64_t at = earliest(t);

	if (at == CLOCK_NONE)
		return 0;
	if (query_fields[t->term->id].type == QUERY_AGE)
		at = t->now - at;
	else if (t->term->relative)
		at -= t->now;
	return at >= t->term->from && at < t->term->to;
}

/* Did it come in within one of the hours? */
static int
in_hours(struct try *t)
{
	const struct query_hours *h = t->hours;
	int64_t at = earliest(t);
	size_t i;

	for (i = 0; at != CLOCK_NONE && i < t->term->n; i++)
		if (h->is(h->calendars, t->term->values[i].text, at) == 1)
			return 1;
	return 0;
}

static int
is_open(const struct rec *rec)
{
	struct val v = rec_get(rec, "ticket.status");

	if (v.p == NULL) /* a task, an alert */
		return val_is(rec_get(rec, "state"), "open");
	return val_type(v) == '"' && !val_is(v, "resolved") &&
	       !val_is(v, "closed");
}

static int
flag(struct try *t)
{
	int64_t at;

	switch (t->term->id) {
	case QUERY_LATE:
		at = earliest(t);
		return at != CLOCK_NONE && at < t->now && is_open(t->rec);
	case QUERY_OPEN:
		return is_open(t->rec);
	case QUERY_UNASSIGNED:
		return val_type(rec_get(t->rec, "ticket")) == '{' &&
		       val_type(rec_get(t->rec, "ticket.assignee")) != '"';
	case QUERY_DRAFT:
		return val_is(rec_get(t->rec, "reply.status"), "draft");
	case QUERY_HELD:
		return val_is(rec_get(t->rec, "reply.status"), "held");
	default:
		return 0;
	}
}

/* Two parts of a record make one name: "ebay/us". */
static int
account(struct try *t)
{
	const char *channel = rec_str(t->rec, "channel");
	const char *name = rec_str(t->rec, "account"), *s;
	size_t i;

	if (channel == NULL || name == NULL)
		return 0;
	s = arena_printf(rec_arena(t->rec), "%s/%s", channel, name);
	for (i = 0; i < t->term->n; i++)
		if (query_value_is(&t->term->values[i], s))
			return 1;
	return 0;
}

static int
holds(struct try *t)
{
	if (t->term->id == QUERY_ACCOUNT)
		return account(t);
	switch (query_fields[t->term->id].type) {
	case QUERY_TEXT:
	case QUERY_LANG:
		return each_path(t, try_text);
	case QUERY_SEARCH:
		return search(t);
	case QUERY_NUMBER:
	case QUERY_AMOUNT:
	case QUERY_PROB:
		return each_path(t, try_number);
	case QUERY_AGE:
	case QUERY_TIME:
	case QUERY_DEADLINE:
		return in_time(t);
	case QUERY_CALENDAR:
		return in_hours(t);
	case QUERY_FLAG:
		return flag(t);
	}
	return 0;
}

const struct query_term *
query_miss(const struct query *q, struct rec *rec, int64_t now)
{
	struct try t = { .hours = q->hours, .rec = rec, .now = now };
	size_t i;

	for (i = 0; i < q->n; i++) {
		t.term = &q->terms[i];
		if (holds(&t) == t.term->negated)
			return t.term;
	}
	return NULL;
}

int
query_match(const struct query *q, struct rec *rec, int64_t now)
{
	return query_miss(q, rec, now) == NULL;
}

int
query_fits_records(const struct query *q, struct err *err)
{
	size_t i;

	for (i = 0; i < q->n; i++)
		if (query_fields[q->terms[i].id].paths == NULL)
			return err_set(err, ERR_USAGE,
			    "'%s' does not stand in a record; ask "
			    "'ha ticket list'",
			    query_fields[q->terms[i].id].name);
	return 0;
}
