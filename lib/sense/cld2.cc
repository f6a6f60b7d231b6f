/* sense/cld2.cc - the language guesser CLD2 behind one C function */
#include <cstdio> /* CLD2's header needs it and forgets it */
#include <cstring>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include "sense/cld2.h"

int
cld2_detect(const char *text, size_t n, struct cld2_guess out[3])
{
	CLD2::CLDHints hints = { nullptr, nullptr, CLD2::UNKNOWN_ENCODING,
		CLD2::UNKNOWN_LANGUAGE };
	CLD2::Language lang[3];
	int percent[3], text_bytes, valid, i;
	double score[3];
	bool reliable = false;

	/* without BestEffort short texts come back unknown */
	CLD2::ExtDetectLanguageSummaryCheckUTF8(text, static_cast<int>(n), true,
	    &hints, CLD2::kCLDFlagBestEffort, lang, percent, score, nullptr,
	    &text_bytes, &reliable, &valid);
	for (i = 0; i < 3; i++) {
		snprintf(out[i].code, sizeof out[i].code, "%s",
		    CLD2::LanguageCode(lang[i]));
		out[i].percent = percent[i];
	}
	return reliable;
}
