/* tests/unit/mask.c - what leaves this machine, and whereto */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "net/host.h"
#include "sense/mask.h"

static void
leaves_with(const char *text, const struct entities *e, const char *name,
    const char *as)
{
	const char *names[] = { name, NULL };
	struct buf b = BUF_INIT;

	mask_text(text, strlen(text), e, names, &b);
	assert_string_equal(b.p, as);
	buf_free(&b);
}

static void
leaves(const char *text, const char *as)
{
	static const struct entities none;

	leaves_with(text, &none, "Li Wén-Meyer", as);
}

static void
addresses_and_links(void **state)
{
	(void)state;
	leaves("mail a.b+c@d.example.", "mail [EMAIL_1].");
	leaves("a@b.c, x@y.z and a@b.c", "[EMAIL_1], [EMAIL_2] and [EMAIL_1]");
	leaves("邮箱是a@b.c谢谢", "邮箱是[EMAIL_1]谢谢");
	leaves("see HTTPS://u:p@x.y/?q=1, please", "see [URL_1], please");
	leaves("www.x.y", "[URL_1]");
	leaves("3 @ 5 EUR", "3 [EMAIL_1] 5 EUR");
}

static void
numbers(void **state)
{
	(void)state;
	leaves("call +49 (0)151 234-567 now", "call [NUMBER_1] now");
	leaves("DE89 3704 0044 0532 0130 00.", "[NUMBER_1].");
	leaves("订单１２３４５６！", "订单[NUMBER_1]！");
	leaves("رقم ٠١٢٣٤", "رقم [NUMBER_1]");
	leaves(
	    "#1001 and 2 of 38 for 12.50", "[NUMBER_1] and 2 of 38 for 12.50");
	leaves("A1B2C3D4E5", "[NUMBER_1]");
	leaves("1234\n5678", "1234\n5678");
}

static void
names(void **state)
{
	static const struct entities none;

	(void)state;
	leaves("LI wén-meyer Lily li Li, Li", "LI [NAME_1] Lily li [NAME_2], "
					      "[NAME_2]");
	leaves_with("我叫王小明。", &none, "王小明", "我叫[NAME_1]。");
	leaves_with("x", &none, "", "x");
}

static void
what_the_entities_know(void **state)
{
	struct entities *e = xcalloc(1, sizeof *e);

	(void)state;
	e->orders[e->norders++] = (struct code){ "AB-CD", NULL, 2, 7 };
	e->marks[e->nmarks++] = (struct mark){ "sizes", "XL", 0, 8, 10 };
	leaves_with("ü AB-CD XL", e, "", "ü [ORDER_1] XL");
	/* holes that overlap are one */
	leaves_with("ü AB-CD12345 XL", e, "", "ü [NUMBER_1] XL");
	free(e);
}

/* Many of a kind: none is too many. */
static void
long_texts(void **state)
{
	struct buf text = BUF_INIT, as = BUF_INIT;
	int i;

	(void)state;
	for (i = 1; i <= 200; i++) {
		buf_addf(&text, "u%d@x.y ", i);
		buf_addf(&as, "[EMAIL_%d] ", i);
	}
	leaves(text.p, as.p);
	buf_free(&text);
	buf_free(&as);
}

static int
may_go(const char *url)
{
	struct err err = ERR_INIT;

	return host_check_url(url, &err) == 0;
}

static void
only_tls_or_this_machine(void **state)
{
	(void)state;
	assert_true(may_go("https://models.example/v1/chat/completions"));
	assert_true(may_go("http://127.0.0.1:11434/v1"));
	assert_true(may_go("http://localhost/v1"));
	assert_true(may_go("http://[::1]:8080/"));
	assert_false(may_go("http://models.example/"));
	assert_false(may_go("http://127.0.0.1.example/"));
	assert_false(may_go("http://localhost@models.example/"));
	assert_false(may_go("https://user:password@models.example/"));
	assert_false(may_go("https:///v1"));
	assert_false(may_go("file:///etc/passwd"));
	assert_false(may_go("models.example"));
	assert_false(may_go(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_and_links),
		cmocka_unit_test(numbers),
		cmocka_unit_test(names),
		cmocka_unit_test(what_the_entities_know),
		cmocka_unit_test(long_texts),
		cmocka_unit_test(only_tls_or_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
