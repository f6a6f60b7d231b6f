/*
 * mail/mimed.c - the parsing children, seen from their parent
 *
 * Jobs stand in one queue and are answered in its order.  Each child has a
 * line of jobs that were written to it and are not answered yet; the first of
 * it is the one it works at.  All pipes are served by one poll.
 *
 * A child answers in blocks, so when it dies the first unanswered job need not
 * be the one that killed it.  All of its jobs become suspects: each is given
 * to a child alone, and only what kills or stalls it then is a bad mail.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/proc.h"
#include "base/xalloc.h"
#include "mail/frame.h"
#include "mail/mimed.h"

enum {
	MAX_CHILDREN = 8,
	MAX_FAILED_STARTS = 3,
	START_MS = 10000, /* until it is ready */
	QUEUE_JOBS = 256, /* then mimed_full */
	QUEUE_BYTES = 4 << 20,
	LINE_JOBS = 64, /* written to one child and not answered */
	LINE_BYTES = 128 << 10,
	BLOCK = 64 << 10,
	FILES_MAX = 1000,
	JSON_MAX = 4 << 20
};

enum state { WAITING, GIVEN, DONE };

struct job {
	struct job *next;   /* in the queue */
	struct job *behind; /* in the child's line */
	const void *raw;
	size_t n;
	void *tag;
	enum state state;
	int suspect;
	struct buf *bytes; /* of its files */
	struct mimed_file *files;
	size_t nfiles, cap;
	struct buf json;
	struct err err;
};

struct child {
	struct proc proc;
	struct job *first, *last; /* its line */
	size_t jobs, given;	  /* how many, how many bytes */
	struct job *sending;	  /* partly written */
	size_t sent;		  /* of its frame */
	struct buf in;
	int ready;
	int64_t since; /* it works at FIRST since then */
};

struct mimed {
	char *path;
	struct child child[MAX_CHILDREN];
	int n;
	struct job *first, *last; /* the queue */
	struct job *next;	  /* none before it waits for a child */
	size_t jobs, bytes;
	struct job *taken; /* its result is with the caller */
	int failed_starts;
	int64_t patience; /* ms for one mail */
};

struct mimed *
mimed_open(int n)
{
	struct mimed *d = xcalloc(1, sizeof *d);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int i;

	if (n <= 0)
		n = cores > 5 ? 4 : cores < 3 ? 1 : (int)cores - 1;
	d->n = n > MAX_CHILDREN ? MAX_CHILDREN : n;
	d->path = proc_helper("ha-mime");
	d->patience = MIMED_SECONDS * 1000;
	for (i = 0; i < d->n; i++)
		d->child[i].proc = (struct proc)PROC_INIT;
	return d;
}

static void
job_free(struct job *j)
{
	size_t i;

	if (j == NULL)
		return;
	for (i = 0; i < j->nfiles; i++)
		buf_free(&j->bytes[i]);
	free(j->bytes);
	free(j->files);
	buf_free(&j->json);
	free(j);
}

void
mimed_close(struct mimed *d)
{
	struct job *j;
	int i;

	if (d == NULL)
		return;
	for (i = 0; i < d->n; i++) {
		if (d->child[i].first != NULL)
			proc_kill(&d->child[i].proc);
		proc_wait(&d->child[i].proc); /* it ends with its stdin */
		buf_free(&d->child[i].in);
	}
	while ((j = d->first) != NULL) {
		d->first = j->next;
		job_free(j);
	}
	job_free(d->taken);
	free(d->path);
	free(d);
}

void
mimed_mail(struct mimed *d, const void *raw, size_t n, void *tag)
{
	struct job *j = xcalloc(1, sizeof *j);

	buf_init(&j->json);
	j->raw = raw;
	j->n = n;
	j->tag = tag;
	if (mimed_check(raw, n, &j->err) < 0)
		j->state = DONE;
	if (d->last != NULL)
		d->last->next = j;
	else
		d->first = j;
	if (d->next == NULL)
		d->next = j;
	d->last = j;
	d->jobs++;
	d->bytes += n;
}

void
mimed_patience(struct mimed *d, int64_t ms)
{
	d->patience = ms;
}

int
mimed_full(const struct mimed *d)
{
	return d->jobs >= QUEUE_JOBS || d->bytes >= QUEUE_BYTES;
}

static int
start(struct mimed *d, struct child *c, struct err *err)
{
	const char *argv[] = { d->path, NULL };

	if (c->proc.pid > 0)
		return 0;
	if (d->failed_starts >= MAX_FAILED_STARTS)
		return err_set(err, ERR_SYSTEM,
		    "'%s' ends at once: try it by hand with --one", d->path);
	if (proc_start(&c->proc, argv, PROC_IN | PROC_OUT, err) < 0)
		return -1;
	fcntl(c->proc.in, F_SETFL, O_NONBLOCK);
	fcntl(c->proc.out, F_SETFL, O_NONBLOCK);
	d->failed_starts++; /* until it is ready */
	c->ready = 0;
	return 0;
}

static void
unline(struct child *c)
{
	struct job *j = c->first;

	c->first = j->behind;
	if (c->first == NULL)
		c->last = NULL;
	j->behind = NULL;
	c->jobs--;
	c->given -= j->n;
	c->since = clock_mono();
}

/* The child is gone: what it had goes back, or is bad when it was alone. */
static void
lost(struct mimed *d, struct child *c, const char *why)
{
	struct job *j;
	int alone = c->jobs == 1;
	size_t i;

	d->next = d->first;
	proc_kill(&c->proc);
	buf_free(&c->in);
	c->sending = NULL;
	c->sent = 0;
	while ((j = c->first) != NULL) {
		unline(c);
		for (i = 0; i < j->nfiles; i++)
			buf_free(&j->bytes[i]);
		j->nfiles = 0;
		j->state = WAITING;
		if (!c->ready)
			continue; /* nothing of it was read */
		if (alone && j->suspect) {
			j->state = DONE;
			err_set(&j->err, ERR_DATA, "%s", why);
		}
		j->suspect = 1;
	}
}

/* May J be written to C now? */
static int
may_give(const struct child *c, const struct job *j)
{
	if (c->first == NULL)
		return 1;
	if (j->suspect || c->first->suspect)
		return 0;
	return c->jobs < LINE_JOBS && c->given + j->n <= LINE_BYTES;
}

static struct child *
idlest(struct mimed *d)
{
	struct child *best = &d->child[0];
	int i;

	for (i = 1; i < d->n; i++)
		if (d->child[i].given < best->given ||
		    (d->child[i].first == NULL && best->first != NULL))
			best = &d->child[i];
	return best;
}

static int
give(struct mimed *d, struct err *err)
{
	struct child *c;
	struct job *j;

	for (; (j = d->next) != NULL; d->next = j->next) {
		if (j->state != WAITING)
			continue;
		c = idlest(d);
		if (!may_give(c, j))
			return 0;
		if (start(d, c, err) < 0)
			return -1;
		if (c->last != NULL)
			c->last->behind = j;
		else
			c->first = j;
		c->last = j;
		if (c->jobs++ == 0)
			c->since = clock_mono();
		c->given += j->n;
		if (c->sending == NULL) {
			c->sending = j;
			c->sent = 0;
		}
		j->state = GIVEN;
	}
	return 0;
}

/* Frames one after the other, small ones in one write. */
static void
send_some(struct child *c)
{
	struct buf block = BUF_INIT;
	struct job *j = c->sending;
	size_t at = c->sent, part;
	ssize_t n;

	for (; j != NULL && block.len < BLOCK; j = j->behind, at = 0) {
		if (at < FRAME_HEAD) {
			frame_head(&block, FRAME_MAIL, j->n);
			if (at > 0) { /* the head was written in part */
				size_t head = block.len - FRAME_HEAD;
				memmove(block.p + head, block.p + head + at,
				    FRAME_HEAD - at);
				buf_cut(&block, block.len - at);
			}
			at = FRAME_HEAD;
		}
		part = j->n - (at - FRAME_HEAD);
		if (part > BLOCK)
			part = BLOCK;
		buf_add(&block, (const char *)j->raw + at - FRAME_HEAD, part);
		if (part < j->n - (at - FRAME_HEAD))
			break;
	}
	n = write(c->proc.in, block.p, block.len);
	buf_free(&block);
	while (n > 0 && c->sending != NULL) {
		size_t left = FRAME_HEAD + c->sending->n - c->sent;
		if ((size_t)n < left) {
			c->sent += (size_t)n;
			break;
		}
		n -= (ssize_t)left;
		c->sending = c->sending->behind;
		c->sent = 0;
	}
}

static int
add_file(struct job *j, const struct frame *f)
{
	unsigned char digest[DIGEST_LEN];
	struct buf *b;

	if (j->nfiles >= FILES_MAX)
		return -1;
	if (j->nfiles == j->cap) {
		j->cap = j->cap ? 2 * j->cap : 8;
		j->bytes = xrearray(j->bytes, j->cap, sizeof *j->bytes);
		j->files = xrearray(j->files, j->cap, sizeof *j->files);
	}
	b = &j->bytes[j->nfiles];
	buf_init(b);
	buf_add(b, f->p, f->n);
	digest_sha256(b->p, b->len, digest);
	digest_hex(digest, DIGEST_LEN, j->files[j->nfiles].sha256);
	j->files[j->nfiles].bytes = b->p;
	j->files[j->nfiles++].n = b->len;
	return 0;
}

/* 0, or -1 when this is no answer of ours. */
static int
take_frame(struct mimed *d, struct child *c, const struct frame *f)
{
	struct job *j = c->first;

	if (f->type == FRAME_READY && !c->ready) {
		c->ready = 1;
		c->since = clock_mono();
		d->failed_starts = 0;
		return 0;
	}
	if (j == NULL || !c->ready)
		return -1;
	if (f->type == FRAME_FILE)
		return add_file(j, f);
	if (f->type == FRAME_JSON && f->n <= JSON_MAX)
		buf_add(&j->json, f->p, f->n);
	else if (f->type == FRAME_ERROR)
		err_set(&j->err, ERR_DATA, "%.*s", (int)f->n, f->p);
	else
		return -1;
	if (c->sending == j) /* an answer before the question was all there */
		return -1;
	j->state = DONE;
	unline(c);
	return 0;
}

static void
receive(struct mimed *d, struct child *c)
{
	struct frame f;
	size_t at = 0;
	ssize_t n;
	long len = 0;

	buf_room(&c->in, BLOCK);
	n = read(c->proc.out, c->in.p + c->in.len, c->in.cap - c->in.len - 1);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		lost(d, c, "crash: the parser died of it");
		return;
	}
	c->in.len += (size_t)n;
	c->in.p[c->in.len] = '\0';
	while ((len = frame_read(c->in.p + at, c->in.len - at, &f)) > 0) {
		if (take_frame(d, c, &f) < 0)
			break;
		at += (size_t)len;
	}
	buf_drop(&c->in, at);
	if (len != 0)
		lost(d, c, "crash: the parser talked nonsense about it");
}

static int64_t
deadline(const struct mimed *d, const struct child *c)
{
	return c->since + (c->ready ? d->patience : START_MS);
}

/* Serve the pipes once; at most until the next child's time is over. */
static void
serve(struct mimed *d)
{
	struct pollfd fds[2 * MAX_CHILDREN];
	int64_t now = clock_mono(), left, wait = d->patience;
	struct child *c;
	int i;

	for (i = 0; i < d->n; i++) {
		c = &d->child[i];
		fds[2 * i] = (struct pollfd){ -1, POLLIN, 0 };
		fds[2 * i + 1] = (struct pollfd){ -1, POLLOUT, 0 };
		if (c->first == NULL)
			continue;
		fds[2 * i].fd = c->proc.out;
		if (c->sending != NULL)
			fds[2 * i + 1].fd = c->proc.in;
		left = deadline(d, c) - now;
		wait = left < wait ? left : wait;
	}
	if (poll(fds, (nfds_t)(2 * d->n), wait > 0 ? (int)wait : 0) < 0)
		return;
	now = clock_mono();
	for (i = 0; i < d->n; i++) {
		c = &d->child[i];
		if (fds[2 * i + 1].revents & (POLLOUT | POLLERR))
			send_some(c);
		if (fds[2 * i].revents != 0)
			receive(d, c);
		if (c->first != NULL && now >= deadline(d, c))
			lost(d, c, "timeout: it took the parser too long");
	}
}

static void
report(struct job *j, struct mimed_result *res)
{
	memset(res, 0, sizeof *res);
	res->tag = j->tag;
	res->err = j->err;
	res->bad = j->err.code != ERR_OK;
	if (!res->bad) {
		res->json = j->json.p;
		res->jsonlen = j->json.len;
		res->files = j->files;
		res->nfiles = j->nfiles;
	}
}

int
mimed_next(struct mimed *d, struct mimed_result *res, struct err *err)
{
	struct job *j = d->first;

	job_free(d->taken);
	d->taken = NULL;
	if (j == NULL)
		return 0;
	while (j->state != DONE) {
		if (give(d, err) < 0)
			return -1;
		if (j->state != DONE)
			serve(d);
	}
	if (give(d, err) < 0) /* let them work while the caller does */
		return -1;
	d->first = j->next;
	if (d->first == NULL)
		d->last = NULL;
	if (d->next == j)
		d->next = d->first;
	d->jobs--;
	d->bytes -= j->n;
	d->taken = j;
	report(j, res);
	return 1;
}
