/* sense/amount.c - a number as people write it */
#include <ctype.h>
#include <string.h>

#include "sense/amount.h"

/* Bytes of the separator at S: 0 when there is none. */
static size_t
separator(const char *s, size_t n, char *kind)
{
	if (n == 0)
		return 0;
	*kind = *s;
	if (*s == '.' || *s == ',' || *s == '\'' || *s == ' ')
		return 1;
	*kind = ' ';
	if (n > 1 && memcmp(s, "\xc2\xa0", 2) == 0)
		return 2;
	return n > 2 && memcmp(s, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

static size_t
digits(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && isdigit((unsigned char)s[i]))
		i++;
	return i;
}

struct number {
	char out[NUMBER_TEXT];
	size_t len;
	size_t head; /* digits before the first separator */
	char last;   /* separator used so far */
	int groups;  /* how often */
	int decimal; /* the decimal part was read */
};

static int
put(struct number *m, const char *s, size_t n)
{
	if (m->len + n > 15)
		return -1;
	memcpy(m->out + m->len, s, n);
	m->len += n;
	return 0;
}

/* One separator and the digits behind it; the bytes taken, 0 to stop. */
static size_t
part(struct number *m, const char *s, size_t n)
{
	size_t gap, len, next;
	char kind = 0, kind2 = 0;

	gap = separator(s, n, &kind);
	if (gap == 0 || m->decimal)
		return 0;
	len = digits(s + gap, n - gap);
	next = separator(s + gap + len, n - gap - len, &kind2);
	if (len == 3 && m->head <= 3 && (m->groups == 0 || kind == m->last)) {
		m->last = kind;
		m->groups++;
		return put(m, s + gap, len) < 0 ? 0 : gap + len;
	}
	if (len == 0 || len > 2 || kind == ' ' || kind == '\'' ||
	    (m->groups > 0 && kind == m->last))
		return 0;
	if (next > 0 && kind2 == kind &&
	    digits(s + gap + len + next, n - gap - len - next) > 0)
		return 0; /* a date or a version */
	m->decimal = 1;
	if (put(m, ".", 1) < 0 || put(m, s + gap, len) < 0)
		return 0;
	return gap + len;
}

size_t
number_read(const char *s, size_t n, char out[NUMBER_TEXT])
{
	struct number m = { .head = digits(s, n) };
	size_t at = m.head, k, skip = 0;

	if (at == 0 || at > 12 || put(&m, s, at) < 0)
		return 0;
	while ((k = part(&m, s + at, n - at)) > 0)
		at += k;
	while (skip + 1 < m.len && m.out[skip] == '0' && m.out[skip + 1] != '.')
		skip++;
	memcpy(out, m.out + skip, m.len - skip);
	out[m.len - skip] = '\0';
	return at;
}
