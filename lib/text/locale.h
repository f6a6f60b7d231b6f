/*
 * text/locale.h - numbers, money and dates as the customer reads them
 *
 * ICU knows the formats, the exact decimal string goes in and no double is
 * in between.  Instants are shifted by GLib's time zones first (ICU's zone
 * data is stale where it is older than the system's) and then formatted as
 * GMT with a pattern that names no zone.  A locale that ICU does not know
 * falls back to its language, then to English with ISO dates.
 */
#ifndef TEXT_LOCALE_H
#define TEXT_LOCALE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/money.h"

/* "39,90 €" for 39.90 EUR in "de". */
int locale_money(
    const struct money *, const char *locale, struct buf *, struct err *);

enum locale_form {
	LOCALE_DAY,	 /* 21 November 2026 */
	LOCALE_DAY_TIME, /* 21 November 2026 at 18:30 */
	LOCALE_SHORT	 /* 21.11.26 */
};

/* TZ is a zone of the system ("Asia/Shanghai"), NULL for UTC. */
int locale_date(int64_t ms, const char *tz, const char *locale,
    enum locale_form, struct buf *, struct err *);

/* Language tags (BCP 47): zh-Hans, zh-Hant, nb. */
enum { LANG_TAG = 16 };

/*
 * "zh_CN.UTF-8", "zh-cn", "chs" become zh-Hans; "no" nb; "iw" he; "pt-BR"
 * stays.  Unknown text gives "und".
 */
const char *lang_tag(const char *s, char out[LANG_TAG]);

/* The tags mean the same language (zh-Hans and zh-Hant differ, de-AT is de). */
int lang_same(const char *a, const char *b);

#endif
