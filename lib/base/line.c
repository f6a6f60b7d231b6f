/* base/line.c - lines of a file, of bounded length */
#include "base/line.h"

int
line_read(FILE *f, struct buf *b, size_t max)
{
	char block[4096];
	size_t n;
	int c = 0;

	buf_reset(b);
	while (b->len < max && c != EOF && c != '\n') {
		for (n = 0; n < sizeof block && n < max - b->len;) {
			if ((c = getc_unlocked(f)) == EOF)
				break;
			block[n++] = (char)c;
			if (c == '\n')
				break;
		}
		buf_add(b, block, n);
	}
	if (c == EOF || c == '\n')
		return b->len > 0 ? LINE_WHOLE : LINE_NONE;
	return LINE_PART;
}

void
line_skip(FILE *f)
{
	int c;

	while ((c = getc_unlocked(f)) != EOF && c != '\n')
		;
}
