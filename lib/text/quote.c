/*
 * text/quote.c - which words of a message are new
 *
 * One pass over the lines.  What a line is follows from itself ("> " lines,
 * attributions, separators, signature marks) and from the mode that a mark
 * before it began: a signature lasts until something quoted, the tail behind
 * "-----Original Message-----" until the end.
 *
 * An attribution ("On ... wrote:") is believed only with a date or an address
 * in it; what comes after it is quoted to the end unless it has "> " itself,
 * since then the sender may have written below it.
 */
#include <string.h>

#include "text/quote.h"
#include "text/quote_int.h"

enum mode { NORMAL, SIGNED, TAIL_REPLY, TAIL_FORWARD };

struct scan {
	struct text in;
	struct quote_span *spans;
	size_t count;
	enum mode mode;
	int has_new; /* some words of the sender came already */
};

static void
put(struct scan *q, size_t start, size_t end, enum quote_kind kind)
{
	struct quote_span *last = q->count > 0 ? &q->spans[q->count - 1] : NULL;

	if (last != NULL && (last->kind == kind || q->count == QUOTE_SPANS)) {
		last->end = end;
		return;
	}
	q->spans[q->count++] = (struct quote_span){ start, end, kind };
}

static enum quote_kind
kind_of(const struct scan *q)
{
	static const enum quote_kind kinds[] = { QUOTE_NEW, QUOTE_SIGNATURE,
		QUOTE_REPLY, QUOTE_FORWARD };

	return kinds[q->mode];
}

/* A mark that is more than one line: its end and kind, or 0. */
static size_t
mark(struct scan *q, size_t at, struct text line, size_t next,
    enum quote_kind *kind)
{
	struct text after;
	size_t end, unused;

	if (quote_is_forward(line)) {
		q->mode = TAIL_FORWARD;
		*kind = QUOTE_FORWARD;
		return next;
	}
	if (quote_is_original(line)) {
		q->mode = TAIL_REPLY;
		*kind = QUOTE_REPLY;
		return next;
	}
	if (q->mode != TAIL_FORWARD &&
	    (quote_is_block(&q->in, at) || quote_is_rule(&q->in, line, next))) {
		q->mode = q->has_new ? TAIL_REPLY : TAIL_FORWARD;
		*kind = kind_of(q);
		return next;
	}
	if ((end = quote_attribution(&q->in, at)) > 0) {
		after = quote_line_after(&q->in, end, &unused);
		q->mode = quote_is_quoted(after) ? NORMAL : TAIL_REPLY;
		*kind = QUOTE_REPLY;
		return end;
	}
	if ((end = quote_table(&q->in, at)) > 0 && q->mode == NORMAL) {
		*kind = QUOTE_FRAME;
		return end;
	}
	return 0;
}

static void
scan_lines(struct scan *q, size_t at, size_t end_at)
{
	enum quote_kind kind;
	size_t next, end;
	struct text line;

	while (at < end_at) {
		line = quote_line(&q->in, at, &next);
		if (line.n == 0 && q->count > 0) {
			put(q, at, next, q->spans[q->count - 1].kind);
		} else if (q->mode == TAIL_REPLY) {
			put(q, at, next, QUOTE_REPLY);
		} else if (quote_is_quoted(line)) {
			q->mode = q->mode == SIGNED ? NORMAL : q->mode;
			put(q, at, next, QUOTE_REPLY);
		} else if ((end = mark(q, at, line, next, &kind)) > 0) {
			put(q, at, end, kind);
			next = end;
		} else {
			if (q->mode == NORMAL && quote_is_sign_off(line))
				q->mode = SIGNED;
			q->has_new |= q->mode == NORMAL && line.n > 0;
			put(q, at, next, kind_of(q));
		}
		at = next;
	}
}

/* Amazon's relay: "---- Begin message ----", the buyer's words, "---- End". */
static int
find_frame(const struct scan *q, size_t *begin, size_t *end)
{
	static const struct text marks[2][2] = {
		{ T("Begin message"), T("Begin Message") },
		{ T("End message"), T("End Message") },
	};
	size_t at = 0, next;
	struct text line;

	if (!quote_contains(q->in, marks[1][0]) &&
	    !quote_contains(q->in, marks[1][1]))
		return 0;
	*begin = *end = 0;
	for (; at < q->in.n && *end == 0; at = next) {
		line = quote_line(&q->in, at, &next);
		if (*begin == 0 && quote_is_separator(line, marks[0], 2))
			*begin = next;
		else if (*begin > 0 && quote_is_separator(line, marks[1], 2))
			*end = at;
	}
	return *end > 0;
}

size_t
quote_split(const char *s, size_t n, struct quote_span spans[QUOTE_SPANS])
{
	struct scan q = { .in = { s, n }, .spans = spans };
	size_t begin, end;

	if (!find_frame(&q, &begin, &end)) {
		scan_lines(&q, 0, n);
		return q.count;
	}
	put(&q, 0, begin, QUOTE_FRAME);
	q.in.n = end;
	scan_lines(&q, begin, end);
	put(&q, end, n, QUOTE_FRAME);
	return q.count;
}

/* The words of a message passed on: what comes after its header block. */
static void
forward_words(const char *s, const struct quote_span *span, struct buf *out)
{
	const struct text in = { s + span->start, span->end - span->start };
	size_t at = 0, next;
	struct text line;

	while (at < in.n) {
		line = quote_line(&in, at, &next);
		if (line.n > 0 && !quote_is_forward(line) &&
		    !quote_has_label(line))
			break;
		at = next;
	}
	buf_add(out, in.s + at, in.n - at);
}

static void
words_of(const char *s, const struct quote_span *spans, size_t count,
    enum quote_kind kind, struct buf *out)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (spans[i].kind != kind)
			continue;
		if (kind == QUOTE_FORWARD)
			forward_words(s, &spans[i], out);
		else
			buf_add(out, s + spans[i].start,
			    spans[i].end - spans[i].start);
	}
}

void
quote_new_words(const char *s, size_t n, struct buf *out)
{
	struct quote_span spans[QUOTE_SPANS];
	struct buf b = BUF_INIT;
	size_t count = quote_split(s, n, spans), skip;

	words_of(s, spans, count, QUOTE_NEW, &b);
	skip = strspn(b.p, " \t\r\n");
	if (skip == b.len) {
		buf_reset(&b);
		words_of(s, spans, count, QUOTE_FORWARD, &b);
		skip = strspn(b.p, " \t\r\n");
	}
	buf_trim(&b);
	if (b.len > skip)
		buf_add(out, b.p + skip, b.len - skip);
	buf_free(&b);
}
