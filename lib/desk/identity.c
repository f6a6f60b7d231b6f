/* desk/identity.c - who wrote this record, as far as it can be trusted */
#include <ctype.h>
#include <string.h>

#include "desk/identity.h"

/* Domains of addresses that a marketplace hands out for one buyer. */
static const struct {
	const char *domain; /* ends in '.': any ending */
	const char *channel;
} relays[] = {
	{ "marketplace.amazon.", "amazon" },
	{ "members.ebay.", "ebay" },
	{ "messages.etsy.com", "etsy" },
	{ "mail.aliexpress.com", "aliexpress" },
	{ "relay.walmart.com", "walmart" },
};

/* Providers where a part of the name does not count. */
static const struct {
	const char *domain, *same_as;
	int dots; /* dots do not count either */
} providers[] = {
	{ "gmail.com", NULL, 1 },
	{ "googlemail.com", "gmail.com", 1 },
	{ "outlook.com", NULL, 0 },
	{ "hotmail.com", NULL, 0 },
	{ "live.com", NULL, 0 },
	{ "icloud.com", NULL, 0 },
	{ "me.com", NULL, 0 },
	{ "fastmail.com", NULL, 0 },
	{ "proton.me", NULL, 0 },
	{ "protonmail.com", NULL, 0 },
};

/* Calling codes, and what stands before a number inside the country. */
static const struct {
	const char *country, *code, *trunk;
} codes[] = {
	{ "AE", "971", "0" },
	{ "AR", "54", "0" },
	{ "AT", "43", "0" },
	{ "AU", "61", "0" },
	{ "BE", "32", "0" },
	{ "BR", "55", "0" },
	{ "CA", "1", "1" },
	{ "CH", "41", "0" },
	{ "CL", "56", "" },
	{ "CN", "86", "0" },
	{ "CO", "57", "" },
	{ "CZ", "420", "" },
	{ "DE", "49", "0" },
	{ "DK", "45", "" },
	{ "ES", "34", "" },
	{ "FI", "358", "0" },
	{ "FR", "33", "0" },
	{ "GB", "44", "0" },
	{ "GR", "30", "" },
	{ "HK", "852", "" },
	{ "HU", "36", "06" },
	{ "ID", "62", "0" },
	{ "IE", "353", "0" },
	{ "IL", "972", "0" },
	{ "IN", "91", "0" },
	{ "IT", "39", "" },
	{ "JP", "81", "0" },
	{ "KR", "82", "0" },
	{ "MX", "52", "" },
	{ "MY", "60", "0" },
	{ "NL", "31", "0" },
	{ "NO", "47", "" },
	{ "NZ", "64", "0" },
	{ "PH", "63", "0" },
	{ "PL", "48", "" },
	{ "PT", "351", "" },
	{ "RU", "7", "8" },
	{ "SA", "966", "0" },
	{ "SE", "46", "0" },
	{ "SG", "65", "" },
	{ "TH", "66", "0" },
	{ "TR", "90", "0" },
	{ "TW", "886", "0" },
	{ "UA", "380", "0" },
	{ "US", "1", "1" },
	{ "VN", "84", "0" },
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

enum { MAX_VALUE = 256 };

static const char *
relay_of(const char *domain)
{
	size_t i, n;

	for (i = 0; i < COUNT(relays); i++) {
		n = strlen(relays[i].domain);
		if (relays[i].domain[n - 1] == '.'
			? strncmp(domain, relays[i].domain, n) == 0
			: strcmp(domain, relays[i].domain) == 0)
			return relays[i].channel;
	}
	return NULL;
}

/* NAME without what the provider ignores, and its one domain behind it. */
static const char *
mailbox(char *name, const char *domain, struct arena *arena)
{
	size_t i;
	char *r, *w;

	for (i = 0; i < COUNT(providers); i++)
		if (strcmp(domain, providers[i].domain) == 0)
			break;
	if (i == COUNT(providers))
		return arena_printf(arena, "%s@%s", name, domain);
	if (name[0] != '+')
		name[strcspn(name, "+")] = '\0';
	if (providers[i].dots) {
		for (r = w = name; *r != '\0'; r++)
			if (*r != '.')
				*w++ = *r;
		*w = '\0';
	}
	if (providers[i].same_as != NULL)
		domain = providers[i].same_as;
	return arena_printf(arena, "%s@%s", name, domain);
}

struct identity
identity_email(const char *address, struct arena *arena)
{
	struct identity none = { "email", "", NULL };
	size_t n;
	char *s, *at;

	address += strspn(address, " \t<");
	n = strcspn(address, " \t>");
	if (n == 0 || n > MAX_VALUE)
		return none;
	s = arena_strndup(arena, address, n);
	for (at = s; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	at = strrchr(s, '@');
	if (at == NULL || at == s || at[1] == '\0')
		return none;
	*at++ = '\0';
	if (relay_of(at) != NULL)
		return (struct identity){ "relay", relay_of(at),
			arena_printf(arena, "%s@%s", s, at) };
	return (struct identity){ "email", "", mailbox(s, at, arena) };
}

/* Digits alone, with a '+' when the number says its country itself. */
static char *
digits(const char *s, struct arena *arena)
{
	char *out = arena_get(arena, strlen(s) + 2), *o = out;

	s += strspn(s, " \t");
	if (strncmp(s, "00", 2) == 0) {
		*o++ = '+';
		s += 2;
	} else if (*s == '+') {
		*o++ = *s++;
	}
	for (; *s != '\0'; s++) {
		if (strncmp(s, "(0)", 3) == 0 && out[0] == '+') {
			s += 2; /* "+49 (0)30": the trunk prefix */
			continue;
		}
		if (isdigit((unsigned char)*s))
			*o++ = *s;
		else if (strchr(" \t-./()", *s) == NULL)
			return NULL;
	}
	*o = '\0';
	return out;
}

const char *
identity_phone(const char *written, const char *country, struct arena *arena)
{
	const char *s = digits(written, arena);
	size_t i, n;

	if (s == NULL)
		return NULL;
	if (*s != '+') {
		for (i = 0; i < COUNT(codes) && country != NULL; i++)
			if (strcmp(codes[i].country, country) == 0)
				break;
		if (country == NULL || i == COUNT(codes))
			return NULL;
		n = strlen(codes[i].trunk);
		if (strncmp(s, codes[i].trunk, n) == 0)
			s += n;
		s = arena_printf(arena, "+%s%s", codes[i].code, s);
	}
	n = strlen(s) - 1;
	return n >= 8 && n <= 15 && s[1] != '0' ? s : NULL;
}

/* Where each kind of record names its person. */
static const char *
person(enum kind kind)
{
	return kind == KIND_MESSAGE ? "from" : "customer";
}

size_t
identity_of(struct rec *rec, struct identity out[IDENTITIES])
{
	struct arena *arena = rec_arena(rec);
	struct val who = rec_get(rec, person(rec_kind(rec)));
	const char *channel = rec_str(rec, "channel"), *s;
	int mail = rec_get(rec, "mail").p != NULL;
	size_t n = 0;

	s = val_str(val_get(who, "id"), arena);
	if (!mail && s != NULL && *s != '\0' && strlen(s) <= MAX_VALUE)
		out[n++] = (struct identity){ "platform", channel, s };
	s = val_str(val_get(who, "email"), arena);
	if (s != NULL) {
		out[n] = identity_email(s, arena);
		n += out[n].value != NULL;
	}
	s = val_str(val_get(who, "phone"), arena);
	if (s != NULL && !mail) {
		s = identity_phone(
		    s, val_str(val_get(who, "country"), arena), arena);
		if (s != NULL)
			out[n++] = (struct identity){ "phone", "", s };
	}
	if (mail)
		return n;
	s = rec_kind(rec) == KIND_ORDER	    ? rec_str(rec, "external_id")
	    : rec_kind(rec) == KIND_MESSAGE ? rec_str(rec, "order_ids.0")
					    : rec_str(rec, "order_id");
	if (s != NULL && *s != '\0' && strlen(s) <= MAX_VALUE)
		out[n++] = (struct identity){ "order",
			arena_printf(
			    arena, "%s/%s", channel, rec_str(rec, "account")),
			s };
	return n;
}
