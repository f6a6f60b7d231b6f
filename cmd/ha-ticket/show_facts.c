/* cmd/ha-ticket/show_facts.c - the order of a ticket and its customer */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "desk/about.h"
#include "desk/customer.h"
#include "ha-ticket/show.h"
#include "rec/val.h"

const char *
page_clean(const struct page *p, const char *s)
{
	return s != NULL ? table_clean(s, p->a) : "-";
}

int
page_find_order(const struct page *p, const struct ticket *t, struct order *o,
    struct err *err)
{
	return about_find(p->s->desk, t, o, p->a, err);
}

static void
add_lines(struct page *p, struct val lines)
{
	struct val item = VAL_NONE;
	const char *title;
	int64_t quantity;

	while (val_next(lines, &item)) {
		if (val_int(val_get(item, "quantity"), &quantity) < 0)
			quantity = 1;
		title = val_str(val_get(item, "title"), p->a);
		buf_addf(p->out, "  %" PRId64 " x %s  %s  %s\n", quantity,
		    page_clean(p, val_str(val_get(item, "sku"), p->a)),
		    title != NULL ? page_clean(p, title) : "",
		    or_dash(val_str(val_get(item, "price"), p->a)));
	}
}

static void
add_tracking(struct page *p, struct val events)
{
	struct val item = VAL_NONE;
	const char *at, *place;
	int64_t ms;

	while (val_next(events, &item)) {
		at = val_str(val_get(item, "at"), p->a);
		ms = at != NULL ? clock_parse(at, strlen(at)) : CLOCK_NONE;
		place = val_str(val_get(item, "place"), p->a);
		buf_addf(p->out, "    %s  %s%s%s\n",
		    ms != CLOCK_NONE ? when(p->s, ms, p->a) : "-",
		    page_clean(p, val_str(val_get(item, "text"), p->a)),
		    place != NULL ? ", " : "",
		    place != NULL ? page_clean(p, place) : "");
	}
}

static int
add_shipment(const struct shipment *sh, void *arg)
{
	struct page *p = arg;
	struct val rec = { sh->record, strlen(sh->record) };
	const char *signer = val_str(val_get(rec, "signed_by"), p->a);

	buf_addf(p->out, "  %s %s  %s", page_clean(p, sh->carrier),
	    page_clean(p, sh->tracking), or_dash(sh->status));
	if (sh->delivered_at != CLOCK_NONE)
		buf_addf(p->out, "  %s", when(p->s, sh->delivered_at, p->a));
	if (signer != NULL)
		buf_addf(p->out, _("  signed by %s"), page_clean(p, signer));
	buf_addc(p->out, '\n');
	add_tracking(p, val_get(rec, "events"));
	return 0;
}

int
page_order(struct page *p, const struct ticket *t, struct err *err)
{
	char total[MONEY_TEXT];
	struct order o;
	int rc = page_find_order(p, t, &o, err);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		if (t->order_id != NULL)
			buf_addf(p->out, _("order %s (not known)\n"),
			    page_clean(p, t->order_id));
		return 0;
	}
	buf_addf(p->out, _("order %s"), page_clean(p, o.external_id));
	if (o.placed_at != CLOCK_NONE)
		buf_addf(p->out, "  %s", when(p->s, o.placed_at, p->a));
	if (o.total.currency[0] != '\0')
		buf_addf(p->out, "  %s", money_str(&o.total, total));
	buf_addf(p->out, "  %s  %s\n", or_dash(o.status), or_dash(o.country));
	add_lines(
	    p, val_get((struct val){ o.record, strlen(o.record) }, "lines"));
	return order_shipments(p->s->db, o.id, p->a, add_shipment, p, err);
}

int
page_customer(struct page *p, const struct ticket *t, struct err *err)
{
	const char *card =
	    customer_card(p->s->desk, t->customer, p->s->deed.now, p->a, err);
	const char *nl;

	for (; card != NULL && *card != '\0'; card = nl + 1) {
		nl = strchr(card, '\n');
		buf_addf(p->out, "%s\n",
		    page_clean(
			p, arena_strndup(p->a, card, (size_t)(nl - card))));
	}
	return card == NULL ? -1 : 0;
}

int
show_facts(
    struct session *s, const struct ticket *t, struct buf *out, struct err *err)
{
	struct page p = { s, out, &s->arena };

	return page_order(&p, t, err) < 0 ? -1 : page_customer(&p, t, err);
}
