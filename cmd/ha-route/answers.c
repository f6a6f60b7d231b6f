/* cmd/ha-route/answers.c - what two policies would answer by themselves */
#include <stdlib.h>
#include <string.h>

#include "answer/decide.h"
#include "answer/kit.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "ha-route/answers.h"

struct answers {
	struct kit kits[SIDES];
	struct config other; /* the same, with the other section */
};

struct answers *
answers_open(const struct config *config, const struct node *reply,
    struct conf_errs *errs)
{
	struct answers *a = xcalloc(1, sizeof *a);

	if (config != NULL)
		a->other = *config;
	else
		a->other = (struct config){ .dir = ".",
			.tz = "UTC",
			.language = "en",
			.currency = "USD" };
	a->other.reply = reply;
	if (kit_open(&a->kits[WAS], config, errs) == 0 &&
	    kit_open(&a->kits[IS], &a->other, errs) == 0)
		return a;
	answers_close(a);
	return NULL;
}

void
answers_close(struct answers *a)
{
	int i;

	for (i = 0; a != NULL && i < SIDES; i++)
		kit_close(&a->kits[i]);
	free(a);
}

/* The template and its text, as ha-reply would choose them. */
static void
write_text(struct kit *k, const struct ticket *t, struct rec *rec,
    struct vars *vars, struct facts *f)
{
	struct arena *arena = rec_arena(rec);
	const char *wishes[WISHES];
	struct written w;

	if (f->intent != NULL)
		f->template = book_for(&k->book, f->intent, t->channel, vars);
	if (f->template == NULL)
		return;
	writer_wishes(wishes, rec, t, vars_shop(vars));
	writer_write(&k->book, f->template, wishes, vars, arena, &w);
	f->missing = w.nmissing;
	f->person_if = w.person_if;
	f->not_theirs = !w.theirs;
	f->broken = limit_broken(limits_of(&k->limits, t->channel), w.text,
	    text_length(w.text), arena);
}

static int
judge(struct kit *k, struct db *db, const struct ticket *t, struct rec *rec,
    int *automatic, struct err *err)
{
	struct facts f = { .now = clock_now(),
		.received_at = rec_time(rec, "received_at"),
		.first = 1,
		.state = ACCOUNT_LIVE,
		.live_since = INT64_MIN,
		.recipient = 1 };
	struct verdict v;
	struct vars *vars = vars_new(&k->env, db, t, rec, rec_arena(rec), err);

	if (vars == NULL)
		return -1;
	facts_of(rec, &f);
	vars_intent(vars, f.intent);
	f.foreign = vars_foreign(vars);
	write_text(k, t, rec, vars, &f);
	decide(&k->policy, &f, &v, rec_arena(rec));
	*automatic = strcmp(v.mode, "auto") == 0;
	return 0;
}

int
answers_judge(struct answers *a, struct db *db, const struct ticket *t,
    struct rec *rec, int automatic[SIDES], struct err *err)
{
	int i;

	for (i = 0; i < SIDES; i++)
		if (judge(&a->kits[i], db, t, rec, &automatic[i], err) < 0)
			return -1;
	return 0;
}
