/* sense/shout.c - a text that raises its voice */
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "sense/shout.h"

static int
is_sign(UChar32 c)
{
	return c == '!' || c == '?' || c == 0xff01 || c == 0xff1f;
}

int
is_shouted(const char *s, size_t n)
{
	int32_t i = 0;
	int words = 0, capitals = 0, others = 0, last = 0;
	UChar32 c;

	while (i < (int32_t)n) {
		U8_NEXT(s, i, (int32_t)n, c);
		if (is_sign(c) && last)
			return 1;
		last = is_sign(c);
		if (c > 0 && u_isupper(c)) {
			capitals++;
		} else if (c > 0 && (u_isalnum(c) || c == '-' || c == '_')) {
			others++;
		} else {
			words += capitals >= 4 && others == 0;
			capitals = others = 0;
		}
	}
	return words + (capitals >= 4 && others == 0) >= 2;
}
