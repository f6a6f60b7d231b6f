/* desk/customer.c - a customer as people see one */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "desk/customer.h"
#include "rec/json.h"

enum { SHARERS = 20 }; /* "Maria Silva" has more; they prove nothing */

static const struct profile_view everything = { NULL, NULL, NULL, CLOCK_NONE };

struct tags {
	struct portrait *p;
	struct arena *arena;
	size_t room;
};

static int
has_tag(const struct portrait *p, const char *tag)
{
	size_t i;

	for (i = 0; i < p->ntags; i++)
		if (strcmp(p->tags[i], tag) == 0)
			return 1;
	return 0;
}

static int
add_tag(const char *tag, void *arg)
{
	struct tags *t = arg;
	const char **more;

	if (has_tag(t->p, tag))
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

const char *
customer_money(const struct profile *p, int worth, struct arena *arena)
{
	const char *text = NULL;
	char one[MONEY_TEXT];
	struct money m;
	size_t i;

	for (i = 0; i < p->nmoney; i++) {
		m.minor =
		    p->money[i].spent - (worth ? p->money[i].refunded : 0);
		memcpy(m.currency, p->money[i].currency, sizeof m.currency);
		text = arena_printf(arena, "%s%s%s", text != NULL ? text : "",
		    text != NULL ? ", " : "", money_str(&m, one));
	}
	return text != NULL ? text : "-";
}

/* "  2 returns", nothing for none. */
static void
add_count(struct buf *b, int64_t n, const char *one, const char *many)
{
	if (n > 0)
		buf_addf(b, "  %" PRId64 " %s", n, n == 1 ? one : many);
}

static void
add_line(struct buf *b, const struct portrait *p, struct arena *arena)
{
	size_t i;

	buf_addf(b, "c%" PRId64 "  %s  %s", p->c.id,
	    p->c.name != NULL ? p->c.name : "-",
	    p->c.country != NULL ? p->c.country : "-");
	add_count(b, p->all.orders, _("order"), _("orders"));
	if (p->all.nmoney > 0)
		buf_addf(b, "  %s", customer_money(&p->all, 0, arena));
	add_count(b, p->all.returns, _("return"), _("returns"));
	add_count(b, p->all.tickets, _("ticket"), _("tickets"));
	add_count(b, p->all.unfounded, _("unfounded"), _("unfounded"));
	if (p->c.opted_out)
		buf_addf(b, "  %s", _("wants no news"));
	for (i = 0; i < p->ntags; i++)
		buf_addf(b, "  #%s", p->tags[i]);
}

const char *
customer_line(struct desk *d, int64_t id, int64_t now, struct arena *arena,
    struct err *err)
{
	struct buf b = BUF_INIT;
	struct portrait p;
	const char *line = "";
	int rc = portrait_read(d, id, now, &p, arena, err);

	if (rc == 1) {
		add_line(&b, &p, arena);
		line = arena_strndup(arena, b.p, b.len);
		portrait_free(&p);
	}
	buf_free(&b);
	return rc < 0 ? NULL : line;
}

static json_t *
tally_json(const struct tallies *t)
{
	json_t *o = json_object();
	size_t i;

	for (i = 0; i < t->n; i++)
		json_object_set_new(o, t->v[i].word, json_integer(t->v[i].n));
	return o;
}

static json_t *
amount_json(int64_t minor, const char *currency)
{
	struct money m = { minor, "" };
	char text[MONEY_TEXT];

	memcpy(m.currency, currency, sizeof m.currency);
	return json_string(money_amount(&m, text));
}

static json_t *
money_json(const struct profile *p)
{
	const struct profile_money *m;
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < p->nmoney; i++) {
		m = &p->money[i];
		json_array_append_new(list,
		    json_pack("{s:s s:o s:o s:o}", "currency", m->currency,
			"spent", amount_json(m->spent, m->currency), "refunded",
			amount_json(m->refunded, m->currency), "value",
			amount_json(m->spent - m->refunded, m->currency)));
	}
	return list;
}

static void
set_time(json_t *o, const char *key, int64_t at)
{
	char text[CLOCK_TEXT];

	if (at != CLOCK_NONE)
		json_object_set_new(o, key, json_string(clock_print(at, text)));
}

static json_t *
words_json(const char *const *v)
{
	json_t *list = json_array();

	for (; v != NULL && *v != NULL; v++)
		json_array_append_new(list, json_string(*v));
	return list;
}

json_t *
customer_json(const struct portrait *p)
{
	const struct profile *a = &p->all;
	char ref[24];
	json_t *o;

	snprintf(ref, sizeof ref, "c%" PRId64, p->c.id);
	/* clang-format off */
	o = json_pack("{s:s s:s? s:s? s:s? s:b s:I s:I s:I s:I s:I s:I s:I"
	    " s:I s:o s:o s:o s:o s:o s:o s:o}",
	    "ref", ref,
	    "name", p->c.name,
	    "country", p->c.country,
	    "lang", p->c.lang,
	    "opted_out", p->c.opted_out,
	    "orders", (json_int_t)a->orders,
	    "cancelled", (json_int_t)a->cancelled,
	    "returns", (json_int_t)a->returns,
	    "refunds", (json_int_t)a->refunds,
	    "tickets", (json_int_t)a->tickets,
	    "open", (json_int_t)a->open,
	    "unfounded", (json_int_t)a->unfounded,
	    "ratings", (json_int_t)a->ratings,
	    "money", money_json(a),
	    "return_reasons", tally_json(&a->reasons),
	    "results", tally_json(&a->outcomes),
	    "intents", tally_json(&a->intents),
	    "languages", tally_json(&a->languages),
	    "accounts", tally_json(&a->accounts),
	    "tags", words_json((const char *const *)p->tags));
	/* clang-format on */
	if (o == NULL)
		return NULL;
	if (a->ratings > 0)
		json_object_set_new(o, "stars",
		    json_real((double)a->stars / (double)a->ratings));
	set_time(o, "first_order_at", a->first_at);
	set_time(o, "last_order_at", a->last_at);
	set_time(o, "created_at", p->c.created_at);
	set_time(o, "erased_at", p->c.erased_at);
	return o;
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
