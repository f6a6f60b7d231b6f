/* base/address.c - addresses that mail may be sent to */
#include <ctype.h>
#include <string.h>

#include "base/address.h"

enum { MAX_ADDRESS = 254 };

int
address_ok(const char *s)
{
	const char *at = strchr(s, '@'), *p;

	if (at == NULL || at == s || *s == '-' || strchr(at + 1, '@') != NULL)
		return 0;
	if (at[1] == '\0' || at[1] == '.' || at[1] == '-')
		return 0;
	for (p = s; *p != '\0'; p++)
		if (!isascii((unsigned char)*p) ||
		    !isgraph((unsigned char)*p) ||
		    strchr(",;:<>()[]\"\\", *p) != NULL)
			return 0;
	return p - s <= MAX_ADDRESS;
}
