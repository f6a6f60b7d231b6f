/*
 * base/money.h - amounts, exactly
 *
 * Integer minor units and an ISO 4217 currency; never a double, never a JSON
 * number.  The number of minor digits is the currency's own (JPY 0, KWD 3).
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdint.h>

#include "base/err.h"

struct money {
	int64_t minor;
	char currency[4];
};

#define MONEY_TEXT 40

/* Minor digits of an ISO 4217 code; -1 when it is none we know. */
int money_digits(const char *currency);

/*
 * "12.50" or "-12.5" and "EUR".  At most 12 digits before the point; more
 * digits behind it than the currency has are an error unless they are 0.
 */
int money_parse(
    struct money *, const char *amount, const char *currency, struct err *);

/* "12.50 EUR", with one blank and nothing else. */
int money_read(struct money *, const char *text, struct err *);

/* "12.50" and "12.50 EUR" into OUT, which is returned. */
const char *money_amount(const struct money *, char out[MONEY_TEXT]);
const char *money_str(const struct money *, char out[MONEY_TEXT]);

#endif
