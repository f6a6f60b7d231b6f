/*
 * answer/writer.h - a template written out for one message
 */
#ifndef ANSWER_WRITER_H
#define ANSWER_WRITER_H

#include "answer/book.h"
#include "answer/vars.h"

enum { MISSING_MAX = 64 };

struct written {
	const struct template *template;
	const struct text *form;
	const char *lang; /* of the text: "de" */
	int theirs;	  /* it is the customer's own */
	const char *subject, *text;
	const char *missing[MISSING_MAX];
	size_t nmissing;
	const char *person_if; /* one that is there, or NULL */
};

/*
 * The languages to try: the message's when it is known well enough, the
 * ticket's, the shop's, English.  WISHES ends with NULL.
 */
enum { WISHES = 5 };
void writer_wishes(const char *wishes[WISHES], struct rec *,
    const struct ticket *, const struct conf_shop *);

/*
 * Write T in the first wished language that it has (else in its first).
 * Strings live in ARENA.
 */
void writer_write(const struct book *, const struct template *t,
    const char *const *wishes, struct vars *, struct arena *, struct written *);

#endif
