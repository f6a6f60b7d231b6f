/* sense/lang_country.c - what is spoken where buyers live */
#include <string.h>
#include <strings.h>

#include "sense/lang.h"

static const struct {
	const char *country, *langs; /* the commonest first */
} countries[] = { { "AE", "ar" }, { "AR", "es" }, { "AT", "de" },
	{ "AU", "en" }, { "BE", "nl fr de" }, { "BG", "bg" }, { "BR", "pt" },
	{ "CA", "en fr" }, { "CH", "de fr it" }, { "CL", "es" },
	{ "CN", "zh-Hans" }, { "CO", "es" }, { "CZ", "cs" }, { "DE", "de" },
	{ "DK", "da" }, { "EE", "et" }, { "EG", "ar" }, { "ES", "es ca" },
	{ "FI", "fi sv" }, { "FR", "fr" }, { "GB", "en" }, { "GR", "el" },
	{ "HK", "zh-Hant en" }, { "HR", "hr" }, { "HU", "hu" }, { "ID", "id" },
	{ "IE", "en" }, { "IL", "he" }, { "IN", "en hi" }, { "IR", "fa" },
	{ "IT", "it" }, { "JP", "ja" }, { "KR", "ko" }, { "KZ", "ru" },
	{ "LT", "lt" }, { "LU", "fr de" }, { "LV", "lv" }, { "MA", "ar fr" },
	{ "MO", "zh-Hant" }, { "MX", "es" }, { "MY", "ms en" }, { "NL", "nl" },
	{ "NO", "nb" }, { "NZ", "en" }, { "PE", "es" }, { "PH", "tl en" },
	{ "PL", "pl" }, { "PT", "pt" }, { "RO", "ro" }, { "RS", "sr" },
	{ "RU", "ru" }, { "SA", "ar" }, { "SE", "sv" }, { "SG", "en zh-Hans" },
	{ "SI", "sl" }, { "SK", "sk" }, { "TH", "th" }, { "TR", "tr" },
	{ "TW", "zh-Hant" }, { "UA", "uk ru" }, { "UK", "en" },
	{ "US", "en es" }, { "VN", "vi" }, { "ZA", "en af" } };

const char *
lang_of_country(const char *country)
{
	size_t i;

	for (i = 0; i < sizeof countries / sizeof *countries; i++)
		if (strcasecmp(countries[i].country, country) == 0)
			return countries[i].langs;
	return NULL;
}
