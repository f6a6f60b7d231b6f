/*
 * cmd/ha/demo_charset.c - text in the charsets that mail still comes in
 *
 * ICU does the work, strictly: what does not survive the way there and back
 * is refused, so that the right answer is known.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/xalloc.h"
#include "ha/demo_charset.h"

enum { CONVERTERS = 32 };

struct converter {
	char name[32];
	UConverter *ucnv;
};

struct demo_charsets {
	struct converter v[CONVERTERS];
	size_t n;
	UChar *wide, *back;
	size_t wide_cap, back_cap;
	char *bytes;
	size_t bytes_cap;
};

struct demo_charsets *
demo_charsets_new(void)
{
	return xcalloc(1, sizeof(struct demo_charsets));
}

void
demo_charsets_free(struct demo_charsets *c)
{
	while (c->n > 0)
		ucnv_close(c->v[--c->n].ucnv);
	free(c->wide);
	free(c->back);
	free(c->bytes);
	free(c);
}

static UConverter *
converter(struct demo_charsets *c, const char *name)
{
	UErrorCode bad = U_ZERO_ERROR;
	struct converter *k;
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(c->v[i].name, name) == 0)
			return c->v[i].ucnv;
	if (c->n == CONVERTERS || strlen(name) >= sizeof k->name)
		return NULL;
	k = &c->v[c->n];
	k->ucnv = ucnv_open(name, &bad);
	if (U_FAILURE(bad))
		return NULL;
	ucnv_setFallback(k->ucnv, 0);
	ucnv_setFromUCallBack(
	    k->ucnv, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &bad);
	strcpy(k->name, name); /* it fits, see above */
	c->n++;
	return k->ucnv;
}

static int
ascii(const char *text, size_t n)
{
	while (n-- > 0)
		if (*text++ & 0x80)
			return 0;
	return 1;
}

static int
convert(struct demo_charsets *c, UConverter *u, const char *text, size_t n,
    struct buf *out)
{
	UErrorCode bad = U_ZERO_ERROR;
	int32_t wide, len, back;

	xgrow(&c->wide, &c->wide_cap, n + 1, sizeof *c->wide);
	xgrow(&c->back, &c->back_cap, n + 8, sizeof *c->back);
	xgrow(&c->bytes, &c->bytes_cap, n * 8 + 32, 1);
	u_strFromUTF8(
	    c->wide, (int32_t)c->wide_cap, &wide, text, (int32_t)n, &bad);
	len = ucnv_fromUChars(
	    u, c->bytes, (int32_t)c->bytes_cap, c->wide, wide, &bad);
	if (U_FAILURE(bad))
		return -1;
	back = ucnv_toUChars(
	    u, c->back, (int32_t)c->back_cap, c->bytes, len, &bad);
	if (U_FAILURE(bad) || back != wide ||
	    memcmp(c->back, c->wide, (size_t)wide * sizeof *c->wide) != 0)
		return -1;
	buf_add(out, c->bytes, (size_t)len);
	return 0;
}

int
demo_encode(struct demo_charsets *c, const char *charset, const char *text,
    size_t n, struct buf *out)
{
	UConverter *u;

	if (strcasecmp(charset, "utf-8") == 0 || ascii(text, n)) {
		buf_add(out, text, n);
		return 0;
	}
	if (strcasecmp(charset, "us-ascii") == 0)
		return -1;
	u = converter(c, charset);
	return u == NULL ? -1 : convert(c, u, text, n, out);
}

size_t
demo_letters(const char *text, struct buf *out)
{
	enum { ROOM = 256 };
	UErrorCode bad = U_ZERO_ERROR;
	UChar wide[ROOM], apart[ROOM];
	int32_t i, n;
	size_t found = 0;

	u_strFromUTF8(wide, ROOM, &n, text, -1, &bad);
	n = unorm2_normalize(
	    unorm2_getNFDInstance(&bad), wide, n, apart, ROOM, &bad);
	for (i = 0; U_SUCCESS(bad) && i < n; i++) {
		UChar c = apart[i];

		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (c < 'a' || c > 'z')
			continue;
		buf_addc(out, c);
		found++;
	}
	return found;
}
