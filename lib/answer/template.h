/*
 * answer/template.h - one text with places for values
 *
 * A strict subset of mustache: {{x}} a value, {{#x}}...{{/x}} when x is there
 * (once for each row of a list), {{^x}}...{{/x}} when it is not, {{! note}}.
 * No partials, no lambdas, no expressions: a value goes in as text, once, and
 * what stands in it is never read again.
 *
 * Names are typed by a table.  An unknown name, a value of a list outside it,
 * or an unclosed section is an error of loading, with file:line:column.  A
 * value that is not there when it is needed is listed as missing and leaves
 * "⟦name⟧" in the text: a draft that says what it lacks, never a hole.
 *
 * A line that holds nothing but a section's tag leaves no line.
 */
#ifndef ANSWER_TEMPLATE_H
#define ANSWER_TEMPLATE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "conf/keys.h"

enum var_type {
	VAR_TEXT,
	VAR_DATE,
	VAR_MONEY,
	VAR_NUMBER,
	VAR_LINK,
	VAR_FLAG, /* only for sections */
	VAR_LIST  /* only for sections; has rows */
};

/* What the values come from; known to the getters alone. */
struct vars;

struct var_def {
	const char *name;
	enum var_type type;
	const char *of; /* the list whose rows have it, or NULL */
	/* As text in the customer's locale; NULL: not there.  ROW counts from
	 * 0 inside a list. */
	const char *(*get)(struct vars *, size_t row);
	size_t (*rows)(struct vars *); /* of a list */
	const char *help;
};

/* "date" and the like, for front matter and manuals. */
const char *var_type_name(enum var_type);
/* The row of that name, or -1; DEFS ends with a NULL name. */
int var_find(const struct var_def *defs, const char *name, size_t n);

struct tprog;

/*
 * TEXT stands in FILE, where it begins at LINE.  Names that ALLOWED does not
 * have set are errors (NULL: all of DEFS).  NULL when there were errors.
 */
struct tprog *tprog_new(const char *text, size_t n, const char *file, int line,
    const struct var_def *defs, const unsigned char *allowed,
    struct conf_errs *errs);
void tprog_free(struct tprog *);

/*
 * Append the text.  MISSING (as many as DEFS) is set for each value that was
 * needed and is not there.  Returns how many there are now.
 */
size_t tprog_run(
    const struct tprog *, struct vars *, struct buf *, unsigned char *missing);

/* The text it was made of. */
const char *tprog_text(const struct tprog *);

/*
 * About how many characters it may become: of a section and its opposite, and
 * of all flags, only the longest counts; a value counts as VALUE_LENGTH.
 */
enum { VALUE_LENGTH = 12 };
long tprog_longest(const struct tprog *);

/* Is the name of DEFS used anywhere? */
int tprog_uses(const struct tprog *, int def);

/*
 * The name in the first "⟦name⟧" of a text (or NULL): a place that nobody has
 * filled; NULL when there is none.
 */
const char *template_hole(const char *text, struct arena *);

/* Add an error with its place. */
void fault_at(struct conf_errs *, const char *file, int line, int column,
    const char *fmt, ...) __attribute__((format(printf, 5, 6)));

#endif
