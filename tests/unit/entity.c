/* tests/unit/entity.c - check digits, numbers, codes and amounts */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "sense/amount.h"
#include "sense/check.h"
#include "sense/entity.h"

static int
passes(const char *check, const char *number)
{
	return check_named(check)(number, strlen(number));
}

static void
check_digits(void **state)
{
	(void)state;
	assert_true(passes("s10", "RB123456785CN"));
	assert_false(passes("s10", "RB123456784CN"));
	assert_true(passes("ups", "1Z999AA10123456784"));
	assert_false(passes("ups", "1Z999AA10123456785"));
	assert_true(passes("fedex12", "986578788855"));
	assert_false(passes("fedex12", "986578788856"));
	assert_true(passes("mod10", "041441760228964"));
	assert_true(passes("mod10", "9400111202555842332669"));
	assert_true(passes("mod10", "340123450000000000"));
	assert_false(passes("mod10", "9400111202555842332668"));
	assert_true(passes("mod7", "3318810025"));
	assert_false(passes("mod7", "3318810026"));
	assert_true(passes("luhn", "4111111111111111"));
	assert_false(passes("luhn", "4111111111111112"));
	assert_null(check_named("nonsense"));
}

static void
number_is(const char *text, const char *value, size_t taken)
{
	char out[NUMBER_TEXT] = "";

	assert_int_equal(number_read(text, strlen(text), out), taken);
	assert_string_equal(out, value);
}

static void
numbers(void **state)
{
	(void)state;
	number_is("34,99 x", "34.99", 5);
	number_is("1.234,56", "1234.56", 8);
	number_is("1,234.56", "1234.56", 8);
	number_is("2 450 rub", "2450", 5);
	number_is("3,980", "3980", 5);
	number_is("1'250.00", "1250.00", 8);
	number_is("1\xe2\x80\xaf"
		  "234,5",
	    "1234.5", 9);
	number_is("007", "7", 3);
	number_is("12.", "12", 2);
	number_is("1234567890123", "", 0);
}

static struct finder *finder;
static struct arena arena = ARENA_INIT;
static struct entities found;

static int
open_finder(void **state)
{
	struct conf_errs errs = { NULL, 0, 0 };
	char *a = file_share("entities.yaml"), *b = file_share("carriers.yaml");

	(void)state;
	finder = finder_open(a, b, &errs);
	free(a);
	free(b);
	return finder == NULL ? -1 : 0;
}

static int
close_finder(void **state)
{
	(void)state;
	finder_free(finder);
	arena_free(&arena);
	return 0;
}

static void
look(const char *text, const char *lang)
{
	arena_reset(&arena);
	finder_read(finder, text, strlen(text), lang, &arena, &found);
}

static void
order_is(const char *text, const char *want)
{
	look(text, "en");
	assert_int_equal(found.norders, 1);
	assert_string_equal(found.orders[0].id, want);
	assert_int_equal(found.nparcels, 0);
}

static void
orders(void **state)
{
	(void)state;
	order_is("order 702-8831904-1127765.", "702-8831904-1127765");
	order_is("für 12-34567-89012!", "12-34567-89012");
	order_is("订单241005V7QRM2KX，麻烦", "241005V7QRM2KX");
	order_is("Pedido #2044", "#2044");
	order_is("(#DE-8011)", "#DE-8011");
	order_is("order number is 55120", "55120");
	order_is("Bestellnr. 778812", "778812");
	look("call me at +49 170 1234567 or phone 01701234567", "en");
	assert_int_equal(found.norders, 0);
}

static void
parcel_is(const char *text, const char *want, const char *carrier)
{
	look(text, "en");
	assert_int_equal(found.nparcels, 1);
	assert_string_equal(found.parcels[0].id, want);
	if (carrier != NULL)
		assert_string_equal(found.parcels[0].carrier, carrier);
	else
		assert_null(found.parcels[0].carrier);
}

static void
parcels(void **state)
{
	(void)state;
	parcel_is("RB123456785CN?", "RB123456785CN", "China Post");
	parcel_is("RB 123 456 785 CN please", "RB123456785CN", "China Post");
	parcel_is("1Z999AA10123456784", "1Z999AA10123456784", "UPS");
	parcel_is(
	    "9400 1112 0255 5842 3326 69", "9400111202555842332669", "USPS");
	parcel_is("DHL 3318810025", "3318810025", "DHL Express");
	parcel_is("YT1234567890123456", "YT1234567890123456", "YunExpress");
	parcel_is("tracking number 88123456", "88123456", NULL);
	look("RB123456784CN", "en");
	assert_int_equal(found.nparcels, 0);
	look("RB123456785ZZ", "en");
	assert_int_equal(found.nparcels, 0);
}

static void
skus(void **state)
{
	(void)state;
	look("SCARF-RED-M instead of COQ-IP14-NR, code SAVE-10, USB-C", "en");
	assert_int_equal(found.nskus, 2);
	assert_string_equal(found.skus[0].id, "SCARF-RED-M");
	assert_string_equal(found.skus[1].id, "COQ-IP14-NR");
}

static void
codes_have_their_places(void **state)
{
	(void)state;
	look("für 12-34567-89012!", "de");
	assert_int_equal(found.orders[0].from, 4);
	assert_int_equal(found.orders[0].to, 18);
	look("RB 123 456 785 CN please", "en");
	assert_int_equal(found.parcels[0].from, 0);
	assert_int_equal(found.parcels[0].to, 17);
}

/* A misprint is told, not linked; a number of another sort is no misprint. */
static void
a_wrong_check_digit_is_told(void **state)
{
	(void)state;
	look("parcel RB123456784CN", "en");
	assert_int_equal(found.nparcels, 0);
	assert_int_equal(found.norders, 0);
	assert_int_equal(found.ninvalid, 1);
	assert_string_equal(found.invalid[0].id, "RB123456784CN");
	assert_string_equal(found.invalid[0].carrier, "China Post");
	look("order 702-8831904-1127765, DHL 3318810026", "en");
	assert_int_equal(found.ninvalid, 0);
}

static void
mark_is(const char *text, const char *sort, const char *want, int deadline)
{
	look(text, "en");
	assert_int_equal(found.nmarks, 1);
	assert_string_equal(found.marks[0].sort, sort);
	assert_string_equal(found.marks[0].text, want);
	assert_int_equal(found.marks[0].deadline, deadline);
}

static void
marks(void **state)
{
	(void)state;
	mark_is("write to a.b+c@shop.example, ok", "emails",
	    "a.b+c@shop.example", 0);
	mark_is("+49 (0)170 123 45 67", "phones", "+49 (0)170 123 45 67", 0);
	mark_is("it was sent on 12.03.2026", "dates", "12.03.2026", 0);
	mark_is("I need it by March 12", "dates", "March 12", 1);
	mark_is("brauche es bis zum 3. Dezember", "dates", "3. Dezember", 1);
	mark_is("antes del 24 de diciembre", "dates", "24 de diciembre", 1);
	mark_is("5月20日に届きますか", "dates", "5月20日", 0);
	mark_is("Größe 42 bitte", "sizes", "42", 0);
	mark_is("do you have 3XL", "sizes", "3XL", 0);
	look("2 weeks, 12 items, v1.2.3, 10-pack", "en");
	assert_int_equal(found.nmarks, 0);
}

static void
own_codes_have_any_form(void **state)
{
	struct err err = ERR_INIT;
	char path[] = "/tmp/ha-skus.XXXXXX";
	const char list[] = "Mugblue\nyarn_7\r\n\n";
	int fd = mkstemp(path);

	(void)state;
	look("two mugblue please", "en");
	assert_int_equal(found.nskus, 0);
	assert_int_equal(write(fd, list, strlen(list)), strlen(list));
	close(fd);
	assert_int_equal(finder_own_skus(finder, path, &err), 0);
	unlink(path);
	look("two mugblue and one YARN_7 please", "en");
	assert_int_equal(found.nskus, 2);
	assert_string_equal(found.skus[0].id, "mugblue");
}

static void
amount_is(const char *text, const char *lang, const char *value,
    const char *currency, long from, long to)
{
	look(text, lang);
	assert_int_equal(found.namounts, 1);
	assert_string_equal(found.amounts[0].value, value);
	assert_string_equal(found.amounts[0].currency, currency);
	assert_int_equal(found.amounts[0].from, from);
	assert_int_equal(found.amounts[0].to, to);
}

static void
amounts(void **state)
{
	(void)state;
	amount_is("über 34,99€.", "de", "34.99", "EUR", 5, 11);
	amount_is("R$ 49,90", "pt", "49.90", "BRL", 0, 8);
	amount_is("NT$200", "zh-Hant", "200", "TWD", 0, 6);
	amount_is("2 450 руб.!", "ru", "2450", "RUB", 0, 10);
	amount_is("99 kr", "sv", "99", "SEK", 0, 5);
	amount_is("99 kr", "nb", "99", "NOK", 0, 5);
	amount_is("¥1,200", "ja", "1200", "JPY", 0, 6);
	amount_is("¥1,200", "zh-Hans", "1200", "CNY", 0, 6);
	amount_is("EUR 12.50", "en", "12.50", "EUR", 0, 9);
	look("2 weeks, 12 items, #1042, CF-900", "en");
	assert_int_equal(found.namounts, 0);
}

static void
hostile(void **state)
{
	char *text = malloc(300001);

	(void)state;
	memset(text, '1', 300000);
	text[300000] = '\0';
	look(text, "en");
	memset(text, 'A', 300000);
	look(text, "en");
	assert_int_equal(found.norders, 0);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_digits),
		cmocka_unit_test(numbers),
		cmocka_unit_test(orders),
		cmocka_unit_test(parcels),
		cmocka_unit_test(skus),
		cmocka_unit_test(codes_have_their_places),
		cmocka_unit_test(a_wrong_check_digit_is_told),
		cmocka_unit_test(marks),
		cmocka_unit_test(own_codes_have_any_form),
		cmocka_unit_test(amounts),
		cmocka_unit_test(hostile),
	};

	setenv("HA_SHARE", "share", 0);
	return cmocka_run_group_tests(tests, open_finder, close_finder);
}
