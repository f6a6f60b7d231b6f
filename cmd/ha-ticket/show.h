/*
 * cmd/ha-ticket/show.h - a ticket with all that belongs to it, part by part
 */
#ifndef TICKET_SHOW_H
#define TICKET_SHOW_H

#include "ha-ticket/ticket.h"
#include "store/order.h"

/* What is shown of one ticket, and where it goes. */
struct page {
	struct session *s;
	struct buf *out;
	struct arena *a;
};

/* The whole, for people (show_text.c) and for programs (show_json.c). */
int page_text(struct page *, const struct ticket *, struct err *);
int page_json(struct page *, const struct ticket *, struct err *);

/* show_facts.c: order lines, shipments and tracking; who the customer is. */
int page_order(struct page *, const struct ticket *, struct err *);
int page_customer(struct page *, const struct ticket *, struct err *);

/* Foreign text on one line, nothing in it that a terminal obeys; or "-". */
const char *page_clean(const struct page *, const char *);
/* The order that the ticket is about: 1, 0 none or not known, -1. */
int page_find_order(
    const struct page *, const struct ticket *, struct order *, struct err *);

#endif
