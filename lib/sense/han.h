/*
 * sense/han.h - simplified and traditional Chinese characters
 *
 * ICU is asked once for each character that comes by: opening its tables
 * costs 14 ms, reading all of them five times as much.
 */
#ifndef SENSE_HAN_H
#define SENSE_HAN_H

#include <stddef.h>
#include <stdint.h>

/* The simplified form of a character, itself when it has none. */
int32_t han_simplified(int32_t c);

/* How many characters are written in one way only. */
void han_writing(
    const char *text, size_t n, long *simplified, long *traditional);

#endif
