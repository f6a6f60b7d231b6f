/*
 * text/flow.c - format=flowed joined to paragraphs
 *
 * A line that ends in a blank goes on in the next one of the same quote
 * depth; the signature's "-- " line does not.
 */
#include <string.h>

#include "text/flow.h"

struct flowed {
	size_t quote; /* number of ">" */
	const char *p;
	size_t n;
	int soft; /* goes on in the next line */
};

static struct flowed
read_line(const char *s, size_t n)
{
	struct flowed f = { 0, s, n, 0 };

	while (f.quote < n && s[f.quote] == '>')
		f.quote++;
	f.p += f.quote;
	f.n -= f.quote;
	if (f.n > 0 && f.p[0] == ' ') { /* stuffed */
		f.p++;
		f.n--;
	}
	f.soft = f.n > 0 && f.p[f.n - 1] == ' ' &&
		 !(f.n == 3 && memcmp(f.p, "-- ", 3) == 0);
	return f;
}

void
flow_join(const char *s, size_t n, int delsp, struct buf *out)
{
	struct flowed f, last = { 0, NULL, 0, 0 };
	const char *end = s + n, *nl;
	size_t i;

	while (s < end) {
		nl = memchr(s, '\n', (size_t)(end - s));
		if (nl == NULL)
			nl = end;
		f = read_line(s, (size_t)(nl - s));
		s = nl + 1;
		if (!last.soft || f.quote != last.quote ||
		    (f.n == 3 && memcmp(f.p, "-- ", 3) == 0)) {
			if (last.p != NULL)
				buf_addc(out, '\n');
			for (i = 0; i < f.quote; i++)
				buf_addc(out, '>');
			if (f.quote > 0)
				buf_addc(out, ' ');
		}
		buf_add(out, f.p, f.n - (size_t)(f.soft && delsp));
		last = f;
	}
	if (last.p != NULL)
		buf_addc(out, '\n');
}
