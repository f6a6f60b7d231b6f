/*
 * cmd/ha-ticket/wording.h - what an answer says
 */
#ifndef TICKET_WORDING_H
#define TICKET_WORDING_H

#include "ha-ticket/ticket.h"

/* What was written for one ticket. */
struct wording {
	int64_t number;
	const char *text, *template; /* text NULL: the draft as it stands */
};

/*
 * Fill W for ticket T, whose text was not given: by -t, -y or the editor.
 * ERR_NO when there is no draft, it lacks something, or nothing was written.
 */
int wording_of(
    struct session *, const struct ticket *, struct wording *, struct err *);

#endif
