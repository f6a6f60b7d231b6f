/*
 * text/quote_int.h - what a line of a mail is (for quote*.c only)
 */
#ifndef TEXT_QUOTE_INT_H
#define TEXT_QUOTE_INT_H

#include <stddef.h>

struct text {
	const char *s;
	size_t n;
};

#define T(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

int quote_contains(struct text line, struct text word);

/* The line at AT without its newline and the blanks around it. */
struct text quote_line(const struct text *, size_t at, size_t *next);
/* The next line that is not blank; empty at the end. */
struct text quote_line_after(const struct text *, size_t at, size_t *next);

int quote_is_quoted(struct text line); /* "> " */
/* "----- words -----", at least two dashes on each side. */
int quote_is_separator(struct text line, const struct text *words, size_t n);
int quote_is_original(struct text line); /* the same, words for "original" */
int quote_is_forward(struct text line);
int quote_has_label(struct text line); /* "From: ", "Sent: " */
int quote_is_sign_off(struct text line);

/*
 * The attribution whose first line begins at AT: where it ends, 0 when there
 * is none.  It may be folded over three lines when it begins like one.
 */
size_t quote_attribution(const struct text *, size_t at);
/*
 * The header block of an older message: three labels or more within five
 * lines, the sender's among them, the first line being one.
 */
int quote_is_block(const struct text *, size_t at);
/* A line drawn above such a block: "_____", "-----". */
int quote_is_rule(const struct text *, struct text line, size_t next);
/* Three rows of cells in a row are an order's table: its end, or 0. */
size_t quote_table(const struct text *, size_t at);

#endif
