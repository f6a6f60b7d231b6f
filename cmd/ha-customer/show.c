/*
 * cmd/ha-customer/show.c - a customer with all their past
 *
 * Always in the same order: who, by what we know them, what they bought and
 * gave back, what they wrote about and how it ended, notes.  Foreign text
 * goes through table_clean.
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ha-customer/customer.h"
#include "io/out.h"
#include "rec/json.h"

struct page {
	struct session *s;
	struct arena *a;
	struct buf *out;
	json_t *list; /* -j */
};

static const char *
clean(const struct page *p, const char *s)
{
	return s != NULL ? table_clean(s, p->a) : "-";
}

static void
add_tallies(struct page *p, const char *label, const struct tallies *t)
{
	size_t i;

	if (t->n == 0)
		return;
	buf_addf(p->out, "  %s", label);
	for (i = 0; i < t->n; i++)
		buf_addf(
		    p->out, "  %s %" PRId64, clean(p, t->v[i].word), t->v[i].n);
	buf_addc(p->out, '\n');
}

static const char *
day(int64_t at, char text[CLOCK_TEXT])
{
	clock_print(at, text);
	text[10] = '\0';
	return text;
}

static void
add_orders(struct page *p, const struct profile *a)
{
	char first[CLOCK_TEXT], last[CLOCK_TEXT];

	buf_addf(p->out,
	    ngettext("  bought  %lld order  %s", "  bought  %lld orders  %s",
		(unsigned long)a->orders),
	    (long long)a->orders, customer_money(a, 0, p->a));
	if (a->cancelled > 0)
		buf_addf(
		    p->out, _("  %lld cancelled"), (long long)a->cancelled);
	if (a->first_at != CLOCK_NONE)
		buf_addf(p->out, "  %s .. %s", day(a->first_at, first),
		    day(a->last_at, last));
	buf_addf(p->out,
	    _("\n  returned  %lld  refunds %lld  lifetime value %s\n"),
	    (long long)a->returns, (long long)a->refunds,
	    customer_money(a, 1, p->a));
	add_tallies(p, _("reasons"), &a->reasons);
	if (a->ratings > 0)
		buf_addf(p->out,
		    ngettext("  rated  %lld time, %.1f stars\n",
			"  rated  %lld times, %.1f stars\n",
			(unsigned long)a->ratings),
		    (long long)a->ratings,
		    (double)a->stars / (double)a->ratings);
}

static void
add_tickets(struct page *p, const struct profile *a)
{
	buf_addf(p->out,
	    ngettext("  wrote  %lld ticket  %lld open  %lld unfounded\n",
		"  wrote  %lld tickets  %lld open  %lld unfounded\n",
		(unsigned long)a->tickets),
	    (long long)a->tickets, (long long)a->open, (long long)a->unfounded);
	add_tallies(p, _("about"), &a->intents);
	add_tallies(p, _("results"), &a->outcomes);
	add_tallies(p, _("languages"), &a->languages);
	add_tallies(p, _("where"), &a->accounts);
}

static int
add_identity(const struct identity *i, void *arg)
{
	struct page *p = arg;

	if (p->list != NULL)
		json_array_append_new(
		    p->list, json_pack("{s:s s:s s:s}", "kind", i->kind,
				 "scope", i->scope, "value", i->value));
	else
		buf_addf(p->out, "  %s%s%s  %s\n", i->kind,
		    *i->scope ? " " : "", clean(p, i->scope),
		    clean(p, i->value));
	return 0;
}

static int
add_note(int64_t at, const char *author, const char *text, void *arg)
{
	struct page *p = arg;
	char when[CLOCK_TEXT];

	if (p->list != NULL)
		json_array_append_new(p->list,
		    json_pack("{s:s s:s s:s}", "at", clock_print(at, when),
			"author", author, "text", text));
	else
		buf_addf(p->out, _("  note  %s  %s: %s\n"), day(at, when),
		    clean(p, author), clean(p, text));
	return 0;
}

static int
add_part(int64_t id, void *arg)
{
	struct page *p = arg;

	buf_addf(p->out, " c%" PRId64, id);
	return 0;
}

static int
as_text(
    struct page *p, const struct portrait *t, int64_t asked, struct err *err)
{
	struct session *s = p->s;

	buf_addf(p->out, "%s\n", clean(p, customer_line(t, p->a)));
	if (t->c.erased_at != CLOCK_NONE)
		buf_adds(p->out, _("  erased\n"));
	if (asked != t->c.id)
		buf_addf(
		    p->out, _("  c%lld is part of it\n"), (long long)asked);
	buf_adds(p->out, _("  known as"));
	if (customer_parts(s->db, t->c.id, add_part, p, err) < 0)
		return -1;
	buf_addc(p->out, '\n');
	if (customer_identities(s->db, t->c.id, p->a, add_identity, p, err) < 0)
		return -1;
	add_orders(p, &t->all);
	add_tickets(p, &t->all);
	return customer_notes(s->db, t->c.id, p->a, add_note, p, err);
}

static int
as_json(struct page *p, const struct portrait *t, struct err *err)
{
	json_t *o = customer_json(t);
	int rc;

	json_object_set_new(o, "identities", p->list = json_array());
	rc = customer_identities(p->s->db, t->c.id, p->a, add_identity, p, err);
	json_object_set_new(o, "notes", p->list = json_array());
	if (rc >= 0)
		rc = customer_notes(p->s->db, t->c.id, p->a, add_note, p, err);
	if (rc >= 0)
		rc = json_add(p->out, o);
	buf_addc(p->out, '\n');
	json_decref(o);
	return rc;
}

static int
show(struct session *s, int64_t id, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct buf b = BUF_INIT;
	struct page p = { s, &arena, &b, NULL };
	struct portrait t;
	int rc = portrait_read(s->desk, id, s->deed.now, &t, &arena, err);

	if (rc == 0)
		rc = err_set(
		    err, ERR_NOINPUT, "there is no customer c%" PRId64, id);
	if (rc == 1) {
		rc = common.json ? as_json(&p, &t, err)
				 : as_text(&p, &t, id, err);
		portrait_free(&t);
	}
	if (rc >= 0) {
		out_add(b.p, b.len);
		rc = out_check(err);
	}
	buf_free(&b);
	arena_free(&arena);
	return rc < 0 ? -1 : 0;
}

int
run_show(char **args)
{
	struct session s;
	struct people p;
	struct err err = ERR_INIT;
	size_t i;

	session_look(&s, options.as, DB_READ);
	if (people_read(&s, args, &p, &err) == 0)
		for (i = 0; i < p.n; i++) {
			if (i > 0 && !common.json)
				out_add("\n", 1);
			if (show(&s, p.v[i], &err) < 0)
				break;
		}
	out_close(&err);
	people_free(&p);
	return session_end(&s, 0, &err);
}
