/* cmd/ha/demo_rand.c - numbers that look random and are the same everywhere */
#include "ha/demo_rand.h"

static const char digits36[] = "0123456789abcdefghijklmnopqrstuvwxyz";

uint64_t
demo_next(struct demo_rand *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15U;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
	z = (z ^ z >> 27) * 0x94d049bb133111ebU;
	return z ^ z >> 31;
}

void
demo_rand_init(
    struct demo_rand *r, uint64_t seed, enum demo_stream stream, uint64_t index)
{
	r->state = seed;
	r->state = demo_next(r) + (uint64_t)stream;
	r->state = demo_next(r) + index;
	demo_next(r);
}

size_t
demo_below(struct demo_rand *r, size_t n)
{
	return n == 0 ? 0 : (size_t)(demo_next(r) % n);
}

long
demo_between(struct demo_rand *r, long lo, long hi)
{
	return hi <= lo ? lo : lo + (long)demo_below(r, (size_t)(hi - lo + 1));
}

int
demo_chance(struct demo_rand *r, long permille)
{
	return (long)demo_below(r, 1000) < permille;
}

void
demo_code(struct demo_rand *r, const char *pattern, struct buf *b)
{
	static const char upper[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

	for (; *pattern != '\0'; pattern++)
		if (*pattern == '9')
			buf_addc(b, '0' + (int)demo_below(r, 10));
		else if (*pattern == '@')
			buf_addc(b, upper[demo_below(r, sizeof upper - 1)]);
		else
			buf_addc(b, *pattern);
}

void
demo_alias(struct demo_rand *r, size_t n, struct buf *b)
{
	while (n-- > 0)
		buf_addc(b, digits36[demo_below(r, 36)]);
}
