/* answer/facts.c - what a message itself says about its answer */
#include <string.h>

#include "answer/decide.h"

/* A second wish as likely as this wants an answer too. */
#define LIKELY 0.5

static void
take_marks(struct rec *rec, struct facts *f)
{
	struct val object = rec_get(rec, "mail.auto");
	struct member m = { 0 };

	while (val_next_member(object, &m))
		f->marks |= auto_mark_of(m.key, m.keylen);
}

/*
 * Thanks may be answered by anybody; every other signal, also one that a
 * seller has added, is for a person.
 */
static void
take_signals(struct rec *rec, struct facts *f)
{
	struct val item = VAL_NONE, list = rec_get(rec, "class.signals");

	while (f->grave == NULL && val_next(list, &item))
		if (!val_is(item, "thanks"))
			f->grave = val_str(item, rec_arena(rec));
}

/* The first intent, and whether another one is likely too. */
static void
take_intents(struct rec *rec, struct facts *f)
{
	struct val item = VAL_NONE, list = rec_get(rec, "class.intents");
	const char *id;
	double p;

	while (val_next(list, &item)) {
		id = val_str(val_get(item, "id"), rec_arena(rec));
		if (id == NULL || val_double(val_get(item, "p"), &p) < 0)
			continue;
		if (f->intent == NULL) {
			f->intent = id;
			f->p = p;
		} else if (f->also == NULL && p >= LIKELY &&
			   strcmp(id, "other") != 0) {
			f->also = id;
		}
	}
	f->spam = f->intent != NULL && strcmp(f->intent, "spam") == 0;
}

void
facts_of(struct rec *rec, struct facts *f)
{
	take_marks(rec, f);
	take_signals(rec, f);
	take_intents(rec, f);
}
