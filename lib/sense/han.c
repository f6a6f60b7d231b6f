/* sense/han.c - simplified and traditional Chinese characters */
#include <unicode/ucnv.h>
#include <unicode/utf8.h>
#include <unicode/utrans.h>

#include "sense/han.h"

enum { FIRST = 0x3400, LAST = 0x9fff };

static struct han {
	uint16_t simplified; /* 0: not asked yet */
	uint8_t only;	     /* no character of the traditional writing */
} all[LAST - FIRST + 1];

/* Taiwan's old charset has no character that is simplified only. */
static int
in_big5(UChar c)
{
	static UConverter *big5;
	UErrorCode ec = U_ZERO_ERROR;
	char out[8];

	if (big5 == NULL) {
		big5 = ucnv_open("Big5", &ec);
		ucnv_setFromUCallBack(
		    big5, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &ec);
	}
	ucnv_fromUChars(big5, out, sizeof out, &c, 1, &ec);
	return U_SUCCESS(ec);
}

static UChar
transliterated(UChar c)
{
	static UTransliterator *t;
	UErrorCode ec = U_ZERO_ERROR;
	UChar s[8] = { c };
	int32_t len = 1, limit = 1;

	if (t == NULL)
		t = utrans_openU(u"Traditional-Simplified", -1, UTRANS_FORWARD,
		    NULL, 0, NULL, &ec);
	if (U_SUCCESS(ec))
		utrans_transUChars(t, s, &len, 8, 0, &limit, &ec);
	return U_SUCCESS(ec) && len == 1 ? s[0] : c;
}

static const struct han *
ask(int32_t c)
{
	struct han *h = &all[c - FIRST];

	if (h->simplified == 0) {
		h->simplified = transliterated((UChar)c);
		h->only = h->simplified == c && !in_big5((UChar)c);
	}
	return h;
}

int32_t
han_simplified(int32_t c)
{
	return c < FIRST || c > LAST ? c : ask(c)->simplified;
}

void
han_writing(const char *text, size_t n, long *simplified, long *traditional)
{
	const struct han *h;
	int32_t i = 0;
	UChar32 c;

	*simplified = *traditional = 0;
	while (i < (int32_t)n) {
		U8_NEXT(text, i, (int32_t)n, c);
		if (c < FIRST || c > LAST)
			continue;
		h = ask(c);
		*traditional += h->simplified != c;
		*simplified += h->only;
	}
}
