/*
 * text/tokens.h - words for full-text search
 *
 * The index is plain and the words are ours: ICU's word borders, folded, marks
 * dropped, runs of Han and Kana as single characters, stems for languages
 * that gain by it.  The stream is stored and asked the same way in every
 * database.
 */
#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Append the tokens, a blank between them (and before the first one when OUT
 * is not empty).  LANG is a language tag or NULL (no stems).
 */
void search_tokens(const char *, size_t n, const char *lang, struct buf *);
/* What the index keeps of a message; either may be NULL. */
void search_message(const char *subject, const char *text, struct buf *);

#endif
