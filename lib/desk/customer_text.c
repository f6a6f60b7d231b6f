/* desk/customer_text.c - a customer in words and as JSON */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "desk/customer.h"
#include "rec/json.h"

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
#define ADD_COUNT(b, n, one, many)                                             \
	do {                                                                   \
		if ((n) > 0)                                                   \
			buf_addf(b, ngettext(one, many, (unsigned long)(n)),   \
			    (long long)(n));                                   \
	} while (0)

static void
add_line(struct buf *b, const struct portrait *p, struct arena *arena)
{
	size_t i;

	buf_addf(b, "c%" PRId64 "  %s  %s", p->c.id,
	    p->c.name != NULL ? p->c.name : "-",
	    p->c.country != NULL ? p->c.country : "-");
	ADD_COUNT(b, p->all.orders, "  %lld order", "  %lld orders");
	if (p->all.nmoney > 0)
		buf_addf(b, "  %s", customer_money(&p->all, 0, arena));
	ADD_COUNT(b, p->all.returns, "  %lld return", "  %lld returns");
	ADD_COUNT(b, p->all.tickets, "  %lld ticket", "  %lld tickets");
	ADD_COUNT(b, p->all.unfounded, "  %lld unfounded", "  %lld unfounded");
	if (p->c.opted_out)
		buf_addf(b, "  %s", _("wants no news"));
	for (i = 0; i < p->ntags; i++)
		buf_addf(b, "  #%s", p->tags[i]);
}

const char *
customer_line(const struct portrait *p, struct arena *arena)
{
	struct buf b = BUF_INIT;
	const char *line;

	add_line(&b, p, arena);
	line = arena_strndup(arena, b.p, b.len);
	buf_free(&b);
	return line;
}

/* "  reasons: defective 2, size_fit 1", nothing for none. */
static void
add_tallies(struct buf *b, const char *label, const struct tallies *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		buf_addf(b, "%s%s %" PRId64, i == 0 ? label : ", ",
		    t->v[i].word, t->v[i].n);
}

static void
add_past(struct buf *b, const struct portrait *p, struct arena *arena)
{
	const struct profile *a = &p->all;
	size_t at = b->len;

	if (a->nmoney > 0)
		buf_addf(
		    b, _("  lifetime value %s"), customer_money(a, 1, arena));
	if (a->ratings > 0)
		buf_addf(b, _("  rated %.1f of 5"),
		    (double)a->stars / (double)a->ratings);
	add_tallies(b, _("  writes "), &a->languages);
	if (b->len > at)
		buf_addc(b, '\n');
	at = b->len;
	add_tallies(b, _("  returned for "), &a->reasons);
	add_tallies(b, _("  results "), &a->outcomes);
	if (b->len > at)
		buf_addc(b, '\n');
}

static int
add_note(int64_t at, const char *author, const char *text, void *arg)
{
	char when[CLOCK_TEXT];

	clock_print(at, when);
	buf_addf(arg, _("  note %.10s %s: %s\n"), when, author, text);
	return 0;
}

const char *
customer_card(struct desk *d, int64_t id, int64_t now, struct arena *arena,
    struct err *err)
{
	struct buf b = BUF_INIT;
	struct portrait p;
	const char *card = "";
	int rc = portrait_read(d, id, now, &p, arena, err);

	if (rc == 1) {
		buf_adds(&b, customer_line(&p, arena));
		buf_addc(&b, '\n');
		add_past(&b, &p, arena);
		rc = customer_notes(d->db, p.c.id, arena, add_note, &b, err);
		card = arena_strndup(arena, b.p, b.len);
		portrait_free(&p);
	}
	buf_free(&b);
	return rc < 0 ? NULL : card;
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
	json_put_time(o, "first_order_at", a->first_at);
	json_put_time(o, "last_order_at", a->last_at);
	json_put_time(o, "created_at", p->c.created_at);
	json_put_time(o, "erased_at", p->c.erased_at);
	return o;
}
