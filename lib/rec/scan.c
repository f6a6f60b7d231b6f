/*
 * rec/scan.c - one pass over a line that checks everything
 *
 * After it the walkers of val.c may trust what they see.  Runs of plain text
 * inside strings, most of a line, are taken eight bytes at a time.
 *
 * Whether an object has a key twice is first asked of 2,048 bits that a cheap
 * hash of each key sets; only when two keys meet there are they compared.
 */
#include <string.h>

#include "rec/chars.h"
#include "rec/val.h"

struct scan {
	const char *line;
	const char *end;
	int depth;
	struct err *err;
};

struct seen {
	uint64_t bits[32];
	int twice; /* two keys fell on one bit */
};

static const char *
bad(const struct scan *s, const char *p, const char *what)
{
	err_set(s->err, ERR_DATA, "bad JSON at byte %zu: %s",
	    (size_t)(p - s->line) + 1, p >= s->end ? "the line ends" : what);
	return NULL;
}

/*
 * Behind the character at P, which is not ASCII; NULL when it is cut,
 * overlong, a surrogate or beyond U+10FFFF.
 */
static const char *
utf8(const char *text, const char *end)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t room = (size_t)(end - text);
	unsigned low = 0x80, high = 0xBF;

	if (p[0] < 0xC2 || p[0] > 0xF4 || room < 2)
		return NULL;
	if (p[0] < 0xE0)
		return (p[1] & 0xC0) == 0x80 ? text + 2 : NULL;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high || room < 3 || (p[2] & 0xC0) != 0x80)
		return NULL;
	if (p[0] < 0xF0)
		return text + 3;
	return room >= 4 && (p[3] & 0xC0) == 0x80 ? text + 4 : NULL;
}

/* Behind the closing quote of the string whose text begins at P. */
static const char *
string(const struct scan *s, const char *p)
{
	const char *next;

	for (;;) {
		p = plain(p, s->end);
		if (p == s->end)
			return bad(s, p, "the line ends");
		if (*p == '"')
			return p + 1;
		if (*p == '\\') {
			if (chars_escape(p, s->end, &next) <= 0)
				return bad(s, p, "invalid escape");
			p = next;
			continue;
		}
		if ((unsigned char)*p < 0x20)
			return bad(s, p, "control character in a string");
		do {
			if ((next = utf8(p, s->end)) == NULL)
				return bad(s, p, "invalid UTF-8");
			p = next;
		} while (p < s->end && (unsigned char)*p >= 0x80);
	}
}

static int
digit(const char *p, const char *end)
{
	return p < end && *p >= '0' && *p <= '9';
}

static const char *
digits(const char *p, const char *end)
{
	while (digit(p, end))
		p++;
	return p;
}

static const char *
number(const struct scan *s, const char *p)
{
	if (*p == '-')
		p++;
	if (!digit(p, s->end))
		return bad(s, p, "a digit is missing");
	p = *p == '0' ? p + 1 : digits(p, s->end);
	if (p < s->end && *p == '.') {
		if (!digit(++p, s->end))
			return bad(s, p, "a digit is missing");
		p = digits(p, s->end);
	}
	if (p < s->end && (*p | 0x20) == 'e') {
		p++;
		if (p < s->end && (*p == '+' || *p == '-'))
			p++;
		if (!digit(p, s->end))
			return bad(s, p, "a digit is missing");
		p = digits(p, s->end);
	}
	return p;
}

static const char *
word(const struct scan *s, const char *p, const char *w, size_t n)
{
	if ((size_t)(s->end - p) < n || memcmp(p, w, n) != 0)
		return bad(s, p, "a value is missing");
	return p + n;
}

static const char *object(
    struct scan *, const char *, struct member *, int *count);
static const char *array(struct scan *, const char *);

/* Behind the value that begins at P. */
static const char *
value(struct scan *s, const char *p)
{
	if (p == s->end)
		return bad(s, p, "the line ends");
	switch (*p) {
	case '"':
		return string(s, p + 1);
	case '{':
		return object(s, p, NULL, NULL);
	case '[':
		return array(s, p);
	case 't':
		return word(s, p, "true", 4);
	case 'f':
		return word(s, p, "false", 5);
	case 'n':
		return word(s, p, "null", 4);
	default:
		if (*p == '-' || (*p >= '0' && *p <= '9'))
			return number(s, p);
		return bad(s, p, "a value is missing");
	}
}

static const char *
array(struct scan *s, const char *p)
{
	if (++s->depth > VAL_DEPTH)
		return bad(s, p, "more than 64 levels");
	p = blanks(p + 1, s->end);
	if (p < s->end && *p == ']') {
		s->depth--;
		return p + 1;
	}
	for (;;) {
		if ((p = value(s, p)) == NULL)
			return NULL;
		p = blanks(p, s->end);
		if (p < s->end && *p == ',') {
			p = blanks(p + 1, s->end);
			continue;
		}
		if (p == s->end || *p != ']')
			return bad(s, p, "expected ',' or ']'");
		s->depth--;
		return p + 1;
	}
}

/* Mark a key as seen; a key with an escape may equal one without. */
static void
see(struct seen *seen, const char *key, size_t n, const char *end)
{
	uint64_t h, a = 0, b = 0;

	if (n >= 8) {
		a = load8(key);
		b = load8(key + n - 8);
	} else if (end - key >= 8) {
		a = load8(key) & ((UINT64_C(1) << (n * 8)) - 1);
	} else {
		memcpy(&a, key, n);
		a = le64toh(a);
	}
	if (zeros(a ^ (ONES * '\\')) != 0 ||
	    (n > 8 && memchr(key, '\\', n) != NULL)) {
		seen->twice = 1;
		return;
	}
	h = (a ^ (b << 7) ^ (b >> 57) ^ n) * UINT64_C(0x9E3779B97F4A7C15);
	h >>= 53;
	seen->twice |= (int)(seen->bits[h >> 6] >> (h & 63)) & 1;
	seen->bits[h >> 6] |= UINT64_C(1) << (h & 63);
}

static int
same_text(struct text a, struct text b)
{
	int c;

	while ((c = chars_byte(&a)) == chars_byte(&b))
		if (c < 0)
			return 1;
	return 0;
}

enum { SLOTS = 2048 }; /* twice the keys of the largest object */

/*
 * Some key of this checked object of at most VAL_KEYS stands there twice.
 * FNV-1a over the resolved bytes finds the place of each in a table.
 */
static int
has_twin(struct val obj)
{
	struct member m = { NULL, 0, VAL_NONE }, keys[VAL_KEYS];
	unsigned short slot[SLOTS] = { 0 };
	struct text t;
	uint32_t h;
	int c, n = 0;

	while (val_next_member(obj, &m)) {
		t = chars_text(m.key, m.keylen);
		for (h = 2166136261U; (c = chars_byte(&t)) >= 0;)
			h = (h ^ (unsigned)c) * 16777619U;
		for (h ^= h >> 15; slot[h % SLOTS] != 0; h++) {
			t = chars_text(keys[slot[h % SLOTS] - 1].key,
			    keys[slot[h % SLOTS] - 1].keylen);
			if (same_text(t, chars_text(m.key, m.keylen)))
				return 1;
		}
		keys[n] = m;
		slot[h % SLOTS] = (unsigned short)++n;
	}
	return 0;
}

/* One member from P on (at its quote) into *M; behind its value. */
static const char *
member(struct scan *s, const char *p, struct member *m, struct seen *seen)
{
	if (p == s->end || *p != '"')
		return bad(s, p, "expected a key in quotes");
	m->key = ++p;
	if ((p = string(s, p)) == NULL)
		return NULL;
	m->keylen = (size_t)(p - m->key) - 1;
	see(seen, m->key, m->keylen, s->end);
	p = blanks(p, s->end);
	if (p == s->end || *p != ':')
		return bad(s, p, "expected ':'");
	m->val.p = p = blanks(p + 1, s->end);
	if ((p = value(s, p)) != NULL)
		m->val.n = (size_t)(p - m->val.p);
	return p;
}

/*
 * Behind the object at P.  Its members go into M and their number into
 * *COUNT when M is given, which the top level alone does.
 */
static const char *
object(struct scan *s, const char *p, struct member *m, int *count)
{
	struct member one;
	struct seen seen = { { 0 }, 0 };
	const char *start = p;
	int n = 0;

	if (++s->depth > VAL_DEPTH)
		return bad(s, p, "more than 64 levels");
	p = blanks(p + 1, s->end);
	if (p == s->end || *p != '}')
		for (;;) {
			if (n == VAL_KEYS)
				return bad(s, p, "more than 1000 keys");
			p = member(s, p, m != NULL ? &m[n] : &one, &seen);
			if (p == NULL)
				return NULL;
			n++;
			p = blanks(p, s->end);
			if (p == s->end || *p != ',')
				break;
			p = blanks(p + 1, s->end);
		}
	if (p == s->end || *p != '}')
		return bad(s, p, "expected ',' or '}'");
	p++;
	if (seen.twice && has_twin((struct val){ start, (size_t)(p - start) }))
		return bad(s, start, "a key of this object stands there twice");
	s->depth--;
	if (count != NULL)
		*count = n;
	return p;
}

int
val_scan(const char *line, size_t n, struct member m[VAL_KEYS], struct err *err)
{
	struct scan s = { line, line + n, 0, err };
	const char *p;
	int count;

	if (n > VAL_MAX)
		return err_set(err, ERR_DATA, "the line is over 4 MiB");
	p = blanks(line, s.end);
	if (p == s.end)
		return err_set(err, ERR_DATA, "the line is empty");
	if (*p != '{') {
		bad(&s, p, "expected an object");
		return -1;
	}
	if ((p = object(&s, p, m, &count)) == NULL)
		return -1;
	if ((p = blanks(p, s.end)) != s.end) {
		bad(&s, p, "text after the object");
		return -1;
	}
	return count;
}
