/*
 * channel/jsonl.c - records that another tool has written, a line each
 *
 * The lines are given as they are; whoever takes them checks them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/line.h"
#include "channel/paths.h"
#include "rec/val.h"

static const struct conf_key keys[] = { CHANNEL_KEYS,
	{ "path", CONF_STR, offsetof(struct path_own, path), "!", NULL,
	    "the file of records" },
	CONF_KEYS_END };

static int
jsonl_open(struct channel *c, struct err *err)
{
	struct path_own *own = c->own;

	(void)err;
	own->path = path_of(c);
	return 0;
}

static int
line(const char *path, long number, const char *p, size_t n, struct sink *sink,
    struct err *err)
{
	struct item item = { .type = ITEM_RECORD, .received_at = CLOCK_NONE };
	char source[400];

	snprintf(source, sizeof source, "%.300s:%ld", path, number);
	if (number == 1 && n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
		p += 3; /* a byte order mark is no part of the record */
		n -= 3;
	}
	if (n == 0)
		return 0;
	item.source = source;
	item.bytes = p;
	item.n = n;
	if (p[n - 1] == '\n') {
		item.n--;
	} else {
		item.type = ITEM_BAD;
		item.reason = "half_line";
		item.detail = "the last line has no end: a half-written record";
	}
	if (item.n > 0 && p[item.n - 1] == '\r')
		item.n--;
	if (item.n == 0)
		return 0;
	if (item.n > VAL_MAX) {
		item.type = ITEM_BAD;
		item.reason = "too_large";
		item.detail = "a record is larger than 4 MiB";
	}
	return sink->item(sink->arg, &item, err);
}

static int
jsonl_fetch(
    struct channel *c, const char *cursor, struct sink *sink, struct err *err)
{
	const struct path_own *own = c->own;
	FILE *f = strcmp(own->path, "-") == 0 ? stdin : fopen(own->path, "re");
	struct buf b = BUF_INIT;
	long number = 0;
	int rc = 0, got;

	(void)cursor;
	if (f == NULL)
		return err_sys(
		    err, err_of_errno(errno), "cannot read '%s'", own->path);
	/* of a longer line its beginning is kept, with its number */
	while (rc >= 0 && (got = line_read(f, &b, VAL_MAX + 2)) != LINE_NONE) {
		rc = line(own->path, ++number, b.p, b.len, sink, err);
		if (got == LINE_PART)
			line_skip(f);
	}
	if (rc >= 0 && ferror(f))
		rc = err_sys(
		    err, err_of_errno(errno), "cannot read '%s'", own->path);
	buf_free(&b);
	if (f != stdin)
		fclose(f);
	return rc < 0 ? rc : sink->page(sink->arg, NULL, err);
}

const struct channel_driver channel_jsonl = {
	.name = "jsonl",
	.can = CAN_FETCH | CAN_PATH | CAN_RECORDS,
	.help = "records of any other tool, one JSON object a line",
	.keys = keys,
	.size = sizeof(struct path_own),
	.open = jsonl_open,
	.fetch = jsonl_fetch,
};
