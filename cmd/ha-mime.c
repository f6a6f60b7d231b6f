/*
 * ha-mime - mail and HTML to text, in a sandbox
 *
 * A helper that other programs start and feed (mail/frame.h): it answers each
 * mail with the members of its record and its files.  It opens nothing and
 * can open nothing: half a gigabyte of memory, no network, no files but read
 * only below /usr.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/confine.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/opt.h"
#include "mail/frame.h"
#include "mail/mime.h"
#include "mail/mimed.h"

enum { BLOCK = 64 << 10, MEMORY_MIB = 512 };

static int one;

static const struct opt opts[] = {
	{ 0, "one", OPT_FLAG, &one, NULL,
	    "read one mail, print its members as a line of JSON" },
	{ 'h', "help", OPT_HELP, NULL, NULL, "this help" },
	{ 'V', "version", OPT_VERSION, NULL, NULL, "the version" },
	{ 0, "describe", OPT_DESCRIBE, NULL, NULL,
	    "options and verbs, tab-separated" },
	OPT_END
};

static const struct program program = { "ha-mime", "",
	"mail and HTML to text, in a sandbox", opts, NULL };

static int
add_json(const char *p, size_t n, void *out)
{
	buf_add(out, p, n);
	return 0;
}

static void
put(struct buf *out, enum frame_type type, const struct buf *b)
{
	frame_head(out, type, b->len);
	buf_add(out, b->p, b->len);
}

static void
answer(const struct mime *m, struct buf *out)
{
	struct buf json = BUF_INIT;
	size_t i;

	for (i = 0; i < m->nfiles; i++)
		put(out, FRAME_FILE, &m->files[i].bytes);
	json_dump_callback(m->members, add_json, &json, JSON_COMPACT);
	put(out, FRAME_JSON, &json);
	buf_free(&json);
}

static void
work(const struct frame *f, struct buf *out)
{
	struct err err = ERR_INIT;
	struct buf why = BUF_INIT;
	struct mime m;

	if (mime_parse(f->p, f->n, &m, &err) < 0) {
		buf_adds(&why, err.text);
		put(out, FRAME_ERROR, &why);
		buf_free(&why);
		return;
	}
	answer(&m, out);
	mime_free(&m);
}

static int
flush(struct buf *out)
{
	int rc = file_put(STDOUT_FILENO, out->p, out->len);

	buf_reset(out);
	return rc;
}

static ssize_t
read_more(struct buf *in)
{
	ssize_t n;

	buf_room(in, BLOCK);
	do
		n = read(STDIN_FILENO, in->p + in->len, in->cap - in->len - 1);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		in->p[in->len += (size_t)n] = '\0';
	return n;
}

/* Answers leave before a read that might wait, and in blocks. */
static int
serve(void)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	struct frame f;
	size_t at;
	long n;

	frame_head(&out, FRAME_READY, 0);
	if (flush(&out) < 0)
		return 0;
	while (read_more(&in) > 0) {
		at = 0;
		while ((n = frame_read(in.p + at, in.len - at, &f)) > 0) {
			work(&f, &out);
			at += (size_t)n;
			if (out.len >= BLOCK && flush(&out) < 0)
				return 0; /* the parent is gone */
		}
		if (n < 0)
			return ERR_DATA;
		buf_drop(&in, at);
		if (flush(&out) < 0)
			return 0;
	}
	buf_free(&in);
	buf_free(&out);
	return 0;
}

static int
show_one(void)
{
	struct err err = ERR_INIT;
	struct buf in = BUF_INIT, out = BUF_INIT;
	struct mime m;

	while (in.len <= MIMED_MAIL_MAX && read_more(&in) > 0)
		;
	if (mimed_check(in.p, in.len, &err) < 0 ||
	    mime_parse(in.p, in.len, &m, &err) < 0)
		die(&err);
	json_dump_callback(m.members, add_json, &out, JSON_COMPACT);
	buf_addc(&out, '\n');
	mime_free(&m);
	if (flush(&out) < 0) {
		err_sys(&err, ERR_IO, "cannot write");
		die(&err);
	}
	buf_free(&in);
	buf_free(&out);
	return 0;
}

int
main(int argc, char *argv[])
{
	opt_parse(argc, argv, &program);
	mime_init();
	confine_memory(MEMORY_MIB);
	confine("stdio");
	return one ? show_one() : serve();
}
