/* tests/unit/locale.c - numbers, money, dates and language tags */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "text/locale.h"

#define NBSP "\xc2\xa0"

static void
is(struct buf *b, const char *want)
{
	assert_string_equal(b->p, want);
	buf_free(b);
}

static void
test_money_as_the_customer_writes_it(void **state)
{
	static const struct {
		struct money m;
		const char *locale, *text;
	} t[] = {
		{ { 123450, "EUR" }, "de", "1.234,50" NBSP "€" },
		{ { 123450, "EUR" }, "en", "€1,234.50" },
		{ { 1997, "USD" }, "zh-Hans", "US$19.97" },
		{ { 1000, "JPY" }, "ja", "￥1,000" },
		{ { -550, "GBP" }, "en-GB", "-£5.50" },
		{ { 1234567, "KWD" }, "en", "KWD" NBSP "1,234.567" },
		/* a double could not carry this one */
		{ { 99999999999999, "EUR" }, "en", "€999,999,999,999.99" },
		{ { 100, "EUR" }, "xx-unknown", "€1.00" },
	};
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof t[0]; i++) {
		assert_int_equal(
		    locale_money(&t[i].m, t[i].locale, &b, &err), 0);
		is(&b, t[i].text);
	}
}

static void
day(const char *at, const char *tz, const char *locale, enum locale_form form,
    const char *want)
{
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;

	assert_int_equal(locale_date(clock_parse(at, strlen(at)), tz, locale,
			     form, &b, &err),
	    0);
	is(&b, want);
}

static void
test_dates_in_the_customers_words_and_zone(void **state)
{
	static const char at[] = "2026-11-20T18:22:31Z";
	struct err err = ERR_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	day(at, NULL, "de", LOCALE_DAY, "20. November 2026");
	day(at, "Asia/Shanghai", "de", LOCALE_DAY_TIME,
	    "21. November 2026 um 02:22");
	day(at, "Asia/Shanghai", "zh-Hans", LOCALE_DAY, "2026年11月21日");
	day(at, "Europe/Paris", "fr", LOCALE_DAY_TIME,
	    "20 novembre 2026 à 19:22");
	day(at, NULL, "en-GB", LOCALE_SHORT, "20/11/2026");
	/* summer time in Cairo came back in 2023: ICU 72 does not know */
	day("2026-07-01T12:00:00Z", "Africa/Cairo", "de", LOCALE_DAY_TIME,
	    "1. Juli 2026 um 15:00");
	assert_int_equal(
	    locale_date(0, "Mars/Olympus", "de", LOCALE_DAY, &b, &err), -1);
	assert_int_equal(err.code, ERR_CONFIG);
}

static void
test_language_tags(void **state)
{
	static const struct {
		const char *from, *to;
	} t[] = {
		{ "zh_CN.UTF-8", "zh-Hans" },
		{ "zh-TW", "zh-Hant" },
		{ "zh", "zh-Hans" },
		{ "ZH-hant-hk", "zh-Hant" },
		{ "no", "nb" },
		{ "pt_br", "pt-BR" },
		{ "EN", "en" },
		{ "iw", "he" },
		{ "C", "und" },
		{ "", "und" },
		{ "not a tag", "und" },
		{ "averyveryverylongtag", "und" },
	};
	char tag[LANG_TAG];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof t[0]; i++)
		assert_string_equal(lang_tag(t[i].from, tag), t[i].to);
	assert_string_equal(lang_tag(NULL, tag), "und");
	assert_true(lang_same("de-AT", "de"));
	assert_true(lang_same("zh_TW", "zh-Hant"));
	assert_false(lang_same("zh", "zh-Hant"));
	assert_false(lang_same("de", "den"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money_as_the_customer_writes_it),
		cmocka_unit_test(test_dates_in_the_customers_words_and_zone),
		cmocka_unit_test(test_language_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
