/*
 * sense/lang.h - which language a message is in
 *
 * The script decides where it can; then CLD2; then what is known of the
 * sender.  Too little to tell is "und" with a low probability, never a
 * guess.  Addresses and codes are taken out before anything is read.
 */
#ifndef SENSE_LANG_H
#define SENSE_LANG_H

#include <stddef.h>

enum { LANG_TEXT = 12, LANG_OTHERS = 2 };

/* What is known beside the text; any may be NULL. */
struct lang_hints {
	const char *country; /* of the sender, "DE" */
	const char *account; /* "amazon/de": its last part may be one */
	const char *thread;  /* the language of the thread so far */
};

struct lang {
	char tag[LANG_TEXT]; /* BCP 47: "de", "zh-Hant" */
	double p;
	const char *why; /* "script", "words", "country", ... */
	/* what else a fair part of a mixed text is in */
	char others[LANG_OTHERS][LANG_TEXT];
	int nothers;
};

void lang_guess(
    const char *text, size_t n, const struct lang_hints *, struct lang *out);

/* "zh" of "zh-Hant": the part that names a rule file. */
const char *lang_base(const char *tag, char out[LANG_TEXT]);

/* The language(s) of a country, "de fr it"; NULL when not listed. */
const char *lang_of_country(const char *country);

#endif
