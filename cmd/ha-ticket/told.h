/*
 * cmd/ha-ticket/told.h - tables about one ticket after the other
 */
#ifndef TICKET_TOLD_H
#define TICKET_TOLD_H

#include "ha-ticket/ticket.h"

struct report {
	struct session *s;
	struct table *table;
	int64_t number;
	struct arena arena; /* of one ticket */
};

/* "1:30:00" of seconds. */
const char *span_text(struct arena *, int64_t seconds);

/* The sum of each clock, interval by interval. */
int explain_ticket(struct report *, const struct ticket *, struct err *);

#endif
