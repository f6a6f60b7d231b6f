/* cmd/ha-ticket/timeline.c - what happened, as both sides could see it */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "ha-ticket/timeline.h"
#include "rec/val.h"
#include "store/event.h"
#include "store/ticket.h"

struct moment {
	int64_t at;
	size_t nth;
	const char *what;
};

void
timeline_add(struct timeline *t, int64_t at, const char *what)
{
	if (at == CLOCK_NONE)
		return;
	xgrow(&t->v, &t->cap, t->n + 1, sizeof *t->v);
	t->v[t->n] = (struct moment){ at, t->n, what };
	t->n++;
}

static int
status(struct val data, const char *key)
{
	struct arena a = ARENA_INIT;
	const char *name = val_str(val_get(data, key), &a);
	int s = name != NULL ? ticket_status_of(name) : -1;

	arena_free(&a);
	return s;
}

void
timeline_event(struct timeline *t, const struct event *e)
{
	struct val data = { e->data, e->data != NULL ? strlen(e->data) : 0 };
	int to;

	if (strcmp(e->kind, "status") != 0 || e->data == NULL)
		return;
	to = status(data, "status");
	if (to == TICKET_RESOLVED)
		timeline_add(t, e->at, "resolved");
	else if (to == TICKET_CLOSED)
		timeline_add(t, e->at, "closed");
	else if (ticket_is_done((enum ticket_status)status(data, "from")))
		timeline_add(t, e->at, "opened again");
}

static int
by_time(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->nth < y->nth ? -1 : 1;
}

void
timeline_print(struct timeline *t, struct buf *out)
{
	char at[CLOCK_TEXT];
	size_t i;

	if (t->n > 1)
		qsort(t->v, t->n, sizeof *t->v, by_time);
	for (i = 0; i < t->n; i++)
		buf_addf(
		    out, "%s  %s\n", clock_print(t->v[i].at, at), t->v[i].what);
}

void
timeline_free(struct timeline *t)
{
	free(t->v);
	*t = (struct timeline){ NULL, 0, 0 };
}
