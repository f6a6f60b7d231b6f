/* desk/route_about.c - what a message makes known about its ticket */
#include <string.h>

#include "base/clock.h"
#include "desk/about.h"
#include "desk/job.h"

const char *
job_text(struct job *j, const char *path)
{
	return rec_str(j->rec, path);
}

static void
default_text(const char **at, const char *s)
{
	if (*at == NULL && s != NULL && *s != '\0')
		*at = s;
}

/* What the ticket is about, as far as it does not know yet. */
int
job_describe(struct job *j, struct ticket *t, struct err *err)
{
	const struct letter *l = &j->letter;

	default_text(&t->thread, l->mail ? NULL : l->thread);
	default_text(&t->subject, l->subject);
	default_text(&t->lang, job_text(j, "class.lang"));
	default_text(&t->country, job_text(j, "from.country"));
	default_text(&t->order_id, l->order);
	default_text(&t->sku, job_text(j, "sku"));
	default_text(&t->sku, job_text(j, "class.entities.skus.0"));
	if (!j->has_order || strcmp(t->order_id, j->order.external_id) != 0)
		return 0;
	return about_order(j->desk, &j->order, t, rec_arena(j->rec), err);
}

void
job_set_intent(struct job *j, struct ticket *t)
{
	t->intent = job_text(j, "class.intents.0.id");
	t->intent2 = job_text(j, "class.intents.1.id");
	t->detail = job_text(j, "class.intents.0.detail");
	if (t->detail == NULL)
		t->detail = job_text(j, "class.intents.1.detail");
	val_double(rec_get(j->rec, "class.intents.0.p"), &t->p);
}

/* What the newest message says; the first intent stays, unless it was none. */
void
job_understand(struct job *j, struct ticket *t)
{
	const char *intent = job_text(j, "class.intents.0.id");
	const char *s;

	if (intent != NULL &&
	    (t->intent == NULL || strcmp(t->intent, "other") == 0))
		job_set_intent(j, t);
	if (t->last_in_at != CLOCK_NONE && j->letter.at < t->last_in_at)
		return;
	if ((s = job_text(j, "class.urgency")) != NULL)
		t->urgency = s;
	if ((s = job_text(j, "class.sentiment.label")) != NULL)
		t->sentiment = s;
}
