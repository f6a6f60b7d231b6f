/*
 * desk/aside.c - words that ask for nothing
 *
 * Only what nobody could take for a wish is thanks: no other signal, no
 * other intent than praise or none, no ill feeling, no question, no file.
 * What is taken for a wish in doubt costs a look; the other way a customer.
 */
#define _GNU_SOURCE /* memmem */
#include <string.h>

#include "desk/aside.h"

enum { SHORT = 400 }; /* bytes: who writes more has something to say */

static int
only(struct val list, const char *path, const char *const *words, size_t n)
{
	struct val item = VAL_NONE, word;
	size_t i;

	while (val_next(list, &item)) {
		word = path != NULL ? val_get(item, path) : item;
		for (i = 0; i < n && !val_is(word, words[i]); i++)
			;
		if (i == n)
			return 0;
	}
	return 1;
}

/* A question mark of any script, in the text as it is written in JSON. */
static int
asks(struct val text)
{
	static const char *const marks[] = { "?", "\xef\xbc\x9f", "\xd8\x9f",
		"\\u003f", "\\uff1f", "\\u061f" };
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (memmem(text.p, text.n, marks[i], strlen(marks[i])) != NULL)
			return 1;
	return 0;
}

static int
is_thanks(const struct rec *rec)
{
	static const char *const signals[] = { "thanks" };
	static const char *const intents[] = { "other", "positive_feedback" };
	struct val text = rec_get(rec, "text");

	return val_is(rec_get(rec, "class.signals.0"), "thanks") &&
	       only(rec_get(rec, "class.signals"), NULL, signals, 1) &&
	       only(rec_get(rec, "class.intents"), "id", intents, 2) &&
	       val_is(rec_get(rec, "class.urgency"), "low") &&
	       !val_is(rec_get(rec, "class.sentiment.label"), "negative") &&
	       rec_get(rec, "attachments.0").p == NULL &&
	       val_type(text) == '"' && text.n <= SHORT && !asks(text);
}

const char *
aside_kind(
    const struct rec *rec, const struct letter *l, const struct ticket *t)
{
	if (l->automatic)
		return "machine";
	if (l->history || l->out || !ticket_is_done(t->status))
		return NULL;
	return is_thanks(rec) ? "thanks" : NULL;
}
