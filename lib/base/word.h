/*
 * base/word.h - words in lists
 */
#ifndef BASE_WORD_H
#define BASE_WORD_H

/* LIST ends with NULL; no list has no words. */
int word_in(const char *word, const char *const *list);

#endif
