/*
 * answer/book.h - the templates of a shop
 *
 * One file a situation, NAME.md:
 *
 *	---
 *	intents: [where_is_my_order]
 *	tone: calm
 *	auto: yes
 *	person_if: [trouble]
 *	variables: {order: text, tracking: text}
 *	version: 1
 *	writer: ha
 *	---
 *	# en
 *	Subject: Your order {{order}}
 *
 *	Hello, ...
 *
 *	# de informal
 *	...
 *
 * A line "# TAG" or "# TAG informal" begins the text of a language; its
 * first line is the subject, used when we write first.  A file of the same
 * name in the user's folder takes the place of ours as a whole.
 */
#ifndef ANSWER_BOOK_H
#define ANSWER_BOOK_H

#include "answer/template.h"

struct text {
	char *lang; /* "de" */
	int informal;
	int line; /* of its heading */
	struct tprog *subject, *body;
};

enum tone_of_text { TONE_COMFORT, TONE_CALM, TONE_WARM, TONE_PLAIN };
#define TONE_OF_TEXT "comfort|calm|warm|plain"

struct template
{
	char *name; /* "where_is_my_order" */
	char *file;
	int own;		    /* from the user's folder */
	struct conf_list intents;   /* it answers these */
	struct conf_list needs;	    /* only when these are there */
	struct conf_list person_if; /* a draft when one of these is */
	struct conf_list channels;  /* none: all */
	int automatic;		    /* may leave without a person */
	int receipt;		    /* names problem, step and time */
	int tone;
	long version;
	const char *writer;
	const struct node *variables;
	struct text *texts;
	size_t n, cap;
	struct node *front;
	unsigned char *allowed; /* by DEFS */
};

extern const struct conf_key template_keys[];

struct book {
	const struct var_def *defs;
	struct template **v; /* by name */
	size_t n, cap;
};

/*
 * Every NAME.md of OURS and OWN (NULL: none), names and types by DEFS; every
 * error in ERRS.
 */
void book_load(struct book *, const char *ours, const char *own,
    const struct var_def *defs, struct conf_errs *errs);
/* The paths of every NAME.md of a folder, by name; the caller's. */
char **book_files(const char *dir, size_t *n, struct err *err);
/* One file more; NULL when it had errors. */
struct template *book_add(
    struct book *, const char *path, int own, struct conf_errs *errs);
void book_free(struct book *);

/* NULL when there is none. */
const struct template *book_get(const struct book *, const char *name);

/*
 * The template for an intent: of those whose needs VARS fulfils (and that fit
 * the channel) the one that needs most, then the first by name.
 */
const struct template *book_for(const struct book *, const char *intent,
    const char *channel, struct vars *);

/*
 * The text in LANG, else in a language that is written alike (pt for pt-BR,
 * zh for zh-Hant), else NULL.  INFORMAL is a wish: the other form is taken
 * when there is only that.
 */
const struct text *template_text(
    const struct template *, const char *lang, int informal);

/* Does VARS have this value?  NAME is one of DEFS. */
int book_has(const struct book *, const char *name, struct vars *);

#endif
