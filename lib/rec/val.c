/*
 * rec/val.c - a JSON value as a slice of the text it stands in
 *
 * The text has been checked by scan.c: what walks here looks for little more
 * than quotes and brackets.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "rec/chars.h"
#include "rec/val.h"

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

long
chars_escape(const char *p, const char *end, const char **next)
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

struct text
chars_text(const char *p, size_t n)
{
	return (struct text){ .p = p, .end = p + n };
}

int
chars_byte(struct text *t)
{
	const char *next;

	if (t->at < t->n)
		return (unsigned char)t->rest[t->at++];
	if (t->p == t->end)
		return -1;
	if (*t->p != '\\')
		return (unsigned char)*t->p++;
	t->n = encode(chars_escape(t->p, t->end, &next), t->rest);
	t->p = next;
	t->at = 1;
	return (unsigned char)t->rest[0];
}

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
	for (t = chars_text(text, n); len > 0; s++, len--)
		if (chars_byte(&t) != (unsigned char)*s)
			return 0;
	return chars_byte(&t) < 0;
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
			o += encode(chars_escape(p, end, &next), o);
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
