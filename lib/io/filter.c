/*
 * io/filter.c - the loop of every stage
 *
 * A batch is open from `begin` to `commit`.  Its lines wait in the output
 * buffer; when the run ends in the middle the buffer is cut back to where the
 * batch began, so that nothing is printed that was not kept.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/confine.h"
#include "base/file.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/xalloc.h"
#include "io/filter_int.h"
#include "io/out.h"

enum {
	BATCH_RECORDS = 1000,
	BATCH_BYTES = 1 << 20,
	BATCH_WORK = 50, /* ms of the processor's time: asking costs a call, */
	ASK_EVERY = 16,	 /* so not for each record */
	BATCH_WALL = 200 /* ms, however busy the machine: others wait for us */
};
enum { SAME_KIND = 20, KINDS = 64 };

struct kind_count {
	long n;
	char *what; /* the first of them */
};

static volatile sig_atomic_t stopped;
static int wake[2] = { -1, -1 };

static void
on_signal(int sig)
{
	int saved = errno;

	stopped = sig;
	(void)!write(wake[1], "", 1);
	errno = saved;
}

void
filter_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	if (wake[0] >= 0)
		return;
	if (pipe(wake) == 0) { /* else: seen at the next line */
		fcntl(wake[0], F_SETFD, FD_CLOEXEC);
		fcntl(wake[1], F_SETFD, FD_CLOEXEC);
		fcntl(wake[1], F_SETFL, O_NONBLOCK);
	}
	sigemptyset(&sa.sa_mask);
	sa.sa_flags = (int)SA_RESETHAND; /* the second one ends at once */
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
}

int
filter_stopped(void)
{
	return stopped;
}

void
filter_pause(int seconds)
{
	struct timespec t = { seconds, 0 };

	while (!filter_stopped() && nanosleep(&t, &t) < 0 && errno == EINTR)
		continue;
}

int
filter_wake(void)
{
	return wake[0];
}

void
run_fail(struct run *r, const struct err *err)
{
	complain(err);
	r->status = err_graver(r->status, (int)err->code);
}

/*
 * What two bad lines of one kind have in common: the text without digits and
 * without what stands in quotes.
 */
static size_t
kind_key(const char *text, char *key, size_t size)
{
	size_t n = 0;
	int quoted = 0;

	for (; *text != '\0' && n < size; text++) {
		if (*text == '\'')
			quoted = !quoted;
		else if (!quoted && !isdigit((unsigned char)*text))
			key[n++] = *text;
	}
	return n;
}

/* Count a bad line; whether it is among the first of its kind. */
static int
worth_telling(struct run *r, const char *what)
{
	struct kind_count *k;
	char key[200];
	size_t n = kind_key(what, key, sizeof key);
	void **slot;

	if (r->bad.n >= KINDS && map_get(&r->bad, key, n) == NULL)
		n = 0; /* too many kinds: the rest is one */
	slot = map_put(&r->bad, key, n);
	if (*slot == NULL) {
		*slot = k = xcalloc(1, sizeof *k);
		k->what = xstrdup(what);
	}
	k = *slot;
	return ++k->n <= SAME_KIND;
}

void
run_sum_up(struct run *r)
{
	struct kind_count *k;
	size_t i;

	for (i = 0; i < r->bad.cap; i++) {
		if (r->bad.slots[i].key == NULL)
			continue;
		k = r->bad.slots[i].value;
		if (k->n > SAME_KIND) {
			struct err err = ERR_INIT;

			err_set(&err, ERR_DATA, "%ld more bad lines like: %s",
			    k->n - SAME_KIND, k->what);
			complain(&err);
		}
		free(k->what);
		free(k);
	}
	map_free(&r->bad);
}

static const char *
input_name(const struct line *l)
{
	return strcmp(l->input, "-") == 0 ? "stdin" : l->input;
}

/* In one piece: workers of --jobs write into the same file. */
static int
keep_bad(const struct run *r, const struct line *l)
{
	struct buf b = BUF_INIT;
	int rc;

	if (r->rejects < 0)
		return 0;
	buf_add(&b, l->p, l->n);
	buf_addc(&b, '\n');
	rc = file_put(r->rejects, b.p, b.len);
	buf_free(&b);
	return rc;
}

/* One diagnostic, the raw line to --rejects.  -1: the run ends here. */
static int
bad_line(struct run *r, const struct line *l, struct err *what)
{
	struct err err = ERR_INIT;

	if (worth_telling(r, what->text)) {
		err_wrap(what, "%s:%ld", input_name(l), l->number);
		complain(what);
	}
	r->status = err_graver(r->status, ERR_DATA);
	if (keep_bad(r, l) < 0) {
		err_sys(&err,
		    err_of_errno(errno) == ERR_AGAIN ? ERR_AGAIN : ERR_IO,
		    "cannot write '%s'", common.rejects);
		run_fail(r, &err);
		return -1;
	}
	return common.strict ? -1 : 0;
}

static int
open_batch(struct run *r, struct err *err)
{
	r->records = 0;
	r->bytes = 0;
	r->mark = out_buf()->len;
	if (r->f->commit != NULL) {
		r->since = clock_mono();
		r->worked = clock_work();
	}
	if (r->f->begin != NULL && r->f->begin(r->f->arg, err) < 0)
		return -1;
	r->open = 1;
	return 0;
}

/* Keep what the batch did, then let its lines go. */
static int
close_batch(struct run *r, struct err *err)
{
	if (!r->open)
		return 0;
	r->open = 0;
	if (r->f->commit != NULL && r->f->commit(r->f->arg, err) < 0) {
		buf_cut(out_buf(), r->mark);
		return -1;
	}
	return out_check(err);
}

static void
drop_batch(struct run *r)
{
	if (!r->open)
		return;
	r->open = 0;
	if (r->f->abort != NULL)
		r->f->abort(r->f->arg);
	if (r->f->begin != NULL || r->f->commit != NULL)
		buf_cut(out_buf(), r->mark);
}

static int
batch_full(const struct run *r)
{
	if (r->f->begin == NULL && r->f->commit == NULL)
		return 1;
	return r->records >= BATCH_RECORDS || r->bytes >= BATCH_BYTES ||
	       clock_mono() - r->since >= BATCH_WALL ||
	       (r->records % ASK_EVERY == 0 &&
		   clock_work() - r->worked >= BATCH_WORK);
}

/* One line through the stage.  0, or -1 and what is wrong. */
static int
one(struct run *r, const struct line *l, struct err *err)
{
	int rc;

	if (l->cut == LINE_LONG)
		return err_set(err, ERR_DATA, "the line is over 4 MiB");
	if (l->cut == LINE_HALF)
		return err_set(
		    err, ERR_DATA, "the last line has no end: it may be half");
	if (rec_parse(r->rec, l->p, l->n, err) < 0)
		return -1;
	if (!r->open && open_batch(r, err) < 0)
		return -1;
	r->records++;
	r->bytes += l->n;
	rc = r->f->each(r->rec, r->f->arg, err);
	if (rc == 0 && !r->f->quiet)
		rec_write(r->rec, out_buf());
	return rc < 0 ? -1 : 0;
}

int
run_line(struct run *r, const struct line *l, struct err *err)
{
	struct err bad = ERR_INIT;

	if (one(r, l, &bad) == 0)
		return 0;
	if (bad.code == ERR_DATA)
		return bad_line(r, l, &bad) < 0;
	*err = bad;
	return err_wrap(err, "%s:%ld", input_name(l), l->number);
}

/* Lines until the end, a signal or a failure; -1 with err for the latter. */
static int
loop(struct run *r, struct err *err)
{
	struct line l = { 0 };
	struct err bad = ERR_INIT;
	int rc;

	while (!stopped) {
		if (lines_would_block(r->lines) &&
		    (close_batch(r, err) < 0 || out_flush(err) < 0))
			return -1;
		err_clear(&bad);
		if ((rc = lines_next(r->lines, &l, &bad)) == 0)
			break;
		if (rc < 0) {
			run_fail(r, &bad);
			continue;
		}
		if ((rc = run_line(r, &l, err)) < 0)
			return -1;
		if (rc > 0)
			break;
		if (r->open && batch_full(r) && close_batch(r, err) < 0)
			return -1;
	}
	return close_batch(r, err);
}

static int
open_rejects(struct run *r)
{
	struct err err = ERR_INIT;

	r->rejects = -1;
	if (common.rejects == NULL)
		return 0;
	r->rejects = open(common.rejects,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (r->rejects >= 0)
		return 0;
	err_sys(&err, err_of_create(errno), "cannot open '%s' for rejects",
	    common.rejects);
	run_fail(r, &err);
	return -1;
}

int
filter_run(char **files, const struct filter *f)
{
	struct run r = { .f = f, .bad = MAP_INIT };
	struct err err = ERR_INIT;

	if ((files == NULL || files[0] == NULL) && isatty(STDIN_FILENO)) {
		err_set(&err, ERR_USAGE,
		    "nothing to read: name a file, or pipe records in");
		complain(&err);
		return ERR_USAGE;
	}
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is a failed write */
	filter_signals();
	if (open_rejects(&r) < 0)
		return r.status;
	r.lines = lines_open(files);
	r.rec = rec_new();
	if (f->spread && common.jobs > 1 && !common.strict) {
		if (run_spread(&r, &err) < 0)
			run_fail(&r, &err);
	} else {
		if (f->promises != NULL)
			confine(f->promises);
		if (f->start != NULL)
			r.status = f->start(f->arg);
		if (loop(&r, &err) < 0)
			run_fail(&r, &err);
	}
	drop_batch(&r);
	err_clear(&err);
	if (out_close(&err) < 0)
		run_fail(&r, &err);
	run_sum_up(&r);
	rec_free(r.rec);
	lines_close(r.lines);
	if (r.rejects >= 0 && close(r.rejects) < 0 && errno != EINTR) {
		err_clear(&err);
		err_sys(&err, ERR_IO, "cannot write '%s'", common.rejects);
		run_fail(&r, &err);
	}
	return stopped ? 128 + stopped : r.status;
}
