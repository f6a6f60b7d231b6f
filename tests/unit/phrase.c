/* tests/unit/phrase.c - texts as words, and phrases looked for in them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/xalloc.h"
#include "sense/phrase.h"
#include "sense/words.h"

/* The words of TEXT, "/" between them and "|" where a sentence begins. */
static void
words_are(const char *text, unsigned how, const char *want)
{
	struct words w = WORDS_INIT;
	struct buf b = BUF_INIT;
	size_t i;

	words_add(&w, text, strlen(text), how);
	for (i = 0; i < w.n; i++) {
		buf_addc(&b, w.v[i].first ? '|' : '/');
		buf_add(&b, w.text.p + w.v[i].at, w.v[i].len);
	}
	assert_string_equal(b.p, want);
	buf_free(&b);
	words_free(&w);
}

static void
folding(void **state)
{
	(void)state;
	words_are("Où est mon COLIS", 0, "|ou/est/mon/colis");
	words_are("ＡＢＣ straße Łódź", 0, "|abc/strasse/lodz");
	words_are("don\xe2\x80\x99t it's", 0, "|dont/its");
	words_are("l'état d'une", WORDS_SPLIT, "|l/etat/d/une");
	words_are("für fuer FÜR", WORDS_UMLAUT, "|fur/fur/fur");
	words_are("Ёлка й", 0, "|елка/и");
	words_are("e\xcc\x81t\xcc\x81", 0, "|et");
	words_are("soft\xc2\xadhyphen", 0, "|softhyphen");
	words_are("a\xff"
		  "b",
	    0, "|a/b");
}

static void
scripts_without_blanks(void **state)
{
	(void)state;
	words_are("我要 退款2个", 0, "|我/要/退/款/2/个");
	words_are("說好的", WORDS_HANS, "|说/好/的");
	words_are("배송 언제", 0, "|배/송/언/제");
	words_are("ｶﾞﾗｽ が", 0, "|ガ/ラ/ス/が");
	words_are("か\xe3\x82\x99", 0, "|が");
	words_are("ok😡", 0, "|ok/😡");
}

static void
sentences(void **state)
{
	(void)state;
	words_are("One. Two", 0, "|one|two");
	words_are("12.50 a.b", 0, "|12/50/a/b");
	words_are("5 Stk. fehlen. Wo", 0, "|5/stk/fehlen|wo");
	words_are("Really?yes! no", 0, "|really|yes|no");
	words_are("one\ntwo\n\nthree", 0, "|one/two|three");
	words_are("好。不", 0, "|好|不");
	words_are("\"One.\" Two", 0, "|one|two");
}

/* Whether PHRASE stands in TEXT. */
static int
stands(const char *phrase, const char *text)
{
	static const char *const parcel[] = { "parcel", "my order" };
	struct err err = ERR_INIT;
	struct phrases *p = phrases_new(0, 3);
	const struct hit *h;
	size_t n;

	assert_int_equal(phrases_set(p, "parcel", parcel, 2, &err), 0);
	assert_int_equal(phrases_add(p, phrase, 0, &err), 0);
	assert_int_equal(phrases_add(p, phrase, -1, &err), 1);
	phrases_ready(p);
	phrases_reset(p);
	phrases_read(p, text, strlen(text));
	n = phrases_scan(p, &h);
	/* filed and asked for, it is the same phrase */
	assert_int_equal(phrases_in(p, 1), n == 1);
	phrases_free(p);
	return n == 1;
}

static void
matching(void **state)
{
	(void)state;
	assert_true(stands("where is", "So where IS it"));
	assert_false(stands("where is", "where it is"));
	assert_true(stands("where is (the|my|) {parcel}", "where is parcel"));
	assert_true(stands("where is (the|my|) {parcel}", "where is my order"));
	assert_false(stands("where is {parcel}", "where is order"));
	assert_true(stands("ship*", "it was shipped"));
	assert_false(stands("ship*", "a spaceship"));
	assert_true(stands("(a|b (c|d) e) f", "b d e f"));
	assert_true(stands("退款", "我要退 款"));
	assert_true(stands("(a|)b(c|)", "b"));
}

static void
gaps(void **state)
{
	(void)state;
	assert_true(stands("a .. b", "a b"));
	assert_true(stands("a .. b", "a 1 2 3 b"));
	assert_false(stands("a .. b", "a 1 2 3 4 b"));
	assert_false(stands("a .. b", "A. B"));
	assert_false(stands("refund please", "A refund! Please"));
	assert_true(stands("a .. b .. c", "x a a b 1 b 2 3 c"));
}

static void
no_match_begins_in_another_sentence(void **state)
{
	(void)state;
	assert_false(stands("(x|) .. cancel order", "I cancel. Order it"));
	assert_true(stands("(x|y) .. z", "X. Y 1 z"));
}

static void
repetition_costs_no_more(void **state)
{
	struct buf b = BUF_INIT;
	int i;

	(void)state;
	for (i = 0; i < 100000; i++)
		buf_adds(&b, "a ");
	assert_false(stands("a .. a .. a .. a .. (a|a a|a a a) .. b", b.p));
	buf_free(&b);
}

static void
refused(const char *phrase, const char *why)
{
	struct err err = ERR_INIT;
	struct phrases *p = phrases_new(0, 3);

	assert_int_equal(phrases_add(p, phrase, 0, &err), -1);
	assert_non_null(strstr(err.text, why));
	phrases_free(p);
}

static void
faults(void **state)
{
	(void)state;
	refused("(a|b", "a ( without its )");
	refused("a)", "a ) without its (");
	refused("a|b", "a | outside ( )");
	refused("{nobody}", "no set 'nobody'");
	refused("{a", "a { without its }");
	refused("* a", "* without a word");
	refused("a (?|b)", "no word where one must be");
	refused("..", "nothing that must be there");
	refused("(a|) ..", "nothing that must be there");
	refused("((((((((((a))))))))))", "too many (");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folding),
		cmocka_unit_test(scripts_without_blanks),
		cmocka_unit_test(sentences),
		cmocka_unit_test(matching),
		cmocka_unit_test(gaps),
		cmocka_unit_test(no_match_begins_in_another_sentence),
		cmocka_unit_test(repetition_costs_no_more),
		cmocka_unit_test(faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
