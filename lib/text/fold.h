/*
 * text/fold.h - the form in which texts are compared
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <stddef.h>

#include "base/buf.h"

/* Append NFKC with case folded: "Ｓｔｒａßｅ" gives "strasse". */
void fold_case(const char *, size_t n, struct buf *);

/*
 * The same without marks, for search: "Café" gives "cafe".  Only marks below
 * U+0E00 go: Thai vowels are marks too.
 */
void fold_search(const char *, size_t n, struct buf *);

#endif
