/* rec/json.c - JSON text out of jansson's values */

#include "base/clock.h"
#include "base/control.h"
#include "rec/json.h"

static int
sink(const char *p, size_t n, void *buf)
{
	buf_add(buf, p, n);
	return 0;
}

/* Escape what is obeyed in the text from START on; mostly there is none. */
static void
tame(struct buf *b, size_t start)
{
	struct buf out = BUF_INIT;
	size_t i, from = start, n = 0;
	unsigned c;

	for (i = start; i < b->len; i++) {
		if ((unsigned char)b->p[i] < 0x7F)
			continue;
		c = control_at(b->p + i, b->len - i, &n);
		if (c == 0)
			continue;
		buf_add(&out, b->p + from, i - from);
		buf_addf(&out, "\\u%04x", c);
		from = i + n;
		i = from - 1;
	}
	if (from == start)
		return;
	buf_add(&out, b->p + from, b->len - from);
	buf_cut(b, start);
	buf_add(b, out.p, out.len);
	buf_free(&out);
}

int
json_add(struct buf *b, const json_t *value)
{
	size_t start = b->len;

	/* 15 digits: a probability of 0.93 is not 0.93000000000000005 */
	if (value == NULL ||
	    json_dump_callback(value, sink, b,
		JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)) < 0) {
		buf_cut(b, start);
		return -1;
	}
	tame(b, start);
	return 0;
}

json_t *
json_time(int64_t at)
{
	char text[CLOCK_TEXT];

	return at == CLOCK_NONE ? json_null()
				: json_string(clock_print(at, text));
}

void
json_put(json_t *o, const char *key, const char *text)
{
	if (text != NULL)
		json_object_set_new(o, key, json_string(text));
}

void
json_put_time(json_t *o, const char *key, int64_t at)
{
	if (at != CLOCK_NONE)
		json_object_set_new(o, key, json_time(at));
}
