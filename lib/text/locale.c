/*
 * text/locale.c - numbers, money and dates as the customer reads them
 *
 * Formatters cost a hundred microseconds to open, and a run writes to few
 * locales: the last ones are kept.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <glib.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "base/clock.h"
#include "text/locale.h"
#include "text/utf8.h"

enum { KEPT = 8, LOCALE = 64, WIDE = 256 };

static void
put_wide(const UChar *w, int32_t len, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	char s[WIDE * 3 + 1];
	int32_t n = 0;

	u_strToUTF8(s, (int32_t)sizeof s, &n, w, len, &status);
	if (U_SUCCESS(status))
		buf_add(out, s, (size_t)n);
}

/* A name that ICU knows: the tag, else its language, else English. */
static void
icu_locale(const char *tag, char out[LOCALE])
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t parsed = 0, i, n = uloc_countAvailable();
	char lang[16];

	if (tag == NULL)
		tag = "en";
	uloc_forLanguageTag(tag, out, LOCALE, &parsed, &status);
	if (U_FAILURE(status) || parsed == 0 ||
	    status == U_STRING_NOT_TERMINATED_WARNING)
		strcpy(out, "en");
	status = U_ZERO_ERROR;
	uloc_getLanguage(out, lang, (int32_t)sizeof lang, &status);
	for (i = 0; i < n; i++)
		if (strcmp(uloc_getAvailable(i), lang) == 0)
			return;
	strcpy(out, "en");
}

static UNumberFormat *
money_format(const char *locale)
{
	static struct {
		char name[LOCALE];
		UNumberFormat *f;
	} kept[KEPT];
	static unsigned turn;
	UErrorCode status = U_ZERO_ERROR;
	char name[LOCALE];
	unsigned i;

	icu_locale(locale, name);
	for (i = 0; i < KEPT; i++)
		if (kept[i].f != NULL && strcmp(kept[i].name, name) == 0)
			return kept[i].f;
	i = turn++ % KEPT;
	if (kept[i].f != NULL)
		unum_close(kept[i].f);
	kept[i].f = unum_open(UNUM_CURRENCY, NULL, 0, name, NULL, &status);
	if (U_FAILURE(status))
		kept[i].f = NULL;
	strcpy(kept[i].name, name);
	return kept[i].f;
}

int
locale_money(
    const struct money *m, const char *locale, struct buf *out, struct err *err)
{
	UNumberFormat *f = money_format(locale);
	UErrorCode status = U_ZERO_ERROR;
	char amount[MONEY_TEXT];
	UChar w[WIDE], code[4];
	int32_t n;

	money_amount(m, amount);
	u_uastrcpy(code, m->currency);
	if (f == NULL)
		return err_set(err, ERR_SYSTEM, "ICU has no number formats");
	unum_setTextAttribute(f, UNUM_CURRENCY_CODE, code, 3, &status);
	/* the currency's digits are ours (base/money.h), not ICU's edition */
	unum_setAttribute(f, UNUM_FRACTION_DIGITS, money_digits(m->currency));
	n = unum_formatDecimal(
	    f, amount, (int32_t)strlen(amount), w, WIDE, NULL, &status);
	if (U_FAILURE(status))
		return err_set(
		    err, ERR_BUG, "cannot format '%s %s'", amount, m->currency);
	put_wide(w, n, out);
	return 0;
}

/* Skeletons: ICU orders and joins the fields for the locale. */
static const char *const skeletons[] = {
	[LOCALE_DAY] = "yMMMMd",
	[LOCALE_DAY_TIME] = "yMMMMdjm",
	[LOCALE_SHORT] = "yMd",
};

static UDateFormat *
open_date_format(const char *name, enum locale_form form)
{
	UErrorCode status = U_ZERO_ERROR;
	UDateTimePatternGenerator *gen = udatpg_open(name, &status);
	UChar skeleton[32], pattern[WIDE], gmt[8];
	UDateFormat *f;
	int32_t n;

	u_uastrcpy(skeleton, skeletons[form]);
	u_uastrcpy(gmt, "GMT");
	n = udatpg_getBestPattern(gen, skeleton, -1, pattern, WIDE, &status);
	udatpg_close(gen);
	f = udat_open(
	    UDAT_PATTERN, UDAT_PATTERN, name, gmt, -1, pattern, n, &status);
	return U_SUCCESS(status) ? f : NULL;
}

static UDateFormat *
date_format(const char *locale, enum locale_form form)
{
	static struct {
		char name[LOCALE];
		enum locale_form form;
		UDateFormat *f;
	} kept[KEPT];
	static unsigned turn;
	char name[LOCALE];
	unsigned i;

	icu_locale(locale, name);
	for (i = 0; i < KEPT; i++)
		if (kept[i].f != NULL && kept[i].form == form &&
		    strcmp(kept[i].name, name) == 0)
			return kept[i].f;
	i = turn++ % KEPT;
	if (kept[i].f != NULL)
		udat_close(kept[i].f);
	kept[i].f = open_date_format(name, form);
	kept[i].form = form;
	strcpy(kept[i].name, name);
	return kept[i].f;
}

/* One reference a zone is kept: GLib drops what nobody holds. */
static GTimeZone *
zone(const char *name)
{
	static GTimeZone *kept[KEPT];
	static unsigned turn;
	GTimeZone *z;
	unsigned i;

	for (i = 0; i < KEPT; i++)
		if (kept[i] != NULL &&
		    strcmp(g_time_zone_get_identifier(kept[i]), name) == 0)
			return kept[i];
	z = g_time_zone_new_identifier(name);
	if (z == NULL)
		return NULL;
	i = turn++ % KEPT;
	if (kept[i] != NULL)
		g_time_zone_unref(kept[i]);
	return kept[i] = z;
}

static int
shift(int64_t *ms, const char *tz, struct err *err)
{
	GTimeZone *z;
	gint interval;

	if (tz == NULL)
		return 0;
	z = zone(tz);
	if (z == NULL)
		return err_set(err, ERR_CONFIG, "no time zone '%s'", tz);
	interval =
	    g_time_zone_find_interval(z, G_TIME_TYPE_UNIVERSAL, *ms / 1000);
	*ms += (int64_t)g_time_zone_get_offset(z, interval) * 1000;
	return 0;
}

int
locale_date(int64_t ms, const char *tz, const char *locale,
    enum locale_form form, struct buf *out, struct err *err)
{
	UErrorCode status = U_ZERO_ERROR;
	UDateFormat *f = date_format(locale, form);
	char iso[CLOCK_TEXT];
	UChar w[WIDE];
	int32_t n;

	if (shift(&ms, tz, err) < 0)
		return -1;
	n = f != NULL ? udat_format(f, (UDate)ms, w, WIDE, NULL, &status) : 0;
	if (n <= 0 || U_FAILURE(status)) {
		clock_print(ms, iso);
		buf_add(out, iso, form == LOCALE_DAY_TIME ? 16 : 10);
		return 0;
	}
	put_wide(w, n, out);
	return 0;
}

/* Names that people, systems and detectors give to our languages. */
static const struct {
	const char *from, *to;
} aliases[] = {
	{ "zh", "zh-Hans" },
	{ "zh-cn", "zh-Hans" },
	{ "zh-sg", "zh-Hans" },
	{ "zh-my", "zh-Hans" },
	{ "zh-hans", "zh-Hans" },
	{ "zh-hans-cn", "zh-Hans" },
	{ "chs", "zh-Hans" },
	{ "cn", "zh-Hans" },
	{ "zh-tw", "zh-Hant" },
	{ "zh-hk", "zh-Hant" },
	{ "zh-mo", "zh-Hant" },
	{ "zh-hant", "zh-Hant" },
	{ "zh-hant-tw", "zh-Hant" },
	{ "zh-hant-hk", "zh-Hant" },
	{ "cht", "zh-Hant" },
	{ "no", "nb" },
	{ "no-no", "nb" },
	{ "nb-no", "nb" },
	{ "iw", "he" },
	{ "in", "id" },
	{ "ji", "yi" },
	{ "jp", "ja" },
	{ "kr", "ko" },
	{ "c", "und" },
	{ "posix", "und" },
};

/* "zh_CN.UTF-8@x" as "zh-cn"; 0 when it is no tag. */
static int
tidy(const char *s, char out[LANG_TAG])
{
	size_t n = 0;

	for (; *s != '\0' && *s != '.' && *s != '@'; s++) {
		if (n == LANG_TAG - 1 ||
		    (!isalnum((unsigned char)*s) && *s != '_' && *s != '-'))
			return 0;
		out[n++] = *s == '_' ? '-' : (char)tolower((unsigned char)*s);
	}
	out[n] = '\0';
	n = strcspn(out, "-");
	return n >= 2 && n <= 3 && strspn(out, "0123456789") == 0;
}

const char *
lang_tag(const char *s, char out[LANG_TAG])
{
	char tag[LANG_TAG], *region;
	size_t i;

	if (s == NULL || (!tidy(s, tag) && strcasecmp(s, "c") != 0))
		return strcpy(out, "und");
	for (i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
		if (strcmp(aliases[i].from, tag) == 0)
			return strcpy(out, aliases[i].to);
	region = strchr(tag, '-');
	if (region != NULL && strlen(region + 1) == 2)
		for (region++; *region != '\0'; region++)
			*region = (char)toupper((unsigned char)*region);
	return strcpy(out, tag);
}

/* The part of a tag that decides what a reader understands. */
static size_t
language(const char *tag)
{
	return strncmp(tag, "zh-Han", 6) == 0 ? strlen(tag) : strcspn(tag, "-");
}

int
lang_same(const char *a, const char *b)
{
	char ta[LANG_TAG], tb[LANG_TAG];
	size_t n;

	lang_tag(a, ta);
	lang_tag(b, tb);
	n = language(ta);
	return n == language(tb) && memcmp(ta, tb, n) == 0;
}
