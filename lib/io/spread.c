/*
 * io/spread.c - a stage in several processes
 *
 * Lines are dealt out in blocks, one to each worker in turn, and what comes
 * back is taken in the same turn: so the order stays, and nobody has more
 * than one block.  A worker reads a block whole before it writes, we write
 * only to one that has nothing to say: neither waits for the other.
 *
 * Bad lines are told and kept by the worker that meets them.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/file.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "io/filter_int.h"
#include "io/out.h"

enum { BLOCK_BYTES = 64 << 10, WORKERS_MAX = 64 };

/* A block: so many bytes of lines, of the input NAME. */
struct block {
	uint32_t size, name;
};

/* Before each line in it. */
struct cut {
	uint64_t number;
	uint32_t n, cut;
};

/* What comes back: bytes to print; the worker failed and told it. */
struct result {
	uint32_t size;
	int32_t status, failed;
};

struct spread {
	struct run *run;
	struct worker {
		int to, from;
	} v[WORKERS_MAX];
	size_t n;
	size_t given, taken; /* blocks */
	struct buf lines, name;
	struct buf back; /* what a worker printed */
};

/* All N bytes: 1, at the end 0, or -1. */
static int
take(int fd, void *to, size_t n)
{
	char *p = to;
	ssize_t k;

	while (n > 0) {
		k = read(fd, p, n);
		if (k == 0 || (k < 0 && errno != EINTR))
			return (int)k;
		if (k > 0)
			p += k, n -= (size_t)k;
	}
	return 1;
}

static int
take_into(int fd, struct buf *b, size_t n)
{
	int rc;

	buf_reset(b);
	buf_room(b, n);
	rc = n > 0 ? take(fd, b->p, n) : 1;
	b->len = rc == 1 ? n : 0;
	if (n > 0)
		b->p[b->len] = '\0';
	return rc;
}

/* ---- the worker ---- */

static int
work_off(struct run *r, const struct buf *name, const struct buf *lines,
    struct err *err)
{
	const char *p = lines->p, *end = p + lines->len;
	struct line l = { .input = name->p };
	struct cut c;

	while (p < end) {
		memcpy(&c, p, sizeof c);
		l.p = p + sizeof c;
		l.n = c.n;
		l.number = (long)c.number;
		l.cut = (int)c.cut;
		if (run_line(r, &l, err) < 0)
			return -1;
		p += sizeof c + c.n;
	}
	return 0;
}

/* Until no more block comes. */
static void
work(struct run *r, int in, int back)
{
	struct buf name = BUF_INIT, lines = BUF_INIT, *out = out_buf();
	struct result result = { 0, 0, 0 };
	struct err err = ERR_INIT;
	struct block b;

	while (!result.failed && take(in, &b, sizeof b) == 1 &&
	       take_into(in, &name, b.name) == 1 &&
	       take_into(in, &lines, b.size) == 1) {
		if (work_off(r, &name, &lines, &err) < 0) {
			run_fail(r, &err);
			result.failed = 1;
		}
		result.size = (uint32_t)out->len;
		result.status = r->status;
		if (file_put(back, &result, sizeof result) < 0 ||
		    file_put(back, out->p, out->len) < 0)
			break;
		buf_reset(out);
	}
	run_sum_up(r);
	buf_free(&name);
	buf_free(&lines);
}

/* ---- who deals ---- */

/* A worker's ends of both pipes are TO[0] and FROM[1]. */
static void
start_work(struct spread *s, const int to[2], const int from[2])
{
	size_t i;

	/* who deals finishes what is begun; we end when nothing comes */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	for (i = 0; i < s->n; i++) {
		close(s->v[i].to);
		close(s->v[i].from);
	}
	close(to[1]);
	close(from[0]);
	if (s->run->f->promises != NULL)
		confine(s->run->f->promises);
	work(s->run, to[0], from[1]);
	_exit(0);
}

static int
hire(struct spread *s, struct err *err)
{
	int to[2] = { -1, -1 }, from[2] = { -1, -1 };
	pid_t pid = -1;

	if (pipe(to) == 0 && pipe(from) == 0)
		pid = fork();
	if (pid == 0)
		start_work(s, to, from);
	if (pid < 0)
		err_sys(err, ERR_SYSTEM, "cannot start a worker of --jobs");
	close(to[0]);
	close(from[1]);
	if (pid < 0) {
		close(to[1]);
		close(from[0]);
		return -1;
	}
	s->v[s->n].to = to[1];
	s->v[s->n++].from = from[0];
	return 0;
}

/* Each ends when nothing comes any more, and its pipe with it. */
static void
dismiss(struct spread *s)
{
	size_t i;
	char c;

	for (i = 0; i < s->n; i++)
		close(s->v[i].to);
	for (i = 0; i < s->n; i++) {
		while (take(s->v[i].from, &c, 1) == 1)
			continue;
		close(s->v[i].from);
	}
}

static int
lost(struct err *err)
{
	return err_set(err, ERR_SYSTEM,
	    "a worker of --jobs ended before its work was done");
}

/* What the worker whose turn it is has to print. */
static int
take_back(struct spread *s, struct err *err)
{
	int fd = s->v[s->taken % s->n].from;
	struct result result;

	if (take(fd, &result, sizeof result) != 1 ||
	    take_into(fd, &s->back, result.size) != 1)
		return lost(err);
	s->taken++;
	s->run->status = err_graver(s->run->status, result.status);
	out_add(s->back.p, s->back.len);
	if (out_check(err) < 0)
		return -1;
	return result.failed ? 1 : 0;
}

/* Give the lines that wait to whom they are due; 1: a worker failed. */
static int
give_out(struct spread *s, struct err *err)
{
	struct block b = { (uint32_t)s->lines.len, (uint32_t)s->name.len };
	int fd = s->v[s->given % s->n].to, rc;

	if (s->lines.len == 0)
		return 0;
	if (s->given - s->taken == s->n && (rc = take_back(s, err)) != 0)
		return rc;
	if (file_put(fd, &b, sizeof b) < 0 ||
	    file_put(fd, s->name.p, s->name.len) < 0 ||
	    file_put(fd, s->lines.p, s->lines.len) < 0)
		return lost(err);
	s->given++;
	buf_reset(&s->lines);
	return 0;
}

static int
take_all_back(struct spread *s, struct err *err)
{
	int rc = give_out(s, err);

	while (rc == 0 && s->taken < s->given)
		rc = take_back(s, err);
	return rc;
}

static int
add_line(struct spread *s, const struct line *l, struct err *err)
{
	struct cut c = { (uint64_t)l->number, (uint32_t)l->n,
		(uint32_t)l->cut };
	size_t n = strlen(l->input);
	int rc = 0;

	if (s->lines.len >= BLOCK_BYTES || s->name.len != n ||
	    memcmp(s->name.p, l->input, n) != 0)
		rc = give_out(s, err);
	buf_reset(&s->name);
	buf_add(&s->name, l->input, n);
	buf_add(&s->lines, &c, sizeof c);
	buf_add(&s->lines, l->p, l->n);
	return rc;
}

/* 0; 1 when a worker failed, which it has told; -1. */
static int
deal(struct spread *s, struct err *err)
{
	struct err bad = ERR_INIT;
	struct line l = { 0 };
	int rc;

	while (!filter_stopped()) {
		if (lines_would_block(s->run->lines) &&
		    ((rc = take_all_back(s, err)) != 0 ||
			(rc = out_flush(err)) != 0))
			return rc;
		err_clear(&bad);
		if ((rc = lines_next(s->run->lines, &l, &bad)) == 0)
			break;
		if (rc < 0)
			run_fail(s->run, &bad);
		else if ((rc = add_line(s, &l, err)) != 0)
			return rc;
	}
	return take_all_back(s, err);
}

int
run_spread(struct run *r, struct err *err)
{
	struct spread s = {
		.run = r, .lines = BUF_INIT, .name = BUF_INIT, .back = BUF_INIT
	};
	size_t n =
	    common.jobs < WORKERS_MAX ? (size_t)common.jobs : WORKERS_MAX;
	int rc = 0;

	signal(SIGPIPE, SIG_IGN); /* a worker that is gone is an error */
	while (rc == 0 && s.n < n)
		rc = hire(&s, err);
	if (rc == 0) {
		if (r->f->promises != NULL)
			confine(r->f->promises);
		rc = deal(&s, err);
	}
	dismiss(&s);
	buf_free(&s.lines);
	buf_free(&s.name);
	buf_free(&s.back);
	return rc < 0 ? -1 : 0;
}
