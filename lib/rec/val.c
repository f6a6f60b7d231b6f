/*
 * rec/val.c - a JSON value as a slice of the text it stands in
 *
 * One pass checks everything, so that the walkers below it may trust what
 * they see and look for little more than quotes and brackets.  Runs of plain
 * text inside strings, most of a line, are taken eight bytes at a time.
 *
 * Whether an object has a key twice is first asked of 2,048 bits that a cheap
 * hash of each key sets; only when two keys meet there are they compared.
 */
#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
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

#define ONES (UINT64_MAX / 255)

static uint64_t
load8(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
	return le64toh(w);
}

/*
 * The high bit of each byte of W that is zero.  A borrow may mark a byte too
 * many, but only above a true one, and callers take the lowest.
 */
static uint64_t
zeros(uint64_t w)
{
	return (w - ONES) & ~w & (ONES << 7);
}

/* The high bit of each byte that ends a run of plain text in a string. */
static uint64_t
special(uint64_t w)
{
	uint64_t control = (w - ONES * 0x20) & ~w;

	return ((control | w) & (ONES << 7)) | zeros(w ^ (ONES * '"')) |
	       zeros(w ^ (ONES * '\\'));
}

/* The first byte from P on that is no plain text, or END. */
static inline const char *
plain(const char *p, const char *end)
{
	uint64_t m;
	unsigned char c;

	for (; end - p >= 8; p += 8)
		if ((m = special(load8(p))) != 0)
			return p + (__builtin_ctzll(m) >> 3);
	for (; p < end; p++) {
		c = (unsigned char)*p;
		if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
			break;
	}
	return p;
}

static const char *
bad(const struct scan *s, const char *p, const char *what)
{
	err_set(s->err, ERR_DATA, "bad JSON at byte %zu: %s",
	    (size_t)(p - s->line) + 1, p >= s->end ? "the line ends" : what);
	return NULL;
}

static const char *
blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++;
	return p;
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

/* Four hexadecimal digits at P, or -1. */
static int
hex4(const char *p, const char *end)
{
	int i, c, v = 0;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		c = (unsigned char)p[i];
		if (c >= '0' && c <= '9')
			v = v * 16 + c - '0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v * 16 + (c | 0x20) - 'a' + 10;
		else
			return -1;
	}
	return v;
}

/*
 * The character that the escape at P (a backslash) stands for, its end into
 * *NEXT; -1 when it is none, 0 for NUL, which no string may hold.
 */
static long
escape(const char *p, const char *end, const char **next)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	long v, low;

	if (end - p < 2 || p[1] == '\0')
		return -1;
	*next = p + 2;
	if ((at = strchr(from, p[1])) != NULL)
		return to[at - from];
	if (p[1] != 'u' || (v = hex4(p + 2, end)) < 0)
		return -1;
	*next = p + 6;
	if (v < 0xD800 || v > 0xDFFF)
		return v;
	if (v > 0xDBFF || end - p < 12 || p[6] != '\\' || p[7] != 'u')
		return -1;
	low = hex4(p + 8, end);
	*next = p + 12;
	if (low < 0xDC00 || low > 0xDFFF)
		return -1;
	return 0x10000 + ((v - 0xD800) << 10) + (low - 0xDC00);
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
			if (escape(p, s->end, &next) <= 0)
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

/* The UTF-8 form of C into OUT; its length. */
static int
encode(long c, char out[4])
{
	int i, n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };

	for (i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(lead[n] | c);
	return n;
}

/* The text of a checked string, byte by byte, its escapes resolved. */
struct text {
	const char *p, *end;
	char rest[4]; /* of a character that an escape stood for */
	int at, n;
};

static struct text
text_of(const char *p, size_t n)
{
	return (struct text){ .p = p, .end = p + n };
}

static int
text_byte(struct text *t)
{
	const char *next;

	if (t->at < t->n)
		return (unsigned char)t->rest[t->at++];
	if (t->p == t->end)
		return -1;
	if (*t->p != '\\')
		return (unsigned char)*t->p++;
	t->n = encode(escape(t->p, t->end, &next), t->rest);
	t->p = next;
	t->at = 1;
	return (unsigned char)t->rest[0];
}

static int
same_text(struct text a, struct text b)
{
	int c;

	while ((c = text_byte(&a)) == text_byte(&b))
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
		t = text_of(m.key, m.keylen);
		for (h = 2166136261U; (c = text_byte(&t)) >= 0;)
			h = (h ^ (unsigned)c) * 16777619U;
		for (h ^= h >> 15; slot[h % SLOTS] != 0; h++) {
			t = text_of(keys[slot[h % SLOTS] - 1].key,
			    keys[slot[h % SLOTS] - 1].keylen);
			if (same_text(t, text_of(m.key, m.keylen)))
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

/* From here on the text is known to be good: walking, not checking. */

/* Behind the string whose text begins at P. */
static const char *
skip_string(const char *p, const char *end)
{
	while ((p = plain(p, end)) < end) {
		if (*p == '"')
			return p + 1;
		p += *p == '\\' ? 2 : 1;
	}
	return end;
}

/* Behind the value at P. */
static const char *
skip(const char *p, const char *end)
{
	int depth = 0;

	if (p < end && *p == '"')
		return skip_string(p + 1, end);
	if (p < end && *p != '{' && *p != '[') {
		while (p < end && strchr(",]} \t\r\n", *p) == NULL)
			p++;
		return p;
	}
	while (p < end) {
		if (*p == '"') {
			p = skip_string(p + 1, end);
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if ((*p == '}' || *p == ']') && --depth == 0)
			return p + 1;
		p++;
	}
	return end;
}

int
val_type(struct val v)
{
	return v.p != NULL && v.n > 0 ? (unsigned char)v.p[0] : 0;
}

/*
 * The place of the next item of the container V: after LAST, or the first
 * when LAST is NULL.  NULL at the end.
 */
static const char *
next_place(struct val v, const char *last)
{
	const char *end = v.p + v.n, *p;

	p = blanks(last != NULL ? last : v.p + 1, end);
	if (last != NULL && p < end && *p == ',')
		p = blanks(p + 1, end);
	return p < end && *p != ']' && *p != '}' ? p : NULL;
}

int
val_next(struct val array, struct val *item)
{
	const char *p;

	if (val_type(array) != '[')
		return 0;
	p = next_place(array, item->p != NULL ? item->p + item->n : NULL);
	if (p == NULL)
		return 0;
	item->p = p;
	item->n = (size_t)(skip(p, array.p + array.n) - p);
	return 1;
}

int
val_next_member(struct val obj, struct member *m)
{
	const char *p, *end;

	if (val_type(obj) != '{')
		return 0;
	end = obj.p + obj.n;
	p = next_place(obj, m->val.p != NULL ? m->val.p + m->val.n : NULL);
	if (p == NULL)
		return 0;
	m->key = p + 1;
	p = skip_string(m->key, end);
	m->keylen = (size_t)(p - m->key) - 1;
	p = blanks(blanks(p, end) + 1, end);
	m->val.p = p;
	m->val.n = (size_t)(skip(p, end) - p);
	return 1;
}

int
val_text_is(const char *text, size_t n, const char *s, size_t len)
{
	struct text t;

	if (memchr(text, '\\', n) == NULL)
		return n == len && memcmp(text, s, n) == 0;
	for (t = text_of(text, n); len > 0; s++, len--)
		if (text_byte(&t) != (unsigned char)*s)
			return 0;
	return text_byte(&t) < 0;
}

static struct val
child(struct val v, const char *name, size_t len)
{
	struct member m = { NULL, 0, VAL_NONE };
	struct val item = VAL_NONE;
	size_t i, k = 0;

	if (val_type(v) == '{') {
		while (val_next_member(v, &m))
			if (val_text_is(m.key, m.keylen, name, len))
				return m.val;
		return VAL_NONE;
	}
	for (i = 0; i < len; i++) {
		if (name[i] < '0' || name[i] > '9' || k > VAL_MAX)
			return VAL_NONE;
		k = k * 10 + (size_t)(name[i] - '0');
	}
	while (val_next(v, &item))
		if (k-- == 0)
			return item;
	return VAL_NONE;
}

struct val
val_get(struct val v, const char *path)
{
	size_t n;

	while (v.p != NULL && *path != '\0') {
		n = strcspn(path, ".");
		v = child(v, path, n);
		path += n + (path[n] == '.');
	}
	return v;
}

const char *
val_str(struct val v, struct arena *a)
{
	const char *p, *end, *next;
	char *out, *o;

	if (val_type(v) != '"')
		return NULL;
	p = v.p + 1;
	end = v.p + v.n - 1;
	if (memchr(p, '\\', (size_t)(end - p)) == NULL)
		return arena_strndup(a, p, (size_t)(end - p));
	out = o = arena_get(a, (size_t)(end - p) + 1);
	while (p < end) {
		if (*p == '\\') {
			o += encode(escape(p, end, &next), o);
			p = next;
			continue;
		}
		next = memchr(p, '\\', (size_t)(end - p));
		if (next == NULL)
			next = end;
		memcpy(o, p, (size_t)(next - p));
		o += next - p;
		p = next;
	}
	*o = '\0';
	return out;
}

int
val_is(struct val v, const char *s)
{
	return val_type(v) == '"' &&
	       val_text_is(v.p + 1, v.n - 2, s, strlen(s));
}

int
val_int(struct val v, int64_t *out)
{
	size_t i = val_type(v) == '-';
	int64_t n = 0;

	if (v.n <= i)
		return -1;
	for (; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9' ||
		    __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, v.p[i] - '0', &n))
			return -1;
	}
	if (v.p[0] != '-' && __builtin_sub_overflow(INT64_C(0), n, &n))
		return -1;
	*out = n;
	return 0;
}

int
val_double(struct val v, double *out)
{
	char small[64], *s = small;
	int c = val_type(v);

	if (c != '-' && (c < '0' || c > '9'))
		return -1;
	if (v.n >= sizeof small)
		s = xmalloc(v.n + 1);
	memcpy(s, v.p, v.n);
	s[v.n] = '\0';
	*out = strtod(s, NULL);
	if (s != small)
		free(s);
	return isfinite(*out) ? 0 : -1;
}

int
val_true(struct val v)
{
	return val_type(v) == 't';
}
