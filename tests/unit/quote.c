/* tests/unit/quote.c - which words of a message are new */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/xalloc.h"
#include "text/quote.h"

static void
new_words(const char *text, const char *want)
{
	struct buf b = BUF_INIT;

	quote_new_words(text, strlen(text), &b);
	assert_string_equal(b.p, want);
	buf_free(&b);
}

/* How mail programs say who wrote what follows. */
static const char *const attributions[] = {
	"On Mon, Nov 20, 2026 at 5:12 PM Knit Shop <s@knit.example> wrote:",
	"On Mon, Nov 20, 2026 at 5:12 PM Knit Shop <s@knit.example>\nwrote:",
	"On 20.11.26 17:12, Knit Shop wrote:",
	"Am 20.11.26 um 17:12 schrieb Knit Shop:",
	"Am Fr., 20. Nov. 2026 um 17:12 Uhr schrieb Knit <s@knit.example>:",
	"Le ven. 20 nov. 2026 à 17:12, Knit <s@knit.example> a écrit :",
	"El vie, 20 nov 2026 a las 17:12, Knit (<s@knit.example>) escribió:",
	"Il giorno ven 20 nov 2026 alle 17:12 Knit <s@knit.example> ha "
	"scritto:",
	"Em sex., 20 de nov. de 2026 às 17:12, Knit <s@knit.example> escreveu:",
	"Op vr 20 nov 2026 om 17:12 schreef Knit <s@knit.example>:",
	"pt., 20 lis 2026 o 17:12 Knit <s@knit.example> napisał(a):",
	"Den fre 20 nov. 2026 kl 17:12 skrev Knit <s@knit.example>:",
	"пт, 20 нояб. 2026 г. в 17:12, Knit <s@knit.example>:",
	"20.11.2026 17:12, Knit пишет:",
	"Knit <s@knit.example>, 20 Kas 2026 Cum, 17:12 tarihinde şunu yazdı:",
	"في الجمعة، 20 نوفمبر 2026 في 5:12 م تمت كتابة ما يلي بواسطة "
	"Knit <s@knit.example>:",
	"在 2026年11月20日，Knit <s@knit.example> 写道：",
	"Knit <s@knit.example> 于2026年11月20日周五 17:12写道：",
	"Knit <s@knit.example> 於 2026年11月20日 週五 下午5:12寫道：",
	"2026年11月20日(金) 17:12 Knit <s@knit.example>:",
	"2026/11/20 17:12、Knit <s@knit.example>のメール:",
	"2026년 11월 20일 (금) 오후 5:12, Knit <s@knit.example>님이 작성:",
	"เมื่อ ศ. 20 พ.ย. 2026 เวลา 17:12 Knit <s@knit.example> เขียนว่า:",
	"Vào Th 6, 20 thg 11, 2026 vào lúc 17:12 Knit <s@knit.example> đã "
	"viết:",
	"Pada tanggal Jum, 20 Nov 2026 pukul 17.12 Knit <s@knit.example> "
	"menulis:",
};

static void
test_attributions_of_many_languages_end_the_new_words(void **state)
{
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof attributions / sizeof attributions[0]; i++) {
		text = xasprintf(
		    "mine\n\n%s\n\nold words\nmore\n", attributions[i]);
		new_words(text, "mine");
		free(text);
		text = xasprintf(
		    "mine\n\n%s\n> old\n> words\n\nbelow\n", attributions[i]);
		new_words(text, "mine\n\nbelow");
		free(text);
	}
}

static void
test_a_persons_sentence_is_no_attribution(void **state)
{
	(void)state;
	new_words("As your colleague wrote:\nsend it back\n",
	    "As your colleague wrote:\nsend it back");
	new_words("Order number: 4711\nFrom: Berlin\nplease help",
	    "Order number: 4711\nFrom: Berlin\nplease help");
	new_words(
	    "- broken\n- torn\n-----\nboth", "- broken\n- torn\n-----\nboth");
}

static void
test_separators_and_header_blocks(void **state)
{
	(void)state;
	new_words(
	    "mine\n-----Ursprüngliche Nachricht-----\nVon: x\nold", "mine");
	new_words("mine\n\n------------------ 原始邮件 ------------------\nold",
	    "mine");
	new_words("mine\n________________________________\nFrom: Knit <s@k>\n"
		  "Sent: Friday\nTo: me\nSubject: x\n\nold",
	    "mine");
	new_words("mine\n\nGesendet: Freitag, 20. November 2026\nVon: \"Knit\" "
		  "<s@knit.example>\nAn: mir\nBetreff: x\n\nold",
	    "mine");
	new_words("mine\n\n------------------ Original ------------------\n"
		  "From: x\nold",
	    "mine");
	new_words("Name: Anna\nDate: 3.11.\nFrom: Berlin",
	    "Name: Anna\nDate: 3.11.\nFrom: Berlin");
	new_words("mine\n\nVon: Knit\nGesendet: Freitag\nAn: mir\n"
		  "Betreff: x\n\nold",
	    "mine");
	new_words(
	    "我的\n\n发件人：Knit\n发送时间：2026年\n收件人：我\n主题：x\n\n旧",
	    "我的");
}

static void
test_signatures(void **state)
{
	(void)state;
	new_words("where?\n-- \nAnna\nTel. 1\n", "where?");
	new_words("where?\n\nSent from my iPhone\n", "where?");
	new_words("wo?\n\nVon meinem iPhone gesendet\n", "wo?");
	new_words("Hallo\nVon meinem Paket fehlt jede Spur\n",
	    "Hallo\nVon meinem Paket fehlt jede Spur");
	new_words("在哪里\n\n发自我的iPhone\n", "在哪里");
	new_words("where?\n--\nAnna\n\nOn 20 Nov 2026, s@k wrote:\n> old\n",
	    "where?");
}

static void
test_a_message_passed_on_counts_when_it_is_alone(void **state)
{
	static const char fwd[] = "---------- Forwarded message ---------\n"
				  "From: Anna\nDate: x\nSubject: y\n\n"
				  "where is it?\n";
	struct buf b = BUF_INIT;

	(void)state;
	new_words(fwd, "where is it?");
	buf_addf(&b, "please look\n\n%s", fwd);
	new_words(b.p, "please look");
	buf_free(&b);
	new_words("Begin forwarded message:\n\nFrom: a\nSubject: b\n\nwords",
	    "words");
}

static void
test_a_platforms_frame_is_not_the_buyers_words(void **state)
{
	new_words("You have received a message.\n\nOrder ID 123\n\n"
		  "------------- Begin message -------------\n\n"
		  "torn on arrival\n\n"
		  "------------- End message -------------\n\n"
		  "For Your Information: refund?\n",
	    "torn on arrival");
	new_words("late!\n\nItem\tQty\nScarf\t1\nTotal\t9.90\n", "late!");
	(void)state;
}

static void
test_spans_cover_the_text_without_a_gap(void **state)
{
	static const char text[] = "a\n\n> b\nc\n> d\n-- \ne\n"
				   "-----Original Message-----\nf";
	struct quote_span s[QUOTE_SPANS];
	size_t i, n = quote_split(text, sizeof text - 1, s);

	(void)state;
	assert_true(n > 3);
	assert_int_equal(s[0].start, 0);
	for (i = 1; i < n; i++)
		assert_int_equal(s[i].start, s[i - 1].end);
	assert_int_equal(s[n - 1].end, sizeof text - 1);
	assert_int_equal(quote_split("", 0, s), 0);
}

static void
test_more_turns_than_spans_lose_nothing(void **state)
{
	struct quote_span s[QUOTE_SPANS];
	struct buf b = BUF_INIT;
	size_t n;
	int i;

	(void)state;
	for (i = 0; i < 200; i++)
		buf_adds(&b, "new\n> old\n");
	n = quote_split(b.p, b.len, s);
	assert_int_equal(n, QUOTE_SPANS);
	assert_int_equal(s[n - 1].end, b.len);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_attributions_of_many_languages_end_the_new_words),
		cmocka_unit_test(test_a_persons_sentence_is_no_attribution),
		cmocka_unit_test(test_separators_and_header_blocks),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(
		    test_a_message_passed_on_counts_when_it_is_alone),
		cmocka_unit_test(
		    test_a_platforms_frame_is_not_the_buyers_words),
		cmocka_unit_test(test_spans_cover_the_text_without_a_gap),
		cmocka_unit_test(test_more_turns_than_spans_lose_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
