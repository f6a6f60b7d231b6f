/*
 * store/figures.h - one scan for the figures of a report
 *
 * Rows come by a covering index; what is counted is decided in lib/insight.
 */
#ifndef STORE_FIGURES_H
#define STORE_FIGURES_H

#include "store/ticket.h"

/*
 * Tickets that match F and that [from, to) touches, by number: begun (the
 * customer wrote first) before its end, and then or later written to, begun
 * or resolved, or not resolved yet.
 */
int figures_tickets(struct db *, int64_t from, int64_t to, const struct find *,
    struct arena *, int (*each)(const struct ticket *, void *), void *,
    struct err *);

struct figures_message {
	const char *channel, *account_name;
	int64_t ticket, at;
	int out, automatic;
};
int figures_messages(struct db *, int64_t from, int64_t to,
    int (*each)(const struct figures_message *, void *), void *, struct err *);

/* Order lines shipped in the period, per account, SKU, carrier, country. */
struct figures_lines {
	const char *channel, *account_name;
	const char *sku, *carrier, *country; /* or NULL but SKU */
	int64_t lines;
};
int figures_lines(struct db *, int64_t from, int64_t to,
    int (*each)(const struct figures_lines *, void *), void *, struct err *);

/* Where we stand, for bare `ha`: from indexes alone. */
struct figures_now {
	int64_t unread, urgent, late, platform_today, drafts, undelivered,
	    unknown, held, open, auto_since, resolved_since, accounts,
	    fetched_late, quarantined, alerts;
	int64_t last_fetch;
};
int figures_now(struct db *, int64_t now, int64_t day_end,
    int64_t overnight_since, struct figures_now *, struct err *);

#endif
