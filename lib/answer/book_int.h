/*
 * answer/book_int.h - one template (for lib/answer only)
 */
#ifndef ANSWER_BOOK_INT_H
#define ANSWER_BOOK_INT_H

#include "answer/book.h"

/* The file PATH; NULL and every error in ERRS. */
struct template *template_load(const char *path, int own,
    const struct var_def *defs, struct conf_errs *errs);
void template_free(struct template *);

#endif
