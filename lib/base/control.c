/* base/control.c - characters that a terminal obeys */
#include "base/control.h"

unsigned
control_at(const char *s, size_t room, size_t *n)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned c = 0;

	if (p[0] == 0x7F) {
		*n = 1;
		return 0x7F;
	}
	if (room >= 2 && (p[0] == 0xC2 || p[0] == 0xD8)) {
		*n = 2;
		c = (p[0] & 0x1FU) << 6 | (p[1] & 0x3FU);
		return (c >= 0x80 && c <= 0x9F) || c == 0x61C ? c : 0;
	}
	if (room >= 3 && p[0] == 0xE2) {
		*n = 3;
		c = 0x2000U | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
		if (c == 0x200E || c == 0x200F ||
		    (c >= 0x2028 && c <= 0x202E) ||
		    (c >= 0x2066 && c <= 0x2069))
			return c;
	}
	return 0;
}
