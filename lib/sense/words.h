/*
 * sense/words.h - a text as the words that phrases are matched against
 *
 * Text is folded as it is read: NFKC and case, and the marks on Latin, Greek,
 * Cyrillic, Hebrew and Arabic letters dropped, so that "Reçu", "RECU" and
 * "ｒｅｃｕ" are one word; ligatures and barred letters become their plain
 * neighbours (ß ss, æ ae, ø o, ł l, ı i).
 *
 * A word is a run of letters and digits.  A Han, Kana, Hangul, Thai, Lao,
 * Khmer or Burmese character is a word of its own, and so is a pictograph;
 * blanks between such words do not count, because nothing does that is no
 * word.  Apostrophes vanish inside a word ("don't" is dont), or part it where
 * the language elides ("l'état" is l etat).
 *
 * A sentence ends at ! ? and their like, at an empty line, and at a full stop
 * before white space unless a small letter follows ("5 Stk. fehlen").
 */
#ifndef SENSE_WORDS_H
#define SENSE_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum {
	WORDS_SPLIT = 1,  /* an apostrophe parts words */
	WORDS_UMLAUT = 2, /* ae, oe, ue are a, o, u, as ä, ö, ü are */
	WORDS_HANS = 4	  /* traditional Chinese is read as simplified */
};

enum { WORDS_MAX = 2000 }; /* words that are read of one text */

struct word {
	uint32_t at; /* offset in the folded text */
	uint16_t len;
	uint16_t first; /* it begins a sentence */
};

struct words {
	struct buf text; /* the folded words, one after the other */
	struct word *v;
	size_t n, cap;
};

#define WORDS_INIT                                                             \
	{                                                                      \
		BUF_INIT, NULL, 0, 0                                           \
	}

/*
 * Read TEXT (checked UTF-8; what is not counts as a blank) behind what is
 * there; the first word begins a sentence.  Words beyond WORDS_MAX are left
 * out: time stays linear whatever a stranger sends.
 */
void words_add(struct words *, const char *text, size_t n, unsigned how);
void words_reset(struct words *);
void words_free(struct words *);

#endif
