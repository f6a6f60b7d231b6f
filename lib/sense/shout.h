/*
 * sense/shout.h - a text that raises its voice
 */
#ifndef SENSE_SHOUT_H
#define SENSE_SHOUT_H

#include <stddef.h>

/*
 * Two signs of exclamation or question in a row, or two words of four
 * capital letters or more that are not the whole text's way of writing
 * codes (a digit in them takes a word out).
 */
int is_shouted(const char *, size_t n);

#endif
