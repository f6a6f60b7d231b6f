/*
 * text/utf8.h - code points and characters as people see them
 *
 * Foreign text is repaired once, where it comes in; everything behind that
 * may take UTF-8 for granted.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

int utf8_valid(const char *, size_t n);
int utf8_is_ascii(const char *, size_t n);

/*
 * The code point at *I, which moves behind it; -1 for a byte that begins no
 * valid sequence (it is skipped with what belongs to it).
 */
int32_t utf8_next(const char *, size_t *i, size_t n);
void utf8_put(struct buf *, int32_t cp);

/*
 * Append the text repaired: what is no UTF-8, NUL and other controls but tab
 * and newline become U+FFFD; CR LF and CR become a newline; a byte order mark
 * at the start goes.
 */
void utf8_repair(const char *, size_t n, struct buf *);

/* The same for a header or a name: every run of white space is one blank. */
void utf8_repair_line(const char *, size_t n, struct buf *);

/* The largest n <= MAX that cuts between two graphemes. */
size_t utf8_cut(const char *, size_t n, size_t max);

/* Han, Hiragana, Katakana: scripts without blanks between words. */
int utf8_is_cjk(int32_t cp);

#endif
