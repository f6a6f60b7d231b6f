/*
 * cmd/common/ref.c - one reference: a number, or a letter and a number
 *
 * Apart from refs.c, which needs the query language and all that it needs.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/refs.h"

/* The letters of references; tickets have none. */
static const struct ref_kind {
	char letter;
	const char *what, *with_article;
} kinds[] = {
	{ 0, "ticket", "a ticket" },
	{ 'c', "customer", "a customer" },
	{ 't', "task", "a task" },
	{ 'a', "action", "an action" },
	{ 'r', "reply", "a reply" },
	{ 'w', "alert", "an alert" },
	{ 'k', "article", "an article" },
};

static const struct ref_kind *
kind_of(int letter)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].letter == letter)
			return &kinds[i];
	return NULL;
}

const char *
ref_what(int letter)
{
	const struct ref_kind *k = kind_of(letter);

	return k != NULL ? k->what : NULL;
}

/* "1042" or "c881": a known letter or none, then digits. */
int
ref_looks(const char *s)
{
	if (!isdigit((unsigned char)*s) && ref_what(*s) != NULL && *s != '\0')
		s++;
	return isdigit((unsigned char)*s) && s[strspn(s, "0123456789")] == '\0';
}

int
ref_parse(const char *s, int letter, int64_t *out, struct err *err)
{
	int has = isdigit((unsigned char)*s) ? 0 : *s;
	char *end;

	if (!ref_looks(s))
		return err_set(err, ERR_USAGE, "'%.60s' is no %s (a number%s)",
		    s, ref_what(letter), letter ? " behind its letter" : "");
	if (has != letter)
		return err_set(err, ERR_USAGE,
		    "'%.60s' is %s, and %s is wanted here", s,
		    kind_of(has)->with_article, kind_of(letter)->with_article);
	errno = 0;
	*out = strtoll(s + (has != 0), &end, 10);
	if (errno != 0 || *out <= 0)
		return err_set(err, ERR_USAGE, "'%.60s' is out of range", s);
	return 0;
}
