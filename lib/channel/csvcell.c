/* channel/csvcell.c - a cell of an export as a value of ours */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <unicode/uloc.h>

#include "base/clock.h"
#include "base/money.h"
#include "channel/csvcell.h"

static const char *const types[] = { "text", "lower", "number", "amount",
	"currency", "country", "time" };

int
cell_type_of(const char *word)
{
	int i;

	for (i = 0; i < (int)(sizeof types / sizeof types[0]); i++)
		if (strcmp(types[i], word) == 0)
			return i;
	return -1;
}

/* Longest first: "US $" before "$". */
static const struct {
	const char *sign;
	const char *code;
} signs[] = {
	{ "US $", "USD" },
	{ "AU $", "AUD" },
	{ "C $", "CAD" },
	{ "CA$", "CAD" },
	{ "A$", "AUD" },
	{ "R$", "BRL" },
	{ "NT$", "TWD" },
	{ "HK$", "HKD" },
	{ "S$", "SGD" },
	{ "MX$", "MXN" },
	{ "$", "USD" },
	{ "€", "EUR" },
	{ "£", "GBP" },
	{ "zł", "PLN" },
	{ "₽", "RUB" },
	{ "₩", "KRW" },
	{ "฿", "THB" },
	{ "₫", "VND" },
	{ "円", "JPY" },
	{ "¥", "JPY" },
};

static json_t *
currency(const char *cell)
{
	char code[4];
	size_t i;

	for (i = 0; cell[i] != '\0'; i++)
		if (isupper((unsigned char)cell[i]) &&
		    (i == 0 || !isalpha((unsigned char)cell[i - 1])) &&
		    strlen(cell + i) >= 3) {
			memcpy(code, cell + i, 3);
			code[3] = '\0';
			if (money_digits(code) >= 0)
				return json_string(code);
		}
	for (i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (strstr(cell, signs[i].sign) != NULL)
			return json_string(signs[i].code);
	return NULL;
}

/*
 * The last of '.' and ',' is the decimal point when one to two digits (or
 * three, where it stands alone and is a '.') follow it to the end; every
 * other one groups thousands.
 */
int
cell_amount(const char *cell, char *out, size_t size)
{
	char digits[64];
	size_t n = 0, k = 0, behind;
	const char *last = NULL, *p;

	for (p = cell; *p != '\0'; p++)
		if (isdigit((unsigned char)*p) || *p == '.' || *p == ',' ||
		    (*p == '-' && n == 0)) {
			if (n == sizeof digits - 1)
				return -1;
			digits[n++] = *p;
		}
	while (n > 0 && !isdigit((unsigned char)digits[n - 1]))
		n--;
	digits[n] = '\0';
	for (p = digits; *p != '\0'; p++)
		if (*p == '.' || *p == ',')
			last = p;
	behind = last ? strlen(last + 1) : 0;
	if (last != NULL && behind > 2 &&
	    !(*last == '.' && strpbrk(digits, ".,") == last))
		last = NULL;
	for (p = digits; *p != '\0' && k + 1 < size; p++)
		if (isdigit((unsigned char)*p) || *p == '-')
			out[k++] = *p;
		else if (p == last)
			out[k++] = '.';
	out[k] = '\0';
	return k > 0 && isdigit((unsigned char)out[k - 1]) ? 0 : -1;
}

static int
fold_equal(const char *a, const char *b)
{
	while (*a != '\0' &&
	       tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

/* By code, or by the English name that exports write. */
static json_t *
country(const char *cell)
{
	const char *const *codes = uloc_getISOCountries();
	char locale[8], name[128];
	UChar uname[128];
	UErrorCode status;
	int i, j;

	for (i = 0; codes[i] != NULL; i++) {
		if (fold_equal(codes[i], cell))
			return json_string(codes[i]);
		status = U_ZERO_ERROR;
		snprintf(locale, sizeof locale, "und_%s", codes[i]);
		uloc_getDisplayCountry(locale, "en", uname, 128, &status);
		if (U_FAILURE(status))
			continue;
		for (j = 0; uname[j] != 0 && j < 127; j++)
			name[j] = uname[j] < 128 ? (char)uname[j] : '?';
		name[j] = '\0';
		if (fold_equal(name, cell))
			return json_string(codes[i]);
	}
	return NULL;
}

static json_t *
instant(const char *cell, const char *format)
{
	char text[CLOCK_TEXT];
	struct tm tm = { .tm_mday = 1 };
	const char *end;
	long offset;
	int64_t t;

	if (format == NULL) {
		t = clock_parse(cell, strlen(cell));
		if (t == CLOCK_NONE)
			return NULL;
		return json_string(clock_print(t, text));
	}
	end = strptime(cell, format, &tm);
	if (end == NULL || *end != '\0')
		return NULL;
	offset = tm.tm_gmtoff; /* timegm takes it away */
	t = (int64_t)timegm(&tm) - offset;
	return json_string(clock_print(t * CLOCK_SECOND, text));
}

static json_t *
lower(const char *cell)
{
	char *copy = strdup(cell), *p;
	json_t *v;

	for (p = copy; p != NULL && *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	v = json_string(copy ? copy : "");
	free(copy);
	return v;
}

static json_t *
number(const char *cell)
{
	char *end;
	long long v = strtoll(cell, &end, 10);

	return end == cell || *end != '\0' ? NULL : json_integer(v);
}

json_t *
cell_value(
    enum cell_type type, const char *cell, const char *format, struct err *err)
{
	char amount[64];
	json_t *v = NULL;

	switch (type) {
	case CELL_TEXT:
		v = json_string(cell);
		break;
	case CELL_LOWER:
		v = lower(cell);
		break;
	case CELL_NUMBER:
		v = number(cell);
		break;
	case CELL_AMOUNT:
		if (cell_amount(cell, amount, sizeof amount) == 0)
			v = json_string(amount);
		break;
	case CELL_CURRENCY:
		v = currency(cell);
		break;
	case CELL_COUNTRY:
		v = country(cell);
		break;
	case CELL_TIME:
		v = instant(cell, format);
		break;
	}
	if (v == NULL)
		err_set(err, ERR_DATA, "'%.60s' is no %s", cell, types[type]);
	return v;
}
