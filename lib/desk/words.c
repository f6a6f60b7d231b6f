/* desk/words.c - what a customer wrote in a ticket, as its events tell it */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "desk/words.h"
#include "rec/val.h"

int
event_is_word(const struct event *e)
{
	return strcmp(e->kind, "opened") == 0 ||
	       strcmp(e->kind, "message") == 0;
}

int
event_is_answer(const struct event *e)
{
	return strcmp(e->kind, "answered") == 0 ||
	       strcmp(e->kind, "reply_approved") == 0;
}

static void
forget(struct words *w, int (*goes)(const struct word *, const void *),
    const void *arg)
{
	size_t i, kept = 0;

	for (i = 0; i < w->n; i++)
		if (!goes(&w->v[i], arg))
			w->v[kept++] = w->v[i];
	w->n = kept;
}

static int
came_until(const struct word *w, const void *at)
{
	return w->at <= *(const int64_t *)at;
}

/* What came before is settled, also when it is told only later. */
static void
settle(struct words *w, int64_t at)
{
	if (w->settled_at == CLOCK_NONE || at > w->settled_at)
		w->settled_at = at;
	forget(w, came_until, &at);
}

static int
is_row(const struct word *w, const void *row)
{
	return w->row == *(const int64_t *)row;
}

static void
left(struct words *w, struct val list)
{
	struct val item = VAL_NONE;
	int64_t row;

	while (val_next(list, &item))
		if (val_int(item, &row) == 0)
			forget(w, is_row, &row);
}

static void
wrote(struct words *w, const struct event *e, struct val data)
{
	struct word one = { 0, e->at, 0 };

	if (val_int(val_get(data, "message"), &one.row) < 0 ||
	    (w->waiting && w->settled_at != CLOCK_NONE &&
		one.at < w->settled_at))
		return;
	val_int(val_get(data, "platform"), &one.platform);
	xgrow(&w->v, &w->cap, w->n + 1, sizeof *w->v);
	w->v[w->n++] = one;
}

static int
hear(const struct event *e, void *arg)
{
	struct val data = { e->data, e->data != NULL ? strlen(e->data) : 0 };
	struct words *w = arg;
	int ours = val_true(val_get(data, "elsewhere"));

	if (val_true(val_get(data, "quiet")))
		return 0;
	if (strcmp(e->kind, "split") == 0)
		left(w, val_get(data, "messages"));
	else if (event_is_word(e) && !ours)
		wrote(w, e, data);
	else if (w->waiting && (ours || event_is_answer(e) ||
				   strcmp(e->kind, "no_reply") == 0))
		settle(w, e->at);
	return 0;
}

int
words_of(struct desk *d, int64_t ticket, struct words *w, struct arena *arena,
    struct err *err)
{
	return event_of_ticket(d->db, ticket, arena, hear, w, err);
}

const struct word *
words_newest(const struct words *w)
{
	const struct word *newest = NULL;
	size_t i;

	for (i = 0; i < w->n; i++)
		if (newest == NULL || w->v[i].at >= newest->at)
			newest = &w->v[i];
	return newest;
}

int
words_have(const struct words *w, int64_t row)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (w->v[i].row == row)
			return 1;
	return 0;
}

void
words_clear(struct words *w)
{
	free(w->v);
	*w = (struct words)WORDS_INIT;
}
