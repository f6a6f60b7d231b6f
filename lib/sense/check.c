/* sense/check.c - check digits of tracking and card numbers */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "sense/check.h"

static int
digit(char c)
{
	return c - '0';
}

static int
check_none(const char *s, size_t n)
{
	(void)s;
	(void)n;
	return 1;
}

/* AA 8 digits, the check digit, an ISO country (its owner looks that up). */
static int
check_s10(const char *s, size_t n)
{
	static const int weight[] = { 8, 6, 4, 2, 3, 5, 9, 7 };
	int i, sum = 0, c;

	if (n != 13)
		return 0;
	for (i = 0; i < 8; i++)
		sum += weight[i] * digit(s[2 + i]);
	c = 11 - sum % 11;
	c = c == 10 ? 0 : c == 11 ? 5 : c;
	return c == digit(s[10]);
}

static int
check_ups(const char *s, size_t n)
{
	int sum = 0, value;
	size_t i;

	if (n != 18 || !isdigit((unsigned char)s[17]))
		return 0;
	for (i = 2; i < 17; i++) {
		value = isdigit((unsigned char)s[i]) ? digit(s[i])
						     : (s[i] - 63) % 10;
		sum += i % 2 == 1 ? 2 * value : value;
	}
	return (10 - sum % 10) % 10 == digit(s[17]);
}

static int
check_fedex12(const char *s, size_t n)
{
	static const int weight[] = { 3, 1, 7 };
	int sum = 0;
	size_t i;

	for (i = 0; i + 1 < n; i++)
		sum += weight[i % 3] * digit(s[i]);
	return sum % 11 % 10 == digit(s[n - 1]);
}

static int
check_mod10(const char *s, size_t n)
{
	int sum = 0;
	size_t i;

	for (i = 0; i + 1 < n; i++)
		sum += ((n - i) % 2 == 0 ? 3 : 1) * digit(s[i]);
	return (10 - sum % 10) % 10 == digit(s[n - 1]);
}

/* Hyphens are allowed: Japanese numbers are written with them. */
static int
check_mod7(const char *s, size_t n)
{
	int rest = 0;
	size_t i;

	for (i = 0; i + 1 < n; i++)
		if (s[i] != '-')
			rest = (rest * 10 + digit(s[i])) % 7;
	return rest == digit(s[n - 1]);
}

static int
check_dpd(const char *s, size_t n)
{
	int p = 36, value;
	size_t i;

	if (n == 14)
		return 1;
	for (i = 0; i + 1 < n; i++) {
		value = isdigit((unsigned char)s[i]) ? digit(s[i])
						     : s[i] - 'A' + 10;
		p = (p + value) % 36;
		p = (p == 0 ? 36 : p) * 2 % 37;
	}
	value = (37 - p) % 36;
	return s[n - 1] == (value < 10 ? '0' + value : 'A' + value - 10);
}

static int
check_luhn(const char *s, size_t n)
{
	int sum = 0, value;
	size_t i;

	for (i = 0; i < n; i++) {
		value = digit(s[i]) * ((n - i) % 2 == 0 ? 2 : 1);
		sum += value > 9 ? value - 9 : value;
	}
	return sum % 10 == 0;
}

check_fn *
check_named(const char *name)
{
	static const struct {
		const char *name;
		check_fn *fn;
	} all[] = { { "none", check_none }, { "s10", check_s10 },
		{ "ups", check_ups }, { "fedex12", check_fedex12 },
		{ "mod10", check_mod10 }, { "mod7", check_mod7 },
		{ "dpd", check_dpd }, { "luhn", check_luhn } };
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i].fn;
	return NULL;
}
