/* tests/unit/text.c - UTF-8, charsets, folding, words, flowed text, HTML, CSV
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "text/charset.h"
#include "text/csv.h"
#include "text/flow.h"
#include "text/fold.h"
#include "text/html.h"
#include "text/tokens.h"
#include "text/utf8.h"

#define FFFD "\xEF\xBF\xBD"

static void
is(struct buf *b, const char *want)
{
	assert_string_equal(b->p, want);
	assert_int_equal(b->len, strlen(want));
	buf_free(b);
}

static void
repairs(const char *s, size_t n, const char *want)
{
	struct buf b = BUF_INIT;

	utf8_repair(s, n, &b);
	assert_true(utf8_valid(b.p, b.len));
	is(&b, want);
}

static void
test_foreign_text_is_repaired_once(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	repairs("a\0b", 3, "a" FFFD "b");
	repairs("a\r\nb\rc\n", 7, "a\nb\nc\n");
	repairs("\xEF\xBB\xBFx", 4, "x");
	repairs("caf\xe9", 4, "caf" FFFD);
	repairs("\xed\xa0\x80", 3, FFFD FFFD FFFD); /* a lone surrogate */
	repairs("\xf4\x90\x80\x80", 4, FFFD FFFD FFFD FFFD);
	repairs("a\x1b[1mb\x7f", 7, "a" FFFD "[1mb" FFFD);
	repairs("\xc2\x9b", 2, FFFD); /* C1: a terminal obeys it */
	repairs("\xe4\xbd", 2, FFFD);
	repairs("", 0, "");
	utf8_repair_line(" a\r\n Bcc: x\t\xe2\x80\xa8z \x01 ", 18, &b);
	is(&b, "a Bcc: x z " FFFD);
}

static void
test_a_cut_never_splits_what_people_see(void **state)
{
	/* family emoji: one grapheme of 25 bytes */
	static const char family[] = "ab\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F"
				     "\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7";

	(void)state;
	assert_int_equal(utf8_cut("abc", 3, 10), 3);
	assert_int_equal(utf8_cut("abc", 3, 2), 2);
	assert_int_equal(utf8_cut("\xe4\xbd\xa0\xe5\xa5\xbd", 6, 5), 3);
	assert_int_equal(utf8_cut("e\xcc\x81x", 4, 2), 0);
	assert_int_equal(utf8_cut(family, sizeof family - 1, 12), 2);
}

static void
test_labels_are_read_as_browsers_do(void **state)
{
	static const struct {
		const char *label, *bytes, *text;
	} t[] = {
		{ "gb2312", "\xc4\xe3\xba\xc3", "你好" },
		{ "GBK", "\x81\x30\x84\x36", "\xc2\xa5" },
		{ "\"iso-gb2312\"", "\xd6\xd0", "中" },
		{ "us-ascii", "\xbc\xdb\xb8\xf1 100 \xd4\xaa", "价格 100 元" },
		{ "iso-8859-1", "\x80 5, caf\xe9", "€ 5, café" },
		{ "iso-8859-1", "\xe4\xbd\xa0\xe5\xa5\xbd", "你好" },
		{ "utf-8", "caf\xe9 ol\xe9", "café olé" },
		{ NULL, "Forma\xe7\xe3o", "Formação" },
		{ "x-unknown", "Gr\xc3\xbc\xc3\x9f", "Grüß" },
		{ "shift_jis", "\x87\x40\x87\x8a\xfb\xfc", "①㈱髙" },
		{ "iso-2022-jp", "\x1b$B-!\x1b(I1\x1b(B", "①ｱ" },
		{ NULL, "\x1b$BF|K\\\x1b(B", "日本" },
		{ "ks_c_5601-1987", "\xbd\xba\xc6\xbc\xc7\xd8", "스티해" },
		{ "iso-8859-9", "\xfe\xfd", "şı" },
		{ "tis-620", "\xa1\xd2", "กา" },
		{ "unicode-1-1-utf-7", "+AOQ-", "ä" },
		{ "windows-1251", "\xef\xf0\xe8", "при" },
		{ "big5", "\xb0\x68\xb4\xda", "退款" },
		{ "utf-8", "", "" },
	};
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof t[0]; i++) {
		charset_to_utf8(t[i].label, t[i].bytes, strlen(t[i].bytes), &b);
		is(&b, t[i].text);
	}
	assert_string_equal(charset_name("latin1"), "windows-1252");
	assert_null(charset_name("x-unknown"));
	assert_null(charset_name("klingon"));
	assert_null(charset_name(NULL));
}

static void
test_a_wrong_label_does_not_win_over_plain_utf8(void **state)
{
	static const char text[] = "包裹还没有收到 Größe";
	struct buf b = BUF_INIT;

	(void)state;
	charset_to_utf8("gb2312", text, sizeof text - 1, &b);
	is(&b, text);
	charset_to_utf8("iso-8859-15", text, sizeof text - 1, &b);
	is(&b, text);
}

static void
test_folding_makes_equal_what_people_call_equal(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	fold_case("Hello", 5, &b);
	is(&b, "hello");
	fold_case("ＳtraßE Ⅳ", strlen("ＳtraßE Ⅳ"), &b);
	is(&b, "strasse iv");
	fold_search("Café Ñandú", strlen("Café Ñandú"), &b);
	is(&b, "cafe nandu");
	fold_search("ไม่ได้", strlen("ไม่ได้"), &b); /* Thai keeps its marks */
	is(&b, "ไม่ได้");
}

static void
tokens(const char *text, const char *lang, const char *want)
{
	struct buf b = BUF_INIT;

	search_tokens(text, strlen(text), lang, &b);
	is(&b, want);
}

static void
test_search_words_of_many_languages(void **state)
{
	(void)state;
	tokens("The parcels, delivered!", "en", "the parcel deliv");
	tokens("退货 and 发票", "zh", "退 货 and 发 票");
	tokens("イヤホンの充電", "ja", "イ ヤ ホ ン の 充 電");
	tokens("ไม่ได้รับสินค้า", "th", "ไม่ ได้ รับ สินค้า");
	tokens("Rücksendung", "de", "rucksendung");
	tokens("12-34567-89012", NULL, "12 34567 89012");
	tokens("USB3", "zh-Hans", "usb3");
	tokens("...", "en", "");
}

static void
test_flowed_lines_are_joined(void **state)
{
	static const char in[] = "one \ntwo\n> quoted \n> on\n>> deeper\n"
				 " >stuffed\n-- \nAnna\n";
	struct buf b = BUF_INIT;

	(void)state;
	flow_join(in, sizeof in - 1, 0, &b);
	is(&b, "one two\n> quoted on\n>> deeper\n>stuffed\n-- \nAnna\n");
	flow_join("你 \n好\n", strlen("你 \n好\n"), 1, &b);
	is(&b, "你好\n");
}

static void
html(const char *in, enum html_way way, const char *want)
{
	struct buf b = BUF_INIT;

	assert_int_equal(html_to_text(in, strlen(in), &b), way);
	is(&b, want);
}

static void
test_html_becomes_what_a_reader_sees(void **state)
{
	(void)state;
	html("<p>Hello<br>world<p>next", HTML_PARSED, "Hello\nworld\n\nnext");
	html("<ul><li>a<li>b</ul>", HTML_PARSED, "- a\n- b");
	html("<table><tr><td>a<td>1<tr><td>b<td>2</table>", HTML_PARSED,
	    "a\t1\nb\t2");
	html("<a href='https://x.example/y'>track</a>", HTML_PARSED,
	    "track <https://x.example/y>");
	html("<a href='https://x.example/'>https://x.example</a>", HTML_PARSED,
	    "https://x.example");
	html("<a href='javascript:x()'>go</a>", HTML_PARSED, "go");
	html("<style>p{}</style><script>x</script><title>t</title>y",
	    HTML_PARSED, "y");
	html("<div style='Display : none'>preheader</div>text", HTML_PARSED,
	    "text");
	html("<span style='font-size:0px'>x</span>y", HTML_PARSED, "y");
	html("<img alt='a photo' src=x><img src=y>", HTML_PARSED, "[a photo]");
	html("new<blockquote>old<blockquote>older</blockquote></blockquote>",
	    HTML_PARSED, "new\n\n> old\n>\n> > older");
	html("&uuml;&#x4f60;&nbsp;&amp;", HTML_PARSED, "\xc3\xbc你 &");
	html("<meta charset=gbk><p>你好", HTML_PARSED, "你好");
	html("<![if !mso]>a<![endif]>b<!--[if mso]>c<![endif]-->", HTML_PARSED,
	    "ab");
	html("<pre>a\n  b</pre>", HTML_PARSED, "a\n  b");
	html("", HTML_PARSED, "");
	html("plain < text", HTML_PARSED, "plain < text");
}

static void
test_hostile_html_is_stripped_in_time(void **state)
{
	struct buf in = BUF_INIT, b = BUF_INIT;
	int i;

	(void)state;
	for (i = 0; i < 5000; i++)
		buf_adds(&in, "<div>");
	buf_adds(&in, "deep<br>words<script>no()</script>");
	assert_int_equal(html_to_text(in.p, in.len, &b), HTML_STRIPPED);
	is(&b, "deep\nwords");
	buf_reset(&in);
	buf_adds(&in, "<p ");
	for (i = 0; i < 20000; i++)
		buf_addf(&in, "a%d=1 ", i);
	buf_adds(&in, ">wide");
	assert_int_equal(html_to_text(in.p, in.len, &b), HTML_STRIPPED);
	is(&b, "wide");
	buf_reset(&in);
	for (i = 0; i < HTML_MAX / 4 + 10; i++)
		buf_adds(&in, "word");
	assert_int_equal(html_to_text(in.p, in.len, &b), HTML_CUT);
	assert_int_equal(b.len, HTML_MAX);
	buf_free(&b);
	buf_free(&in);
}

static void
test_a_cell_of_csv_keeps_what_stands_between_quotes(void **state)
{
	static const char text[] = "a,\"b, \"\"c\"\"\r\n\",d\r\n"
				   "\r\n"
				   "x,\"y\r\"\n";
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct csv csv;
	char **cells;
	size_t n;

	(void)state;
	csv_begin(&csv, text, sizeof text - 1, ',');
	assert_int_equal(csv_row(&csv, &arena, &cells, &n, &err), 1);
	assert_int_equal(n, 3);
	assert_string_equal(cells[0], "a");
	assert_string_equal(cells[1], "b, \"c\"\r\n");
	assert_string_equal(cells[2], "d");
	assert_int_equal(csv_row(&csv, &arena, &cells, &n, &err), 1);
	assert_int_equal(n, 2);
	assert_string_equal(cells[1], "y\r");
	assert_int_equal(csv_row(&csv, &arena, &cells, &n, &err), 0);
	arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_foreign_text_is_repaired_once),
		cmocka_unit_test(test_a_cut_never_splits_what_people_see),
		cmocka_unit_test(test_labels_are_read_as_browsers_do),
		cmocka_unit_test(
		    test_a_wrong_label_does_not_win_over_plain_utf8),
		cmocka_unit_test(
		    test_folding_makes_equal_what_people_call_equal),
		cmocka_unit_test(test_search_words_of_many_languages),
		cmocka_unit_test(test_flowed_lines_are_joined),
		cmocka_unit_test(test_html_becomes_what_a_reader_sees),
		cmocka_unit_test(test_hostile_html_is_stripped_in_time),
		cmocka_unit_test(
		    test_a_cell_of_csv_keeps_what_stands_between_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
