/*
 * sense/cld2.h - the language guesser CLD2 behind one C function
 */
#ifndef SENSE_CLD2_H
#define SENSE_CLD2_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cld2_guess {
	char code[8]; /* CLD2's own: "no", "iw", "zh-Hant", "un" */
	int percent;  /* of the text */
};

/*
 * The three best guesses for TEXT, which must be UTF-8 (it stops at what is
 * not).  Returns whether CLD2 itself calls its answer reliable.
 */
int cld2_detect(const char *text, size_t n, struct cld2_guess out[3]);

#ifdef __cplusplus
}
#endif

#endif
