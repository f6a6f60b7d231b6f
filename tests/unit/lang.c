/* tests/unit/lang.c - which language a message is in */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sense/lang.h"

static struct lang
guess(const char *text, const char *country, const char *thread)
{
	struct lang_hints h = { country, NULL, thread };
	struct lang out;

	lang_guess(text, strlen(text), &h, &out);
	return out;
}

static void
is(const char *text, const char *tag)
{
	struct lang l = guess(text, NULL, NULL);

	assert_string_equal(l.tag, tag);
	assert_true(l.p > 0.5);
}

static void
scripts(void **state)
{
	(void)state;
	is("注文した商品が届きません", "ja");
	is("배송 언제 되나요", "ko");
	is("ของถึงไหนแล้วคะ", "th");
	is("我的包裹在哪里", "zh-Hans");
	is("我的包裹還沒到", "zh-Hant");
	is("πού είναι το δέμα μου", "el");
	is("मेरा पार्सल अभी तक नहीं आया", "hi");
	is("بسته من هنوز نرسیده است", "fa");
	is("میرا پارسل ابھی تک نہیں پہنچا", "ur");
	is("注文の品", "ja");
	is("hi，我order的是XL", "zh-Hans");
	is("少发了一个，订单241005V7QRM2KX", "zh-Hans");
}

static void
words(void **state)
{
	(void)state;
	is("Wo ist mein Paket? Ich warte seit zwei Wochen.", "de");
	is("Bonjour, je n'ai toujours pas reçu mon colis.", "fr");
	is("Где моя посылка, уже две недели жду", "ru");
	is("Hvor er pakken min? Jeg har ventet i to uker nå.", "nb");
}

static void
mixed(void **state)
{
	struct lang l =
	    guess("Hallo, wo bleibt mein Paket? Ich warte schon seit "
		  "zwei Wochen darauf. Please answer in English if "
		  "you can, my husband does not speak German at all.",
		NULL, NULL);

	(void)state;
	assert_int_equal(l.nothers, 1);
	assert_true((!strcmp(l.tag, "en") && !strcmp(l.others[0], "de")) ||
		    (!strcmp(l.tag, "de") && !strcmp(l.others[0], "en")));
	l = guess("包裹一直没有收到，物流也没有更新，请帮忙查一下。The seller "
		  "told me that it would arrive last Monday at the latest.",
	    NULL, NULL);
	assert_string_equal(l.tag, "zh-Hans");
	assert_int_equal(l.nothers, 1);
	assert_string_equal(l.others[0], "en");
	l = guess(
	    "Where is my parcel? I have waited for two weeks now.", NULL, NULL);
	assert_int_equal(l.nothers, 0);
}

static void
too_little(void **state)
{
	struct lang l;

	(void)state;
	l = guess("12345 702-8831904-1127765", NULL, NULL);
	assert_string_equal(l.tag, "und");
	assert_true(l.p < 0.3);
	l = guess("ok", NULL, NULL);
	assert_string_equal(l.tag, "und");
	l = guess("", NULL, NULL);
	assert_string_equal(l.tag, "und");
}

static void
hints(void **state)
{
	(void)state;
	assert_string_equal(guess("ok", "DE", NULL).tag, "de");
	assert_string_equal(guess("ok", "DE", "fr").tag, "fr");
	assert_string_equal(guess("退款", "TW", NULL).tag, "zh-Hant");
	assert_string_equal(guess("返品希望", "JP", NULL).tag, "ja");
	/* a clear text is believed before its sender's country */
	assert_string_equal(
	    guess("Wo ist mein Paket? Ich warte seit zwei Wochen.", "US", "en")
		.tag,
	    "de");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scripts),
		cmocka_unit_test(words),
		cmocka_unit_test(mixed),
		cmocka_unit_test(too_little),
		cmocka_unit_test(hints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
