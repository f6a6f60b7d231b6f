/* base/money.c - amounts, exactly */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"

/* ISO 4217; two minor digits unless another number stands behind the code. */
static const char currencies[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD3 BIF0 BMD BND "
    "BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP0 CNY COP CRC CUP CVE CZK DJF0 "
    "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF0 GTQ GYD HKD "
    "HNL HTG HUF IDR ILS INR IQD3 IRR ISK0 JMD JOD3 JPY0 KES KGS KHR KMF0 KPW "
    "KRW0 KWD3 KYD KZT LAK LBP LKR LRD LSL LYD3 MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR3 PAB PEN PGK PHP "
    "PKR PLN PYG0 QAR RON RSD RUB RWF0 SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD "
    "SSP STN SVC SYP SZL THB TJS TMT TND3 TOP TRY TTD TWD TZS UAH UGX0 USD UYU "
    "UZS VED VES VND0 VUV0 WST XAF0 XCD XOF0 XPF0 YER ZAR ZMW ZWL ";

int
money_digits(const char *c)
{
	const char *p = currencies;

	if (strlen(c) != 3)
		return -1;
	for (; *p != '\0'; p = strchr(p, ' ') + 1)
		if (memcmp(p, c, 3) == 0)
			return p[3] == ' ' ? 2 : p[3] - '0';
	return -1;
}

int
money_parse(
    struct money *m, const char *amount, const char *currency, struct err *err)
{
	const char *s = amount;
	int neg, whole = 0, digits = money_digits(currency);

	if (digits < 0)
		return err_set(
		    err, ERR_DATA, "'%.40s' is no ISO 4217 currency", currency);
	memcpy(m->currency, currency, 4);
	m->minor = 0;
	neg = *s == '-';
	s += neg;
	for (; isdigit((unsigned char)*s); s++, whole++)
		if (whole < 12)
			m->minor = m->minor * 10 + (*s - '0');
	if (whole == 0 || whole > 12)
		goto bad;
	if (*s == '.' && !isdigit((unsigned char)*++s))
		goto bad;
	for (; digits > 0; digits--)
		m->minor = m->minor * 10 +
			   (isdigit((unsigned char)*s) ? *s++ - '0' : 0);
	while (*s == '0')
		s++;
	if (*s != '\0')
		goto bad;
	if (neg)
		m->minor = -m->minor;
	return 0;
bad:
	return err_set(
	    err, ERR_DATA, "'%.40s' is no amount of %s", amount, currency);
}

int
money_read(struct money *m, const char *text, struct err *err)
{
	const char *blank = strchr(text, ' ');
	char amount[MONEY_TEXT];

	if (blank == NULL || (size_t)(blank - text) >= sizeof amount)
		return err_set(
		    err, ERR_DATA, "'%.40s' is no amount like 20.00 EUR", text);
	memcpy(amount, text, (size_t)(blank - text));
	amount[blank - text] = '\0';
	return money_parse(m, amount, blank + 1, err);
}

const char *
money_amount(const struct money *m, char out[MONEY_TEXT])
{
	int digits = money_digits(m->currency);
	int64_t unit = 1, abs = m->minor < 0 ? -m->minor : m->minor;
	int i;

	for (i = 0; i < digits; i++)
		unit *= 10;
	snprintf(out, MONEY_TEXT, "%s%lld", m->minor < 0 ? "-" : "",
	    (long long)(abs / unit));
	if (digits > 0)
		snprintf(out + strlen(out), MONEY_TEXT - strlen(out),
		    digits == 3 ? ".%03lld" : ".%02lld",
		    (long long)(abs % unit));
	return out;
}

const char *
money_str(const struct money *m, char out[MONEY_TEXT])
{
	money_amount(m, out);
	snprintf(
	    out + strlen(out), MONEY_TEXT - strlen(out), " %s", m->currency);
	return out;
}
