/* text/fold.c - the form in which texts are compared */
#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "base/xalloc.h"
#include "text/fold.h"
#include "text/utf8.h"

static void
fold_ascii(const char *s, size_t n, struct buf *out)
{
	size_t i;
	char *p;

	buf_room(out, n);
	p = out->p + out->len;
	for (i = 0; i < n; i++)
		p[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
	out->len += n;
	out->p[out->len] = '\0';
}

static UChar *
to_wide(const char *s, size_t n, int32_t *len)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar *w = xarray(n + 1, sizeof *w);

	u_strFromUTF8WithSub(
	    w, (int32_t)n + 1, len, s, (int32_t)n, 0xFFFD, NULL, &status);
	if (U_FAILURE(status))
		*len = 0;
	return w;
}

static UChar *
normalize(const UNormalizer2 *form, UChar *w, int32_t *len)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t cap = *len * 2 + 32;
	UChar *out = xarray((size_t)cap, sizeof *out);
	int32_t n = unorm2_normalize(form, w, *len, out, cap, &status);

	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		out = xrearray(out, (size_t)n + 1, sizeof *out);
		n = unorm2_normalize(form, w, *len, out, n + 1, &status);
	}
	free(w);
	*len = U_SUCCESS(status) ? n : 0;
	return out;
}

static void
put_wide(const UChar *w, int32_t len, int drop_marks, struct buf *out)
{
	int32_t i = 0;
	UChar32 c;

	while (i < len) {
		U16_NEXT(w, i, len, c);
		if (drop_marks && c < 0x0E00 &&
		    u_charType(c) == U_NON_SPACING_MARK)
			continue;
		utf8_put(out, U_IS_SURROGATE(c) ? 0xFFFD : c);
	}
}

static void
fold(const char *s, size_t n, int drop_marks, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t len;
	UChar *w;

	if (utf8_is_ascii(s, n)) {
		fold_ascii(s, n, out);
		return;
	}
	w = to_wide(s, n, &len);
	w = normalize(unorm2_getNFKCCasefoldInstance(&status), w, &len);
	if (drop_marks)
		w = normalize(unorm2_getNFDInstance(&status), w, &len);
	put_wide(w, len, drop_marks, out);
	free(w);
}

void
fold_case(const char *s, size_t n, struct buf *out)
{
	fold(s, n, 0, out);
}

void
fold_search(const char *s, size_t n, struct buf *out)
{
	fold(s, n, 1, out);
}
